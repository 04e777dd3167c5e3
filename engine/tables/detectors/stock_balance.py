"""InventoryMismatch: stock on record that differs from what it should be: from the opening stock and the
movements, from another list of the same stock, or from a count.

That two figures mean the same is shown by most of them agreeing. It stands at the stock, or at the later
list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.headers import concepts, words
from kbctl.engine.tables.numeric import number_text, numbers, numeric
from kbctl.engine.tables.periods import gaps
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.roles import BY_ID
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT = "InventoryMismatch"
#: keys that must be shared, and share of them that must agree, for two figures to be of one stock
ENOUGH, AGREE = 8, 0.65
#: what leaves the stock, by the words of a movement's type; what does not say so comes in
OUT = frozenset(
    [
        "issue",
        "issues",
        "issued",
        "out",
        "outbound",
        "ship",
        "shipment",
        "shipped",
        "sale",
        "sales",
        "consumption",
        "consumed",
        "use",
        "usage",
        "scrap",
        "scrapped",
        "delivery",
        "goodsissue",
        "gi",
        "wa",
        "verbrauch",
        "entnahme",
        "warenausgang",
        "salida",
        "salidas",
        "consumo",
        "venta",
        "abgang",
        "lieferung",
        "出库",
        "发料",
        "领用",
        "销售",
        "报废",
        "backflush",
        "pick",
        "picked",
    ]
)
QUANTITY = frozenset({"qty", "quantity", "cantidad", "menge", "数量"})
COUNTED = frozenset(["count", "counted", "physical", "inventur", "conteo", "fisico", "盘点", "实盘"])


@dataclass(frozen=True, eq=False)
class Stock:
    """A figure of stock by key (item, or item and place), and the rows it comes from."""

    table: Profiled
    column: Column
    by: tuple[str, ...]
    amounts: Mapping[tuple[str, ...], float]
    places: Mapping[tuple[str, ...], tuple[int, ...]]
    #: keys with a figure that cannot be read, of which nothing can be said
    unknown: frozenset[tuple[str, ...]]


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role not in ("inventory", "item_master", "stock_count"):
        return Skip("no stock on hand")
    own = _kept(table)
    if not own:
        return Skip("no stock on hand")
    found = [one for column in own if (one := _counted(table, column))]
    found += [one for column in own if (one := _against_others(book, table, column))]
    return tuple(found)


def _counted(table: Profiled, column: Column) -> Finding | None:
    """Within a row: what was counted beside what is on record. Sums within the row are derived fields."""
    for other in table.table.columns:
        if other is column or not set(words(other.header)) & COUNTED or not numeric(other):
            continue
        here, there = numbers(column), numbers(other)
        both = [p for p in range(table.rows) if here[p] is not None and there[p] is not None]
        odd = [p for p in both if here[p] != there[p]]
        if len(both) >= ENOUGH and odd and len(both) - len(odd) >= AGREE * len(both):
            message = (
                f"{count(len(odd), 'row')} ({percent(len(odd), table.rows)}) have another {column.header} "
                f"on record "
                f"than {other.header} says."
            )
            cells = [table.cell(p, column) for p in odd]
            return finding(CONCEPT, table, column, cells, 0.9, "major", message)
    return None


def _against_others(book: Book, table: Profiled, column: Column) -> Finding | None:
    """The first other source, of those that agree with most of this stock, that differs in some."""
    for by in (("item_code", "warehouse_code"), ("item_code",)):
        mine = _stock(table, column, by)
        if mine is None:
            continue
        for other, told in _others(book, table, by):
            shared = sorted(mine.amounts.keys() & other.keys())
            odd = [key for key in shared if abs(mine.amounts[key] - other[key]) > 0.0051]
            # a stock that nothing moves says nothing
            live = sum(mine.amounts[key] != 0 for key in shared)
            if live < ENOUGH or len(shared) - len(odd) < AGREE * len(shared):
                continue
            if not odd:
                return None
            cells = [table.cell(p, column) for key in odd for p in mine.places[key]]
            message = (
                f"{column.header} of {count(len(odd), 'item')} of {len(shared):,} is not {told}."
                if by == ("item_code",)
                else f"{column.header} of {count(len(odd), 'item and place', 'items and places')} of "
                f"{len(shared):,} is "
                f"not {told}."
            )
            examples = [
                f"{' '.join(key)}: {number_text(mine.amounts[key])}, not {number_text(round(other[key], 4))}"
                for key in odd[:3]
            ]
            certainty = 0.5 + 0.45 * (1 - len(odd) / len(shared))
            return finding(CONCEPT, table, column, cells, certainty, "major", message, examples)
    return None


def _others(
    book: Book, table: Profiled, by: tuple[str, ...]
) -> Iterator[tuple[Mapping[tuple[str, ...], float], str]]:
    # a count is held against the books, the books against what made them
    counts = table.role == "stock_count"
    sums = (
        []
        if counts
        else [moved for other in book.of_role("stock_movement") if (moved := _moved(other, by)) is not None]
    )
    # where a period of the movements is missing, that is the finding
    if sums and not any(_gaps(book, other) for other in book.of_role("stock_movement")):
        opening = _openings(book, by)
        amounts: dict[tuple[str, ...], float] = {}
        parts = [*([opening] if opening else []), *sums]
        for one in parts:
            for key, amount in one.amounts.items():
                amounts[key] = amounts.get(key, 0.0) + amount
        unknown = frozenset[tuple[str, ...]]().union(*(one.unknown for one in parts))
        amounts = {key: amount for key, amount in amounts.items() if key not in unknown}
        yield amounts, f"{'the opening stock and ' if opening else ''}the sum of the movements"
    for other in book.tables:
        if other is not table and _before(other, table):
            for column in _kept(other):
                if (stock := _stock(other, column, by)) is not None:
                    yield stock.amounts, f"what {other.name} has"


def _gaps(book: Book, table: Profiled) -> bool:
    return bool(gaps(book, table.role, tuple(c.header for c in table.table.columns)))


def _kept(table: Profiled) -> tuple[Column, ...]:
    """Figures of stock: on hand, or counted."""
    if table.role == "stock_count":
        counted = [
            c for c in table.table.columns if numeric(c) and set(words(c.header)) & (COUNTED | QUANTITY)
        ]
        return tuple(counted[:1])
    return table.columns("qty_on_hand")


def _before(other: Profiled, table: Profiled) -> bool:
    """Of two lists of stock the later one is compared with the earlier: the stock by place with the item
    master's figure, else by name."""
    if table.role == "stock_count":
        return other.role == "inventory"
    if other.role not in ("inventory", "item_master"):
        return False
    masters = [BY_ID[one.role].master for one in (other, table)]
    return masters[0] > masters[1] or (masters[0] == masters[1] and other.name < table.name)


def _stock(table: Profiled, column: Column, by: tuple[str, ...]) -> Stock | None:
    return _summed(table, column, by, lambda place, value: value)


def _openings(book: Book, by: tuple[str, ...]) -> Stock | None:
    for table in book.tables:
        for column in table.columns("opening_qty"):
            if (stock := _stock(table, column, by)) is not None:
                return stock
    return None


def _moved(table: Profiled, by: tuple[str, ...]) -> Stock | None:
    """The sum of the signed movements. Where no quantity is negative, the type of the movement tells the
    way."""
    field = next(
        (
            c
            for c in table.table.columns
            if numeric(c)
            and (
                table.field(c) in ("qty_on_hand", "order_qty", "received_qty", "completed_qty")
                or "quantity" in concepts(c.header)
            )
        ),
        None,
    )
    if field is None:
        return None
    signed = any(value is not None and value < 0 for value in numbers(field))
    kinds = [c for c in table.table.columns if not numeric(c, 0.5) and 1 < len(c.filled) <= 20]
    out = {
        place
        for column in kinds
        for text in column.counts
        if set(words(text)) & OUT
        for place in column.places([text])
    }
    if not signed and not out:
        return None
    way: Callable[[int, float], float] = (
        (lambda place, value: value) if signed else (lambda place, value: -value if place in out else value)
    )
    return _summed(table, field, by, way)


def _summed(
    table: Profiled, column: Column, by: tuple[str, ...], way: Callable[[int, float], float]
) -> Stock | None:
    keys = [table.column(field) for field in by]
    if any(key is None for key in keys):
        return None
    values = numbers(column)
    amounts: dict[tuple[str, ...], float] = {}
    places: dict[tuple[str, ...], list[int]] = {}
    unknown: set[tuple[str, ...]] = set()
    for place, value in enumerate(values):
        key = tuple(code_form(one.values[place]) for one in keys if one)
        if value is None:
            unknown.add(key)
        elif all(key):
            amounts[key] = amounts.get(key, 0.0) + way(place, value)
            places.setdefault(key, []).append(place)
    amounts = {key: amount for key, amount in amounts.items() if key not in unknown}
    held = {key: tuple(own) for key, own in places.items()}
    return Stock(table, column, by, amounts, held, frozenset(unknown))


DETECTORS = {CONCEPT: detect}
