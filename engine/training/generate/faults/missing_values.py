"""Fields that the target needs and nobody filled in: costs, lead times, and others that masters must have."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, Dial, Fault
from kbctl.engine.training.generate.products import TYPES
from kbctl.engine.training.generate.sheets import number
from kbctl.engine.training.generate.work import Work

REQUIRED = (
    "customers.customer_name",
    "customers.payment_terms",
    "customers.country",
    "customers.currency",
    "suppliers.supplier_name",
    "suppliers.payment_terms",
    "suppliers.currency",
    "items.base_uom",
    "items.item_name",
    "items.item_group",
    "sales_orders.order_date",
    "sales_orders.customer_code",
    "purchase_orders.supplier_code",
    "purchase_orders.order_date",
    "sales_lines.order_qty",
)


def missing_cost(work: Work, dice: Dice, dial: Dial) -> bool:
    """New materials without a cost, blank or zero. What a structure with them costs no longer adds up."""
    (grid,) = work.all("items")
    free = set(TYPES["free"].values())
    entry = work.entry("MissingCost", dice.pick(("blank", "zero", "both")), grid, "standard_cost")
    zero = grid.style.write(number({"c": 0}, "c").quantize(number({"c": 1}, "c").scaleb(-4)))
    able = [
        row
        for row in grid.rows
        if row.origin >= 0
        and work.free(grid, row, "standard_cost")
        and grid.at(row, "item_type") not in free
        and number(grid.sheet.records[row.origin], "standard_cost")
    ]
    for row in work.some(grid, able, dial.share * 1.5, dice, least=3):
        text = {"blank": "", "zero": zero}.get(entry.fault) or (
            dice.pick(("", zero)) if entry.fault == "both" else ""
        )
        entry.put(row, "standard_cost", text)
    return work.keep(entry)


def missing_lead_time(work: Work, dice: Dice, dial: Dial) -> bool:
    grid, field = dice.pick(
        list(work.places(("items.lead_time_days", "items.lead_time_days", "suppliers.lead_time_days")))
    )
    blank = dice.pick(("blank", "zero"))
    entry = work.entry("MissingLeadTime", blank, grid, field)
    for row in work.choose(grid, field, dial.share * 1.5, dice, least=3):
        entry.put(row, field, "" if blank == "blank" else "0")
    return work.keep(entry)


def missing_field(work: Work, dice: Dice, dial: Dial) -> bool:
    done = 0
    for grid, field in dice.sample(list(work.places(REQUIRED)), dial.count(1, 2, 3)):
        entry = work.entry("MissingRequiredField", "blank", grid, field)
        for row in work.choose(grid, field, dial.share, dice, least=2):
            entry.put(row, field, "")
            if field == "order_qty":
                entry.also.append(("DerivedFieldMismatch", grid, row))
        done += work.keep(entry)
    return done > 0


FAULTS = {
    "MissingCost": Fault(CELLS, missing_cost),
    "MissingLeadTime": Fault(CELLS, missing_lead_time),
    "MissingRequiredField": Fault(CELLS, missing_field),
}
