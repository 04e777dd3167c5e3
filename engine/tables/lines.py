"""Lines of text for a screen: columns that align, cut to its width, without signs that would steer it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

WIDTH = 100
WIDEST = 40  # of one column

#: controls (line ends and tabs too), the signs that turn the writing round, and those that take no place
_STEERING = dict.fromkeys(
    [
        *range(32),
        *range(127, 160),
        0x200B,
        0x200E,
        0x200F,
        *range(0x2028, 0x202F),
        *range(0x2060, 0x206A),
        0xFEFF,
    ],
    "\ufffd",
)


def clean(value: Any) -> Any:
    """A text of others, or all texts in lists and mappings, in a form that cannot steer a terminal."""
    if isinstance(value, str):
        return value.translate(_STEERING)
    if isinstance(value, dict):
        return {clean(key): clean(own) for key, own in value.items()}
    if isinstance(value, list | tuple):
        return [clean(own) for own in value]
    return value


def width(text: str) -> int:
    """Columns that a terminal needs for it: Chinese signs take two, accents that combine none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, room: int = WIDTH) -> str:
    if width(text) <= room:
        return text
    kept, used = [], 0
    for character in text:
        used += _columns(character)
        if used > room - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def padded(text: str, room: int, right: bool = False) -> str:
    space = " " * max(0, room - width(text))
    return space + text if right else text + space


def aligned(grid: Sequence[Sequence[str]], right: Iterable[int] = (), indent: int = 2) -> list[str]:
    """Columns two spaces apart, cut at the width of the screen; a long text widens its column up to 40."""
    if not grid:
        return []
    columns = range(len(grid[0]))
    rooms = [min(WIDEST, max(width(row[n]) for row in grid)) for n in columns]
    lines = []
    for row in grid:
        cells = [padded(cut(text, rooms[n]), rooms[n], n in right) for n, text in enumerate(row[:-1])]
        last = padded(row[-1], rooms[-1], True) if len(row) - 1 in right else row[-1]
        lines.append(cut((" " * indent + "  ".join([*cells, last])).rstrip()))
    return lines


def beside(lines: Sequence[str], tails: Sequence[str], indent: int) -> list[str]:
    """Lines with what else is to say: beside the line where it fits, else below it."""
    room = WIDTH - max(map(width, lines), default=0) - 2
    told = []
    for line, tail in zip(lines, tails, strict=True):
        if tail and width(tail) <= room:
            told.append(f"{padded(line, WIDTH - room - 2)}  {tail}".rstrip())
        elif tail:
            told.append(line + "\n" + cut(" " * indent + tail))
        else:
            told.append(line)
    return told


def wrapped(lead: str, words: Sequence[str], indent: int = 4, between: str = ", ") -> str:
    """`lead` and the words after it, on as many lines as they need."""
    lines, line = [], lead
    for number, word in enumerate(words):
        piece = word + (between.rstrip() if number < len(words) - 1 else "")
        if width(line) + 1 + width(piece) > WIDTH:
            lines.append(line)
            line = " " * indent + piece
        else:
            line = f"{line} {piece}"
    return "\n".join(cut(one) for one in [*lines, line])


def count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
