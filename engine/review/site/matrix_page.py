"""Remedies by challenge, a matrix for every group of challenges."""

from __future__ import annotations

from kbctl.engine.review.site.book import Book, Proposal
from kbctl.engine.review.site.groups import groups, head_of
from kbctl.engine.review.site.html import Html, el, join, link
from kbctl.engine.review.site.layout import Page, section
from kbctl.engine.review.site.links import rule_path, term_link


def matrix_page(book: Book) -> Page:
    """For every group a matrix: challenges down, the remedies of any of them across."""
    parts = []
    for family in book.families:
        blocks = [_block(book, family, head, members) for head, members in groups(book, family)]
        parts.append(section(book.label(family), family, blocks))
    intro = (
        "A number is how firmly the firmest rule proposes the remedy there. "
        "A dot: it resolves the challenge, but no rule proposes it there."
    )
    body = join(el("div", el("h1", "Remedies by challenge"), el("p", intro, cls="lead"), cls="head"), parts)
    return Page("matrix.html", "Remedies by challenge", intro, body, "remedies.html", wide=True)


def _block(book: Book, family: str, head: str, members: tuple[str, ...]) -> Html:
    proposals = {one: {found.remedy.id: found for found in book.proposals(one)} for one in members}
    used: dict[str, int] = {}
    for found in proposals.values():
        for remedy in found:
            used[remedy] = used.get(remedy, 0) + 1
    across = sorted(used, key=lambda one: (-used[one], book.label(one)))
    if not across:
        return Html()
    heads = [el("th", el("div", term_link(book, one)), scope="col") for one in across]
    rows = [
        el(
            "tr",
            el("th", term_link(book, one), scope="row"),
            [_cell(proposals[one].get(remedy)) for remedy in across],
        )
        for one in members
    ]
    made = el("table", el("thead", el("tr", el("td"), heads)), el("tbody", rows), cls="matrix")
    return join(
        el("h3", head_of(book, head, family), id=f"{family}-{head}"),
        el("div", made, cls="scroll", tabindex="0"),
    )


def _cell(found: Proposal | None) -> Html:
    if found is None:
        return el("td")
    if not found.rules:
        return el("td", "·", title=f"{found.remedy.label}: no rule")
    confidence, rule = found.rules[0]
    shade = min(4, int(confidence * 5))
    return el(
        "td",
        link(
            rule_path(rule.id),
            f"{confidence:.2f}".removeprefix("0"),
            title=f"{found.remedy.label}: {rule.title}",
        ),
        cls=f"s{shade}",
    )
