"""Lines of text at a given width. A Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

INDENT = 15


def shown_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def padded(text: str, width: int) -> str:
    return text + " " * max(0, width - shown_width(text))


def cut(text: str, room: int) -> str:
    """The text in at most that many columns; `…` stands for what was left out."""
    if shown_width(text) <= room:
        return text
    used, kept = 1, ""
    for character in text:
        used += shown_width(character)
        if used > room:
            break
        kept += character
    return kept + "…"


def fitted(text: str, room: int) -> str:
    """The text in exactly that many columns."""
    return padded(cut(text, room), room)


def folded(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; broken at blanks, a word that is longer anywhere."""
    lines, line = [], ""
    for word in text.split():
        while shown_width(word) > width:
            room = width - shown_width(line) - (1 if line else 0)
            head = _head(word, room if room > 3 else width)
            if room > 3:
                lines.append(f"{line} {head}".strip())
            else:
                lines += [*([line] if line else []), head]
            line, word = "", word[len(head) :]
        joined = f"{line} {word}" if line else word
        if shown_width(joined) > width:
            lines.append(line)
            joined = word
        line = joined
    return [*lines, line] if line else lines


def _head(word: str, width: int) -> str:
    used = 0
    for at, character in enumerate(word):
        used += shown_width(character)
        if used > width:
            return word[: max(at, 1)]
    return word


def listed(title: str, items: Sequence[str], width: int, between: str = " · ") -> list[str]:
    """`title    a · b · c`, wrapped under its first item; a line breaks between items where it can."""
    if not items:
        return []
    indent = max(INDENT, len(title) + 2)
    room = max(width - indent, 20)
    tail = shown_width(between.rstrip())
    lines, line = [], ""
    for item in items:
        joined = f"{line}{between}{item}" if line else item
        if line and shown_width(joined) > room - tail:
            lines.append(line + between.rstrip())
            line = item
        else:
            line = joined
    parts = [part for one in [*lines, line] for part in folded(one, room)]
    return [padded(title if not n else "", indent) + part for n, part in enumerate(parts)]


def spread(left: str, right: str, width: int) -> list[str]:
    """Two texts on one line, at its ends, or on two lines where they do not fit."""
    gap = width - shown_width(left) - shown_width(right)
    return [left + " " * gap + right] if gap >= 2 else [*folded(left, width), right]


class Ink:
    """Bold and dim on a terminal that shows them, plain text elsewhere."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text

    def rated(self, text: str, rate: float) -> str:
        shade = 32 if rate >= 0.7 else 33
        return f"\x1b[{shade}m{text}\x1b[0m" if self.colour else text

    def level(self, text: str, level: str) -> str:
        shade = {"error": 31, "warn": 33}.get(level)
        return f"\x1b[{shade}m{text}\x1b[0m" if self.colour and shade else text
