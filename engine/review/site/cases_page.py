"""All past cases, the latest first."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.filters import facet, filters
from kbctl.engine.review.site.html import el, join, table
from kbctl.engine.review.site.layout import Page
from kbctl.engine.review.site.links import (
    case_link,
    term_link,
    terms_linked,
)


def cases_page(book: Book) -> Page:
    industries = {
        one: book.label(one) for one in book.by_label({c.industry for c in book.cases.values() if c.industry})
    }
    kinds: dict[str, str] = {one: one for one in sorted({case.kind for case in book.cases.values()})}
    rows = []
    for case in sorted(book.cases.values(), key=lambda one: (-(one.year or 0), one.title)):
        about = list(dict.fromkeys(one for lesson in case.lessons for one in lesson.concerns))
        rows.append(
            el(
                "tr",
                el("td", case.year or "", data_label="Year"),
                el("th", case_link(case), scope="row"),
                el("td", case.kind, data_label="Kind"),
                el("td", term_link(book, case.industry) if case.industry else "", data_label="Industry"),
                el("td", terms_linked(book, about), data_label="Teaches about"),
                id=case.id,
                data_kind=case.kind,
                data_industry=case.industry,
            )
        )
    intro = (
        "Published implementations, surveys and studies, the latest first, with what their sources support."
    )
    intro += " What they leave open is said too."
    body = join(
        el("div", el("h1", "Past cases"), el("p", intro, cls="lead"), cls="head"),
        filters(
            "all-cases", [facet("Kind", "kind", kinds), facet("Industry", "industry", industries)], len(rows)
        ),
        table(("Year", "Case", "Kind", "Industry", "Teaches about"), rows, cls="cards", id="all-cases"),
    )
    return Page("cases.html", "Past cases", intro, body, "cases.html", wide=True)
