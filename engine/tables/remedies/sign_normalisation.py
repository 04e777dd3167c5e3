"""SignNormalisation: amounts whose sign follows another convention than the rest's are turned."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding
from kbctl.engine.tables.values import number_of

REMEDY, CONCEPT = "SignNormalisation", "SignConvention"


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    return cellwise(REMEDY, (CONCEPT,), book, findings, _mend)


def _mend(place: Place) -> Mended | str:
    value = number_of(place.cell.value)
    if not value:
        return "no amount"
    return Mended(turned(place.cell.value), 0.9)


def turned(text: str) -> str:
    """The same digits with the other sign; brackets and a sign behind become a minus in front, or go."""
    bare = text.strip()
    digits = re.sub(r"[-+−()]", "", bare).strip()
    return digits if (number_of(bare) or 0) < 0 else f"-{digits}"


OPERATORS = {REMEDY: plan}
