"""MissingLeadTime: a blank lead time, or a zero where time must pass, of an item that is planned.

An item that is made needs the time of making, one that is bought the time of delivery; where another table
tells the lead time of the item (its suppliers), it is not missing. Zeros count only where they are the
exception.
"""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.detectors.cost import item_examples
from kbctl.engine.tables.items import ItemFacts, item_base
from kbctl.engine.tables.numeric import numbers
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT = "MissingLeadTime"
BOUGHT, MADE = "lead_time_days", "mfg_lead_time"
#: share of the planned items above which blanks say that the column is not kept, and zeros that zero is
#: meant: items made on the line or taken from the shelf. Judgements.
UNUSED, MEANT = 0.5, 0.25
NOUNS = {
    "item_master": ("item", "items"),
    "item_supplier": ("item of a supplier", "items of suppliers"),
    "supplier_master": ("supplier", "suppliers"),
}


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role not in ("item_master", "item_supplier", "supplier_master"):
        return Skip("no items and no suppliers")
    columns = table.columns(BOUGHT, MADE)
    if not columns:
        return Skip("no column with a lead time")
    told = _told_elsewhere(book, table)
    return tuple(found for column in columns for found in _missing(book, table, column, told))


def _missing(book: Book, table: Profiled, column: Column, told: frozenset[str]) -> tuple[Finding, ...]:
    planned = _planned(book, table, column)
    values = numbers(column)
    codes = table.columns("item_code")
    blank = [place for place in planned if not column.values[place].strip()]
    zero = [place for place in planned if values[place] == 0]
    if len(blank) > UNUSED * len(planned):
        return ()
    if len(zero) > MEANT * len(planned):
        zero = []
    places = sorted(
        place for place in [*blank, *zero] if not any(code_form(one.values[place]) in told for one in codes)
    )
    if not places:
        return ()
    message = (
        f"{count(len(places), *NOUNS[table.role])} ({percent(len(places), table.rows)}) have no "
        f"{column.header}: "
        f"{len(set(blank) & set(places)):,} blank, {len(set(zero) & set(places)):,} zero."
    )
    certainty = 0.95 if not zero else 0.85
    cells = [table.cell(place, column) for place in places]
    return (
        finding(CONCEPT, table, column, cells, certainty, "major", message, item_examples(table, places)),
    )


def _planned(book: Book, table: Profiled, column: Column) -> list[int]:
    """Rows of items that wait for this lead time."""
    if table.role != "item_master":
        return list(range(table.rows))
    both = {table.field(one) for one in table.columns(BOUGHT, MADE)} == {BOUGHT, MADE}
    facts = item_base(book, table).facts
    return [place for place, item in enumerate(facts) if _waits(item, table.field(column), both)]


def _waits(item: ItemFacts, field: str, both: bool) -> bool:
    if item.no_stock or item.phantom or item.free_issue:
        return False
    if field == MADE:
        return bool(item.made)
    # where there is a column for making, the other one is for what is bought; one column alone is for both
    return bool(item.bought) or not both


def _told_elsewhere(book: Book, table: Profiled) -> frozenset[str]:
    """Codes of items whose suppliers are told with their lead times."""
    found: set[str] = set()
    for other in book.of_role("item_supplier") if table.role == "item_master" else ():
        times, items = other.column(BOUGHT), other.column("item_code")
        if times and items:
            values = numbers(times)
            found |= {code_form(items.values[place]) for place, value in enumerate(values) if value}
    return frozenset(found)


DETECTORS = {CONCEPT: detect}
