"""The page of a past case: what happened, what it teaches, who says so, what nobody says."""

from __future__ import annotations

from kbctl.engine.replay.words import words
from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.case_parts import RESULTS, sentence
from kbctl.engine.review.site.html import Child, Html, el, join, link, listing, outside
from kbctl.engine.review.site.layout import Page, facts, headed, section, sided
from kbctl.engine.review.site.links import case_path, kind_badge, rule_link, term_link, terms_linked
from kbctl.kg.cases import Case, Lesson

SAID = {
    "implementation": "an implementation",
    "survey": "a survey",
    "study": "a study",
    "record": "from a run record",
}


def case_page(book: Book, case: Case) -> Page:
    named = book.evidence.get(case.id, ())
    main = join(
        headed(join(kind_badge("case", "Past case"), f" · {SAID[case.kind]}"), case.title, case.summary),
        section("Lessons", "lessons", [_lesson(book, one) for one in case.lessons], count=len(case.lessons)),
        section(
            "Not known",
            "unknown",
            listing(case.unknown),
            note="What the sources do not say, for those who would look for it.",
        ),
        section(
            "Rules that it supports or contradicts",
            "rules",
            listing(
                [[el("b", says, cls="op"), " ", rule_link(book.rules[one])] for one, says in named], "told"
            ),
            count=len(named) or None,
        ),
        section(
            "Sources",
            "sources",
            el("ol", [_source(one.citation, one.url, one.supports) for one in case.sources], cls="sources"),
        ),
    )
    side = facts(
        [
            ("Id", el("code", case.id)),
            ("Year", case.year),
            ("Industry", term_link(book, case.industry) if case.industry else None),
            *_profile(book, case),
            ("Source", el("code", case.at.path, cls="iri")),
        ]
    )
    return Page(
        case_path(case.id),
        case.title,
        case.summary,
        sided(main, side),
        "cases.html",
        (link("cases.html", "Past cases"),),
    )


def _profile(book: Book, case: Case) -> list[tuple[Child, Child]]:
    found: list[tuple[Child, Child]] = []
    for name, value in case.profile.items():
        slot = book.vocabulary.slot("company", name)
        values = value if isinstance(value, tuple) else (value,)
        said = [
            term_link(book, one)
            if isinstance(one, str) and one in book.vocabulary.terms
            else join(words(one, slot.unit if slot else None))
            for one in values
        ]
        found.append((name.replace("_", " ").replace(" usd", "").capitalize(), join(said, between=", ")))
    return found


def _lesson(book: Book, lesson: Lesson) -> Html:
    result = RESULTS[lesson.result] if lesson.use else ""
    return el(
        "div",
        el("h3", terms_linked(book, lesson.concerns)),
        el("p", sentence(lesson.says)),
        el("p", term_link(book, lesson.use), [": ", el("b", result)] if result else None, cls="meta")
        if lesson.use
        else None,
        cls="card case",
    )


def _source(citation: str, url: str, supports: str) -> Html:
    return el(
        "li",
        el("p", outside(url, citation) if url else citation),
        el("p", "Supports: ", supports, cls="soft"),
    )
