"""DerivedFieldRecalculation: a stored value that the table's own calculation contradicts is calculated anew.

The calculation is the one that nearly all rows of the table keep, or the sum of a document's sound lines.
A row whose parts are themselves in doubt (blank, no number) is left: which of them is wrong is not told.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.arithmetic import Relation, relations
from kbctl.engine.tables.detectors.totals import sums_of_lines
from kbctl.engine.tables.numeric import decimals
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.numbers import decimal_mark
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPT = "DerivedFieldRecalculation", "DerivedFieldMismatch"
SURE = 0.9  # share of rows that must keep the calculation for the others to be calculated by it


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings

    def mend(place: Place) -> Mended | str:
        one = _relation(place)
        if one is None:
            summed = sums_of_lines(book, place.table, place.column).get(place.place)
            if summed is None:
                return "no calculation of the table, and no sum of sound lines, gives this column"
            return Mended(_written(place, summed), 0.8)
        share = one.held / (one.held + len(one.broken))
        if share < SURE:
            return "too many rows break the calculation for it to be the rule"
        (value,) = one.expected([place.place])
        if value is None:
            return "a part of the calculation is blank or no number"
        return Mended(_written(place, value), round(0.9 * share, 3))

    return cellwise(REMEDY, (CONCEPT,), book, findings, mend)


def _written(place: Place, value: float) -> str:
    return f"{value:.{decimals(place.column)}f}".replace(".", decimal_mark(place.column))


def _relation(place: Place) -> Relation | None:
    return next((one for one in relations(place.table) if one.result is place.column), None)


OPERATORS = {REMEDY: plan}
