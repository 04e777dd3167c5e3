"""TypeCoercionWithQuarantine: what is no value of its type leaves the cell; its text stays in the log.

A row that cannot do without the value (it is its key, or the amount of a booking) leaves the table whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import is_key, lefts, places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Removal, Settings
from kbctl.engine.tables.role_table import ROLES
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPTS = "TypeCoercionWithQuarantine", ("TypeMismatch", "SpreadsheetErrorValue")
MASTERS = frozenset(role.id for role in ROLES if role.master)
#: amounts without which a row of an event says nothing
NEEDED = frozenset(
    {
        "order_qty",
        "bom_qty_per",
        "qty_on_hand",
        "line_amount",
        "work_order_qty",
        "shipped_qty",
        "received_qty",
    }
)


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: list[Edit] = []
    removals: dict[tuple[str, int], Removal] = {}
    left: dict[tuple[str, str, str], list[int]] = {}
    for place in places(book, findings, CONCEPTS):
        table, cell = place.finding.table, place.cell
        needed = place.table.field(place.column) in NEEDED and place.table.role not in MASTERS
        if is_key(place.table, place.column) and place.column is not place.table.key:
            left.setdefault(
                (table, cell.column, "a reference: which record it means is not told"), []
            ).append(cell.row)
        elif place.column is place.table.key or needed:
            reason = f"{cell.column} holds {cell.value.strip()!r}, which is no value of it"
            removals.setdefault((table, cell.row), Removal(table, cell.row, reason, 0.9))
        else:
            edits.append(Edit(table, cell.row, cell.column, cell.value, "", 0.9))
    kept = tuple(edit for edit in edits if (edit.table, edit.row) not in removals)
    return Plan(REMEDY, kept, tuple(removals[place] for place in sorted(removals)), left=lefts(left))


OPERATORS = {REMEDY: plan}
