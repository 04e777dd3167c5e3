"""What the page of any other term tells: what stands in a relation to it, its rules, cases, column names."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.case_parts import lessons
from kbctl.engine.review.site.columns import HeaderName
from kbctl.engine.review.site.html import Html, el, in_language, join, listing
from kbctl.engine.review.site.layout import section
from kbctl.engine.review.site.links import LANGUAGES, case_link, term_link
from kbctl.engine.review.site.remedy_page import practice
from kbctl.engine.review.site.rule_parts import folded, rule_cards, rule_lines
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


def other_parts(book: Book, term: Term) -> Html:
    rules = book.named_by.get(term.id, ())
    owned = book.owned.get(term.notation, ()) if term.notation else ()
    told = book.lessons.get(term.id, ())
    cases = [one for one in book.cases.values() if one.industry == term.id]
    names = _headers(book, term)
    return join(
        section("In practice", "practice", practice(term)),
        section("Headers that columns have had", "headers", _names(names), count=len(names) or None),
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


def _headers(book: Book, term: Term) -> tuple[HeaderName, ...]:
    """Headers of the ontology and those of the table of column names, each once."""
    known = {one.name: one for one in book.headers.get(term.id, ())}
    for name in term.properties.get("hiddenLabel", ()):
        known.setdefault(name, HeaderName(name, "", ""))
    return tuple(sorted(known.values(), key=lambda one: (one.name.casefold(), one)))


def _names(names: tuple[HeaderName, ...]) -> Html:
    """By language; those of no language, such as abbreviations of systems, first."""
    groups: dict[str, list[HeaderName]] = {}
    for one in names:
        groups.setdefault("" if one.language in ("", "en") else one.language, []).append(one)
    made = []
    for language, found in sorted(groups.items()):
        code = [
            el("code", in_language(one.name, language or "en"), title=one.system or None) for one in found
        ]
        line = el("p", join(code, between=" "), cls="chips")
        made.append(line if not language else folded(LANGUAGES.get(language, language), line, len(found)))
    return join(made)
