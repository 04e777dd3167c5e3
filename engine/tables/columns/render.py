"""A column mapping as text for people: table by table, header → field, 100 columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from kbctl.engine.tables.columns.mapping import Mapped

WIDTH = 100
HEADER_ROOM, FIELD_ROOM = 34, 26


def render(mapped: Sequence[Mapped], label: str) -> str:
    """The text; `label` is what the person asked for."""
    tables = list(dict.fromkeys(one.table for one in mapped))
    answered = sum(not one.abstained for one in mapped)
    parts = [
        f"{label}: {_count(len(tables), 'table')}, {_count(len(mapped), 'column')}, "
        f"{answered} mapped, {len(mapped) - answered} left open"
    ]
    for table in tables:
        own = [one for one in mapped if one.table == table]
        done = sum(not one.abstained for one in own)
        parts.append("\n".join([f"{table}  {done} of {len(own)}", *map(_line, own)]))
    if answered < len(mapped):
        parts.append("?  too uncertain to answer; the best guesses stand behind it, with their chances")
    return "\n\n".join(parts) + "\n"


def _line(one: Mapped) -> str:
    header = _fitted(" ".join(one.column.split()), HEADER_ROOM)
    guesses = ", ".join(f"{field} {score:.2f}" for field, score in one.alternatives)
    if one.abstained:
        return _cut(f"  {header}  ?  {guesses}")
    return _cut(f"  {header}  →  {_fitted(one.field, FIELD_ROOM)}  {one.score:.2f}")


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def _wide(character: str) -> int:
    """The columns of a terminal that a character takes; Chinese ones take two."""
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fitted(text: str, room: int) -> str:
    """The text in exactly that many columns."""
    return _cut(text, room) + " " * max(0, room - sum(map(_wide, _cut(text, room))))


def _cut(text: str, room: int = WIDTH) -> str:
    if sum(map(_wide, text)) <= room:
        return text.rstrip() if room == WIDTH else text
    kept, used = "", 0
    for character in text:
        if used + _wide(character) > room - 1:
            break
        kept += character
        used += _wide(character)
    return kept + "…"
