"""One party or item entered a second time, by another clerk, under a new code and in other words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import ROWS, Dial, Fault, children
from kbctl.engine.training.generate.work import Grid, Row, Work

SHORT = (
    ("Street", "St."),
    ("Avenue", "Ave"),
    ("Road", "Rd"),
    ("Boulevard", "Blvd"),
    ("Drive", "Dr."),
    ("Calle", "C/"),
    ("Avenida", "Avda."),
    ("straße", "str."),
    ("platz", "pl."),
    ("Plaza", "Pza."),
    ("Blvd.", "Boulevard"),
    (" & ", " and "),
    (" y ", " e "),
    ("有限公司", "公司"),
    ("S.A. de C.V.", "SA DE CV"),
    ("GmbH & Co. KG", "GmbH"),
    ("Inc", "Incorporated"),
    ("Corp", "Corporation"),
    ("Ltd", "Limited"),
    ("S.L.", "SL"),
    ("号", ""),
)
WORDS = (
    ("Dining", "Dng"),
    ("Drawer", "Drwr"),
    ("Upholstered", "Uph."),
    ("Walnut", "WAL"),
    ("White Oak", "W. Oak"),
    ("Tornillo", "Torn."),
    ("Mesa de", "Mesa"),
    ("Tablero", "Tabl."),
    ("Schrauben", "Schr."),
    ("platte", "pl."),
    (" mm", "mm"),
    ("x", " x "),
    ("mm", " millimetre"),
)


def restated(text: str, dice: Dice, pairs: tuple[tuple[str, str], ...] = SHORT) -> str:
    """The same thing as another clerk writes it: abbreviated, in capitals, without accents, mistyped."""
    ways: list[Callable[[str], str]] = [
        lambda t: next((t.replace(long, short) for long, short in pairs if long in t), t),
        lambda t: t.upper(),
        lambda t: "".join(c for c in unicodedata.normalize("NFKD", t) if not unicodedata.combining(c)),
        lambda t: mistyped(t, dice),
        lambda t: t.replace(",", "").replace(".", ""),
    ]
    for way in dice.sample(ways, 5):
        if (again := way(text)) != text:
            return again
    return mistyped(text, dice)


def mistyped(text: str, dice: Dice) -> str:
    """Two neighbours exchanged, or a letter left out; never a digit."""
    places = [
        p
        for p in range(1, len(text) - 2)
        if text[p].isalpha() and text[p + 1].isalpha() and text[p] != text[p + 1]
    ]
    if not places:
        return text
    place = dice.pick(places)
    if dice.chance(0.5):
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place + 1 :]


def next_code(grid: Grid, field: str, dice: Dice) -> str:
    """A code that goes on from the highest one of its kind."""
    taken = set(grid.texts(field))
    base = max((code for code in taken if code[-1:].isdigit()), default="1000")
    head = base.rstrip("0123456789")
    digits = base[len(head) :]
    step = dice.between(1, 9)
    while (code := f"{head}{int(digits) + step:0{len(digits)}d}") in taken:
        step += 1
    return code


def party(kind: str) -> Callable[[Work, Dice, Dial], bool]:
    concept, key, name = f"Duplicate{kind.capitalize()}", f"{kind}_code", f"{kind}_name"
    documents = {"customer": ("sales_orders", "open_items"), "supplier": ("purchase_orders",)}[kind]

    def inject(work: Work, dice: Dice, dial: Dial) -> bool:
        (grid,) = work.all(f"{kind}s")
        entry = work.entry(concept, "entered-again", grid, name)
        able = [row for row in grid.rows if work.free_row(grid, row)]
        for row in work.some(grid, able, dial.share, dice, least=2):
            cells = dict(zip(grid.fields, row.cells, strict=True))
            cells[key] = next_code(grid, key, dice)
            cells[name] = restated(cells[name], dice)
            if dice.chance(0.5):
                cells["address_line1"] = restated(cells["address_line1"], dice)
            if dice.chance(0.35):
                cells["tax_id"] = ""
            if dice.chance(0.4):
                cells["phone"] = "".join(c for c in cells["phone"] if c.isdigit())
            if dice.chance(0.3):
                cells["email"] = ""
            again = entry.add(
                [cells[field] for field in grid.fields], None if dice.chance(0.7) else dice.pick(grid.rows)
            )
            for field in grid.fields:
                work.claim(grid, row, field)
            entry.pairs.append((grid.at(row, key), cells[key]))
            _repoint(entry, work, key, grid.at(row, key), grid.at(again, key), documents, dice)
        return work.keep(entry)

    return inject


def _repoint(
    entry: object, work: Work, key: str, old: str, new: str, documents: tuple[str, ...], dice: Dice
) -> None:
    """Some of the documents stand under the new code."""
    from kbctl.engine.training.generate.work import Entry

    assert isinstance(entry, Entry)
    for grid, row in children(work, key, old, *documents):
        if work.free(grid, row, key) and dice.chance(0.4):
            entry.carry(grid, row, key, new)


def item(work: Work, dice: Dice, dial: Dial) -> bool:
    """Bought items entered again because the search did not find them."""
    (grid,) = work.all("items")
    entry = work.entry("DuplicateItem", "entered-again", grid, "item_name")
    able = [row for row in grid.rows if work.free_row(grid, row) and grid.at(row, "make_or_buy") == "B"]
    for row in work.some(grid, able, dial.share, dice, least=2):
        cells = dict(zip(grid.fields, row.cells, strict=True))
        cells["item_code"] = next_code(_same(grid, cells["item_code"]), "item_code", dice)
        cells["item_name"] = restated(cells["item_name"], dice, WORDS)
        if dice.chance(0.5):
            cells["barcode"] = ""
        entry.add([cells[field] for field in grid.fields], None if dice.chance(0.7) else row)
        for field in grid.fields:
            work.claim(grid, row, field)
        entry.pairs.append((grid.at(row, "item_code"), cells["item_code"]))
    return work.keep(entry)


def _same(grid: Grid, code: str) -> Grid:
    """The items numbered in the same series."""
    head = code.rstrip("0123456789")
    rows: list[Row] = [r for r in grid.rows if grid.at(r, "item_code").rstrip("0123456789") == head]
    return Grid(grid.sheet, grid.stem, grid.headers, rows, grid.style)


FAULTS = {
    "DuplicateCustomer": Fault(ROWS, party("customer")),
    "DuplicateSupplier": Fault(ROWS, party("supplier")),
    "DuplicateItem": Fault(ROWS, item),
}
