"""A table as reconciliation sees it: records under keys, with measures, and dimensions that they count in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from kbctl.engine.tables.dates import date_columns
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.reconcile.numbers import decimal_mark, number
from kbctl.engine.tables.table import Column, code_form
from kbctl.engine.tables.values import NUMERIC_DATE, date_shape

#: dimension → the fields that place a record in it, the likelier one first
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "item": ("item_code", "bom_parent_item", "bom_component_item"),
    "warehouse": ("warehouse_code", "default_warehouse", "bin_location"),
    "account": ("ledger_account",),
    "cost centre": ("cost_centre",),
    "customer": ("customer_code",),
    "supplier": ("supplier_code",),
    "currency": ("currency",),
    "unit": ("base_uom", "purchase_uom", "sales_uom", "bom_component_uom"),
}
MEASURED = frozenset({"money", "quantity", "number"})
#: quantities by which values are made, and prices of one unit, the best evidence of worth first
QUANTITIES = ("qty_on_hand", "opening_qty", "order_qty", "shipped_qty", "received_qty")
UNIT_PRICES = (
    "standard_cost",
    "unit_cost",
    "average_cost",
    "unit_price",
    "sales_price",
    "last_purchase_cost",
)
STOCK = ("qty_on_hand", "opening_qty")
VALUE = "value"
NUMERIC = 0.9  # share of filled cells that must be numbers for a column to be a measure


@dataclass(frozen=True, slots=True)
class Record:
    """One key of a table. `rows`: the spreadsheet rows under it; `measures` are summed over them. A dimension
    in which the rows differ is left out."""

    key: str
    rows: tuple[int, ...]
    measures: Mapping[str, Decimal]
    dimensions: Mapping[str, str]


@dataclass(frozen=True)
class Records:
    """`measures`, `dimensions`: name → header of the column. `unread`: measure → rows whose cell is filled
    but holds no number, so that it counts as nothing. `cells`: measure → spreadsheet row → amount;
    `marks`: measure → decimal mark; `headers`: of the key."""

    table: str
    role: str
    rows: int
    key: str
    records: Mapping[str, Record]
    measures: Mapping[str, str]
    dimensions: Mapping[str, str]
    unread: Mapping[str, tuple[int, ...]]
    cells: Mapping[str, Mapping[int, Decimal]]
    marks: Mapping[str, str]
    headers: tuple[str, ...]


#: the text that a cell of a row got in a repair: (spreadsheet row, header) → text
Rewritten = Mapping[tuple[int, str], str]


def worth_of(book: Book, renamed: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, Decimal]:
    """Item → what one of it costs, from the item masters; the same form of code as keys have. A renamed item
    is found by either code."""
    found: dict[str, Decimal] = {}
    for master in book.of_role("item_master"):
        cost, items = master.column(*UNIT_PRICES), master.column("item_code")
        if cost is None or items is None:
            continue
        mark = decimal_mark(cost)
        for code, text in zip(items.values, cost.values, strict=True):
            if price := number(text, mark):
                found.setdefault(code_form(code), price)
    for old, new in sorted(renamed.items()):
        if old in found:
            found.setdefault(new, found[old])
    return found


def records_of(
    table: Profiled,
    types: Mapping[str, str],
    renamed: Mapping[str, str],
    worth: Mapping[str, Decimal] | None = None,
    rewritten: Rewritten | None = None,
    like: Sequence[str] = (),
) -> Records:
    """`types`: field → data type. `renamed`: code before → code after, for keys and dimensions. `worth`: item
    → cost, for quantities that have no price beside them. `rewritten`: cells that are another text after, so
    that a record goes by the key that it has then. `like`: headers of the key of the other side, which is
    taken where the table has these columns."""
    measures = measure_columns(table, types)
    dimensions = dimension_columns(table)
    periods = period_column(table, types)
    headers = table.table.by_header
    keys = tuple(headers[header] for header in like if header in headers)
    if not keys or len(keys) != len(like):
        keys = key_columns(table, dimensions, periods)
    values, unread = _values(table, measures, dimensions.get("item"), worth or {}, renamed)
    found: dict[str, list[int]] = {}
    for place in range(table.rows):
        found.setdefault(_key(keys, place, table.table.numbers[place], renamed, rewritten or {}), []).append(
            place
        )
    records = {
        key: Record(
            key,
            tuple(table.table.numbers[place] for place in places),
            _summed(values, places),
            _placed(dimensions, periods, places, renamed),
        )
        for key, places in found.items()
    }
    told = {name: column.header for name, column in dimensions.items()}
    if periods:
        told["period"] = periods.header
    named = " + ".join(column.header for column in keys)
    shown = {name: column.header for name, column in measures.items()}
    if value := _value_of(measures):
        shown[VALUE] = f"{measures[value[0]].header} × {measures[value[1]].header}"
    elif VALUE in values:
        shown[VALUE] = "quantity × cost of the item"
    cells = {name: dict(zip(table.table.numbers, amounts, strict=True)) for name, amounts in values.items()}
    marks = {name: decimal_mark(column) for name, column in measures.items()}
    return Records(
        table.name, table.role, table.rows, named, records, shown, told, unread, cells, marks,
        tuple(column.header for column in keys),
    )  # fmt: skip


def measure_columns(table: Profiled, types: Mapping[str, str]) -> Mapping[str, Column]:
    """Field (or header, where it is unknown) → column. Codes, dates and keys are no measures."""
    found: dict[str, Column] = {}
    for column in table.table.columns:
        field = table.field(column)
        if column is table.key or (field and types.get(field) not in MEASURED):
            continue
        mark = decimal_mark(column)
        numbers = sum(count for text, count in column.filled.items() if number(text, mark) is not None)
        if not column.filled_rows or numbers < NUMERIC * column.filled_rows:
            continue
        if not field and not _adds_up(column):
            continue
        found.setdefault(field or column.header, column)
    return found


def _adds_up(column: Column) -> bool:
    """Whether an unknown column of numbers looks like an amount: some cell has decimals. Whole numbers may
    be codes, years, line numbers."""
    return any(mark in text for text in column.filled for mark in ".,")


def dimension_columns(table: Profiled) -> Mapping[str, Column]:
    found = {name: table.column(*fields) for name, fields in DIMENSIONS.items()}
    return {name: column for name, column in found.items() if column is not None}


def period_column(table: Profiled, types: Mapping[str, str]) -> Column | None:
    dates = [one.column for one in date_columns(table, types)]
    return min(dates, key=lambda column: column.position, default=None)


def key_columns(
    table: Profiled, dimensions: Mapping[str, Column], period: Column | None
) -> tuple[Column, ...]:
    """The business key where it tells the rows apart, else with it as many codes as it takes, else all codes
    and dates together: what the rows of one combination sum to is compared then.

    What says of which thing a row is comes first. Units, currencies and dates say how a thing is counted and
    when: they are corrected in a thing that stays the same, and are part of a key only where nothing less
    tells the rows apart."""
    codes = [table.key] if table.key else []
    codes += [
        c
        for c in table.table.columns
        if table.field(c).endswith(("_code", "_no", "_item", "_number", "line"))
    ]
    told = {name: column for name, column in dimensions.items() if name not in ("unit", "currency")}
    stages = [
        codes[:1] if table.key else [],
        codes,
        [*codes, *told.values()],
        [*codes, *dimensions.values(), *([period] if period else [])],
    ]
    chosen: tuple[Column, ...] = ()
    for stage in stages:
        unique = {column.position: column for column in stage}
        chosen = tuple(unique[position] for position in sorted(unique))
        if chosen and _apart(chosen) >= NUMERIC * table.rows:
            return chosen
    return chosen or table.table.columns[:1]


def _apart(columns: tuple[Column, ...]) -> int:
    """How many different codes the columns make together."""
    if len(columns) == 1:
        return len(columns[0].codes)
    return len({tuple(map(code_form, row)) for row in zip(*(c.values for c in columns), strict=True)})


def _key(
    columns: tuple[Column, ...], place: int, row: int, renamed: Mapping[str, str], rewritten: Rewritten
) -> str:
    texts = (rewritten.get((row, column.header), column.values[place]) for column in columns)
    return " + ".join(renamed.get(code, code) for code in map(code_form, texts))


def _values(
    table: Profiled,
    measures: Mapping[str, Column],
    items: Column | None,
    worth: Mapping[str, Decimal],
    renamed: Mapping[str, str],
) -> tuple[Mapping[str, list[Decimal]], Mapping[str, tuple[int, ...]]]:
    values: dict[str, list[Decimal]] = {}
    unread: dict[str, tuple[int, ...]] = {}
    for name, column in measures.items():
        mark = decimal_mark(column)
        known = {text: number(text, mark) for text in column.counts}
        values[name] = [known[text] or Decimal(0) for text in column.values]
        if bad := {text for text, value in known.items() if value is None and text.strip()}:
            unread[name] = tuple(table.table.numbers[place] for place in column.places(bad))
    if value := _value_of(measures):
        values[VALUE] = [q * p for q, p in zip(values[value[0]], values[value[1]], strict=True)]
    elif items is not None and worth and (held := next((q for q in STOCK if q in measures), None)):
        codes = {text: code_form(text) for text in items.counts}
        known_costs = {
            text: worth.get(code, worth.get(renamed.get(code, ""), Decimal(0)))
            for text, code in codes.items()
        }
        costs = [known_costs[text] for text in items.values]
        values[VALUE] = [q * p for q, p in zip(values[held], costs, strict=True)]
    return values, unread


def _value_of(measures: Mapping[str, Column]) -> tuple[str, str] | None:
    """Quantity and price whose product is worth comparing."""
    quantity = next((name for name in QUANTITIES if name in measures), None)
    price = next((name for name in UNIT_PRICES if name in measures), None)
    return (quantity, price) if quantity and price else None


def _summed(values: Mapping[str, list[Decimal]], places: list[int]) -> Mapping[str, Decimal]:
    return {name: sum((cells[place] for place in places), Decimal(0)) for name, cells in values.items()}


def _placed(
    dimensions: Mapping[str, Column], period: Column | None, places: list[int], renamed: Mapping[str, str]
) -> Mapping[str, str]:
    found = {}
    for name, column in dimensions.items():
        codes = {code_form(column.values[place]) for place in places}
        if len(codes) == 1:
            (code,) = codes
            found[name] = renamed.get(code, code) if code else "(blank)"
    if period is not None:
        months = {month_of(period.values[place]) for place in places}
        if len(months) == 1:
            (found["period"],) = months
    return found


def month_of(text: str) -> str:
    """`2026-03`, or the text itself where the month is not certain."""
    shape = date_shape(text.strip())
    if shape is None:
        return text.strip() or "(blank)"
    if shape.shape.startswith("yyyy") and "-" in shape.shape:
        return text.strip()[:7]
    if shape.shape == "yyyymmdd":
        return f"{text.strip()[:4]}-{text.strip()[4:6]}"
    if (found := NUMERIC_DATE.match(text.strip())) and not shape.two_ways:
        first, second, third = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) == 4:
            return f"{first}-{second:02d}"
        year = third if third > 99 else 2000 + third
        month = first if shape.orders == ("MDY",) else second
        return f"{year}-{month:02d}"
    return text.strip()
