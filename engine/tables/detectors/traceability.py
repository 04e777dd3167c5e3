"""MissingTraceability: movements, issues and shipments of items controlled by lot or serial number that
name none. LotDataGap: stock of such items without one.

An item is controlled where its master says so; where no master does, where nearly all of its other rows
bear a lot.
"""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.items import FALSE, TRUE
from kbctl.engine.tables.masters import of_items
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

MOVED, STOCK = "MissingTraceability", "LotDataGap"
MOVEMENTS = ("stock_movement", "work_order_part", "work_order", "sales_order", "purchase_order")
STOCKS = ("inventory", "stock_count")
#: lot or serial number → the flag of the item that asks for it
NUMBERS = {"lot_number": "lot_tracked", "serial_number": "serial_tracked"}
#: share of blanks among the rows of controlled items above which this table does not keep the number at all
UNUSED = 0.6
#: rows of an item, and share of them with a number, from which it is taken for controlled
ENOUGH, NEARLY = 10, 0.9


def detect_moved(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    return _without(book, table, MOVED, MOVEMENTS, "movements of items that are controlled by {} name none")


def detect_stock(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    return _without(book, table, STOCK, STOCKS, "rows of stock of items that are controlled by {} name none")


def _without(
    book: Book, table: Profiled, concept: str, roles: tuple[str, ...], told: str
) -> tuple[Finding, ...] | Skip:
    items = table.column("item_code", "bom_component_item")
    columns = table.columns(*NUMBERS)
    if table.role not in roles or items is None or not columns:
        return Skip("no rows of items with a lot or serial number")
    found = []
    for column in columns:
        controlled, certainty = _controlled(book, table, items, column)
        rows = [p for p in range(table.rows) if code_form(items.values[p]) in controlled]
        blank = [p for p in rows if not column.values[p].strip()]
        if not blank or len(blank) > UNUSED * len(rows):
            continue
        what = "lot" if table.field(column) == "lot_number" else "serial number"
        message = f"{count(len(blank), 'row')} ({percent(len(blank), table.rows)}): {told.format(what)}."
        cells = [table.cell(place, column) for place in blank]
        examples = [items.values[place].strip() for place in blank[:3]]
        found.append(finding(concept, table, column, cells, certainty, "major", message, examples))
    return tuple(found)


def _controlled(book: Book, table: Profiled, items: Column, column: Column) -> tuple[frozenset[str], float]:
    """Codes of the items that need the number, and how sure that is."""
    flags = {code: text.casefold() for code, text in of_items(book, NUMBERS[table.field(column)]).items()}
    if flags and set(flags.values()) <= TRUE | FALSE:
        return frozenset(code for code, text in flags.items() if text in TRUE), 0.95
    found = {
        code
        for code, places in items.codes.items()
        if len(places) >= ENOUGH
        and sum(bool(column.values[p].strip()) for p in places) >= NEARLY * len(places)
    }
    return frozenset(found), 0.75


DETECTORS = {MOVED: detect_moved, STOCK: detect_stock}
