"""What an extract leaves out or turns round: months without postings, a cut end, printed reports, other
layouts."""

from __future__ import annotations

from datetime import date

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import FILES, ROWS, Dial, Fault
from kbctl.engine.training.generate.sheets import day, text
from kbctl.engine.training.generate.trade import said
from kbctl.engine.training.generate.work import Entry, Grid, Row, Work

TOTAL = said("Subtotal|Subtotal|Zwischensumme|小计")


def history(work: Work, dice: Dice, dial: Dial) -> bool:
    """Some months of orders were not taken along when the archive was emptied."""
    kind = dice.pick(("sales", "purchase"))
    (heads,), (lines,) = work.all(f"{kind}_orders"), work.all(f"{kind}_lines")
    key = heads.sheet.key[0]
    months = sorted({_month(day(record, "order_date")) for record in heads.sheet.records})
    count = dial.count(2, 3, 4)
    start = dice.between(4, len(months) - count - 5)
    gone = set(months[start : start + count])
    entry = work.entry("MissingTransactionHistory", "months-missing", heads, "order_date")
    dropped = [
        r
        for r in heads.rows
        if r.origin >= 0 and _month(day(heads.sheet.records[r.origin], "order_date")) in gone
    ]
    codes = {heads.at(row, key) for row in dropped}
    under = [row for row in lines.rows if lines.at(row, key) in codes]
    if not all(work.free_row(heads, row) for row in dropped) or not all(
        work.free_row(lines, row) for row in under
    ):
        return False
    for row in dropped:
        entry.drop(heads, row)
    for row in under:
        entry.drop(lines, row)
    entry.tables += [heads.file, lines.file]
    for grid in work.all("movements", "serials"):
        field = "reference" if grid.has("reference") else "sales_order_no"
        entry.also += [("OrphanRecord", grid, row) for row in grid.rows if grid.at(row, field) in codes]
    return work.keep(entry)


def _month(on: date) -> tuple[int, int]:
    return on.year, on.month


def cut(work: Work, dice: Dice, dial: Dial) -> bool:
    """The export stopped: the end is missing, and the last line breaks off."""
    able = [
        g
        for g in work.all(
            "sales_lines", "purchase_lines", "prices", "routings", "lots", "serials", "movements"
        )
        if len(g.rows) > 40
    ]
    grid = dice.pick(able)
    keep = round(len(grid.rows) * (1 - dial.large * 0.4))
    tail = grid.rows[keep - 1 :]
    if not all(work.free_row(grid, row) for row in tail):
        return False
    entry = work.entry("IncompleteExtract", "breaks-off", grid)
    for row in tail[1:]:
        entry.drop(grid, row)
    last, stop = tail[0], dice.between(2, len(grid.fields) - 2)
    for place, field in enumerate(grid.fields):
        if place >= stop:
            entry.carry(grid, last, field, "")
    full = grid.at(last, grid.fields[stop - 1])
    if len(full) > 2:
        entry.carry(grid, last, grid.fields[stop - 1], full[: len(full) // 2 + 1])
    grid.breaks_off = True
    entry.tables.append(grid.file)
    _lost(entry, work, grid, tail)
    return work.keep(entry)


def _lost(entry: Entry, work: Work, grid: Grid, tail: list[Row]) -> None:
    """What is true elsewhere, now that these rows are gone."""
    concepts = {
        "sales_lines": [
            ("sales_orders", c)
            for c in (
                "DerivedFieldMismatch",
                "ReconciliationMismatch",
                "MissingTransactionHistory",
                "OrphanRecord",
            )
        ],
        "purchase_lines": [
            ("purchase_orders", c) for c in ("DerivedFieldMismatch", "ReconciliationMismatch", "OrphanRecord")
        ],
        "routings": [("items", "MissingRouting")],
        "lots": [("movements", "OrphanRecord"), ("movements", "MissingTraceability")],
        "movements": [("balances", "InventoryMismatch"), ("stock_count", "InventoryMismatch")],
    }
    for id_, concept in concepts.get(grid.id, ()):
        entry.also += [(concept, other, None) for other in work.all(id_)]
    for concept in ("CorruptData", "MissingRequiredField", "OrphanRecord", "MissingTransactionHistory"):
        entry.also.append((concept, grid, tail[0]))
    entry.also.append(("MissingTransactionHistory", grid, None))


def report(work: Work, dice: Dice, dial: Dial) -> bool:
    """A printed list: the group only in its first line, a subtotal below each group, headers on every
    page."""
    able = []
    for id_, group, amount in (
        ("purchase_lines", "purchase_order_no", "line_amount"),
        ("sales_lines", "sales_order_no", "line_amount"),
        ("prices", "price_list", "sales_price"),
        ("stock_count", "item_code", "counted_qty"),
    ):
        for grid in work.all(id_):
            if (
                all(work.untouched(grid, field) for field in grid.fields)
                and not grid.breaks_off
                and all(r.origin >= 0 for r in grid.rows)
            ):
                able.append((grid, group, amount))
    if not able:
        return False
    grid, group, amount = dice.pick(able)
    entry = work.entry("ReportLayout", "printed-list", grid)
    entry.tables.append(grid.file)
    page, label = dice.pick((40, 50, 60)), TOTAL[work.profile.country.language]
    rows = list(grid.rows)
    said_last = ""
    for place, row in enumerate(rows):
        code = grid.at(row, group)
        if place and place % page == 0:
            entry.add(list(grid.headers), rows[place - 1], expected=False)
        following = text(grid.sheet.records[rows[place + 1].origin], group) if place + 1 < len(rows) else ""
        ends = text(grid.sheet.records[row.origin], group) != following
        if code == said_last:
            entry.carry(grid, row, group, "")
        said_last = code
        if ends and dice.chance(0.8):
            cells = [""] * len(grid.fields)
            cells[0 if grid.fields.index(amount) else 1] = label
            cells[grid.fields.index(amount)] = grid.at(row, amount)
            entry.add(cells, row, expected=False)
    for field in grid.fields:
        work.claim_column(grid, field)
    id_ = grid.id.replace("lines", "orders")
    for other in work.all(id_) if id_ != grid.id else ():
        entry.also += [
            (concept, other, None)
            for concept in ("DerivedFieldMismatch", "ReconciliationMismatch", "OrphanRecord")
        ]
    return work.keep(entry)


def drift(work: Work, dice: Dice, dial: Dial) -> bool:
    """After an update the export of the later year has other columns."""
    parts = sorted(work.all("movements"), key=lambda grid: grid.sheet.part)
    if len(parts) < 2:
        return False
    grid = parts[-1]
    able = [field for field in ("reference", "lot_number") if work.untouched(grid, field)]
    entry = work.entry("SchemaDrift", "columns-changed", grid)
    if able:
        field = dice.pick(able)
        entry.columns.append((grid, field, [(row, grid.at(row, field)) for row in grid.rows]))
        grid.dropped.add(field)
        work.claim_column(grid, field)
    if not able or dice.chance(0.6):
        field = dice.pick(("movement_date", "movement_type", "quantity"))
        entry.rename(grid, field, f"{grid.header(field)}{dice.pick((' 2', '_new', ' (new)'))}")
    entry.tables += [one.file for one in parts]
    entry.also += [(concept, grid, None) for concept in ("MissingTraceability",)]
    return work.keep(entry)


FAULTS = {
    "MissingTransactionHistory": Fault(ROWS, history),
    "IncompleteExtract": Fault(FILES, cut),
    "ReportLayout": Fault(FILES, report),
    "SchemaDrift": Fault(FILES, drift),
}
