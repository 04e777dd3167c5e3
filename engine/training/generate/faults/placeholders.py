"""Something typed in because the form would not let the clerk go on without it."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, Dial, Fault
from kbctl.engine.training.generate.work import Work

WORDS = {
    "en": ("TBD", "N/A", "xxx", "unknown", "?", "-", "dummy"),
    "es": ("PENDIENTE", "N/A", "xxx", "por definir", "?", "-", "S/D"),
    "de": ("unbekannt", "k.A.", "xxx", "n/a", "?", "-", "TBD"),
    "zh": ("待定", "无", "xxx", "N/A", "?", "-", "未知"),
}
PHONES = ("000-000-0000", "0000000000", "999-999-9999", "1111111111", "9999999999")
DATES = (("1900-01-01", 1900, 1, 1), ("9999-12-31", 9999, 12, 31))
SPOTS = (
    "customers.phone",
    "suppliers.phone",
    "customers.city",
    "suppliers.city",
    "customers.address_line1",
    "suppliers.address_line1",
    "customers.tax_id",
    "suppliers.tax_id",
    "customers.email",
    "suppliers.email",
    "customers.created_date",
    "items.created_date",
    "items.item_name",
    "customers.salesperson",
)


def inject(work: Work, dice: Dice, dial: Dial) -> bool:
    from datetime import date

    done = 0
    for grid, field in dice.sample(list(work.places(SPOTS)), dial.count(1, 2, 3)):
        if field == "phone":
            fillers: tuple[str, ...] = (dice.pick(PHONES), dice.pick(WORDS[work.profile.country.language]))
        elif field == "created_date":
            _, year, month, day = dice.pick(DATES)
            fillers = (grid.style.write(date(year, month, day)),)
        else:
            fillers = tuple(dice.sample(WORDS[work.profile.country.language], 2))
        entry = work.entry("PlaceholderValue", "filler", grid, field)
        for row in work.choose(grid, field, dial.share, dice, least=3):
            entry.put(row, field, dice.pick(fillers))
        done += work.keep(entry)
    return done > 0


FAULTS = {"PlaceholderValue": Fault(CELLS, inject)}
