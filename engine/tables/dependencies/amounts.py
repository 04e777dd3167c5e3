"""Numbers that some cells of a column write with a unit: the notation of amounts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from kbctl.engine.tables.table import Column
from kbctl.engine.tables.units import unit_of

AMOUNT = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*([^\W\d_]{2,12}\.?|%)(?:\s.*)?$")
BARE = re.compile(r"[+-]?\d+(?:[.,]\d+)?$")
AMOUNTS = 0.95  # share of the filled cells that must be amounts
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Mixed:
    """`bare`: cells without a unit; `units`: way of writing → cells; `odd`: texts that depart: those with a
    unit where most have none, or all where one unit is written in several ways."""

    bare: int
    units: tuple[tuple[str, int], ...]
    odd: frozenset[str]


def mixed_units(column: Column) -> Mixed | None:
    """None where all amounts are written one way, or the column is none of amounts. Units of one letter are
    none here: sizes and revisions look the same (`44L`, `1001A`)."""
    if column.filled_rows < ENOUGH:
        return None
    units: Counter[str] = Counter()
    bare = 0
    with_unit = set()
    for text, number in column.filled.items():
        if (found := AMOUNT.match(text)) and (found[1] == "%" or unit_of(found[1])):
            units[found[1]] += number
            with_unit.add(text)
        elif BARE.match(text):
            bare += number
    amounts = bare + sum(units.values())
    if amounts < AMOUNTS * column.filled_rows or not units:
        return None
    told = tuple(sorted(units.items(), key=lambda kv: (-kv[1], kv[0])))
    if bare >= 0.5 * amounts or (not bare and len(units) > len({_meant(unit) for unit in units})):
        return Mixed(bare, told, frozenset(with_unit))
    return None


def _meant(unit: str) -> str:
    known = unit_of(unit)
    return known.id if known else unit
