"""All terms as a tree."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Html, el, join, link
from kbctl.engine.review.site.layout import Page
from kbctl.engine.review.site.links import (
    term_link,
)
from kbctl.ontology.vocab import KINDS as ROOTS


def hierarchy_page(book: Book) -> Page:
    """All terms as a tree that opens; a term stands under every parent, its anchor at the first place."""
    seen: set[str] = set()
    roots = [root for root in ROOTS if root in book.vocabulary.terms and root != "Remedy"]
    tree = el("ul", [_branch(book, root, seen, 0, ()) for root in roots], cls="tree", id="tree")
    intro = "Every term under what it is a kind of. Where it is there only by inference, that is said."
    buttons = el(
        "p",
        el("button", "Open all", type="button", data_open="tree"),
        " ",
        el("button", "Close all", type="button", data_close="tree"),
        cls="filters needs-script",
    )
    body = join(el("div", el("h1", "Hierarchy"), el("p", intro, cls="lead"), cls="head"), buttons, tree)
    return Page("hierarchy.html", "Hierarchy", intro, body, "hierarchy.html")


def _branch(
    book: Book, term: str, seen: set[str], depth: int, above: tuple[str, ...], inferred: bool = False
) -> Html:
    known = book.vocabulary.terms[term]
    anchor = None if term in seen else term
    again = term in seen
    seen.add(term)
    name = join(term_link(book, term), el("span", " inferred", cls="soft") if inferred else None)
    below = [(one, why) for one, why in book.below.get(term, ()) if one not in above]
    if not below:
        return el("li", name, id=anchor)
    if again:
        return el("li", name, " ", link(f"hierarchy.html#{term}", "shown above", cls="soft"))
    made = [_branch(book, one, seen, depth + 1, (*above, term), why) for one, why in below]
    number = len(book.vocabulary.descendants.get(known.id, ())) - 1
    opened = depth == 0 and term in ("Challenge",)
    return el(
        "li",
        el("details", el("summary", name, el("span", number, cls="n")), el("ul", made), open=opened),
        id=anchor,
    )
