"""DecimalShiftCorrection: amounts ten, a hundred or a thousand times what the item has elsewhere.

The evidence is the item's own: other prices and costs of it in any table, or other rows of it in this column.
Without such evidence the amount is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.numbers import decimal_mark, number
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding, code_form
from kbctl.engine.tables.values import number_of

REMEDY, CONCEPT = "DecimalShiftCorrection", "OutlierValue"
COSTS = ("standard_cost", "average_cost", "unit_cost", "last_purchase_cost")
PRICES = ("sales_price", "unit_price")
SHIFTS = (10, 100, 1000)
NEAR = 1.6  # factor within which two costs of an item are alike (a judgement: freight, discounts, a year)


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings

    def mend(place: Place) -> Mended | str:
        value = number_of(place.cell.value)
        if not value or value < 0:
            return "no amount above zero"
        known = witnesses(book, place)
        if not known:
            return "nothing else tells what the amount of this item is"
        usual = median(known)
        fits = [
            (shift, way)
            for shift in SHIFTS
            for way, shifted in (("÷", value / shift), ("×", value * shift))
            if max(shifted / usual, usual / shifted) <= NEAR
        ]
        if len(fits) != 1:
            return "no one shift of the decimal mark fits what the item has elsewhere"
        (shift, way), mark = fits[0], decimal_mark(place.column)
        exact = number(place.cell.value, mark)
        if exact is None:
            return "no amount"
        after = exact / shift if way == "÷" else exact * shift
        return Mended(f"{after.normalize():f}".replace(".", mark), 0.85 if len(known) > 1 else 0.75)

    return cellwise(REMEDY, (CONCEPT,), book, findings, mend)


def witnesses(book: Book, place: Place) -> list[float]:
    """Amounts of the same kind for the same item: costs bear witness for costs, prices for prices, another
    field only for itself."""
    field = place.table.field(place.column)
    kind = next((kind for kind in (COSTS, PRICES) if field in kind), (field,))
    items = place.table.column("item_code", "bom_component_item")
    if items is None:
        return []
    code = code_form(items.values[place.place])
    found: list[float] = []
    for table in book.tables:
        codes = table.column("item_code", "bom_component_item")
        if codes is None or not code:
            continue
        for column in table.columns(*kind):
            for row in codes.codes.get(code, ()):
                own = table.name == place.table.name and row == place.place and column is place.column
                if not own and (value := number_of(column.values[row])) and value > 0:
                    found.append(value)
    return found


OPERATORS = {REMEDY: plan}
