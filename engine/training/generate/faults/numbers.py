"""Amounts of several sources in one column: other separators, signs behind the figure, currency signs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.fault import COLUMNS, Dial, Fault
from kbctl.engine.training.generate.work import Work

SPOTS = (
    "sales_lines.line_amount",
    "sales_orders.order_total",
    "purchase_orders.order_total",
    "purchase_lines.unit_cost",
    "items.standard_cost",
    "prices.sales_price",
    "open_items.open_amount",
    "customers.credit_limit",
    "purchase_lines.line_amount",
)
SIGNS = {"USD": "$", "EUR": "€", "MXN": "$", "CNY": "¥"}


def inject(work: Work, dice: Dice, dial: Dial) -> bool:
    done = 0
    for grid, field in dice.sample(
        [p for p in work.places(SPOTS) if work.untouched(*p)], dial.count(1, 2, 2)
    ):
        comma = grid.style.decimal == ","
        other = replace(grid.style, decimal="." if comma else ",", thousands="," if comma else ".")
        kind = dice.pick(("other-separators", "other-separators", "other-separators", "currency-sign"))
        entry = work.entry("MixedNumberFormat", kind, grid, field)
        for row in work.choose(grid, field, dial.large * 0.5, dice, least=4):
            value = grid.value(row, field)
            if not isinstance(value, int | Decimal):
                continue
            exact = (
                Decimal(value)
                if field in ("unit_cost", "standard_cost")
                else Decimal(value).quantize(Decimal("0.01"))
            )
            if kind == "currency-sign":
                entry.put(row, field, SIGNS[work.profile.country.currency] + grid.style.number(exact))
            else:
                entry.put(row, field, other.number(exact, grouped=True))
        work.claim_column(grid, field)
        done += work.keep(entry)
    return done > 0


FAULTS = {"MixedNumberFormat": Fault(COLUMNS, inject)}
