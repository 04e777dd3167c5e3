"""Causes and effects of a challenge as a small picture: what leads to it, what it leads to, and on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kbctl.engine.review.site.book import Book
from kbctl.engine.review.site.html import Html, el, join, link
from kbctl.engine.review.site.links import term_path

WIDTH, HEIGHT, ACROSS, DOWN = 176, 40, 40, 12
SHOWN = 6
LETTERS = 24
#: Pixels below which the picture scrolls and shrinks no further.
SMALLEST = 540


class Node(NamedTuple):
    """A box: what it stands for (empty: a word of how many more there are), and where it is."""

    term: str
    text: str
    column: int
    y: float


def causal_graph(book: Book, term: str) -> Html:
    """The picture, or nothing where the challenge has neither cause nor effect."""
    causes, effects = book.into(term, "leadsTo"), book.to(term, "leadsTo")
    if not causes and not effects:
        return Html()
    further = [
        one
        for effect in effects
        for one in book.to(effect, "leadsTo")
        if one not in (*effects, term, *causes)
    ]
    columns = [_cut(book, causes), [(term, book.label(term))], _cut(book, effects)]
    columns.append(_cut(book, list(dict.fromkeys(further)), SHOWN - 1))
    tall = max(map(len, columns))
    height = tall * HEIGHT + (tall - 1) * DOWN
    nodes = [node for n, column in enumerate(columns) for node in _stacked(column, n, height)]
    first = 0 if causes else 1
    last = max(node.column for node in nodes)
    wide = (last - first) * (WIDTH + ACROSS) + WIDTH
    drawn = el(
        "svg",
        el("title", f"What leads to {book.label(term)}, and what it leads to"),
        arrowhead("head"),
        [_arrow(a, b, first) for a, b in _arrows(book, nodes, term)],
        [_box(node, term, first) for node in nodes],
        viewBox=f"-1 -1 {wide + 2} {height + 2}",
        width=wide + 2,
        height=height + 2,
        style=f"min-width:{min(wide, SMALLEST)}px",
        cls="causal",
        role="group",
    )
    return el("div", drawn, cls="scroll", tabindex="0")


def _cut(book: Book, ids: Sequence[str], shown: int = SHOWN) -> list[tuple[str, str]]:
    """The boxes of a column; where there are too many, the busiest ones and a word on the rest."""
    if len(ids) <= shown:
        return [(one, book.label(one)) for one in ids]
    busy = sorted(ids, key=lambda one: (-len(book.into(one, "leadsTo")) - len(book.to(one, "leadsTo")), one))
    kept = set(busy[: shown - 1])
    return [*((one, book.label(one)) for one in ids if one in kept), ("", f"and {len(ids) - shown + 1} more")]


def _stacked(column: Sequence[tuple[str, str]], n: int, height: float) -> list[Node]:
    top = (height - len(column) * HEIGHT - (len(column) - 1) * DOWN) / 2
    return [Node(one, text, n, top + i * (HEIGHT + DOWN)) for i, (one, text) in enumerate(column)]


def _arrows(book: Book, nodes: list[Node], term: str) -> list[tuple[Node, Node]]:
    """From each box to those of the next column that it leads to."""
    return [(a, b) for a in nodes for b in nodes if b.column == a.column + 1 and _led(book, a, b, term)]


def _led(book: Book, a: Node, b: Node, term: str) -> bool:
    """Whether an arrow runs between boxes of neighbouring columns; the word on the rest is one of them."""
    return term in (a.term, b.term) or b.term in book.to(a.term, "leadsTo")


def _left(node: Node, first: int) -> int:
    return (node.column - first) * (WIDTH + ACROSS)


def _arrow(a: Node, b: Node, first: int) -> Html:
    x, y, to, at = _left(a, first) + WIDTH, a.y + HEIGHT / 2, _left(b, first) - 3, b.y + HEIGHT / 2
    bend = ACROSS / 2
    path = f"M{x} {y:g}C{x + bend:g} {y:g} {to - bend:g} {at:g} {to} {at:g}"
    return el("path", d=path, cls="far" if b.column == 3 else None, marker_end="url(#head)")


def arrowhead(ident: str) -> Html:
    """The head of arrows, to be named by `url(#ident)`."""
    shape = el("path", d="M0 0L7 3.5L0 7z")
    size = {"viewBox": "0 0 7 7", "refX": "6", "refY": "3.5", "markerWidth": "7", "markerHeight": "7"}
    return el("defs", el("marker", shape, id=ident, orient="auto", **size))


def _box(node: Node, term: str, first: int) -> Html:
    x, lines = _left(node, first), _lines(node.text)
    middle = x + WIDTH / 2
    start = node.y + HEIGHT / 2 + 4 - (len(lines) - 1) * 7.5
    text = [el("text", line, x=f"{middle:g}", y=f"{start + n * 15:g}") for n, line in enumerate(lines)]
    if not node.term:
        return el("g", text, cls="more")
    rect = el("rect", x=x, y=f"{node.y:g}", width=WIDTH, height=HEIGHT, rx=6)
    if node.term == term:
        return el("g", rect, text, cls="self")
    return el("g", link(term_path(node.term), join(rect, text)), cls="far" if node.column == 3 else None)


def _lines(text: str) -> list[str]:
    """A label on one line, or on two; what is longer still is cut."""
    if len(text) <= LETTERS:
        return [text]
    words = text.split()
    first = words.pop(0)
    while words and len(first) + 1 + len(words[0]) <= LETTERS:
        first += f" {words.pop(0)}"
    rest = " ".join(words)
    return [first, rest if len(rest) <= LETTERS + 2 else rest[: LETTERS + 1] + "…"]
