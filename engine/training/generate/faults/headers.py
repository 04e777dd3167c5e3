"""Headers: one word for two things, and one thing in the words of another system."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import FILES, Dial, Fault
from kbctl.engine.training.generate.heads import names_for, plain
from kbctl.engine.training.generate.trade import said
from kbctl.engine.training.generate.work import Grid, Work

#: two fields that people call alike, and how
ALIKE = (
    ("balances", "qty_on_hand", "sales_lines", "order_qty", said("Qty|Cantidad|Menge|数量")),
    ("sales_orders", "order_date", "sales_lines", "requested_delivery_date", said("Date|Fecha|Datum|日期")),
    ("items", "standard_cost", "prices", "sales_price", said("Price|Precio|Preis|单价")),
    ("purchase_orders", "order_date", "lots", "expiry_date", said("Date|Fecha|Datum|日期")),
    ("stock_count", "counted_qty", "bom", "bom_qty_per", said("Qty|Cantidad|Menge|数量")),
)


def homonym(work: Work, dice: Dice, dial: Dial) -> bool:
    for one, field, two, other, words in dice.sample(ALIKE, len(ALIKE)):
        first, second = work.grid(one), work.grid(two)
        word = words[work.profile.country.language]
        if (
            first
            and second
            and _own(first, field)
            and _own(second, other)
            and all(plain(word) not in map(plain, grid.headers) for grid in work.grids.values())
        ):
            entry = work.entry("HomonymousColumn", "one-word-for-two", first, field)
            entry.rename(first, field, word)
            entry.rename(second, other, word)
            return work.keep(entry)
    return False


SYSTEMS = ("SAP ECC", "ERPNext", "Odoo (OpenERP 7)", "Business Central", "Tryton")


def renamed(work: Work, dice: Dice, dial: Dial) -> bool:
    """One of the files comes from another system and has its names."""
    grid = dice.pick(work.all("suppliers", "purchase_lines", "crm_customers", "items", "sales_lines"))
    system = dice.pick([one for one in SYSTEMS if one != work.profile.system])
    entry = work.entry("ColumnNameVariation", f"named-as-in-{system}", grid)
    for field in grid.fields:
        if not _own(grid, field):
            continue
        names = [
            n
            for n in names_for(field, work.profile, False, system)
            if plain(n) not in map(plain, grid.headers)
        ]
        if names:
            entry.rename(grid, field, dice.pick(names))
    return work.keep(entry)


def _own(grid: Grid, field: str) -> bool:
    """No fault has given the column its header."""
    return field not in grid.dropped and grid.header(field) == grid.clean_headers[grid.fields.index(field)]


FAULTS = {"HomonymousColumn": Fault(FILES, homonym), "ColumnNameVariation": Fault(FILES, renamed)}
