"""Words among figures, and several values in one cell."""

from __future__ import annotations

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import CELLS, Dial, Fault, spoil
from kbctl.engine.training.generate.work import Work

FIGURES = """sales_lines.order_qty items.lead_time_days suppliers.lead_time_days items.standard_cost
balances.opening_qty customers.credit_limit routings.setup_time work_orders.work_order_qty"""
DATES = """purchase_orders.due_date sales_lines.requested_delivery_date work_orders.planned_end_date
customers.created_date"""
ABOUT = {"en": "approx. {}", "es": "aprox. {}", "de": "ca. {}", "zh": "约{}"}
ASK = {
    "en": ("see quote", "as agreed", "call"),
    "es": ("según oferta", "a convenir", "consultar"),
    "de": ("laut Angebot", "nach Absprache", "auf Anfrage"),
    "zh": ("面议", "见报价", "电询"),
}
SOON = {
    "en": ("next week", "ASAP", "end of month"),
    "es": ("la próxima semana", "urgente", "fin de mes"),
    "de": ("nächste Woche", "sofort", "Monatsende"),
    "zh": ("下周", "尽快", "月底"),
}


def mismatch(work: Work, dice: Dice, dial: Dial) -> bool:
    language = work.profile.country.language
    figures = {
        "about": lambda text, d: ABOUT[language].format(text),
        "ask": lambda text, d: d.pick(ASK[language]),
        "dozen": lambda text, d: d.pick(ASK[language]) if d.chance(0.5) else ABOUT[language].format(text),
    }
    found = spoil(work, "TypeMismatch", dice, dial.share * 0.7, FIGURES, figures, dial.count(1, 2, 2))
    if dice.chance(0.4):
        dates = {"soon": lambda text, d: d.pick(SOON[language])}
        found = spoil(work, "TypeMismatch", dice, dial.share * 0.5, DATES, dates, 1) or found
    return found


def several(work: Work, dice: Dice, dial: Dial) -> bool:
    """A second value of the same kind put behind the first."""
    done = 0
    spots = (
        "customers.phone",
        "suppliers.email",
        "customers.email",
        "items.supplier_code",
        "routings.work_center_code",
        "suppliers.phone",
    )
    for grid, field in dice.sample(list(work.places(spots)), dial.count(1, 1, 2)):
        sign = dice.pick(("; ", " / ", ", ", "\n") if field in ("phone", "email") else (";", "; ", "/", ", "))
        others = [text for text in grid.texts(field) if text]
        entry = work.entry("MultiValueCell", "listed", grid, field)
        for row in work.choose(grid, field, dial.share, dice):
            more = dice.pick(others)
            if more != grid.at(row, field):
                entry.put(row, field, f"{grid.at(row, field)}{sign}{more}")
        done += work.keep(entry)
    return done > 0


FAULTS = {"TypeMismatch": Fault(CELLS, mismatch), "MultiValueCell": Fault(CELLS, several)}
