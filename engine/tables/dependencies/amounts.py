"""Numbers that some cells of a column write with a unit: the notation of amounts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kbctl.engine.tables.looks import drawn
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.units import unit_of

AMOUNT = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*([^\W\d_]{2,12}\.?|%)(?:\s.*)?$")
BARE = re.compile(r"[+-]?\d+(?:[.,]\d+)?$")
AMOUNTS = 0.95  # share of the filled cells that must be amounts
ENOUGH = 30
#: shapes of texts that may be amounts with a unit, and of those that are numbers alone
LIKE = re.compile(r"\s*[+-]?9+(?:[.,]9+)?\s*[Aa%]|.*ü", re.DOTALL)
BARE_FORM = re.compile(r"\s*[+-]?9+(?:[.,]9+)?\s*$")
#: rows of a long column; how many of its cells are looked at first, of which most must be amounts
LONG, SEEN, MOST = 100_000, 1_000, 0.5


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
    forms = [form for form in column.shapes if LIKE.match(form)]
    bare = sum(number for form, number in column.shapes.items() if BARE_FORM.match(form))
    if not forms or bare + sum(map(column.shapes.__getitem__, forms)) < AMOUNTS * column.filled_rows:
        return None
    if len(column.values) > LONG and not _likely(drawn(column, SEEN)):
        return None  # house numbers before the name of a street, say
    units: Counter[str] = Counter()
    with_unit = set()
    for as_written, number in column.texts(forms).items():
        text = as_written.strip()
        if unit := _unit(text):
            units[unit] += number
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


def _likely(texts: Sequence[str]) -> bool:
    """Whether most of these texts are amounts."""
    told = [text.strip() for text in texts if text.strip()]
    return sum(bool(_unit(text) or BARE.match(text)) for text in told) >= MOST * len(told)


def _unit(text: str) -> str:
    """The unit of an amount as it is written; empty where there is none."""
    found = AMOUNT.match(text)
    return found[1] if found and (found[1] == "%" or unit_of(found[1])) else ""


def _meant(unit: str) -> str:
    known = unit_of(unit)
    return known.id if known else unit
