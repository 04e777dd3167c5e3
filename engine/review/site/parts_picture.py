"""How the parts of the knowledge hang together, as a small picture for the first page."""

from __future__ import annotations

from typing import NamedTuple

from kbctl.engine.review.site.causal import arrowhead
from kbctl.engine.review.site.html import Html, el, join, link

WIDE, TALL = 132, 46


class Part(NamedTuple):
    kind: str
    name: str
    page: str
    x: int
    y: int


PARTS = (
    Part("challenge", "Challenge", "challenges.html", 0, 0),
    Part("challenge", "Challenge", "challenges.html", 248, 0),
    Part("remedy", "Remedy", "remedies.html", 0, 122),
    Part("rule", "Rule", "rules.html", 248, 122),
    Part("case", "Past case", "cases.html", 248, 244),
)
#: An arrow as a path, and where what it says stands.
ARROWS = (
    ("M132 23H244", "leads to", 189, 15),
    ("M66 122V50", "resolves", 98, 92),
    ("M248 145H136", "proposes", 190, 137),
    ("M314 122V50", "is about", 346, 92),
    ("M314 244V172", "is evidence for", 258, 214),
    ("M248 267C120 267 66 240 66 172", "tells what came of", 112, 284),
)


def parts_picture() -> Html:
    return el(
        "svg",
        el("title", "Rules propose remedies for challenges; past cases are evidence for and against rules"),
        arrowhead("to"),
        [el("path", d=path, marker_end="url(#to)") for path, *_ in ARROWS],
        [el("text", said, x=x, y=y, cls="verb") for _, said, x, y in ARROWS],
        [_box(part) for part in PARTS],
        viewBox="-2 -2 386 296",
        cls="parts",
        role="group",
    )


def _box(part: Part) -> Html:
    rect = el("rect", x=part.x, y=part.y, width=WIDE, height=TALL, rx=7)
    text = el("text", part.name, x=part.x + WIDE // 2, y=part.y + 28, cls="name")
    return el("g", link(part.page, join(rect, text)), cls=f"k-{part.kind}")
