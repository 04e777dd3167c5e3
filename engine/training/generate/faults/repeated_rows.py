"""A batch imported twice: lines stand there two times, to the last character."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import ROWS, Dial, Fault, children
from kbctl.engine.training.generate.work import Work

SPOTS = ("sales_lines", "purchase_lines", "bom", "routings", "prices", "movements")


def inject(work: Work, dice: Dice, dial: Dial) -> bool:
    grid = dice.pick(work.all(*SPOTS))
    entry = work.entry("DuplicateRecord", "imported-twice", grid, grid.sheet.key[0])
    able = [row for row in grid.rows if work.free_row(grid, row)]
    wanted = max(2, round(dial.share * 0.5 * len(able)))
    start = dice.below(max(1, len(able) - wanted))
    batch = able[start : start + wanted]
    last = batch[-1] if dice.chance(0.5) else None
    for row in batch:
        again = entry.add(row.cells, last)
        last = again if last else None
        for field in grid.fields:
            work.claim(grid, row, field)
        entry.pairs.append((grid.key(row), grid.key(again)))
        _consequences(entry, work, grid.id, row)
    return work.keep(entry)


def _consequences(entry: object, work: Work, id_: str, row: object) -> None:
    """Totals, costs and balances no longer agree with what now stands twice."""
    from kbctl.engine.training.generate.work import Entry, Row

    assert isinstance(entry, Entry) and isinstance(row, Row)
    grid = entry.grid
    links = {
        "sales_lines": ("sales_order_no", "sales_orders"),
        "purchase_lines": ("purchase_order_no", "purchase_orders"),
        "bom": ("bom_parent_item", "items"),
        "movements": ("item_code", "balances"),
    }
    if id_ in links:
        field, parent = links[id_]
        target = {"bom": "item_code"}.get(id_, field)
        for other, found in children(work, target, grid.at(row, field), parent):
            for concept in ("DerivedFieldMismatch", "InventoryMismatch", "ReconciliationMismatch"):
                entry.also.append((concept, other, found))


FAULTS = {"DuplicateRecord": Fault(ROWS, inject)}
