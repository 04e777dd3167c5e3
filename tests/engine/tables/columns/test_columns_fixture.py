"""The tables of the furniture maker, read from their files and mapped with their cells."""

from __future__ import annotations

from pathlib import Path

from kbctl.engine.tables.columns.knowledge import Knowledge
from kbctl.engine.tables.columns.mapping import map_tables
from kbctl.engine.tables.load import load

TABLES = Path(__file__).resolve().parents[4] / "fixtures" / "midwest-furniture" / "tables"
#: what a consultant would write beside the headers; those that no field stands for are not here
RIGHT = {
    "bom.csv": "bom_parent_item bom_component_item bom_qty_per",
    "customers.csv": "customer_code customer_name customer_type phone email address_line1 city "
    "state_province postal_code payment_terms tax_id",
    "inventory.csv": "item_code warehouse_code qty_on_hand",
    "locations.csv": "warehouse_code warehouse_name",
    "purchases.csv": "purchase_order_no supplier_code order_date item_code order_qty purchase_uom unit_cost",
    "suppliers.csv": "supplier_code supplier_name phone email address_line1 city state_province postal_code "
    "payment_terms tax_id",
}


def test_what_is_answered_is_right_and_most_is_answered(known: Knowledge) -> None:
    mapped = map_tables(load([TABLES]).tables, known)

    for table, fields in RIGHT.items():
        for one, field in zip((m for m in mapped if m.table == table), fields.split(), strict=False):
            assert one.guess == field, (table, one.column)
    assert sum(not one.abstained for one in mapped) > 0.7 * len(mapped)


def test_two_runs_say_the_same(known: Knowledge) -> None:
    tables = load([TABLES]).tables
    assert map_tables(tables, known) == map_tables(tables, known)
