"""Bills of material as lines: which rows belong to the bill of which parent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kbctl.engine.tables.days import days_of, real
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import code_form


@lru_cache(maxsize=32)
def parents_of(book: Book, table: Profiled) -> tuple[str, ...] | None:
    """The parent's code by row: told in the row, else by the header of its bill, else the bill is named as
    its item; None where no column says it."""
    column = table.column("bom_parent_item")
    if column:
        return tuple(code_form(text) for text in column.values)
    bills = table.column("bom_code")
    if bills is None:
        return None
    item_of: dict[str, str] = {}
    for header in book.of_role("bom_header"):
        number, item = header.column("bom_code"), header.column("bom_parent_item", "item_code")
        if number and item:
            item_of |= {code_form(n): code_form(i) for n, i in zip(number.values, item.values, strict=True)}
    return tuple(item_of.get(code_form(text), code_form(text)) for text in bills.values)


@lru_cache(maxsize=32)
def bills_of(book: Book, table: Profiled) -> Mapping[str, tuple[int, ...]]:
    """Parent → the places of its lines. Where rows name their bill, a parent's bills stand apart (`parent
    bill`), as alternatives are no part of each other; so do lines that begin to be valid on another day."""
    parents = parents_of(book, table) or ()
    bills = table.column("bom_code")
    number = bills if bills and bills is not table.key and table.column("bom_parent_item") else None
    start = table.column("bom_effective_from")
    found: dict[str, list[int]] = {}
    for place, parent in enumerate(parents):
        if parent:
            said = [parent]
            if number:
                said.append(code_form(number.values[place]))
            if start:
                said.append(start.values[place].strip())
            found.setdefault("\t".join(said), []).append(place)
    return {bill: tuple(places) for bill, places in found.items()}


@lru_cache(maxsize=8)
def components_in_force(book: Book) -> frozenset[str]:
    """Codes of components on lines that have not ended: without an end, or with one after the latest
    beginning."""
    found: set[str] = set()
    for table in book.of_role("bom"):
        component, dated = table.column("bom_component_item"), days_of(book, table)
        start, end = table.column("bom_effective_from"), table.column("bom_effective_to")
        begun = [day for one in dated.get(start.header if start else "", ()) if (day := real(one))]
        ended = dated.get(end.header if end else "", (None,) * table.rows)
        for place in range(table.rows) if component else ():
            day = real(ended[place])
            if component and (day is None or (begun and day > max(begun))):
                found.add(code_form(component.values[place]))
    return frozenset(found - {""})
