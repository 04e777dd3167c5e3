"""Missing costs: from the last purchase (LastPurchasePriceCost), from the bill of materials (CostRollUp),
from comparable items (CategoryMedianCost).

Each takes only what the tables prove. A purchase counts if it is in the item's own unit and currency. A
roll-up counts if rolling up gives the costs of those made items whose cost is known. A median counts if its
group is large and of one kind, and is listed as an estimate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median, quantiles

from kbctl.engine.tables.dates import date_columns
from kbctl.engine.tables.items import item_base
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.reconcile.numbers import decimal_mark
from kbctl.engine.tables.remedies.date_text import read_date
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings, SideTable
from kbctl.engine.tables.table import Cell, Column, Finding, code_form
from kbctl.engine.tables.values import number_of

LAST_PURCHASE, ROLL_UP, CATEGORY_MEDIAN = "LastPurchasePriceCost", "CostRollUp", "CategoryMedianCost"
COSTS = ("standard_cost", "average_cost", "unit_cost", "last_purchase_cost")
PRICES = ("unit_cost", "unit_price", "last_purchase_cost")
PROVEN = 5  # made items with a known cost that a roll-up must reproduce before it is believed
NEAR = 0.02  # how near it must come to most of them: rounding and price changes, not missing labour
GROUP = 5  # comparable items below which a median says nothing
FEW = 0.05  # share of the costs that must have a number of decimals to make it the usual one
SPREAD = 0.5  # quartile distance over median above which the group is not of one kind

#: A cost found, and how sure it is; or why there is none.
Found = tuple[float, float] | str


def _plan(
    remedy: str, book: Book, findings: Sequence[Finding], find: Callable[[Profiled, Column, int], Found]
) -> Plan:
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    reasons: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        table = tables[finding.table]
        column = table.table.by_header[finding.column]
        mark = decimal_mark(column)
        places = _digits(column, mark)
        place_of = {number: place for place, number in enumerate(table.table.numbers)}
        for cell in finding.cells:
            found = find(table, column, place_of[cell.row])
            if isinstance(found, str):
                reasons.setdefault((table.name, cell.column, found), []).append(cell.row)
            else:
                cost, confidence = found
                edits.append(_edit(table, cell, f"{cost:.{places}f}".replace(".", mark), confidence))
    left = [Left(t, tuple(rows), column, why) for (t, column, why), rows in sorted(reasons.items())]
    return Plan(remedy, tuple(edits), left=tuple(left))


def _edit(table: Profiled, cell: Cell, new: str, confidence: float) -> Edit:
    return Edit(table.name, cell.row, cell.column, cell.value, new, confidence)


def _digits(column: Column, mark: str) -> int:
    """Decimals that the column is written with; a few cells with more of them are slips."""
    counts: Counter[int] = Counter()
    for text, number in column.filled.items():
        if number_of(text):
            counts[len(text.rpartition(mark)[2]) if mark in text else 0] += number
    usual = [digits for digits, number in counts.items() if number >= FEW * sum(counts.values())]
    return max(usual, default=2) or 2


# --- from purchases ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Purchase:
    day: date
    row: int
    price: float
    unit: str
    currency: str


def last_purchase(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    bought = purchases(book)

    def find(table: Profiled, column: Column, place: int) -> Found:
        own = bought.get(code_form(table.key_of(place)), [])
        if not own:
            return "no purchase of it"
        unit = _cell(table, place, "base_uom")
        fit = [one for one in own if not unit or not one.unit or one.unit == unit]
        if not fit:
            return "bought in another unit, and no factor is known"
        base = settings.base_currency.casefold() or _cell(table, place, "currency")
        same = [one for one in fit if not one.currency or not base or one.currency == base]
        if not same or (len({one.currency for one in same}) > 1 and not base):
            return "bought in another currency"
        last = max(same, key=lambda one: (one.day, one.row))
        return last.price, 0.85

    return _plan(LAST_PURCHASE, book, findings, find)


def purchases(book: Book) -> Mapping[str, list[Purchase]]:
    """Item → its purchases with a price above zero and a day that can be read, net of discounts."""
    found: dict[str, list[Purchase]] = {}
    for table in book.of_role("purchase_order"):
        item, price = table.column("item_code"), table.column(*PRICES)
        days = _days(book, table)
        if item is None or price is None or days is None:
            continue
        for place in range(table.rows):
            amount, day = number_of(price.values[place]) or 0.0, days[place]
            off = number_of(_cell(table, place, "discount_pct")) or 0.0
            if amount > 0 and day and 0 <= off < 100:
                found.setdefault(code_form(item.values[place]), []).append(
                    Purchase(
                        day, table.table.numbers[place], amount * (1 - off / 100),
                        _cell(table, place, "purchase_uom", "base_uom", "sales_uom", "bom_uom"),
                        _cell(table, place, "currency"),
                    )
                )  # fmt: skip
    return found


def _days(book: Book, table: Profiled) -> list[date | None] | None:
    dates = [d for d in date_columns(table, book.names.types) if table.field(d.column) == "order_date"]
    dates = dates or list(date_columns(table, book.names.types))[:1]
    if not dates:
        return None
    formats = dates[0].formats
    return [
        read_date(text, formats[place][1] if formats[place] else None)  # type: ignore[index]
        for place, text in enumerate(dates[0].column.values)
    ]


def _cell(table: Profiled, place: int, *fields: str) -> str:
    column = table.column(*fields)
    return column.values[place].strip().casefold() if column else ""


# --- from bills of materials ------------------------------------------------------------------------


def roll_up(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    lines = _bills(book)
    costs = _known_costs(book)
    rolled: dict[str, float | None] = {}

    def cost_of(item: str, above: frozenset[str]) -> float | None:
        """The known cost, else the rolled-up one; None where a component has none or contains itself."""
        if item in costs:
            return costs[item]
        if item in above or item not in lines:
            return None
        if item not in rolled:
            rolled[item] = _sum(item, above)
        return rolled[item]

    def _sum(item: str, above: frozenset[str]) -> float | None:
        parts = [(cost_of(component, above | {item}), quantity) for component, quantity in lines[item]]
        known = [(cost, quantity) for cost, quantity in parts if cost is not None]
        return math.fsum(cost * quantity for cost, quantity in known) if len(known) == len(parts) else None

    proofs = [
        abs(total - costs[item]) <= NEAR * costs[item]
        for item in sorted(lines)
        if item in costs and (total := _sum(item, frozenset())) is not None
    ]
    proven = len(proofs) >= PROVEN and sum(proofs) >= 0.9 * len(proofs)

    def find(table: Profiled, column: Column, place: int) -> Found:
        item = code_form(table.key_of(place))
        if item not in lines:
            return "no bill of materials to roll up"
        if not proven:
            return (
                f"rolling up gives the known cost of {sum(proofs)} of {len(proofs)} made items only: "
                "labour or overhead is missing"
            )
        total = cost_of(item, frozenset())
        return (total, 0.8) if total else "a component has no cost"

    return _plan(ROLL_UP, book, findings, find)


def _bills(book: Book) -> dict[str, list[tuple[str, float]]]:
    """Item → components with their quantity, scrap included."""
    lines: dict[str, list[tuple[str, float]]] = {}
    for table in book.of_role("bom"):
        parent, component = table.column("bom_parent_item"), table.column("bom_component_item")
        quantity = table.column("bom_qty_per")
        if parent is None or component is None or quantity is None:
            continue
        for place in range(table.rows):
            per = number_of(quantity.values[place])
            scrap = number_of(_cell(table, place, "bom_scrap_pct")) or 0.0
            out = number_of(_cell(table, place, "bom_output_qty")) or 1.0
            amount = per * (1 + scrap / 100) / out if per is not None and out > 0 else math.nan
            lines.setdefault(code_form(parent.values[place]), []).append(
                (code_form(component.values[place]), amount)
            )
    return {item: own for item, own in lines.items() if not any(math.isnan(amount) for _, amount in own)}


def _known_costs(book: Book) -> dict[str, float]:
    costs: dict[str, float] = {}
    for table in book.of_role("item_master"):
        column = table.column(*COSTS)
        for place in range(table.rows if column else 0):
            cost = number_of(column.values[place]) if column else None
            if cost and cost > 0 and table.key_of(place):
                costs.setdefault(code_form(table.key_of(place)), cost)
    return costs


# --- from comparable items --------------------------------------------------------------------------


def category_median(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    groups: dict[tuple[str, ...], list[float]] = {}
    made = {table.name: item_base(book, table).facts for table in book.of_role("item_master")}

    def group_of(table: Profiled, place: int) -> tuple[str, ...]:
        facts = made[table.name][place]
        return (
            table.name,
            _cell(table, place, "item_group"),
            _cell(table, place, "base_uom"),
            str(facts.made),
        )

    for table in book.of_role("item_master"):
        column = table.column(*COSTS)
        for place in range(table.rows if column else 0):
            cost = number_of(column.values[place]) if column else None
            if cost and cost > 0:
                groups.setdefault(group_of(table, place), []).append(cost)

    def find(table: Profiled, column: Column, place: int) -> Found:
        group = group_of(table, place)
        costs = groups.get(group, [])
        if not group[1]:
            return "it belongs to no category"
        if len(costs) < GROUP:
            return f"fewer than {GROUP} comparable items with a cost"
        low, middle, high = quantiles(costs, n=4)
        if high - low > SPREAD * middle:
            return "the costs of its category lie too far apart"
        return median(costs), 0.4

    plan = _plan(CATEGORY_MEDIAN, book, findings, find)
    rows = tuple((e.table, str(e.row), e.column, e.after) for e in plan.edits)
    side = (SideTable("estimated-costs.csv", ("table", "row", "column", "estimate"), rows),) if rows else ()
    return Plan(CATEGORY_MEDIAN, plan.edits, side_tables=side, left=plan.left)


OPERATORS = {LAST_PURCHASE: last_purchase, ROLL_UP: roll_up, CATEGORY_MEDIAN: category_median}
