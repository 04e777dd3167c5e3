"""The challenges of a family in groups, for overviews."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Child
from kbctl.engine.review.site.links import term_link
from kbctl.ontology.vocab import Term

FAMILY_CLASS = {
    "DataIssue": "f-data",
    "RequirementChallenge": "f-requirement",
    "SystemChallenge": "f-system",
    "OrganisationalChallenge": "f-people",
}


def groups(book: Book, family: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The challenges of a family in groups: data issues by the dimension that they harm, others by what
    stands right below the family; what is in no group stands under the family itself.
    """
    found: dict[str, list[str]] = {}
    for term in book.challenges:
        if book.family(term.id) == family:
            found.setdefault(_group(book, term, family), []).append(term.id)
    small = [head for head, members in found.items() if head != family and (len(members) < 2)]
    for head in small:
        found.setdefault(family, []).extend(found.pop(head))
    order = sorted(found, key=lambda one: (one == family, book.label(one)))
    return tuple((head, book.by_label(found[head])) for head in order)


def _group(book: Book, term: Term, family: str) -> str:
    dimensions = [
        dimension
        for one in (term.id, *reversed(book.path(term.id)))
        for dimension in book.vocabulary.terms[one].properties.get("dimension", ())
    ]
    if dimensions:
        return str(dimensions[0])
    path = [*book.path(term.id), term.id]
    return path[path.index(family) + 1] if family in path[:-1] else family


def head_of(book: Book, head: str, family: str) -> Child:
    return "Others" if head == family else term_link(book, head)
