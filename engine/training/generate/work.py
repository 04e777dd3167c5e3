"""The customer's tables as texts, being spoilt; every change goes into an entry of the ledger.

This is the one place with mutable state: injectors work one after the other on the same grids. A cell is
claimed by the first fault that touches it and by decoys, and then left alone by all others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.sheets import Company, Sheet, Value
from kbctl.engine.training.generate.style import Style

NEW = -1


class Row:
    """A row of a grid: `origin` is its place in the clean sheet, NEW for one that a fault added."""

    __slots__ = ("cells", "origin")

    def __init__(self, cells: list[str], origin: int = NEW) -> None:
        self.cells = cells
        self.origin = origin


class Grid:
    """A table as texts: the headers as the file has them, in the order of the sheet's fields."""

    def __init__(self, sheet: Sheet, stem: str, headers: list[str], rows: list[Row], style: Style) -> None:
        self.sheet = sheet
        self.id = sheet.id
        self.stem = stem
        self.fields = list(sheet.fields)
        self.headers = headers
        self.clean_headers = tuple(headers)
        self.rows = rows
        self.style = style
        self.ending = style.ending
        self.dropped: set[str] = set()
        self.breaks_off = False

    @property
    def file(self) -> str:
        return f"{self.stem}.{self.ending}"

    def has(self, *fields: str) -> bool:
        return all(field in self.fields for field in fields)

    def at(self, row: Row, field: str) -> str:
        return row.cells[self.fields.index(field)]

    def value(self, row: Row, field: str) -> Value:
        """The clean typed value of a cell; None for an added row."""
        return self.sheet.records[row.origin].get(field) if row.origin != NEW else None

    def header(self, field: str) -> str:
        return self.headers[self.fields.index(field)]

    def key(self, row: Row) -> str:
        return " ".join(self.at(row, field) for field in self.sheet.key)

    def texts(self, field: str) -> list[str]:
        place = self.fields.index(field)
        return [row.cells[place] for row in self.rows]


@dataclass
class Entry:
    """One fault in one table, in terms of rows that are numbered when the file is written.

    `cells`: what was changed and is to be found. `seen`: affected cells that did not change. `rows`: rows to
    be found. `groups`: of each, one row is enough. `files`: added
    files, with table, header and field of each of their columns. `tables`: more tables at which it may
    be told. `along`: cells that changed with it, here or elsewhere.
    `also`: other concepts that are true of rows in consequence.
    """

    concept: str
    fault: str
    grid: Grid
    field: str
    work: Work
    cells: list[tuple[Grid, Row, str, str, str]] = dataclasses.field(default_factory=list)
    seen: list[tuple[Grid, Row, str]] = dataclasses.field(default_factory=list)
    rows: list[tuple[Grid, Row]] = dataclasses.field(default_factory=list)
    groups: list[list[tuple[Grid, Row]]] = dataclasses.field(default_factory=list)
    pairs: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    along: list[tuple[Grid, Row, str, str, str]] = dataclasses.field(default_factory=list)
    added: list[tuple[Grid, Row]] = dataclasses.field(default_factory=list)
    removed: list[tuple[Grid, Row]] = dataclasses.field(default_factory=list)
    headers: list[tuple[Grid, str, str, str]] = dataclasses.field(default_factory=list)
    columns: list[tuple[Grid, str, list[tuple[Row, str]]]] = dataclasses.field(default_factory=list)
    files: list[tuple[str, bytes, tuple[tuple[str, str, str], ...]]] = dataclasses.field(default_factory=list)
    tables: list[str] = dataclasses.field(default_factory=list)
    also: list[tuple[str, Grid | str, Row | None]] = dataclasses.field(default_factory=list)

    def put(self, row: Row, field: str, text: str, grid: Grid | None = None) -> None:
        """Change a cell that is to be found."""
        self._change(self.cells, grid or self.grid, row, field, text)

    def carry(self, grid: Grid, row: Row, field: str, text: str) -> None:
        """Change a cell in consequence."""
        self._change(self.along, grid, row, field, text)

    def _change(self, kept: list[Any], grid: Grid, row: Row, field: str, text: str) -> None:
        place = grid.fields.index(field)
        before = row.cells[place]
        self.work.claim(grid, row, field)
        self.work.touch(grid, field)
        if before != text:
            row.cells[place] = text
            if row.origin != NEW:
                kept.append((grid, row, field, before, text))

    def add(
        self, cells: Sequence[str], after: Row | None, expected: bool = True, grid: Grid | None = None
    ) -> Row:
        """A new row below another one, or at the end."""
        grid = grid or self.grid
        row = Row(list(cells))
        grid.rows.insert(grid.rows.index(after) + 1 if after else len(grid.rows), row)
        self.added.append((grid, row))
        for name in grid.fields:
            self.work.claim(grid, row, name)
        if expected:
            self.rows.append((grid, row))
        return row

    def drop(self, grid: Grid, row: Row) -> None:
        grid.rows.remove(row)
        self.removed.append((grid, row))

    def rename(self, grid: Grid, field: str, header: str) -> None:
        place = grid.fields.index(field)
        self.headers.append((grid, field, grid.headers[place], header))
        grid.headers[place] = header

    def expect(self, grid: Grid, row: Row) -> None:
        self.rows.append((grid, row))
        for name in grid.sheet.key:
            self.work.claim(grid, row, name)

    @property
    def empty(self) -> bool:
        return not (
            self.cells
            or self.seen
            or self.rows
            or self.added
            or self.removed
            or self.headers
            or self.columns
            or self.files
            or self.groups
        )


class Work:
    """All grids of a customer with what was done to them."""

    def __init__(self, profile: Profile, company: Company, grids: dict[str, Grid]) -> None:
        self.profile = profile
        self.company = company
        self.grids = grids
        self.entries: list[Entry] = []
        self._claimed: set[tuple[int, int, str]] = set()
        self._columns: set[tuple[int, str]] = set()
        self._touched: set[tuple[int, str]] = set()
        self._kept: list[Row] = []
        for decoy in company.decoys:
            grid = grids[decoy.sheet]
            if 3 * len(decoy.places) <= len(grid.rows):
                for place in decoy.places:
                    self._claimed.add((id(grid), id(grid.rows[place]), decoy.field))
        self._kept = [row for grid in grids.values() for row in grid.rows]  # so that no id is used again

    def grid(self, id_: str) -> Grid | None:
        """A table by what it holds; the largest part where it is exported in parts."""
        own = self.all(id_)
        return max(own, key=lambda grid: len(grid.rows)) if own else None

    def all(self, *ids: str) -> list[Grid]:
        return [grid for id_ in ids for grid in self.grids.values() if grid.id == id_]

    def with_field(self, *names: str) -> list[Grid]:
        return [grid for grid in self.grids.values() if grid.has(*names)]

    def places(self, spots: Iterable[str]) -> Iterator[tuple[Grid, str]]:
        """`table.field` → grids and fields that are there."""
        for spot in spots:
            id_, _, name = spot.partition(".")
            for grid in self.all(id_):
                if grid.has(name) and name not in grid.dropped and (id(grid), name) not in self._columns:
                    yield grid, name

    def claim(self, grid: Grid, row: Row, field: str) -> None:
        self._claimed.add((id(grid), id(row), field))

    def touch(self, grid: Grid, field: str) -> None:
        self._touched.add((id(grid), field))

    def free(self, grid: Grid, row: Row, field: str) -> bool:
        return (id(grid), id(row), field) not in self._claimed

    def untouched(self, grid: Grid, field: str) -> bool:
        """No fault has been at the column."""
        return (id(grid), field) not in self._touched

    def claim_column(self, grid: Grid, field: str) -> None:
        """The column's way of writing is one fault's own: no other fault works in it."""
        self._columns.add((id(grid), field))

    def free_row(self, grid: Grid, row: Row) -> bool:
        return row.origin != NEW and all(self.free(grid, row, name) for name in grid.fields)

    def entry(self, concept: str, fault: str, grid: Grid, field: str = "") -> Entry:
        return Entry(concept, fault, grid, field, self)

    def keep(self, entry: Entry) -> bool:
        if entry.empty:
            return False
        self.entries.append(entry)
        return True

    def choose(
        self,
        grid: Grid,
        field: str,
        share: float,
        dice: Dice,
        want: Callable[[str], bool] = bool,
        least: int = 2,
    ) -> list[Row]:
        """Random rows, in order of the table, whose cell is free and wanted: that share of them, at least
        `least` (none where there are not so many)."""
        if (id(grid), field) in self._columns:
            return []
        able = [
            r for r in grid.rows if r.origin != NEW and self.free(grid, r, field) and want(grid.at(r, field))
        ]
        if len(able) < least:
            return []
        return self.some(grid, able, share, dice, least)

    def some(self, grid: Grid, rows: Sequence[Row], share: float, dice: Dice, least: int = 2) -> list[Row]:
        count = max(least, round(share * len(rows)))
        chosen = set(map(id, dice.sample(rows, min(count, len(rows)))))
        return [row for row in rows if id(row) in chosen]
