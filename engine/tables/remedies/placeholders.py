"""PlaceholderToNull: fillers that stand for "nothing known", and errors of spreadsheets, become blank.

A key stays: without it the row could not be told from others.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY = "PlaceholderToNull"


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    left: list[Left] = []
    for finding in findings:
        key = tables[finding.table].key
        if key is not None and key.header == finding.column:
            rows = tuple(cell.row for cell in finding.cells)
            left.append(
                Left(finding.table, rows, finding.column, "a filler in the key: the row needs a code")
            )
            continue
        edits += [
            Edit(finding.table, cell.row, finding.column, cell.value, "", finding.certainty)
            for cell in finding.cells
        ]
    return Plan(REMEDY, tuple(edits), left=tuple(left))


OPERATORS = {REMEDY: plan}
