"""OpeningBalanceMigration: where history is missing, stock is opened with its balances.

Nothing in the tables changes. Stock without a cost is listed without a value, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.numbers import decimal_mark, number
from kbctl.engine.tables.reconcile.records import worth_of
from kbctl.engine.tables.remedies.operator import Plan, Settings, SideTable
from kbctl.engine.tables.table import Finding, code_form

REMEDY, CONCEPT = "OpeningBalanceMigration", "MissingTransactionHistory"
HEADS = ("item", "warehouse", "quantity", "unit_cost", "value", "source")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    if not any(finding.concept == CONCEPT for finding in findings):
        return Plan(REMEDY)
    worth = worth_of(book)
    held: dict[tuple[str, str], tuple[Decimal, str]] = {}
    for table in book.of_role("inventory"):
        items, stock = table.column("item_code"), table.column("qty_on_hand", "opening_qty")
        if items is None or stock is None:
            continue
        where, mark = table.column("warehouse_code", "bin_location"), decimal_mark(stock)
        for place in range(table.rows):
            quantity = number(stock.values[place], mark)
            if quantity and quantity > 0:
                at = items.values[place].strip(), where.values[place].strip() if where else ""
                held[at] = held.get(at, (Decimal(0), table.name))[0] + quantity, table.name
    rows = []
    unvalued = 0
    for (item, warehouse), (quantity, source) in sorted(held.items()):
        cost = worth.get(code_form(item))
        unvalued += cost is None
        value = f"{cost * quantity:.2f}" if cost is not None else ""
        rows.append(
            (item, warehouse, f"{quantity:f}", f"{cost:f}" if cost is not None else "", value, source)
        )
    if not rows:
        return Plan(REMEDY, notes=("no table of stock to open with",))
    notes = (f"{unvalued:,} of {len(rows):,} balances have no cost and no value",) if unvalued else ()
    return Plan(REMEDY, side_tables=(SideTable("opening-balances.csv", HEADS, tuple(rows)),), notes=notes)


OPERATORS = {REMEDY: plan}
