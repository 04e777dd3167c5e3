"""CurrencyConversion: one code for each currency; amounts are converted with the project's rates.

Without an agreed rate an amount is left: no rate is looked up or assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kbctl.engine.tables.currencies import currency_of, sign_of
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.numbers import decimal_mark, number
from kbctl.engine.tables.remedies.common import Mended, Place, edit, lefts, places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPT = "CurrencyConversion", "InconsistentCurrency"
MONEY = (
    "line_amount",
    "order_total",
    "unit_price",
    "sales_price",
    "unit_cost",
    "standard_cost",
    "open_amount",
)
SIGN = re.compile(r"(US|MX|CA|AU|R|HK|NT|C|A)?[$€£¥₹₩]|\b[A-Z]{3}\b")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    edits: list[Edit] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for place in places(book, findings, (CONCEPT,)):
        field = place.table.field(place.column)
        said = _code(place, settings) if field == "currency" else _amount(place, settings)
        if isinstance(said, str):
            left.setdefault((place.finding.table, place.cell.column, said), []).append(place.cell.row)
        else:
            edits += said
    return Plan(REMEDY, tuple(edits), left=lefts(left))


def _code(place: Place, settings: Settings) -> list[Edit] | str:
    """In a column of currencies: the code of ISO 4217; with a rate the row's amounts too."""
    code = currency_of(place.cell.value)
    if not code:
        return "no currency that is known"
    rate = settings.rates.get(code)
    if rate is not None and settings.base_currency and code != settings.base_currency:
        amounts = place.table.columns(*MONEY)
        if not amounts:
            return "no amount of the row is known by its field, so its currency stays"
        changes = [edit(place, Mended(settings.base_currency, 0.9))]
        for column in amounts:
            text = column.values[place.place]
            if after := converted(text, rate, decimal_mark(column)):
                changes.append(Edit(place.finding.table, place.cell.row, column.header, text, after, 0.9))
        return changes
    if place.cell.value != code:
        return [edit(place, Mended(code, 0.95))]
    return "no rate is agreed for it"


def _amount(place: Place, settings: Settings) -> list[Edit] | str:
    """An amount with a sign of its own in it."""
    sign = sign_of(place.cell.value)
    if not sign:
        return "the currency is not told"
    rate = settings.rates.get(sign) if sign != "$" else settings.rates.get("USD")
    bare = SIGN.sub("", place.cell.value).strip()
    if sign == settings.base_currency:
        return [edit(place, Mended(bare, 0.95))]
    if rate is None or not settings.base_currency:
        return f"no rate is agreed for {sign}"
    after = converted(bare, rate, decimal_mark(place.column))
    return [edit(place, Mended(after, 0.9))] if after else "no amount"


def converted(text: str, rate: float, mark: str) -> str:
    """The amount in the base currency, to the cent or to its own decimals if these are more."""
    value = number(text, mark)
    if value is None:
        return ""
    own = -int(value.as_tuple().exponent)
    after = (value * Decimal(str(rate))).quantize(Decimal(1).scaleb(-max(2, own)))
    return f"{after:f}".replace(".", mark)


OPERATORS = {REMEDY: plan}
