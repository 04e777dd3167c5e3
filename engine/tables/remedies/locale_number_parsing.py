"""LocaleNumberParsing: numbers in another notation than their column's are written in the column's own.

A text that two notations read differently (`1.234`) is left, unless the column's own notation can read it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbctl.engine.tables.numbers import Style, house_style, negative_of, styles_of
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding
from kbctl.engine.tables.units import unit_of

REMEDY, CONCEPTS = "LocaleNumberParsing", ("MixedNumberFormat", "TypeMismatch")
DIGITS = re.compile(r"[\d.,'’ \u00a0\u202f]*\d[\d.,'’ \u00a0\u202f]*")
WITH_UNIT = re.compile(r"\s*(?P<number>[-+(]?[\d][\d.,' \u00a0]*\)?)\s*(?P<unit>[^\W\d_][\w.]*)\.?\s*$")
UNITS = (
    "base_uom", "bom_component_uom", "bom_uom", "purchase_uom", "sales_uom", "weight_uom", "alt_uom",
)  # fmt: skip


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings

    def mend(place: Place) -> Mended | str:
        house = house_style(place.column.filled)
        if house is None:
            return "the column has no usual notation"
        text = place.cell.value
        if place.finding.concept == "TypeMismatch":
            number = _without_unit(place)
            if number is None:
                return "words, or a unit that is not the row's own"
            text = number
        styles = styles_of(text)
        if house[0] in styles and negative_of(text) == "":
            return Mended(text.strip(), 0.9)
        after = rewritten(text, styles, house[0])
        return Mended(after, 0.93) if after else "it can be read as two different numbers"

    return cellwise(REMEDY, CONCEPTS, book, findings, mend)


def rewritten(text: str, styles: frozenset[Style], house: Style) -> str:
    """The number in the notation of the house without marks between thousands; empty where the notations that
    fit disagree on its value."""
    found = DIGITS.search(text)
    if not found or not styles:
        return ""
    values = set()
    for style in styles:
        digits = re.sub(r"[' ’\u00a0\u202f]", "", found[0])
        if style.group in (".", ","):
            digits = digits.replace(style.group, "")
        values.add(digits.replace(style.decimal, "."))
    if len(values) != 1:
        return ""
    (value,) = values
    sign = "-" if negative_of(text) else ""
    return sign + value.replace(".", house.decimal)


def _without_unit(place: Place) -> str | None:
    """`12 pcs` is 12 where the row's own unit is pieces too."""
    found = WITH_UNIT.match(place.cell.value)
    unit = unit_of(found["unit"]) if found else None
    if not found or unit is None:
        return None
    column = place.table.column(*UNITS)
    own = unit_of(column.values[place.place]) if column else None
    return found["number"] if own is not None and own.id == unit.id else None


OPERATORS = {REMEDY: plan}
