"""CorruptRowQuarantine: rows that are damaged leave the table, so that the sound ones can be loaded."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import table_of
from kbctl.engine.tables.remedies.operator import Plan, Removal, Settings
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPTS = "CorruptRowQuarantine", ("CorruptData", "CorruptFile")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    removals: list[Removal] = []
    notes: list[str] = []
    for finding in findings:
        if finding.concept not in CONCEPTS:
            continue
        table = table_of(book, finding.table)
        if table is None:
            notes.append(f"{finding.table}: no row of it can be read; it has to be extracted again")
            continue
        standing = set(table.table.numbers)
        rows = sorted({cell.row for cell in finding.cells} & standing)
        removals += [Removal(table.name, row, finding.message, finding.certainty) for row in rows]
    unique = {(one.table, one.row): one for one in reversed(removals)}
    return Plan(REMEDY, removals=tuple(unique[place] for place in sorted(unique)), notes=tuple(notes))


OPERATORS = {REMEDY: plan}
