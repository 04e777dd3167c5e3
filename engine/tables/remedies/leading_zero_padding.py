"""LeadingZeroPadding: codes that lost their leading zeros get them back, where the length is certain.

Certain is: the padded code stands in another table, or nearly all codes of the column have one length and the
short ones are digits only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.roles import POINTS_AT
from kbctl.engine.tables.table import Column, Finding, code_form

REMEDY, CONCEPT = "LeadingZeroPadding", "LeadingZeroLoss"
#: share of the digit codes outside the finding that must have the one length (a judgement: a second length by
#: design would show in more than one code of twenty)
ONE_LENGTH = 0.95


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    flagged = {
        (f.table, c.column): {x.value for x in f.cells if x.column == c.column}
        for f in findings
        if f.concept == CONCEPT
        for c in f.cells
    }

    def mend(place: Place) -> Mended | str:
        code = place.cell.value.strip()
        if not code.isdigit():
            return "not digits only"
        others = elsewhere(book, place.table, place.column)
        matches = sorted(
            {other for other in others if other.lstrip("0") == code.lstrip("0") and other != code}
        )
        if len(matches) == 1:
            return Mended(matches[0], 0.97)
        if len(matches) > 1:
            return f"several codes fit: {', '.join(matches[:3])}"
        length = usual_length(place.column, flagged[place.finding.table, place.cell.column])
        if length and len(code) < length:
            return Mended(code.zfill(length), 0.9)
        return "no other table has the code with zeros, and the column has no one length"

    return cellwise(REMEDY, (CONCEPT,), book, findings, mend)


def usual_length(column: Column, without: set[str]) -> int:
    """The length of nearly all digit codes of the column, or 0."""
    lengths: Counter[int] = Counter()
    for text, count in column.filled.items():
        if text.isdigit() and text not in without:
            lengths[len(text)] += count
    if not lengths:
        return 0
    length, count = lengths.most_common(1)[0]
    return length if count >= ONE_LENGTH * sum(lengths.values()) else 0


def elsewhere(book: Book, table: Profiled, column: Column) -> frozenset[str]:
    """The codes of the same things in other tables: those that point here, or that this column points at."""
    field = table.field(column)
    kind = POINTS_AT.get(field, "")
    if not kind:
        return frozenset()
    found: set[str] = set()
    for other in book.tables:
        for one in other.table.columns:
            if one is not column and POINTS_AT.get(other.field(one)) == kind:
                found.update(code_form(text) for text in one.filled if text.strip().isdigit())
    return frozenset(found)


OPERATORS = {REMEDY: plan}
