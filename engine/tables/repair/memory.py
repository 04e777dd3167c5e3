"""Plans applied to tables in memory: plan → changes, and tables with changes → tables.

What a plan cannot rightly mean is no change but left with the reason: a cell that holds something else than
the plan supposed, a row that is gone, a cell that a formula computes, a text that the file's encoding lacks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.operator import Addition, Edit, Left, Plan, Removal
from kbctl.engine.tables.repair.cell_dates import is_day
from kbctl.engine.tables.repair.change import Change, Kind, Patch, fold
from kbctl.engine.tables.table import Column, Table


@dataclass(frozen=True, slots=True)
class Planned:
    """The changes that a plan comes to, and what of it could not be done."""

    changes: tuple[Change, ...]
    left: tuple[Left, ...]


def changes_of(
    book: Book, plan: Plan, rule: str, run: str, first: int = 1, last: Mapping[str, int] | None = None
) -> Planned:
    """The plan's changes, numbered from `first`. `run` sets the groups of this plan apart from others'.
    `last`: the highest row number that a table has had."""
    maker = _Maker(book, plan.remedy, rule, run, first, last or {})
    for edit in sorted(plan.edits, key=lambda e: (e.table, e.row, e.column)):
        maker.edit(edit)
    for removal in sorted(plan.removals, key=lambda r: (r.table, r.row)):
        maker.removal(removal)
    for addition in plan.additions:
        maker.addition(addition)
    return Planned(tuple(maker.changes), tuple(maker.left))


class _Maker:
    def __init__(
        self, book: Book, remedy: str, rule: str, run: str, first: int, last: Mapping[str, int]
    ) -> None:
        self.tables = {table.name: table for table in book.tables}
        self.places = {name: _places(table.table) for name, table in self.tables.items()}
        self.remedy, self.rule, self.number, self.run = remedy, rule, first, run
        self.changes: list[Change] = []
        self.left: list[Left] = []
        self.last = {
            table.name: max(last.get(table.name, 0), table.table.header_row, *table.table.numbers[-1:])
            for table in book.tables
        }
        self.gone: set[tuple[str, int]] = set()
        self.formulas = {
            name: {(one.row, one.column) for one in table.table.formulas}
            for name, table in self.tables.items()
        }

    def edit(self, one: Edit) -> None:
        table, place = self._find(one.table, one.row)
        column = table.table.by_header.get(one.column) if table else None
        if table is None or column is None:
            self._decline(one.table, one.row, one.column, "there is no such cell")
        elif place is None:
            self._decline(one.table, one.row, one.column, "the row has been removed")
        elif column.values[place] != one.before:
            self._decline(one.table, one.row, one.column, "the cell holds something else than was planned on")
        elif (one.row, one.column) in self.formulas[one.table]:
            self._decline(one.table, one.row, one.column, "a formula computes the cell")
        elif not _can_hold(table.table, one.after):
            why = f"{table.table.encoding} cannot write the new value"
            self._decline(one.table, one.row, one.column, why)
        elif one.before != one.after:
            self._add(one, table.key_of(place), one.column, one.before, one.after, one.kind, one.group)

    def removal(self, one: Removal) -> None:
        table, place = self._find(one.table, one.row)
        if table is None or place is None or (one.table, one.row) in self.gone:
            self._decline(one.table, one.row, "", "the row has been removed")
            return
        self.gone.add((one.table, one.row))
        cells = tuple((c.header, c.values[place]) for c in table.table.columns if c.values[place])
        key = table.key_of(place)
        self._add(one, key, "", "", one.merged_into, "row-removed", one.group, one.reason, cells)

    def addition(self, one: Addition) -> None:
        table = self.tables.get(one.table)
        unknown = sorted(set(one.values) - set(table.table.by_header)) if table else []
        if table is None or unknown:
            self._decline(one.table, 0, "", f"no column {', '.join(unknown)}" if table else "no such table")
            return
        if not all(_can_hold(table.table, text) for text in one.values.values()):
            self._decline(one.table, 0, "", f"{table.table.encoding} cannot write the new row")
            return
        self.last[one.table] += 1
        row = self.last[one.table]
        cells = tuple(
            (c.header, one.values[c.header]) for c in table.table.columns if one.values.get(c.header)
        )
        key = one.values.get(table.key.header, "").strip() if table.key else ""
        self._add(one, key, "", "", "", "row-added", one.group, one.reason, cells, row)

    def _find(self, name: str, row: int) -> tuple[Profiled | None, int | None]:
        table = self.tables.get(name)
        return table, (self.places[name].get(row) if table else None)

    def _decline(self, table: str, row: int, column: str, why: str) -> None:
        self.left.append(Left(table, (row,) if row else (), column, why))

    def _add(
        self,
        one: Edit | Removal | Addition,
        key: str,
        column: str,
        before: str,
        after: str,
        kind: Kind,
        group: str,
        reason: str = "",
        values: tuple[tuple[str, str], ...] = (),
        row: int = 0,
    ) -> None:
        own = row or (one.row if isinstance(one, Edit | Removal) else 0)
        self.changes.append(
            Change(
                f"c{self.number:05d}", one.table, own, key, column, before, after, kind,
                self.remedy, self.rule, round(one.confidence, 3), reason,
                f"{self.run}:{group}" if group else "", values,
            )
        )  # fmt: skip
        self.number += 1


def _places(table: Table) -> Mapping[int, int]:
    return {number: place for place, number in enumerate(table.numbers)}


def _can_hold(table: Table, text: str) -> bool:
    if not table.encoding or text.isascii():
        return True
    try:
        text.encode(table.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def applied(book: Book, changes: Sequence[Change]) -> Book:
    """The book with the changes made. Roles, fields and key columns stay what they were read to be."""
    patches = fold(changes)
    return Book(
        tuple(
            with_table(table, patched(table.table, patches[table.name])) if table.name in patches else table
            for table in book.tables
        ),
        book.names,
    )


def with_table(table: Profiled, new: Table) -> Profiled:
    """The same profile of a table whose cells have changed."""
    key = new.by_header.get(table.key.header) if table.key else None
    return Profiled(new, table.role, table.fields, key)


def patched(table: Table, patch: Patch) -> Table:
    """The table with a patch applied; columns that nothing happens to are the very same objects."""
    moved = bool(patch.removed or patch.added)
    places = _places(table)
    by_column: dict[str, dict[int, str]] = {}
    for (row, header), text in patch.cells.items():
        if row in places:
            by_column.setdefault(header, {})[places[row]] = text
    added = sorted(patch.added)
    kept = [place for place, number in enumerate(table.numbers) if number not in patch.removed]
    columns = []
    for column in table.columns:
        edits = by_column.get(column.header, {}) if table.by_header[column.header] is column else {}
        if not moved and not edits:
            columns.append(column)
            continue
        values = list(column.values)
        for place, text in edits.items():
            values[place] = text
        dated = column.dated - edits.keys()
        if edits and 2 * len(column.dated) >= column.filled_rows:  # a column of dates: so is what is written
            dated |= {place for place, text in edits.items() if is_day(text)}
        if moved:
            values = [values[place] for place in kept]
            values += [patch.added[row].get(column.header, "") for row in added]
            dated = frozenset(new for new, old in enumerate(kept) if old in dated) if dated else dated
        columns.append(Column(column.header, column.position, tuple(values), frozenset(dated)))
    if not moved:
        return replace(table, columns=tuple(columns))
    numbers = (*(table.numbers[place] for place in kept), *added)
    formulas = tuple(one for one in table.formulas if one.row not in patch.removed)
    return replace(table, columns=tuple(columns), numbers=numbers, formulas=formulas)
