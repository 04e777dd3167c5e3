"""What the page of any other term tells: what stands in a relation to it, its rules, cases, column names."""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.case_parts import lessons
from kbctl.engine.review.site.html import Html, el, join, listing
from kbctl.engine.review.site.layout import section
from kbctl.engine.review.site.links import LANGUAGES, case_link, term_link
from kbctl.engine.review.site.remedy_page import practice
from kbctl.engine.review.site.rule_parts import rule_cards, rule_lines
from kbctl.ontology.vocab import Term

#: Relation → the heading over what has it to the term of the page.
HEADINGS = {
    "affects": "Challenges that affect it",
    "hasDimension": "Challenges that harm it",
    "fieldOf": "Its fields",
    "inPhase": "What is done in it",
    "carriedOutBy": "What it carries out",
}
FULL = 12
#: Language of a name that a column of a database has.
COLUMN = "tech"
FOREIGN = ("es", "zh")


def other_parts(book: Book, term: Term) -> Html:
    rules = book.named_by.get(term.id, ())
    owned = book.owned.get(term.notation, ()) if term.notation else ()
    told = book.lessons.get(term.id, ())
    cases = [one for one in book.cases.values() if one.industry == term.id]
    names = _headers(book, term)
    number = sum(map(len, names.values()))
    return join(
        section("In practice", "practice", practice(term)),
        section("Headers that columns have had", "headers", _names(names), count=number or None),
        [_related(book, term, relation) for relation in HEADINGS],
        section(
            "Rules that name it",
            "rules",
            rule_cards(book, rules) if len(rules) <= FULL else rule_lines(book, rules),
            count=len(rules) or None,
        ),
        section("Rules that it answers for", "owned", rule_lines(book, owned), count=len(owned) or None),
        section(
            "Past cases",
            "cases",
            listing([[case_link(one), f" ({one.year})" if one.year else ""] for one in cases]),
            lessons(book, told, term.id),
        ),
    )


def _related(book: Book, term: Term, relation: str) -> Html:
    found = book.into(term.id, relation)
    lines = [
        [term_link(book, one), " ", el("span", book.vocabulary.terms[one].definition, cls="soft")]
        for one in found
    ]
    made = (
        listing(lines, "told")
        if len(found) <= FULL
        else listing([term_link(book, one) for one in found], "columns")
    )
    return section(HEADINGS[relation], relation, made, count=len(found) or None)


def _headers(book: Book, term: Term) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Language → name → the systems that have it. Headers that the ontology tells are of columns too."""
    found: dict[str, dict[str, set[str]]] = {}
    known: set[str] = set()
    for one in book.headers.get(term.id, ()):
        systems = found.setdefault(one.language, {}).setdefault(one.name, set())
        systems.update([one.system] if one.system else [])
        known.add(one.name)
    for name in term.properties.get("hiddenLabel", ()):
        if name not in known:
            found.setdefault(COLUMN, {}).setdefault(name, set())
    return {
        language: {
            name: tuple(sorted(names[name])) for name in sorted(names, key=lambda n: (n.casefold(), n))
        }
        for language, names in sorted(
            found.items(), key=lambda one: (one[0] != COLUMN, one[0] != "en", one[0])
        )
    }


def _names(headers: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Html:
    """A line for each language; the name tells on demand which systems have it."""
    made = []
    for language, names in headers.items():
        code = [
            el("code", name, title=", ".join(systems) or None, lang=language if language in FOREIGN else None)
            for name, systems in names.items()
        ]
        said = "In databases and exports" if language == COLUMN else f"In {LANGUAGES.get(language, language)}"
        made.append(el("div", el("h3", said), el("p", join(code, between=" "), cls="chips")))
    return join(made)
