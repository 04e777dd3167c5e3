"""Files that are not what they should be: damaged, of another kind, in two versions, full of formulas."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from html import escape

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import FILES, Dial, Fault
from kbctl.engine.training.generate.ledger import clean_cells, file_bytes
from kbctl.engine.training.generate.sheets import number, text
from kbctl.engine.training.generate.trade import said
from kbctl.engine.training.generate.work import NEW, Entry, Grid, Row, Work
from kbctl.engine.training.generate.xlsx import workbook

PRICING = said("pricing|precios_calculo|preiskalkulation|报价计算")
OLD = said("old_list|lista_anterior|alte_liste|旧清单")
REPORT = said("report|reporte|bericht|报表")


def columns(grid: Grid, table: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((table, header, name) for name, header in zip(grid.fields, grid.headers, strict=True))


def current(work: Work, grid: Grid, row: Row) -> str:
    """The item's code as all tables have it: the clean one, or the one that a fault gave it everywhere."""
    if any(
        one is row and name == "item_code"
        for entry in work.entries
        if entry.fault == "let-in"
        for _, one, name, _, _ in (*entry.cells, *entry.along)
    ):
        return grid.at(row, "item_code")
    return text(grid.sheet.records[row.origin], "item_code")


def copies(entry: Entry, table: str) -> None:
    """What is true of odd codes is true of their copies."""
    entry.also += [(concept, table, None) for concept in ("SpecialCharacterInCode", "InvalidCodeFormat")]


def copied(work: Work, grid: Grid) -> list[list[str]]:
    """The rows as they were before the faults, but for codes that changed everywhere."""
    found = []
    for row in grid.rows:
        if row.origin != NEW:
            cells = clean_cells(grid, row)
            if grid.has("item_code"):
                cells[grid.fields.index("item_code")] = current(work, grid, row)
            found.append(cells)
    return found


def corrupt(work: Work, dice: Dice, dial: Dial) -> bool:
    """A workbook of which the second half never arrived, or a file of nothing but zeros."""
    grid = dice.pick(work.all("items", "customers", "prices"))
    whole = workbook("Sheet1", [grid.headers, *(row.cells for row in grid.rows)])
    kind = dice.pick(("cut-off", "zeros"))
    data = (
        whole[: len(whole) * dice.between(30, 70) // 100]
        if kind == "cut-off"
        else bytes(dice.between(2, 9) * 512)
    )
    name = f"{grid.stem}_{OLD[work.profile.country.language]}.xlsx"
    entry = work.entry("CorruptFile", kind, grid)
    entry.files.append((name, data, ()))
    return work.keep(entry)


def mislabelled(work: Work, dice: Dice, dial: Dial) -> bool:
    """A web page of a report, saved under a spreadsheet's name."""
    grid = dice.pick(work.all("prices", "stock_count", "open_items"))
    shown = copied(work, grid)
    lines = ['<html><head><meta charset="utf-8"></head><body><table border=1>']
    lines += [
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for cells in (grid.headers, *shown)
    ]
    data = "\n".join([*lines, "</table></body></html>", ""]).encode("utf-8")
    name = f"{grid.stem}_{REPORT[work.profile.country.language]}.{dice.pick(('xls', 'xls', 'xlsx'))}"
    entry = work.entry("MislabelledFileFormat", "html-as-workbook", grid)
    entry.files.append((name, data, columns(grid, name)))
    copies(entry, name)
    return work.keep(entry)


def versions(work: Work, dice: Dice, dial: Dial) -> bool:
    """Two copies of the price list, neither of which says that it is in force."""
    (grid,) = work.all("prices")
    place = grid.fields.index("sales_price")
    kept = [row for row in grid.rows if row.origin != NEW]
    rows = copied(work, grid)
    for position in dice.sample(range(len(kept)), max(3, round(dial.large * 0.6 * len(kept)))):
        price = number(grid.sheet.records[kept[position].origin], "sales_price")
        rows[position][place] = grid.style.number(
            (price * Decimal(dice.pick((95, 103, 105, 108))) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        )
    name = f"{grid.stem}{dice.pick(('_v2', '_final', '_new', '_final_v2'))}.{grid.ending}"
    entry = work.entry("ConflictingFileVersion", "two-copies", grid, "sales_price")
    entry.files.append((name, file_bytes(grid.headers, rows, grid.style), columns(grid, name)))
    entry.tables.append(grid.file)
    entry.also.append(("ConflictingRecord", grid, None))
    entry.also.append(("ConflictingRecord", name, None))
    copies(entry, name)
    return work.keep(entry)


def formulas(work: Work, dice: Dice, dial: Dial) -> bool:
    """The sales department calculates prices in its own workbook, constants inside the formulas."""
    (items,), (prices,) = work.all("items"), work.all("prices")
    markup = Decimal(dice.between(125, 185)).scaleb(-2)
    extra = Decimal(dice.between(15, 95)).scaleb(-1)
    rows: list[list[str | tuple[str, str]]] = [
        [items.header("item_code"), items.header("standard_cost"), prices.header("sales_price")]
    ]
    made = [row for row in items.rows if row.origin != NEW and items.at(row, "make_or_buy") == "M"][:60]
    for line, row in enumerate(made, start=2):
        cost = number(items.sheet.records[row.origin], "standard_cost")
        discount = (
            f"IF(B{line}>{dice.pick((50, 80, 120))},{dice.pick(('0.97', '0.95', '0.92'))},1)"
            if dice.chance(0.5)
            else "1.02"
        )
        value = (cost * markup + extra).quantize(Decimal("0.01"), ROUND_HALF_UP)
        rows.append(
            [
                current(work, items, row),
                f"{cost:f}",
                (f"ROUND((B{line}*{markup}+{extra})*{discount},2)", f"{value:f}"),
            ]
        )
    name = f"{PRICING[work.profile.country.language]}.xlsx"
    entry = work.entry("UndocumentedFormula", "pricing-workbook", items)
    heads = tuple(
        (f"{name}#Prices", str(header), field)
        for header, field in zip(rows[0], ("item_code", "standard_cost", "sales_price"), strict=True)
    )
    entry.files.append((name, workbook("Prices", rows), heads))
    entry.tables.append(f"{name}#Prices")
    entry.also.append(("ConflictingRecord", f"{name}#Prices", None))
    copies(entry, f"{name}#Prices")
    return work.keep(entry)


FAULTS = {
    "CorruptFile": Fault(FILES, corrupt),
    "MislabelledFileFormat": Fault(FILES, mislabelled),
    "ConflictingFileVersion": Fault(FILES, versions),
    "UndocumentedFormula": Fault(FILES, formulas),
}
