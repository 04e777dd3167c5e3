"""LedgerReconciliation: the total of a document is set to the sum of its lines, where the lines are sound.

Lines are sound where each keeps the calculation of its table (quantity × price). All else that does not
agree is listed for people who know which side is right: a posting whose debit and credit differ has no side
that the numbers could name.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.detectors.totals import sums_of_lines
from kbctl.engine.tables.numeric import decimals
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.numbers import decimal_mark
from kbctl.engine.tables.remedies.common import Mended, Place, edit, lefts, places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings, SideTable
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPT = "LedgerReconciliation", "ReconciliationMismatch"
HEADS = ("table", "row", "key", "column", "stands", "lines_sum_to", "why_open")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: list[Edit] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    listed: list[tuple[str, ...]] = []
    for place in places(book, findings, (CONCEPT,)):
        summed = sums_of_lines(book, place.table, place.column).get(place.place)
        if summed is None:
            why = "which side is wrong is not told by the numbers"
            left.setdefault((place.table.name, place.cell.column, why), []).append(place.cell.row)
            cell = place.cell
            listed.append((place.table.name, str(cell.row), cell.key, cell.column, cell.value, "", why))
            continue
        edits.append(edit(place, Mended(_written(place, summed), 0.8)))
    side = (SideTable("open-differences.csv", HEADS, tuple(listed)),) if listed else ()
    return Plan(REMEDY, tuple(edits), side_tables=side, left=lefts(left))


def _written(place: Place, value: float) -> str:
    return f"{value:.{decimals(place.column)}f}".replace(".", decimal_mark(place.column))


OPERATORS = {REMEDY: plan}
