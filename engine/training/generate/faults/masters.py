"""Faults of master data that need a second look: units without a factor, trees, blends, substitutes,
currency."""

from __future__ import annotations

from decimal import Decimal

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, ROWS, Dial, Fault, children
from kbctl.engine.training.generate.products import RATES
from kbctl.engine.training.generate.sheets import number, text
from kbctl.engine.training.generate.trading import DONE, OPEN
from kbctl.engine.training.generate.work import Row, Work

FOREIGN = {"USD": "EUR", "EUR": "USD", "MXN": "USD", "CNY": "USD"}


def factor(work: Work, dice: Dice, dial: Dial) -> bool:
    """Bought by the roll, used by the metre, and nobody says how many metres a roll has."""
    (grid,) = work.all("items")
    entry = work.entry("MissingConversionFactor", "no-factor", grid, "uom_conversion_factor")
    able = [
        row
        for row in grid.rows
        if row.origin >= 0
        and work.free(grid, row, "uom_conversion_factor")
        and grid.at(row, "purchase_uom")
        and grid.at(row, "purchase_uom") != grid.at(row, "base_uom")
    ]
    if len(able) < 2:
        return False
    blank = dice.pick(("", "", "0"))
    for row in work.some(grid, able, dial.large * 0.6, dice):
        entry.put(row, "uom_conversion_factor", blank)
    return work.keep(entry)


def hierarchy(work: Work, dice: Dice, dial: Dial) -> bool:
    """A parent that is not there, a loop, a node below itself."""
    grid, key, parent = dice.pick(
        [
            (grid, key, parent)
            for id_, key, parent in (
                ("accounts", "ledger_account", "parent_account"),
                ("item_groups", "item_group", "parent_group"),
            )
            for grid in work.all(id_)
        ]
    )
    kind = dice.pick(("own-parent", "loop", "no-such-parent"))
    entry = work.entry("BrokenHierarchy", kind, grid, parent)
    for row in work.choose(grid, parent, dial.share, dice, least=dial.count(1, 1, 2)):
        if kind == "own-parent":
            entry.put(row, parent, grid.at(row, key))
        elif kind == "no-such-parent":
            code = grid.at(row, parent)
            entry.put(row, parent, f"9{code[1:]}" if code.isdigit() else f"{code[:2]}X")
        else:
            tops = [
                r for r in grid.rows if grid.at(r, key) == grid.at(row, parent) and work.free(grid, r, parent)
            ]
            if tops:
                entry.put(tops[0], parent, grid.at(row, key))
                entry.groups.append([(grid, row), (grid, tops[0])])
    return work.keep(entry)


def shares(work: Work, dice: Dice, dial: Dial) -> bool:
    """Blends that add up to less or more than the whole: one yarn's share was changed, the others not."""
    grid = next((one for one in work.all("bom") if one.has("share")), None)
    if grid is None:
        return False
    entry = work.entry("BomShareImbalance", "one-share-changed", grid, "share")
    blends: dict[str, list[Row]] = {}
    for row in grid.rows:
        if row.origin >= 0 and grid.at(row, "share"):
            blends.setdefault(grid.at(row, "bom_parent_item"), []).append(row)
    able = [
        rows[0] for rows in blends.values() if len(rows) > 1 and all(work.free_row(grid, row) for row in rows)
    ]
    for first in work.some(grid, able, dial.share * 2, dice):
        rows = blends[grid.at(first, "bom_parent_item")]
        row = dice.pick(rows)
        old = number(grid.sheet.records[row.origin], "share")
        new = old + dice.pick((-10, -5, 5, 10) if old > 10 else (5, 10))
        entry.put(row, "share", grid.style.number(new))
        entry.carry(grid, row, "bom_qty_per", grid.style.number(new / 100))
        entry.groups.append([(grid, one) for one in rows])
        for one in rows:
            for field in grid.fields:
                work.claim(grid, one, field)
        for items, parent in children(work, "item_code", grid.at(row, "bom_parent_item"), "items"):
            entry.also.append(("DerivedFieldMismatch", items, parent))
    return work.keep(entry)


def substitute(work: Work, dice: Dice, dial: Dial) -> bool:
    """Another material of the same kind was taken, and the order says so without saying why."""
    (grid,), (items,) = work.all("work_order_parts"), work.all("items")
    group = {items.at(row, "item_code"): items.at(row, "item_group") for row in items.rows if row.origin >= 0}
    used: dict[str, set[str]] = {}
    for row in grid.rows:
        used.setdefault(grid.at(row, "work_order_no"), set()).add(grid.at(row, "item_code"))
    entry = work.entry("MaterialSubstitution", "taken-instead", grid, "item_code")
    for row in work.choose(grid, "item_code", dial.share * 0.6, dice):
        code = grid.at(row, "item_code")
        likes = [
            other
            for other, kind in group.items()
            if kind == group.get(code) and other not in used[grid.at(row, "work_order_no")]
        ]
        if likes:
            entry.put(row, "item_code", dice.pick(likes))
            used[grid.at(row, "work_order_no")].add(grid.at(row, "item_code"))
            for other, item in children(work, "item_code", grid.at(row, "item_code"), "items"):
                entry.also.append(("MissingConversionFactor", other, item))
    return work.keep(entry)


def currency(work: Work, dice: Dice, dial: Dial) -> bool:
    """Orders in a currency that the party does not trade in; prices at another currency's level."""
    home = work.profile.country.currency
    if dice.chance(0.4) and home in ("MXN", "CNY"):
        (grid,) = work.all("prices")
        entry = work.entry("InconsistentCurrency", "level-of-another", grid, "sales_price")
        for row in work.choose(grid, "sales_price", dial.share, dice):
            level = number(grid.sheet.records[row.origin], "sales_price") / RATES[home]
            entry.put(row, "sales_price", grid.style.number(level.quantize(Decimal("0.01"))))
        return work.keep(entry)
    grid = dice.pick(work.all("purchase_orders", "sales_orders"))
    entry = work.entry("InconsistentCurrency", "not-the-party's", grid, "currency")
    others = [one for one in work.profile.currencies if one != home] or [FOREIGN[home]]
    for row in work.choose(grid, "currency", dial.share, dice):
        entry.put(row, "currency", others[0] if grid.at(row, "currency") == home else home)
    return work.keep(entry)


def stale(work: Work, dice: Dice, dial: Dial) -> bool:
    """Orders of long ago that nobody closed."""
    language = work.profile.country.language
    grid = dice.pick(work.all("sales_orders"))
    entry = work.entry("StaleRecord", "never-closed", grid, "order_status")
    old = [
        row
        for row in grid.rows[: len(grid.rows) // 3]
        if row.origin >= 0
        and grid.at(row, "order_status") == DONE[language]
        and work.free(grid, row, "order_status")
    ]
    for row in work.some(grid, old, dial.share * 1.5, dice):
        entry.put(row, "order_status", OPEN[language])
    return work.keep(entry)


def untraced(work: Work, dice: Dice, dial: Dial) -> bool:
    """Movements of lot-controlled items without a lot."""
    done = 0
    for grid in work.all("movements"):
        entry = work.entry("MissingTraceability", "no-lot", grid, "lot_number")
        for row in work.choose(grid, "lot_number", dial.share * 1.5, dice):
            entry.put(row, "lot_number", "")
        done += work.keep(entry)
    return done > 0


def collision(work: Work, dice: Dice, dial: Dial) -> bool:
    """After two lists were merged, one code stands for two unlike items."""
    (grid,) = work.all("items")
    entry = work.entry("CodeCollision", "lists-merged", grid, "item_code")
    able = [row for row in grid.rows if work.free_row(grid, row) and grid.at(row, "make_or_buy") == "B"]
    pairs = dice.sample(able, 2 * max(1, round(dial.share * 0.5 * len(able))))
    for keeper, other in zip(pairs[::2], pairs[1::2], strict=True):
        if text(grid.sheet.records[keeper.origin], "item_group") == text(
            grid.sheet.records[other.origin], "item_group"
        ):
            continue
        cells = dict(zip(grid.fields, other.cells, strict=True))
        cells["item_code"] = grid.at(keeper, "item_code")
        cells["barcode"] = ""
        words = cells["item_name"].split()
        cells["item_name"] = " ".join([*words[:-1], f"{words[-1]}-{dice.pick('ABCDEF')}2"])
        added = entry.add([cells[field] for field in grid.fields], None)
        entry.groups.append([(grid, keeper), (grid, added)])
        for field in ("item_code", "bom_component_item"):  # which of the two units is the item's now?
            for place, row in children(work, field, cells["item_code"], *work.grids):
                entry.also.append(("InconsistentUnitOfMeasure", place, row))
        for field in grid.fields:
            work.claim(grid, keeper, field)
    return work.keep(entry)


FAULTS = {
    "MissingConversionFactor": Fault(CELLS, factor),
    "BrokenHierarchy": Fault(CELLS, hierarchy),
    "BomShareImbalance": Fault(CELLS, shares),
    "MaterialSubstitution": Fault(CELLS, substitute),
    "InconsistentCurrency": Fault(CELLS, currency),
    "StaleRecord": Fault(CELLS, stale),
    "MissingTraceability": Fault(CELLS, untraced),
    "CodeCollision": Fault(ROWS, collision),
}
