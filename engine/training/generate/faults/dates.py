"""Dates of several sources in one column: with other separators (which tells them apart), or with the same
ones, where day and month stand the other way round and nothing tells."""

from __future__ import annotations

from datetime import date
from functools import partial

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import COLUMNS, Dial, Fault
from kbctl.engine.training.generate.work import Work

OTHER = {
    "%m/%d/%Y": ("%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%b-%Y"),
    "%d/%m/%Y": ("%Y-%m-%d", "%d.%m.%Y", "%m-%d-%Y"),
    "%d-%m-%Y": ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d"),
    "%d.%m.%Y": ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d"),
    "%Y-%m-%d": ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y"),
    "%Y/%m/%d": ("%d.%m.%Y", "%Y-%m-%d", "%Y年%m月%d日"),
    "%Y%m%d": ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"),
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SPOTS = (
    "sales_orders.order_date",
    "purchase_orders.order_date",
    "customers.created_date",
    "items.created_date",
    "work_orders.planned_start_date",
    "movements.movement_date",
    "lots.production_date",
    "sales_lines.requested_delivery_date",
)


def written(day: date, form: str) -> str:
    """`strftime` without the machine's own language."""
    return day.strftime(form.replace("%b", MONTHS[day.month - 1]))


def mixed(work: Work, dice: Dice, dial: Dial) -> bool:
    done = 0
    for grid, field in dice.sample(list(work.places(SPOTS)), dial.count(1, 2, 3)):
        if not work.untouched(grid, field):
            continue
        form = dice.pick(OTHER[grid.style.date])
        entry = work.entry("MixedDateFormat", "another-source", grid, field)
        for row in work.choose(grid, field, dial.large * 0.6, dice, least=4):
            if isinstance(value := grid.value(row, field), date):
                entry.put(row, field, written(value, form))
        work.claim_column(grid, field)
        done += work.keep(entry)
    return done > 0


def ambiguous(work: Work, dice: Dice, dial: Dial) -> bool:
    """Two branches, one writing the day first and one the month, poured together without a mark."""
    places = [(g, f) for g, f in work.places(SPOTS) if work.untouched(g, f)]
    if not places:
        return False
    grid, field = dice.pick(places)
    sign = dice.pick(("/", "-"))
    house = grid.style.date in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
    day_first, month_first = f"%d{sign}%m{sign}%Y", f"%m{sign}%d{sign}%Y"
    own, other = (day_first, month_first) if house else (month_first, day_first)
    unclear = work.entry("AmbiguousDate", "day-or-month-first", grid, field)
    plain = work.entry("MixedDateFormat", "day-or-month-first", grid, field)
    for row in grid.rows:
        value = grid.value(row, field)
        if not isinstance(value, date) or not work.free(grid, row, field):
            continue
        abroad = dice.chance(max(0.25, dial.large * 0.7))
        text = written(value, other if abroad else own)
        if value.day > 12 or value.day == value.month:
            # the house's own order is the format of most cells, and not visible as another one
            (plain.put if abroad else partial(plain.carry, grid))(row, field, text)
        elif text == grid.at(row, field):
            unclear.seen.append((grid, row, field))
        else:
            unclear.put(row, field, text)
    work.claim_column(grid, field)
    return work.keep(unclear) | work.keep(plain)


FAULTS = {"MixedDateFormat": Fault(COLUMNS, mixed), "AmbiguousDate": Fault(COLUMNS, ambiguous)}
