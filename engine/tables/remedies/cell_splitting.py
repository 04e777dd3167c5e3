"""CellSplitting: of several values in one cell the first stays, all go into a table of their own.

Only where the values are the record's own and equal in kind (addresses, numbers, names of contacts, words).
Codes that point at other records are left: which of them a quantity belongs to is not in the cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import is_key, lefts, places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings, SideTable
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPT = "CellSplitting", "MultiValueCell"
BETWEEN = (
    r"\s*;\s*",
    r"\s*\|\s*",
    r"\s*\n\s*",
    r"\s+/\s+",
    r"\s*,\s*(?=\S+@)",
    r"/(?=\S+@)",
    r"\s*/\s*",
    r"\s*,\s+",
)


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: list[Edit] = []
    rows: list[tuple[str, ...]] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for place in places(book, findings, (CONCEPT,)):
        table, cell = place.finding.table, place.cell
        values = split(cell.value)
        if is_key(place.table, place.column):
            why = "codes of other records: which of them the rest of the row belongs to is not told"
        elif len(values) < 2:
            why = "no sign parts the values"
        elif not place.table.key_of(place.place):
            why = "the record has no key that a table of values could name"
        else:
            edits.append(Edit(table, cell.row, cell.column, cell.value, values[0], 0.85))
            key = place.table.key_of(place.place)
            rows += [(table, key, cell.column, str(n), value) for n, value in enumerate(values, start=1)]
            continue
        left.setdefault((table, cell.column, why), []).append(cell.row)
    heads = ("table", "key", "column", "position", "value")
    side = (SideTable("several-values.csv", heads, tuple(rows)),) if rows else ()
    return Plan(REMEDY, tuple(edits), side_tables=side, left=lefts(left))


def split(text: str) -> list[str]:
    """The values of a cell, parted at the first sign that parts it."""
    for between in BETWEEN:
        values = [value.strip() for value in re.split(between, text.strip()) if value.strip()]
        if len(values) > 1:
            return values
    return [text.strip()]


OPERATORS = {REMEDY: plan}
