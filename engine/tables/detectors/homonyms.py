"""HomonymousColumn: one header that stands for different fields in different tables, so that mapping by
name would join what is unlike: `Qty` on hand in one file and ordered in the other.

Only headers that say nothing but quantity are looked at: what a date or an amount is of cannot be told.
`Name` and `Status` of each table's own object are no homonyms, nor is a header for one thing in documents
of several kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kbctl.engine.tables.detectors.common import finding
from kbctl.engine.tables.headers import concepts, normal
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.roles import OTHER
from kbctl.engine.tables.table import Cell, Column, Finding, Skip

CONCEPT = "HomonymousColumn"
BARE = frozenset({"quantity"})
#: what a bare figure means, by the kind of table
MEANT: Mapping[str, str] = {
    "inventory": "stock", "stock_count": "what was counted", "stock_movement": "movements",
    "sales_order": "orders", "purchase_order": "orders", "work_order": "orders",
    "work_order_part": "what orders use", "bom": "what one product needs",
}  # fmt: skip


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    bare = [column for column in table.table.columns if _is_bare(column)]
    if not bare or table.role not in MEANT:
        return Skip("no header that says only quantity")
    found = []
    for column in bare:
        others = {
            role: name
            for role, name in _meanings(book).get(normal(column.header), ())
            if MEANT[role] != MEANT[table.role]
        }
        if others:
            cell = Cell(table.table.header_row, "", column.header, column.header)
            named = sorted({f"{MEANT[role]} in {name}" for role, name in others.items()})
            message = (
                f"{column.header} is of {MEANT[table.role]} here and of {', of '.join(named[:3])}: "
                f"mapping by name "
                "would join what is unlike."
            )
            found.append(finding(CONCEPT, table, column, [cell], 0.7, "minor", message))
    return tuple(found)


@lru_cache(maxsize=8)
def _meanings(book: Book) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Header → roles and names of the tables that have it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in book.tables:
        if table.role in MEANT and table.role != OTHER:
            for column in table.table.columns:
                if _is_bare(column):
                    found.setdefault(normal(column.header), []).append((table.role, table.name))
    return {header: tuple(sorted(places)) for header, places in found.items()}


def _is_bare(column: Column) -> bool:
    said = concepts(column.header)
    return len(said) == 1 and said <= BARE


DETECTORS = {CONCEPT: detect}
