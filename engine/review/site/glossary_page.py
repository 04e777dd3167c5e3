"""All terms from A to Z."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.filters import facet, filters
from kbctl.engine.review.site.html import Html, el, in_language, join, link
from kbctl.engine.review.site.layout import Page
from kbctl.engine.review.site.links import (
    KINDS,
    kind_badge,
    term_link,
)
from kbctl.ontology.vocab import Term


def glossary_page(book: Book) -> Page:
    terms = sorted(book.vocabulary.terms.values(), key=lambda one: (one.label.casefold(), one.id))
    letters: dict[str, list[Html]] = {}
    for term in terms:
        first = term.label[:1].upper()
        letters.setdefault(first if first.isascii() and first.isalpha() else "#", []).append(
            _entry(book, term)
        )
    index = [link(f"glossary.html#letter-{one}", one) for one in sorted(letters)]
    intro = f"All {len(terms)} terms from A to Z, with their names in Spanish and Chinese."
    facets = [facet("Kind", "kind", {kind: many for kind, (_, many) in KINDS.items()})]
    parts = [
        el("section", el("h2", one, id=f"letter-{one}"), el("dl", found))
        for one, found in sorted(letters.items())
    ]
    body = join(
        el("div", el("h1", "Glossary"), el("p", intro, cls="lead"), cls="head"),
        filters("terms", facets, len(terms)),
        el("p", join(index, between=" "), cls="letters"),
        el("div", parts, id="terms", cls="glossary"),
    )
    return Page("glossary.html", "Glossary", intro, body, "glossary.html")


def _entry(book: Book, term: Term) -> Html:
    others = [in_language(text, language) for language, text in term.labels.items() if language != "en"]
    return el(
        "div",
        el("dt", term_link(book, term.id), " ", kind_badge(term.kind, KINDS[term.kind][0])),
        el(
            "dd",
            el("p", term.definition),
            el("p", join(others, between=" · "), cls="soft") if others else None,
        ),
        id=term.id,
        data_kind=term.kind,
    )
