"""Made items whose structure or routing was never written down, lines without a quantity, and circles."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, ROWS, Dial, Fault, children
from kbctl.engine.training.generate.work import Grid, Row, Work


def lacking(concept: str, id_: str, field: str) -> Fault:
    """All lines of some made items are not there."""

    def inject(work: Work, dice: Dice, dial: Dial) -> bool:
        (items,), (grid,) = work.all("items"), work.all(id_)
        lines: dict[str, list[Row]] = {}
        for row in grid.rows:
            lines.setdefault(grid.at(row, field), []).append(row)
        able = [
            row
            for row in items.rows
            if (own := lines.get(items.at(row, "item_code")))
            and work.free(items, row, "item_code")
            and all(work.free_row(grid, line) for line in own)
        ]
        entry = work.entry(concept, "never-written", items, "item_code")
        for row in work.some(items, able, dial.share * 1.5, dice):
            entry.expect(items, row)
            for line in lines[items.at(row, "item_code")]:
                entry.drop(grid, line)
        return work.keep(entry)

    return Fault(ROWS, inject)


def incomplete(work: Work, dice: Dice, dial: Dial) -> bool:
    """Component lines without a quantity."""
    (grid,) = work.all("bom")
    entry = work.entry("IncompleteBillOfMaterials", "no-quantity", grid, "bom_qty_per")
    for row in work.choose(grid, "bom_qty_per", dial.share * 0.7, dice):
        entry.put(row, "bom_qty_per", "")
        for items, parent in children(work, "item_code", grid.at(row, "bom_parent_item"), "items"):
            entry.also.append(("DerivedFieldMismatch", items, parent))
    return work.keep(entry)


def circular(work: Work, dice: Dice, dial: Dial) -> bool:
    """A component deep in a structure is exchanged for an item that contains it: a slip in a pick list."""
    (grid,) = work.all("bom")
    entry = work.entry("CircularBillOfMaterials", "contains-itself", grid, "bom_component_item")
    for _ in range(dial.count(1, 2, 4)):
        path = _path(grid, work, dice)
        if path:
            top, last = grid.at(path[0], "bom_parent_item"), path[-1]
            entry.put(last, "bom_component_item", top)
            entry.groups.append([(grid, row) for row in path])
            for items, item in children(work, "item_code", top, "items"):  # it now stands in the line's unit
                entry.also.append(("MissingConversionFactor", items, item))
            for row in path:
                for field in grid.fields:
                    work.claim(grid, row, field)
    return work.keep(entry)


def _path(grid: Grid, work: Work, dice: Dice) -> list[Row]:
    """Free lines from an item down to one of its made components and on to that one's component."""
    below: dict[str, list[Row]] = {}
    for row in grid.rows:
        below.setdefault(grid.at(row, "bom_parent_item"), []).append(row)
    starts = [r for r in grid.rows if work.free_row(grid, r) and grid.at(r, "bom_component_item") in below]
    for first in dice.sample(starts, 10):
        ends = [r for r in below[grid.at(first, "bom_component_item")] if work.free_row(grid, r)]
        ends = [r for r in ends if grid.at(r, "bom_component_item") not in below] or ends
        if ends:
            return [first, dice.pick(ends)]
    return []


FAULTS = {
    "MissingBillOfMaterials": lacking("MissingBillOfMaterials", "bom", "bom_parent_item"),
    "MissingRouting": lacking("MissingRouting", "routings", "item_code"),
    "IncompleteBillOfMaterials": Fault(CELLS, incomplete),
    "CircularBillOfMaterials": Fault(CELLS, circular),
}
