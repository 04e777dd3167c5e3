"""MissingRequiredField: a field that any load of such a table needs is blank in some of its rows.

Only a column that is otherwise kept counts: one that is blank in most rows is not used, or stands on the
first line of each document only. What has a detector of its own (costs, lead times, quantities and
components of bills, lots) is reported there.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Severity, Skip

CONCEPT = "MissingRequiredField"
#: share of blank cells above which a column is one that is not kept; a judgement: a load that lacks a third
#: of a field is a matter of that field, not of single records
UNUSED = 0.35
#: rows below which a blank is no exception to anything
FEW = 20

#: role → fields without which target systems refuse such a record
_REQUIRED = """
item_master: item_code item_name item_description base_uom item_type item_group
customer_master: customer_code customer_name payment_terms currency country city
supplier_master: supplier_code supplier_name payment_terms currency country city
sales_order: sales_order_no customer_code item_code order_date order_qty unit_price
purchase_order: purchase_order_no supplier_code item_code order_date order_qty unit_cost
work_order: work_order_no item_code work_order_qty
bom: bom_parent_item
bom_header: bom_code bom_parent_item item_code
inventory: item_code warehouse_code qty_on_hand
routing: item_code routing_code operation_seq work_center_code
item_supplier: item_code supplier_code
price_list: item_code sales_price unit_price
cost_history: item_code
warehouse: warehouse_code warehouse_name
work_center: work_center_code work_center_name
"""
REQUIRED: Mapping[str, tuple[str, ...]] = {
    role.strip(): tuple(fields.split())
    for role, _, fields in (line.partition(":") for line in _REQUIRED.strip().splitlines())
}
#: fields without which a record cannot even be named
IDENTITY = ("_code", "_no", "_name", "_item")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    fields = REQUIRED.get(table.role, ())
    columns = [column for field in fields for column in table.columns(field)]
    if not columns:
        return Skip("no column that every load of such a table needs")
    if table.rows < FEW:
        return Skip(f"fewer than {FEW} rows")
    return tuple(found for column in columns for found in _blanks(table, column))


def _blanks(table: Profiled, column: Column) -> tuple[Finding, ...]:
    blank = [text for text in column.counts if not text.strip()]
    if not blank or column.filled_rows < (1 - UNUSED) * table.rows:
        return ()
    roots = _roots(table) if table.field(column) == "bom_parent_item" else frozenset()
    places = [place for place in column.places(blank) if place not in roots]
    number = len(places)
    if not number:
        return ()
    cells = [table.cell(place, column) for place in places]
    field = table.field(column)
    severity: Severity = "blocking" if field.endswith(IDENTITY) else "major"
    message = (
        f"{count(number, 'row')} ({percent(number, table.rows)}) have no {column.header}, which a load needs."
    )
    # the fuller the column otherwise, the surer that the blank is none of its values
    certainty = 0.95 - 0.4 * number / table.rows
    examples = [table.key_of(place) or f"row {table.table.numbers[place]}" for place in places[:3]]
    return (finding(CONCEPT, table, column, cells, certainty, severity, message, examples),)


def _roots(table: Profiled) -> frozenset[int]:
    """Lines of a structure that name a product itself, which has no parent: at level 0, or a parent of
    others."""
    level, component = table.column("bom_level"), table.column("bom_component_item")
    parents = table.column("bom_parent_item")
    if level and "0" in level.filled:
        return frozenset(place for place, text in enumerate(level.values) if text.strip() == "0")
    if component is None or parents is None:
        return frozenset()
    return frozenset(
        place for code in component.codes.keys() & parents.codes.keys() for place in component.codes[code]
    )


DETECTORS = {CONCEPT: detect}
