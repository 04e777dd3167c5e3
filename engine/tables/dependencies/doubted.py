"""All cells of a table that break what it keeps to, each once, with why and with the value expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from kbctl.engine.tables.dependencies.amounts import mixed_units
from kbctl.engine.tables.dependencies.discover import dependencies, why_not
from kbctl.engine.tables.dependencies.patterns import pattern_of
from kbctl.engine.tables.dependencies.spills import spills
from kbctl.engine.tables.dependencies.violations import violations
from kbctl.engine.tables.looks import filler_texts
from kbctl.engine.tables.table import Column, Table

Why = Literal["spilt", "spoilt", "blank", "pattern", "unit"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubted cell. `expected` is empty where only its form is known to be wrong; `by` says what it breaks:
    determining columns, templates, ways to write a unit."""

    place: int
    column: str
    why: Why
    expected: str
    by: tuple[str, ...]
    certainty: float


_KNOWN: WeakKeyDictionary[Table, tuple[Doubt, ...]] = WeakKeyDictionary()


def doubts(table: Table) -> tuple[Doubt, ...]:
    """In the order of columns, then rows; of a table read once they are sought once."""
    if table not in _KNOWN:
        order = {column.header: column.position for column in table.columns}
        found: dict[tuple[int, str], Doubt] = {}
        for doubt in _all(table):
            found.setdefault((doubt.place, doubt.column), doubt)
        _KNOWN[table] = tuple(sorted(found.values(), key=lambda d: (order[d.column], d.place)))
    return _KNOWN[table]


def unsaid(column: Column) -> frozenset[str]:
    """Fillers, which neither settle anything nor are settled."""
    return filler_texts(column)


def _all(table: Table) -> Iterator[Doubt]:
    """What is surest of its reason first."""
    said = {column.header: unsaid(column) for column in table.columns}
    spilt: defaultdict[str, set[str]] = defaultdict(set)
    for spill in spills(table):
        yield Doubt(spill.place, spill.full, "spilt", spill.rest, (spill.blank,), 0.9)
        yield Doubt(spill.place, spill.blank, "spilt", spill.value, (spill.full,), 0.9)
        spilt[spill.full].add(table.by_header[spill.full].values[spill.place])
    if not why_not(table):
        mute = {header: texts | spilt[header] for header, texts in said.items()}
        for one in violations(table, dependencies(table, mute)):
            text = table.by_header[one.column].values[one.place].strip()
            if text not in said[one.column]:
                yield Doubt(one.place, one.column, one.kind, one.expected, one.by, one.certainty)
    for column in table.columns:
        if pattern := pattern_of(column):
            for place in column.places(_as_stand(column, pattern.exceptions)):
                yield Doubt(place, column.header, "pattern", "", pattern.templates, 0.85)
        if mixed := mixed_units(column):
            units = tuple(unit for unit, _ in mixed.units)
            for place in column.places(_as_stand(column, mixed.odd)):
                yield Doubt(place, column.header, "unit", "", units, 0.85)


def _as_stand(column: Column, bare: Collection[str]) -> list[str]:
    """The texts of the cells, of which some have white space around."""
    return column.as_written(bare) if bare else []
