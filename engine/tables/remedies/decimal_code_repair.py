"""DecimalCodeRepair: a code that was read as a number loses the `.0` that came with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPT = "DecimalCodeRepair", "DecimalisedCode"
DECIMAL = re.compile(r"\s*(\d{1,3}(?:,\d{3})+|\d+)[.,]0+\s*$")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    return cellwise(REMEDY, (CONCEPT,), book, findings, _mend)


def _mend(place: Place) -> Mended | str:
    found = DECIMAL.match(place.cell.value)
    if not found:
        return "no whole number with zeros behind the point"
    code = found[1].replace(",", "")
    if len(code) > 15:
        return "longer than the fifteen digits that a spreadsheet keeps: its end may be lost"
    return Mended(code, 0.97)


OPERATORS = {REMEDY: plan}
