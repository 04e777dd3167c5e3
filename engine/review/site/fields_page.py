"""The fields to which columns are mapped, by data domain."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Html, el, join, link, table
from kbctl.engine.review.site.layout import Page, section
from kbctl.engine.review.site.links import (
    term_link,
)
from kbctl.ontology.vocab import Term


def fields_page(book: Book) -> Page:
    parts = []
    for domain in book.by_label(
        {one for f in book.vocabulary.of_kind("field") for one in book.to(f.id, "fieldOf")}
    ):
        rows = [_field_row(book, book.vocabulary.terms[one]) for one in book.into(domain, "fieldOf")]
        parts.append(
            section(
                book.label(domain),
                domain,
                table(("Field", "Type", "What it is", "Headers seen"), rows),
                count=len(rows),
            )
        )
    intro = "The fields to which columns of old systems are mapped, with names that such columns have had."
    body = join(el("div", el("h1", "Fields"), el("p", intro, cls="lead"), cls="head"), parts)
    return Page("fields.html", "Fields", intro, body, "fields.html", wide=True)


def _field_row(book: Book, term: Term) -> Html:
    own = list(term.properties.get("hiddenLabel", ()))
    known = sorted({*own, *(one.name for one in book.headers.get(term.id, ()))})
    shown = (own or known)[:4]
    more = (
        link(f"term/{term.id}.html#headers", f"{len(known) - len(shown)} more")
        if len(known) > len(shown)
        else None
    )
    return el(
        "tr",
        el("th", term_link(book, term.id), el("br"), el("code", term.id), scope="row"),
        el("td", term.get("dataType", "")),
        el("td", term.definition),
        el("td", join([el("code", one) for one in shown], between=" "), " ", more, cls="chips"),
    )
