"""What operators share: going through the cells of findings, edits with confidence, reasons for leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan
from kbctl.engine.tables.roles import POINTS_AT
from kbctl.engine.tables.table import Cell, Column, Finding

#: roles of tables whose keys are words; the empty one: it points at nothing
WORDS = frozenset({"", "unit_of_measure", "item_group", "territory"})


@dataclass(frozen=True, slots=True)
class Mended:
    """A cell's new text, and how sure it is."""

    after: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a finding where it stands: `place` is its position in the column."""

    finding: Finding
    cell: Cell
    table: Profiled
    column: Column
    place: int


#: What becomes of a cell: its new text, or the reason why it is left as it is.
Mend = Callable[[Place], Mended | str]


def table_of(book: Book, name: str) -> Profiled | None:
    return next((table for table in book.tables if table.name == name), None)


def places(book: Book, findings: Sequence[Finding], concepts: Sequence[str]) -> Iterator[Place]:
    """Each cell of the findings of these concepts once, in their order. A cell whose text is not what the
    finding saw (another remedy was there first) is passed over."""
    seen: set[tuple[str, int, str]] = set()
    for finding in findings:
        if finding.concept not in concepts or (table := table_of(book, finding.table)) is None:
            continue
        rows = {number: place for place, number in enumerate(table.table.numbers)}
        for cell in finding.cells:
            column, place = table.table.by_header.get(cell.column), rows.get(cell.row)
            if column is None or place is None or column.values[place] != cell.value:
                continue
            if (finding.table, cell.row, cell.column) not in seen:
                seen.add((finding.table, cell.row, cell.column))
                yield Place(finding, cell, table, column, place)


def cellwise(
    remedy: str, concepts: Sequence[str], book: Book, findings: Sequence[Finding], mend: Mend
) -> Plan:
    """The plan of a remedy that looks at one cell at a time."""
    edits: list[Edit] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for place in places(book, findings, concepts):
        mended = mend(place)
        table, cell = place.finding.table, place.cell
        if isinstance(mended, str):
            left.setdefault((table, cell.column, mended), []).append(cell.row)
        elif mended.after != cell.value:
            edits.append(edit(place, mended))
    return Plan(remedy, tuple(edits), left=lefts(left))


def edit(place: Place, mended: Mended) -> Edit:
    """The change of a cell; a key or a reference to one is rekeyed."""
    kind: Literal["cell", "rekeyed"] = "rekeyed" if is_key(place.table, place.column) else "cell"
    cell = place.cell
    return Edit(place.finding.table, cell.row, cell.column, cell.value, mended.after, mended.confidence, kind)


def lefts(found: dict[tuple[str, str, str], list[int]]) -> tuple[Left, ...]:
    """(table, column, why) → rows, in that order."""
    return tuple(
        Left(table, tuple(sorted(set(rows))), column, why)
        for (table, column, why), rows in sorted(found.items())
    )


def is_key(table: Profiled, column: Column) -> bool:
    """Whether the column keys its table or points at a record of another. Units and groups are words that
    happen to have a table, and no keys."""
    return column is table.key or POINTS_AT.get(table.field(column), "") not in WORDS
