"""PartialRecoveryWithChecksums: damaged cells are taken from a sound copy of the same record.

A copy is a row with the same key in another table with the same columns. Where copies disagree nothing is
taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding, code_form

REMEDY, CONCEPT = "PartialRecoveryWithChecksums", "CorruptData"
ALIKE = 0.8  # share of the columns that a copy must have too


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    damaged = {(f.table, c.row, c.column) for f in findings if f.concept == CONCEPT for c in f.cells}

    def mend(place: Place) -> Mended | str:
        key = code_form(place.table.key_of(place.place))
        if not key:
            return "the record has no key by which a copy could be found"
        found = set()
        for copy in copies(book, place.table):
            assert copy.key is not None  # copies have one
            column = copy.table.by_header[place.column.header]
            for row in copy.key.codes.get(key, ()):
                if (copy.name, copy.table.numbers[row], column.header) not in damaged:
                    found.add(column.values[row])
        if len(found) == 1:
            return Mended(found.pop(), 0.9)
        return "the copies of the record disagree" if found else "no sound copy of the record"

    return cellwise(REMEDY, (CONCEPT,), book, findings, mend)


def copies(book: Book, table: Profiled) -> list[Profiled]:
    heads = {column.header for column in table.table.columns}
    return [
        other
        for other in book.tables
        if other.name != table.name
        and other.key is not None
        and table.key is not None
        and other.key.header == table.key.header
        and heads <= set(other.table.by_header)
        and len(heads) >= ALIKE * len(other.table.by_header)
    ]


OPERATORS = {REMEDY: plan}
