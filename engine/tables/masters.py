"""What the item masters say of the items that other tables name: unit, group, type, name, place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, code_form

UNIT_FIELDS = (
    "bom_component_uom", "sales_uom", "purchase_uom", "alt_uom", "bom_uom", "base_uom",
)  # fmt: skip
#: units that count whole things
_COUNTED = """
ea each pc pcs pce piece pieces st stk stck un und uni unit units unidad unidades ud uds pz pza pieza piezas
nos no set sets kit kits pr pair pairs 个 件 只 套 台 张
"""
COUNTED = frozenset(_COUNTED.split())


@lru_cache(maxsize=64)
def of_items(book: Book, *fields: str) -> Mapping[str, str]:
    """Code of an item → its text in the first of these fields that its master has; blank ones are left
    out."""
    found: dict[str, str] = {}
    for master in book.of_role("item_master"):
        told = master.column(*fields)
        if told is None:
            continue
        for column in master.columns("item_code"):
            for code, places in column.codes.items():
                if text := told.values[places[0]].strip():
                    found.setdefault(code, text)
    return found


@lru_cache(maxsize=16)
def places_of_items(book: Book) -> Mapping[str, tuple[Profiled, int]]:
    """Code of an item → its master and its place there."""
    found: dict[str, tuple[Profiled, int]] = {}
    for master in book.of_role("item_master"):
        for column in master.columns("item_code"):
            for code, places in column.codes.items():
                found.setdefault(code, (master, places[0]))
    return found


def units(book: Book, table: Profiled, items: Column | None) -> tuple[str, ...]:
    """The unit of each row in small letters: told in the row, else the base unit of its item, else blank."""
    own = table.column(*(field for field in UNIT_FIELDS))
    base = of_items(book, "base_uom") if items else {}
    found = []
    for place in range(table.rows):
        unit = own.values[place].strip() if own else ""
        if not unit and items:
            unit = base.get(code_form(items.values[place]), "")
        found.append(unit.casefold().rstrip("."))
    return tuple(found)
