"""What past cases say, as pages of terms show it."""

from __future__ import annotations

from collections.abc import Iterable

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Html, el, join, outside
from kbctl.engine.review.site.links import case_link, term_link, terms_linked
from kbctl.kg.cases import Case, Lesson

RESULTS = {"worked": "it worked", "partly": "it worked in part", "failed": "it failed", "unknown": ""}


def lessons(book: Book, found: Iterable[tuple[Case, Lesson]], own: str) -> Html:
    """Lessons with case, remedy and result; the term of the page is not named again."""
    return join([_lesson(book, case, one, own) for case, one in found])


def _lesson(book: Book, case: Case, lesson: Lesson, own: str) -> Html:
    others = [one for one in lesson.concerns if one != own]
    addresses = [one for one in case.sources if one.url]
    return el(
        "div",
        el("h3", case_link(case), el("span", f" {case.kind}", cls="soft")),
        el("p", sentence(lesson.says)),
        el(
            "p",
            join(
                [
                    [term_link(book, lesson.use), _result(lesson)]
                    if lesson.use and lesson.use != own
                    else result_alone(lesson),
                    ["on ", terms_linked(book, others)] if others else None,
                    ["source: ", outside(addresses[0].url, _short(addresses[0].citation))]
                    if addresses
                    else None,
                ],
                between=" · ",
            ),
            cls="meta",
        ),
        cls="card case",
    )


def _result(lesson: Lesson) -> Html:
    said = RESULTS[lesson.result]
    return join(": ", el("b", said)) if said else Html()


def result_alone(lesson: Lesson) -> Html | None:
    said = RESULTS[lesson.result]
    return el("b", said) if said and lesson.use else None


def sentence(text: str) -> str:
    """A phrase with a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def _short(citation: str) -> str:
    return citation if len(citation) <= 70 else citation[:70].rpartition(" ")[0].rstrip(",;:") + " …"
