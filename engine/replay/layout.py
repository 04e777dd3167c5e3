"""Lines of text for people: wrapping under a label, two columns, and colour where it is asked for."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from kbctl.kg.layout import shown_width

GLUE = "\N{NO-BREAK SPACE}"
KEPT_TOGETHER = 50

BOLD, DIM, GREEN, YELLOW, RED = "1", "2", "32", "33", "31"


def paint(text: str, code: str, colour: bool) -> str:
    return f"\033[{code}m{text}\033[0m" if colour and text else text


def columns(left: str, right: str, at: int, width: int) -> list[str]:
    """`left`, and `right` from column `at`; on a line of its own where both do not fit."""
    if not right:
        return wrapped(left, width, len(left) - len(left.lstrip()))
    gap = at - shown_width(left)
    if gap >= 2 and at + shown_width(right) <= width:
        return [left + " " * gap + right]
    if shown_width(left) + 2 + shown_width(right) <= width:
        return [left + " " * (width - shown_width(left) - shown_width(right)) + right]
    indent = len(left) - len(left.lstrip()) + 3
    return [*wrapped(left, width, indent), *wrapped(" " * indent + right, width, indent)]


def labelled(label: str, parts: Iterable[str], indent: int, width: int, by: str = " · ") -> list[str]:
    """`label     part · part`, wrapped below the first part; short parts are kept together."""
    start = " " * indent + f"{label:<10}"
    text = joined(parts, by)
    return wrapped(start + text, width, len(start)) if text else []


def joined(parts: Iterable[str], by: str = " · ") -> str:
    """Parts for `wrapped`, which breaks lines between short parts and not within them."""
    return by.join(part.replace(" ", GLUE) if len(part) <= KEPT_TOGETHER else part for part in parts if part)


def wrapped(text: str, width: int, indent: int) -> list[str]:
    return [line.replace(GLUE, " ") for line in _wrapped(text, width, indent)]


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    if shown_width(text) <= width:
        return [text.rstrip()]
    head = len(text) - len(text.lstrip())
    return textwrap.wrap(
        text.lstrip(), width, initial_indent=" " * head, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
