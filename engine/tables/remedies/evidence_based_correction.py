"""EvidenceBasedCorrection: a mistyped or blank value takes what the rows with the same determinants say.

Only where these say one thing. A wrong form alone (a letter among digits) does not tell the right value, and
is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.dependencies.doubted import doubts
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY = "EvidenceBasedCorrection"


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    left: list[Left] = []
    for finding in findings:
        table = tables[finding.table]
        known = {
            (table.table.numbers[doubt.place], doubt.column): doubt
            for doubt in doubts(table.table)
            if doubt.expected
        }
        unknown, keys = [], []
        for cell in finding.cells:
            doubt = known.get((cell.row, cell.column))
            if doubt is None:
                unknown.append(cell.row)
            elif table.key and cell.column == table.key.header:
                keys.append(cell.row)
            else:
                edits.append(
                    Edit(finding.table, cell.row, cell.column, cell.value, doubt.expected, doubt.certainty)
                )
        for rows, why in (
            (unknown, "nothing in the table says what the value should be"),
            (keys, "it is the key of its row"),
        ):
            if rows:
                left.append(Left(finding.table, tuple(rows), finding.column, why))
    return Plan(REMEDY, tuple(edits), left=tuple(left))


OPERATORS = {REMEDY: plan}
