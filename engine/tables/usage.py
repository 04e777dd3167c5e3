"""What production orders used, beside what the bills of material of their products ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kbctl.engine.tables.boms import parents_of
from kbctl.engine.tables.numeric import numbers, numeric
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, code_form

#: orders needed, and share of them that must use what their bills ask for, to compare the others with
ENOUGH, AGREE = 8, 0.6


@dataclass(frozen=True)
class Usage:
    """A production order: its product, and component → places of the table that say it was used. `extra`:
    used and not in the bill, `unused`: in the bill and not used."""

    order: str
    product: str
    used: Mapping[str, tuple[int, ...]]
    extra: frozenset[str]
    unused: frozenset[str]


@lru_cache(maxsize=8)
def components(book: Book) -> Mapping[str, frozenset[str]]:
    """Product → its components and what may stand for them."""
    found: dict[str, set[str]] = {}
    for table in book.of_role("bom"):
        parents = parents_of(book, table)
        for column in table.columns("bom_component_item", "substitute_item") if parents else ():
            for place, parent in enumerate(parents or ()):
                if parent and (code := code_form(column.values[place])):
                    found.setdefault(parent, set()).add(code)
    return {parent: frozenset(codes) for parent, codes in found.items()}


@lru_cache(maxsize=8)
def products(book: Book) -> Mapping[str, str]:
    """Production order → its product."""
    found: dict[str, str] = {}
    for table in book.of_role("work_order"):
        number, item = table.column("work_order_no"), table.column("item_code", "bom_parent_item")
        if number and item and len(number.codes) >= 0.95 * table.rows:
            found |= {code_form(n): code_form(i) for n, i in zip(number.values, item.values, strict=True)}
    return found


def used_column(table: Profiled) -> Column | None:
    return table.column("bom_component_item", "item_code")


@lru_cache(maxsize=32)
def usage(book: Book, table: Profiled) -> tuple[Usage, ...]:
    """The orders whose use this table tells; empty where most do not use what their bills ask for."""
    bills, made = components(book), products(book)
    item, order = used_column(table), _order_column(table, made)
    if item is None or order is None or not bills:
        return ()
    issued = _issues(table)
    rows: dict[str, dict[str, list[int]]] = {}
    for place, text in enumerate(order.values):
        number, code = code_form(text), code_form(item.values[place])
        if number in made and code and made[number] in bills and code != made[number] and place in issued:
            rows.setdefault(number, {}).setdefault(code, []).append(place)
    found = [
        Usage(
            number,
            product := made[number],
            {code: tuple(places) for code, places in used.items()},
            frozenset(used) - bills[product],
            bills[product] - frozenset(used),
        )
        for number, used in rows.items()
    ]
    agree = sum(not one.extra for one in found)
    return tuple(found) if agree >= max(ENOUGH, AGREE * len(found)) else ()


def _order_column(table: Profiled, made: Mapping[str, str]) -> Column | None:
    """The column with numbers of production orders, for tables of their parts and for movements."""
    if table.role == "work_order_part":
        return table.column("work_order_no")
    if table.role != "stock_movement":
        return None
    named = [
        c for c in table.table.columns if len(made.keys() & c.codes.keys()) >= max(ENOUGH, 0.3 * len(made))
    ]
    return named[0] if named else None


def _issues(table: Profiled) -> frozenset[int]:
    """Places of what leaves the stock; all of them where no quantity is negative."""
    for column in table.table.columns:
        if (
            table.role == "stock_movement"
            and numeric(column)
            and table.field(column) in ("", "qty_on_hand", "order_qty")
        ):
            values = numbers(column)
            if any(value is not None and value < 0 for value in values):
                return frozenset(
                    place for place, value in enumerate(values) if value is not None and value < 0
                )
    return frozenset(range(table.rows))
