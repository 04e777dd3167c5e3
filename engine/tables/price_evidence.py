"""What all tables say of an item's price together: each price against the item's cost, on a scale of powers
of ten.

Within one table, column and currency the ratio of price to cost is much the same for all items, since
margins and rounding are small beside a shifted decimal. So a price that lies a power of ten off while
another price of the item does not is shifted; and where all prices of an item lie off alike, its cost is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kbctl.engine.tables.boms import parents_of
from kbctl.engine.tables.masters import of_items
from kbctl.engine.tables.numeric import deviation, numbers, spread, values_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Rows, code_form
from kbctl.engine.tables.values import number_of

COST = ("standard_cost", "average_cost", "unit_cost", "last_purchase_cost")
PRICES: Mapping[str, tuple[str, ...]] = {
    "sales_order": ("unit_price",),
    "purchase_order": ("unit_cost", "unit_price"),
    "price_list": ("sales_price", "unit_price", "unit_cost"),
    "item_supplier": ("unit_cost", "last_purchase_cost"),
    "cost_history": ("standard_cost", "unit_cost", "average_cost", "last_purchase_cost"),
    "item_master": ("sales_price", "last_purchase_cost", "average_cost"),
}
#: prices a group needs, and the spread (in powers of ten) above which ratios say nothing: a factor of 1.6
ENOUGH, SPREAD = 8, 0.2
#: how near to a power of ten a shift must come, and how near to nothing a price in order
NEAR, ORDERLY = 0.22, 0.4


@dataclass(frozen=True, slots=True)
class Evidence:
    """A price of an item: where it stands, in how many rows, and how many powers of ten it lies off what is
    usual; None: neither in order nor shifted. `told`: what the rows have in common; nothing for a cost that
    is rolled up, which stands nowhere."""

    table: str
    column: str
    told: tuple[str, ...]
    rows: int
    item: str
    shift: int | None


@dataclass(frozen=True)
class Verdict:
    """`prices`: (table, column) → place → shift. `costs`: item → shift of its cost."""

    prices: Mapping[tuple[str, str], Mapping[int, int]]
    costs: Mapping[str, int]


@lru_cache(maxsize=4)
def verdict(book: Book) -> Verdict:
    by_item: dict[str, list[Evidence]] = {}
    for one in _evidence(book):
        by_item.setdefault(one.item, []).append(one)
    shifted: dict[tuple[str, str], dict[tuple[str, ...], int]] = {}
    costs: dict[str, int] = {}
    bought = {table.name for table in book.of_role("purchase_order", "item_supplier")}
    for item, told in by_item.items():
        orderly = sum(one.rows for one in told if one.shift == 0)
        shifts = {one.shift for one in told if one.shift}
        if orderly >= sum(one.rows for one in told if one.shift) and orderly:
            for one in told:
                if one.shift and one.told:
                    shifted.setdefault((one.table, one.column), {})[one.told] = one.shift
        elif (
            len(shifts) == 1
            and not orderly
            and sum(one.rows for one in told) > 1
            and all(one.shift for one in told)
        ):
            shift = next(iter(shifts))
            # a purchase price that is a hundred times the cost may be of a box of a hundred
            if shift < 0 or any(one.table not in bought for one in told):
                costs[item] = -shift
    prices = {where: _places(book, *where, shifts) for where, shifts in shifted.items()}
    return Verdict(prices, costs)


def _places(book: Book, name: str, header: str, shifts: Mapping[tuple[str, ...], int]) -> Mapping[int, int]:
    """Place → shift."""
    table = next(one for one in book.tables if one.name == name)
    column, items = table.table.by_header[header], table.column("item_code")
    if items is None:
        return {}
    found = _rows(book, table, items, column, _costs(book)).places(shifts)
    return {place: shifts[told] for told, places in found.items() for place in places}


def _evidence(book: Book) -> Iterator[Evidence]:
    costs = _costs(book)
    factors = {
        code: value
        for code, text in of_items(book, "uom_conversion_factor").items()
        if (value := number_of(text))
    }
    for table in book.tables:
        items = table.column("item_code")
        for field in PRICES.get(table.role, ()) if items else ():
            for column in table.columns(field):
                if column is not _cost_column(table):
                    yield from _of_column(book, table, items, column, costs, factors)
    yield from _rolled_up(book, costs)


def _cost_column(table: Profiled) -> Column | None:
    return table.column(*COST) if table.role == "item_master" else None


@lru_cache(maxsize=4)
def _costs(book: Book) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for master in book.of_role("item_master"):
        column = _cost_column(master)
        for codes in master.columns("item_code") if column else ():
            values = numbers(column) if column else ()
            for code, places in codes.codes.items():
                if (value := values[places[0]]) and value > 0:
                    found.setdefault(code, value)
    return found


def _of_column(
    book: Book,
    table: Profiled,
    items: Column | None,
    column: Column,
    costs: Mapping[str, float],
    factors: Mapping[str, float],
) -> Iterator[Evidence]:
    if items is None:
        return
    if not items.having(costs):
        return
    values = values_of(column)
    groups: dict[str, list[tuple[tuple[str, ...], int, tuple[float, float]]]] = {}
    rows = _rows(book, table, items, column, costs).tally()
    for told, number in rows.items():
        code, currency = told[0], told[2]
        ratio = math.log10(values[told[1]] / costs[code])
        by_factor = ratio - math.log10(factors[code]) if factors.get(code, 0) > 0 else ratio
        groups.setdefault(currency, []).append((told, number, (ratio, by_factor)))
    for prices in groups.values():
        if sum(number for _, number, _ in prices) < ENOUGH:
            continue
        spreads = [_deviation((ratios[kind], number) for _, number, ratios in prices) for kind in (0, 1)]
        (half, wide), which = min(zip(spreads, (0, 1), strict=True), key=lambda one: one[0][1])
        if wide <= SPREAD:
            for told, number, ratios in prices:
                shift = _shift(ratios[which] - half)
                yield Evidence(table.name, column.header, told, number, told[0], shift)


def _rows(book: Book, table: Profiled, items: Column, column: Column, costs: Mapping[str, float]) -> Rows:
    """The rows with a price of an item whose cost is known, as code, text of the price and currency."""
    values = values_of(column)
    codes = {text: code for text in items.counts if costs.get(code := code_form(text))}
    prices = {text: text for text, value in values.items() if value > 0}
    who, currencies = currency_of_rows(book, table)
    said = (who, currencies) if who else (items, dict.fromkeys(codes, ""))
    return table.table.told((items, codes), (column, prices), said)


def _deviation(values: Iterable[tuple[float, int]]) -> tuple[float, float]:
    found: Counter[float] = Counter()
    for value, number in values:
        found[value] += number
    return deviation(found)


def _shift(off: float) -> int | None:
    if abs(off) <= ORDERLY:
        return 0
    power = round(off)
    return power if power and abs(off - power) <= NEAR and abs(power) <= 4 else None


def _rolled_up(book: Book, costs: Mapping[str, float]) -> Iterator[Evidence]:
    """The cost of a made item against what its components cost; it stands in no row."""
    rolled: dict[str, float] = {}
    for table in book.of_role("bom"):
        parents, component = parents_of(book, table), table.column("bom_component_item")
        quantity = table.column("bom_qty_per")
        if parents is None or component is None or quantity is None:
            continue
        amounts, gaps = numbers(quantity), set()
        for place, parent in enumerate(parents):
            code, amount = code_form(component.values[place]), amounts[place]
            if not parent or code not in costs or amount is None:
                gaps.add(parent)
            else:
                rolled[parent] = rolled.get(parent, 0.0) + amount * costs[code]
        rolled = {parent: cost for parent, cost in rolled.items() if parent not in gaps and cost > 0}
    rows = [(item, math.log10(cost / costs[item])) for item, cost in rolled.items() if item in costs]
    if len(rows) < ENOUGH:
        return
    half, wide = spread([row[1] for row in rows])
    if wide <= SPREAD:
        for item, ratio in rows:
            yield Evidence("", "", (), 1, item, _shift(ratio - half))


def currency_of_rows(book: Book, table: Profiled) -> tuple[Column | None, Mapping[str, str]]:
    """What tells the currency of a row: its own column of them, else that of its document or party, and the
    currency for each text of it; blank where nothing says it."""
    own = table.column("currency")
    if own:
        return own, {text: text.strip().upper() for text in own.counts}
    for field in ("sales_order_no", "purchase_order_no", "customer_code", "supplier_code"):
        column = table.column(field)
        if column is None:
            continue
        for other in book.tables:
            key, told = other.column(field), other.column("currency")
            if other is not table and key and told and len(key.code_counts) >= 0.95 * other.rows:
                of = {code: told.values[places[0]].strip().upper() for code, places in key.codes.items()}
                return column, {text: of.get(code_form(text), "") for text in column.counts}
    return None, {}
