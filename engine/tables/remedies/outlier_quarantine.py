"""OutlierQuarantine: a row of an event with an impossible amount leaves the table; a thing keeps its row and
loses the amount, since other tables point at it."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import lefts, places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Removal, Settings
from kbctl.engine.tables.remedies.type_coercion import MASTERS
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPTS = "OutlierQuarantine", ("OutlierValue", "InvalidQuantity")
#: certainty from which a record is set aside without a look (a judgement: of ten, nine should be wrong)
SURE = 0.9
#: roles whose rows make sense only together: a bill without one line is another bill
DOCUMENTS = frozenset({"sales_order", "purchase_order", "work_order", "invoice"})
PARTS = frozenset({"bom", "routing"})


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: list[Edit] = []
    removals: dict[tuple[str, int], Removal] = {}
    left: dict[tuple[str, str, str], list[int]] = {}
    for place in places(book, findings, CONCEPTS):
        table, cell = place.finding.table, place.cell
        if place.finding.concept == "OutlierValue" and place.table.role in DOCUMENTS:
            why = "a line of a document: without it the document is another one"
            left.setdefault((table, cell.column, why), []).append(cell.row)
        elif place.finding.certainty < SURE:
            why = "far from the others, which alone is no reason to set it aside: someone has to look"
            left.setdefault((table, cell.column, why), []).append(cell.row)
        elif place.table.role in MASTERS | PARTS:
            edits.append(Edit(table, cell.row, cell.column, cell.value, "", 0.7))
        else:
            reason = f"{cell.column} {cell.value.strip()} ({place.finding.concept})"
            removals.setdefault((table, cell.row), Removal(table, cell.row, reason, 0.7))
    gone = tuple(removals[place] for place in sorted(removals))
    return Plan(REMEDY, tuple(edits), gone, left=lefts(left))


OPERATORS = {REMEDY: plan}
