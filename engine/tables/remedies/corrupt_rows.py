"""CorruptRowQuarantine: rows that are damaged leave the table, so that the sound ones can be loaded.

A record that others point at stays: what hangs on it would hang in the air."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.archive_stale import codes_in_use
from kbctl.engine.tables.remedies.common import lefts, table_of
from kbctl.engine.tables.remedies.operator import Plan, Removal, Settings
from kbctl.engine.tables.table import Finding, code_form

REMEDY, CONCEPTS = "CorruptRowQuarantine", ("CorruptData", "CorruptFile")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    removals: list[Removal] = []
    notes: list[str] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        if finding.concept not in CONCEPTS:
            continue
        table = table_of(book, finding.table)
        if table is None:
            notes.append(f"{finding.table}: no row of it can be read; it has to be extracted again")
            continue
        used = codes_in_use(book, table)
        damaged = {cell.row for cell in finding.cells}
        for place, row in enumerate(table.table.numbers):
            if row not in damaged:
                continue
            if code_form(table.key_of(place)) in used:
                why = "other tables point at the record"
                left.setdefault((table.name, finding.column, why), []).append(row)
            else:
                removals.append(Removal(table.name, row, finding.message, finding.certainty))
    unique = {(one.table, one.row): one for one in reversed(removals)}
    gone = tuple(unique[place] for place in sorted(unique))
    return Plan(REMEDY, removals=gone, left=lefts(left), notes=tuple(notes))


OPERATORS = {REMEDY: plan}
