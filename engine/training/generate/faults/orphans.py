"""References to records that are gone: the master was cleaned up, the documents were not."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, Dial, Fault
from kbctl.engine.training.generate.sheets import text
from kbctl.engine.training.generate.work import Work

#: table and field → the table in which the code should stand, and its field there
LINKS = {
    "sales_lines.item_code": ("items", "item_code"),
    "purchase_lines.item_code": ("items", "item_code"),
    "bom.bom_component_item": ("items", "item_code"),
    "balances.item_code": ("items", "item_code"),
    "sales_orders.customer_code": ("customers", "customer_code"),
    "purchase_orders.supplier_code": ("suppliers", "supplier_code"),
    "items.supplier_code": ("suppliers", "supplier_code"),
    "routings.work_center_code": ("work_centers", "work_center_code"),
}


def inject(work: Work, dice: Dice, dial: Dial) -> bool:
    done = 0
    for grid, field in dice.sample(list(work.places(LINKS)), dial.count(1, 2, 3)):
        parent = work.all(LINKS[f"{grid.id}.{field}"][0])[0]
        target = LINKS[f"{grid.id}.{field}"][1]
        known = {*parent.texts(target), *(text(record, target) for record in parent.sheet.records)}
        entry = work.entry("OrphanRecord", "retired-code", grid, field)
        for row in work.choose(grid, field, dial.share * 0.5, dice):
            if gone := _gone(grid.at(row, field), known, dice):
                entry.put(row, field, gone)
                if grid.id in ("balances", "bom"):
                    entry.also += [(c, grid, row) for c in ("InventoryMismatch", "IncompleteBillOfMaterials")]
        done += work.keep(entry)
    return done > 0


def _gone(code: str, known: set[str], dice: Dice) -> str | None:
    """A code of the same kind that the master does not have (any more)."""
    head = code.rstrip("0123456789")
    digits = len(code) - len(head)
    for _ in range(50 if digits else 0):
        other = f"{head}{int(code[len(head) :]) + dice.between(1, 400):0{digits}d}"
        if other not in known and len(other) == len(code):
            return other
    return None


FAULTS = {"OrphanRecord": Fault(CELLS, inject)}
