"""ZeroNegativeStockWithAudit: stock below zero becomes zero; what was there is listed for the count."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings, SideTable
from kbctl.engine.tables.table import Finding
from kbctl.engine.tables.values import number_of

REMEDY, CONCEPT = "ZeroNegativeStockWithAudit", "NegativeInventory"


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: list[Edit] = []
    audit: list[tuple[str, ...]] = []
    for place in places(book, findings, (CONCEPT,)):
        value = number_of(place.cell.value)
        if value is None or value >= 0:
            continue
        table, cell = place.finding.table, place.cell
        edits.append(Edit(table, cell.row, cell.column, cell.value, "0", 0.8))
        warehouse = place.table.column("warehouse_code", "bin_location")
        where = warehouse.values[place.place] if warehouse else ""
        item = place.table.column("item_code")
        code = item.values[place.place] if item else cell.key
        audit.append((table, str(cell.row), code, where, cell.value))
    heads = ("table", "row", "item", "warehouse", "stock before")
    side = (SideTable("negative-stock-to-count.csv", heads, tuple(audit)),) if audit else ()
    return Plan(REMEDY, tuple(edits), side_tables=side)


OPERATORS = {REMEDY: plan}
