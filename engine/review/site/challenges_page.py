"""All challenges by family, and in it by group."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.groups import FAMILY_CLASS, groups, head_of
from kbctl.engine.review.site.html import Html, el, join, link, listing
from kbctl.engine.review.site.layout import Page
from kbctl.engine.review.site.links import term_link


def challenges_page(book: Book) -> Page:
    parts = []
    for family in book.families:
        term = book.vocabulary.terms[family]
        blocks = [
            el(
                "div",
                el(
                    "h3",
                    head_of(book, head, family),
                    el("span", len(members), cls="n"),
                    id=f"{family}-{head}",
                ),
                _listed(book, members),
                cls="group",
            )
            for head, members in groups(book, family)
        ]
        parts.append(
            el(
                "section",
                el("h2", term_link(book, family), id=family),
                el("p", term.definition, cls="note"),
                blocks,
                cls=f"of-family {FAMILY_CLASS.get(family, '')}",
            )
        )
    intro = "Data issues are grouped by the dimension of quality that they harm, the others by their kind."
    body = join(el("div", el("h1", "Challenges"), el("p", intro, cls="lead"), _jump(book), cls="head"), parts)
    return Page("challenges.html", "Challenges", intro, body, "challenges.html", wide=True)


def _jump(book: Book) -> Html:
    made = [link(f"challenges.html#{one}", book.label(one)) for one in book.families]
    return el(
        "p", join(made, between=" · "), " · ", link("hierarchy.html", "the whole hierarchy"), cls="names"
    )


def _listed(book: Book, members: tuple[str, ...]) -> Html:
    lines = [
        [term_link(book, one), " ", el("span", book.vocabulary.terms[one].definition, cls="soft")]
        for one in members
    ]
    return listing(lines, "told")
