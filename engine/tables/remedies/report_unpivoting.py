"""ReportUnpivoting: of a printed report the lines that are no data leave the table, groups written once are
written in every row.

Headings, subtotals and page lines go to the quarantine. Periods that stand as columns are left: what table
they should become is a question of the target.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.common import lefts, table_of
from kbctl.engine.tables.remedies.operator import Edit, Plan, Removal, Settings
from kbctl.engine.tables.table import Column, Finding

REMEDY, CONCEPT = "ReportUnpivoting", "ReportLayout"


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: list[Edit] = []
    removals: dict[tuple[str, int], Removal] = {}
    left: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        table = table_of(book, finding.table)
        if finding.concept != CONCEPT or table is None or not finding.cells:
            continue
        rows = {number: place for place, number in enumerate(table.table.numbers)}
        blanks = [cell for cell in finding.cells if not cell.value.strip()]
        if len(blanks) == len(finding.cells):
            for column in {cell.column for cell in blanks}:
                header = table.table.by_header.get(column)
                own = sorted(rows[cell.row] for cell in blanks if cell.column == column and cell.row in rows)
                if header is not None:
                    edits += _filled_down(table, header, own)
        elif _standing(table, finding):
            for row in sorted({cell.row for cell in finding.cells} & rows.keys()):
                text = next(cell.value.strip() for cell in finding.cells if cell.row == row)
                removals[table.name, row] = Removal(table.name, row, f"a line of the report: {text}", 0.9)
        else:
            why = "periods as columns: what table they become is for the target to say"
            left.setdefault((table.name, finding.column, why), []).extend({c.row for c in finding.cells})
    return Plan(REMEDY, tuple(edits), tuple(removals[place] for place in sorted(removals)), left=lefts(left))


def _standing(table: Profiled, finding: Finding) -> bool:
    """Whether the cells are of lines among the rows, and not of the header."""
    return all(cell.row != table.table.header_row for cell in finding.cells)


def _filled_down(table: Profiled, column: Column, places: Sequence[int]) -> list[Edit]:
    """The value above, for each blank below it; nothing where none stands above."""
    found = []
    for place in places:
        above = next((column.values[p] for p in range(place - 1, -1, -1) if column.values[p].strip()), "")
        if above:
            row = table.table.numbers[place]
            found.append(Edit(table.name, row, column.header, column.values[place], above, 0.85))
    return found


OPERATORS = {REMEDY: plan}
