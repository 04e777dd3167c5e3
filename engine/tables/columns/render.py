"""A column mapping as text for people: table by table, header → field, 100 columns wide."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.columns.mapping import Mapped
from kbctl.kg.layout import cut, fitted

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
    header = fitted(" ".join(one.column.split()), HEADER_ROOM)
    guesses = ", ".join(f"{field} {score:.2f}" for field, score in one.alternatives)
    if one.abstained:
        return cut(f"  {header}  ?  {guesses}".rstrip(), WIDTH)
    return cut(f"  {header}  →  {fitted(one.field, FIELD_ROOM)}  {one.score:.2f}", WIDTH)


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"
