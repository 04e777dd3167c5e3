"""Lines of text at a given width. A Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

INDENT = 15


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def padded(text: str, width: int) -> str:
    return text + " " * max(0, width - columns(text))


def folded(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; broken at blanks, a word that is longer anywhere."""
    lines, line = [], ""
    for word in text.split():
        while columns(word) > width:
            room = width - columns(line) - (1 if line else 0)
            head = _head(word, room if room > 3 else width)
            if room > 3:
                lines.append(f"{line} {head}".strip())
            else:
                lines += [*([line] if line else []), head]
            line, word = "", word[len(head) :]
        joined = f"{line} {word}" if line else word
        if columns(joined) > width:
            lines.append(line)
            joined = word
        line = joined
    return [*lines, line] if line else lines


def _head(word: str, width: int) -> str:
    used = 0
    for at, character in enumerate(word):
        used += columns(character)
        if used > width:
            return word[: max(at, 1)]
    return word


def listed(title: str, items: Sequence[str], width: int, between: str = " · ") -> list[str]:
    """`title    a · b · c`, wrapped under its first item; a line breaks between items where it can."""
    if not items:
        return []
    indent = max(INDENT, len(title) + 2)
    room = max(width - indent, 20)
    tail = columns(between.rstrip())
    lines, line = [], ""
    for item in items:
        joined = f"{line}{between}{item}" if line else item
        if line and columns(joined) > room - tail:
            lines.append(line + between.rstrip())
            line = item
        else:
            line = joined
    parts = [part for one in [*lines, line] for part in folded(one, room)]
    return [padded(title if not n else "", indent) + part for n, part in enumerate(parts)]


def spread(left: str, right: str, width: int) -> list[str]:
    """Two texts on one line, at its ends, or on two lines where they do not fit."""
    gap = width - columns(left) - columns(right)
    return [left + " " * gap + right] if gap >= 2 else [*folded(left, width), right]


def table(rows: Sequence[Sequence[str]], width: int, wide: int) -> list[str]:
    """Rows in columns that are as wide as their widest cell; column `wide` takes what is left and wraps."""
    if not rows:
        return []
    widths = [max(columns(row[n]) for row in rows) for n in range(len(rows[0]))]
    others = sum(size for n, size in enumerate(widths) if n != wide) + 2 * (len(widths) - 1)
    widths[wide] = max(min(widths[wide], width - others), 20)
    lines = []
    for row in rows:
        cells = [folded(cell, widths[n]) or [""] if n == wide else [cell] for n, cell in enumerate(row)]
        for at in range(max(map(len, cells))):
            parts = [padded(cell[at] if at < len(cell) else "", widths[n]) for n, cell in enumerate(cells)]
            lines.append("  ".join(parts).rstrip())
    return lines


class Ink:
    """Bold and dim on a terminal that shows them, plain text elsewhere."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text

    def level(self, text: str, level: str) -> str:
        shade = {"error": 31, "warn": 33}.get(level)
        return f"\x1b[{shade}m{text}\x1b[0m" if self.colour and shade else text
