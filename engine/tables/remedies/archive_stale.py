"""ArchiveStaleRecords: records long without use leave the table, unless others still point at them."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import Reference, reference
from kbctl.engine.tables.remedies.common import lefts, table_of
from kbctl.engine.tables.remedies.operator import Plan, Removal, Settings
from kbctl.engine.tables.roles import POINTS_AT
from kbctl.engine.tables.table import Finding, code_form

REMEDY, CONCEPT = "ArchiveStaleRecords", "StaleRecord"


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    removals: list[Removal] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        if finding.concept != CONCEPT or (table := table_of(book, finding.table)) is None:
            continue
        used = codes_in_use(book, table)
        rows = {cell.row: cell for cell in finding.cells}
        places = {number: place for place, number in enumerate(table.table.numbers)}
        for row in sorted(row for row in rows if row in places):
            code = code_form(table.key_of(places[row]))
            if code and code in used:
                left.setdefault((table.name, "", "another table still points at it"), []).append(row)
            else:
                removals.append(Removal(table.name, row, f"archived: {finding.message}", 0.85))
    return Plan(REMEDY, removals=tuple(removals), left=lefts(left))


def codes_in_use(book: Book, table: Profiled) -> frozenset[str]:
    """The keys of the table that other tables name, in the form that codes are compared in."""
    found: set[str] = set()
    for child in book.tables:
        if child.name == table.name:
            continue
        for column in child.table.columns:
            if child.field(column) in POINTS_AT:
                told: Reference | None = reference(book, child, column)
                if told is not None and told.parent.name == table.name:
                    found.update(column.codes)
    return frozenset(found)


OPERATORS = {REMEDY: plan}
