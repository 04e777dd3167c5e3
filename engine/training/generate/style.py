"""How a customer writes values and files: dates, numbers, delimiter, encoding. One way in all of its
tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.profile import Profile
from kbctl.engine.training.generate.sheets import Value

DATES = {
    "US": ("%m/%d/%Y", "%m/%d/%Y", "%Y-%m-%d"),
    "MX": ("%d/%m/%Y", "%d/%m/%Y", "%Y-%m-%d"),
    "ES": ("%d/%m/%Y", "%d-%m-%Y"),
    "DE": ("%d.%m.%Y",),
    "CN": ("%Y-%m-%d", "%Y/%m/%d"),
}
COMMA = frozenset({"ES", "DE"})
MONEY = frozenset({"order_total", "line_amount", "open_amount", "debit", "credit", "credit_limit"})


@dataclass(frozen=True, slots=True)
class Style:
    """`thousands` is set between groups of three digits of amounts, `decimal` before the fraction."""

    date: str
    decimal: str
    thousands: str
    delimiter: str
    encoding: str
    newline: str
    ending: str

    def write(self, value: Value, field: str = "") -> str:
        if value is None:
            return ""
        if isinstance(value, date):
            return value.strftime(self.date) if value.year >= 1000 else str(value)
        if isinstance(value, Decimal):
            return self.number(value, grouped=field in MONEY)
        return str(value)

    def number(self, value: Decimal, grouped: bool = False) -> str:
        """Amounts and prices keep their places; a quantity is written without a fraction of nothing."""
        text = f"{value:,f}" if grouped and self.thousands else f"{value:f}"
        if not grouped and text.endswith(".00"):
            text = text[:-3]
        signs: dict[str, str | int | None] = {",": self.thousands, ".": self.decimal}
        return text.translate(str.maketrans(signs))


def style_of(profile: Profile, dice: Dice) -> Style:
    country = profile.country.code
    sap = profile.system == "SAP ECC"
    decimal = "," if country in COMMA else "."
    grouped = dice.chance(0.25)
    delimiter = ";" if decimal == "," else dice.pick((",", ",", ",", "\t", "|"))
    encoding = "utf-8"
    if dice.chance(0.3):
        encoding = {"CN": "gb18030", "US": "utf-8-sig"}.get(country, "cp1252")
    elif dice.chance(0.3):
        encoding = "utf-8-sig"
    return Style(
        date="%Y%m%d" if sap and country in ("US", "CN") else dice.pick(DATES[country]),
        decimal=decimal,
        thousands={",": ".", ".": ","}[decimal] if grouped else "",
        delimiter=delimiter,
        encoding=encoding,
        newline="\r\n" if dice.chance(0.5) else "\n",
        ending={"\t": "tsv", "|": "txt"}.get(delimiter, "csv"),
    )
