"""NegativeInventory: stock on hand below zero, which no shelf can hold.

Available or projected stock may be negative, and a list of movements keeps issues as negative quantities:
neither is stock on hand.
"""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.numeric import number_text, numbers
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "NegativeInventory"
#: words by which a quantity is not what lies on the shelf
OTHERS = frozenset(
    [
        "available",
        "avail",
        "projected",
        "atp",
        "free",
        "change",
        "movement",
        "moved",
        "delta",
        "adjustment",
        "variance",
        "difference",
        "diff",
        "demand",
        "balance",
        "net",
        "verfugbar",
        "disponible",
    ]
)
#: share of negative cells from which the column is a list of movements and no stock; a judgement, as a
#: stock of which a third is below zero is hardly kept at all
MOVEMENTS = 0.3


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    stock = [column for column in table.columns("qty_on_hand") if not set(words(column.header)) & OTHERS]
    if not stock or table.role not in ("inventory", "item_master"):
        return Skip("no column with stock on hand")
    return tuple(found for column in stock for found in _below_zero(table, column))


def _below_zero(table: Profiled, column: Column) -> tuple[Finding, ...]:
    values = numbers(column)
    places = [place for place, value in enumerate(values) if value is not None and value < 0]
    if not places or len(places) > max(3, MOVEMENTS * column.filled_rows):
        return ()
    least = min(value for value in values if value is not None)
    message = (
        f"{count(len(places), 'stock quantity', 'stock quantities')} ({percent(len(places), table.rows)}) in "
        f"{column.header} are below zero, down to {number_text(least)}."
    )
    cells = [table.cell(place, column) for place in places]
    return (finding(CONCEPT, table, column, cells, 0.97, "major", message),)


DETECTORS = {CONCEPT: detect}
