"""Quantities and amounts that cannot be: below zero on the shelf, parts of a piece, slipped decimal
points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, Dial, Fault, children
from kbctl.engine.training.generate.products import WHOLE
from kbctl.engine.training.generate.sheets import number
from kbctl.engine.training.generate.work import Entry, Grid, Row, Work

UNITS = {"sales_lines": "sales_uom", "purchase_lines": "purchase_uom", "bom": "bom_component_uom"}


def negative(work: Work, dice: Dice, dial: Dial) -> bool:
    """Stock below zero: an issue was posted too high, and the balance follows."""
    (grid,) = work.all("balances")
    entry = work.entry("NegativeInventory", "issued-too-much", grid, "qty_on_hand")
    issues: dict[tuple[str, str], tuple[Grid, Row]] = {}
    for other in work.all("movements"):
        for row in other.rows:
            if (
                row.origin >= 0
                and number(other.sheet.records[row.origin], "quantity") < 0
                and work.free_row(other, row)
            ):
                issues[other.at(row, "item_code"), other.at(row, "warehouse_code")] = (other, row)
    able = [
        row
        for row in grid.rows
        if work.free_row(grid, row) and (grid.at(row, "item_code"), grid.at(row, "warehouse_code")) in issues
    ]
    for row in work.some(grid, able, dial.share, dice):
        record = grid.sheet.records[row.origin]
        below = Decimal(dice.between(1, 60))
        more = number(record, "qty_on_hand") + below
        other, issue = issues[grid.at(row, "item_code"), grid.at(row, "warehouse_code")]
        entry.put(row, "qty_on_hand", grid.style.number(-below))
        entry.carry(grid, row, "available_qty", grid.style.number(-below - number(record, "allocated_qty")))
        quantity = number(other.sheet.records[issue.origin], "quantity")
        entry.carry(other, issue, "quantity", other.style.number(quantity - more))
        for counts, counted in children(work, "item_code", grid.at(row, "item_code"), "stock_count"):
            entry.also.append(("InventoryMismatch", counts, counted))
        for kind in ("InventoryMismatch", "ReconciliationMismatch"):
            entry.also.append((kind, grid, row))
    for ledger in work.all("trial_balance"):
        entry.also.append(("ReconciliationMismatch", ledger, None))
    return work.keep(entry)


def invalid(work: Work, dice: Dice, dial: Dial) -> bool:
    """Lines of nothing, of less than nothing, of half a piece. Amounts follow the quantity, as programs
    do."""
    done = 0
    for grid, field in dice.sample(
        list(work.places(("sales_lines.order_qty", "purchase_lines.order_qty", "bom.bom_qty_per"))),
        dial.count(1, 1, 2),
    ):
        kind = dice.pick(("zero", "negative", "fraction"))
        entry = work.entry("InvalidQuantity", kind, grid, field)
        for row in work.choose(grid, field, dial.share * 0.6, dice, lambda text: True):
            whole = grid.at(row, UNITS[grid.id]) in WHOLE
            clean = grid.value(row, field)
            if not isinstance(clean, int | Decimal) or (kind == "fraction" and not whole):
                continue
            dirty = {
                "zero": Decimal(0),
                "negative": -Decimal(clean),
                "fraction": Decimal(clean) - Decimal("0.5"),
            }[kind]
            entry.put(row, field, grid.style.number(dirty))
            _follow(entry, work, grid, row, dirty)
        done += work.keep(entry)
    return done > 0


def _follow(entry: Entry, work: Work, grid: Grid, row: Row, quantity: Decimal) -> None:
    record = grid.sheet.records[row.origin]
    if grid.id == "bom":
        for items, parent in children(work, "item_code", grid.at(row, "bom_parent_item"), "items"):
            entry.also.append(("DerivedFieldMismatch", items, parent))
        return
    price = "unit_price" if grid.id == "sales_lines" else "unit_cost"
    amount = (number(record, price) * quantity).quantize(Decimal("0.01"))
    if work.free(grid, row, "line_amount"):
        entry.carry(grid, row, "line_amount", grid.style.write(amount, "line_amount"))
    key = grid.fields[0]
    for heads, head in children(work, key, grid.at(row, key), grid.id.replace("lines", "orders")):
        entry.also += [
            (concept, heads, head) for concept in ("DerivedFieldMismatch", "ReconciliationMismatch")
        ]


SCALES = {"thousandfold": Decimal(1000), "hundredfold": Decimal(100), "hundredth": Decimal("0.01")}


def outlier(work: Work, dice: Dice, dial: Dial) -> bool:
    """A slipped decimal point in costs and quantities, a slipped digit in years."""
    done = 0
    spots = (
        "items.standard_cost",
        "sales_lines.order_qty",
        "purchase_lines.unit_cost",
        "sales_orders.requested_delivery_date",
        "items.lead_time_days",
        "work_centers.hourly_rate",
        "bom.bom_qty_per",
        "prices.sales_price",
    )
    for grid, field in dice.sample(list(work.places(spots)), dial.count(1, 2, 3)):
        scale = dice.pick(("thousandfold", "hundredfold"))
        entry = work.entry("OutlierValue", scale, grid, field)
        for row in work.choose(grid, field, dial.share * 0.2, dice, least=1):
            value = grid.value(row, field)
            if isinstance(value, date):
                entry.fault = "slipped-year"
                entry.put(
                    row,
                    field,
                    grid.style.write(
                        value.replace(year=value.year + dice.pick((100, 180, 200)), day=min(value.day, 28))
                    ),
                )
            elif isinstance(value, int | Decimal) and value > 0:
                large = Decimal(value) * SCALES[scale]
                entry.put(
                    row, field, grid.style.number(large) if isinstance(value, Decimal) else str(int(large))
                )
                _consequences(entry, work, grid, row)
        done += work.keep(entry)
    return done > 0


def _consequences(entry: Entry, work: Work, grid: Grid, row: Row) -> None:
    """Amounts and roll-ups that rest on the value."""
    entry.also.append(("DerivedFieldMismatch", grid, row))
    if grid.id == "bom":
        for items, parent in children(work, "item_code", grid.at(row, "bom_parent_item"), "items"):
            entry.also.append(("DerivedFieldMismatch", items, parent))
    if grid.id == "items":
        for other in work.all("items", "trial_balance"):
            for found in other.rows:
                entry.also += [
                    ("DerivedFieldMismatch", other, found),
                    ("ReconciliationMismatch", other, found),
                ]


FAULTS = {
    "NegativeInventory": Fault(CELLS, negative),
    "InvalidQuantity": Fault(CELLS, invalid),
    "OutlierValue": Fault(CELLS, outlier),
}
