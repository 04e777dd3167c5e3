"""Tables with what is known about them: role, fields, key; and all of them together as a book."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

from kbctl.engine.tables.headers import Names, names_of, words
from kbctl.engine.tables.roles import BY_ID, GENERIC_NAME, Learned, role_of
from kbctl.engine.tables.table import Cell, Column, Table
from kbctl.ontology.vocab import Vocabulary

MANY = 20_000  # cells of a finding from which they are kept as places: some 5 MB as cells
GUID = re.compile(r"\{?[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?$")
CODE = re.compile(r"[^\s]{1,40}( [^\s]{1,20}){0,2}$")


@dataclass(frozen=True, eq=False)
class Profiled:
    """A table, its role and the field of each header that has one."""

    table: Table
    role: str
    fields: Mapping[str, str]
    key: Column | None

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def rows(self) -> int:
        return self.table.rows

    def field(self, column: Column) -> str:
        return self.fields.get(column.header, "")

    def columns(self, *fields: str) -> tuple[Column, ...]:
        """Columns of these fields, in the order of the fields, then of the file."""
        return tuple(
            column
            for field in fields
            for column in self.table.columns
            if self.fields.get(column.header) == field
        )

    def column(self, *fields: str) -> Column | None:
        """The first column of the first of these fields that is there; the key before others of its field."""
        found = self.columns(*fields)
        return self.key if self.key in found[:2] and found else (found[0] if found else None)

    def key_of(self, place: int) -> str:
        return self.key.values[place].strip() if self.key else ""

    def cell(self, place: int, column: Column) -> Cell:
        return Cell(self.table.numbers[place], self.key_of(place), column.header, column.values[place])

    def cells(self, column: Column, places: Sequence[int]) -> Sequence[Cell]:
        """The cells of a column at these places, ascending. Very many of them are made when asked for."""
        if len(places) > MANY:
            return Cells(self, column, places)
        keys = [text.strip() for text in self.key.at(places)] if self.key else [""] * len(places)
        numbers, header = self.table.numbers, column.header
        return tuple(
            Cell(numbers[place], key, header, text)
            for place, key, text in zip(places, keys, column.at(places), strict=True)
        )


class Cells(Sequence[Cell]):
    """Cells of one column that are known by their places only, each made when it is asked for."""

    def __init__(self, table: Profiled, column: Column, places: Sequence[int]) -> None:
        self._table, self._column, self._places = table, column, array("q", places)

    @property
    def column(self) -> str:
        return self._column.header

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Cell]:
        for start in range(0, len(self._places), MANY):
            yield from self._table.cells(self._column, self._places[start : start + MANY])

    @overload
    def __getitem__(self, number: int) -> Cell: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Cell]: ...

    def __getitem__(self, number: int | slice) -> Cell | Sequence[Cell]:
        if isinstance(number, slice):
            return tuple(Cells(self._table, self._column, self._places[number]))
        return self._table.cell(self._places[number], self._column)


@dataclass(frozen=True, eq=False)
class Book:
    """All tables of one diagnosis."""

    tables: tuple[Profiled, ...]
    names: Names

    def of_role(self, *roles: str) -> tuple[Profiled, ...]:
        return tuple(table for role in roles for table in self.tables if table.role == role)


def profile(tables: tuple[Table, ...], vocabulary: Vocabulary) -> Book:
    from kbctl.engine.tables.columns.source import known_to

    names = replace(names_of(vocabulary), variations=known_to(vocabulary).meant)

    def learned(table: Table) -> Mapping[str, str]:
        """Header → field, by the column knowledge; what it is not sure of is left out."""
        from kbctl.engine.tables.columns.mapping import map_table

        return {one.column: one.field for one in map_table(table, known_to(vocabulary)) if one.field}

    return Book(tuple(_profiled(table, names, learned) for table in tables), names)


def _profiled(table: Table, names: Names, learned: Learned) -> Profiled:
    role, fields = role_of(table, names, learned)
    return Profiled(table, role, fields, key_of(table, role, fields))


def key_of(table: Table, role: str, fields: Mapping[str, str]) -> Column | None:
    """The column whose text identifies a row: of the role's key field if nearly unique, else the first unique
    code."""
    wanted = BY_ID[role].key if role in BY_ID else ()
    master = role in BY_ID and BY_ID[role].master
    own = [column for column in table.columns if fields.get(column.header) in wanted]
    if near := [c for c in own if len(c.filled) >= (0.7 if master else 0.98) * table.rows > 0 and _codes(c)]:
        return max(near, key=lambda column: (len(column.filled), -column.position))
    unique = [c for c in table.columns if len(c.filled) == table.rows and table.rows > 1 and _codes(c)]
    named = [
        c
        for c in unique
        if set(words(c.header)) & {"id", "code", "no", "key", "number", "nr", "codigo", "编号"}
    ]
    for column in [*named, *(c for c in unique if c.position == 0)]:
        return column
    if (
        master
        and not own
        and (first := table.columns[0])
        and len(first.filled) >= 0.9 * table.rows
        and _codes(first)
    ):
        return first if not set(words(first.header)) <= GENERIC_NAME else None
    return None


def _codes(column: Column) -> bool:
    """Short texts without prose, that are no GUIDs: those identify rows of a database, not things."""
    sample = column.sample(200)
    return all(CODE.match(text) for text in sample) and not any(GUID.match(text) for text in sample)
