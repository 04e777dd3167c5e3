"""A cell has one name: what a general detector found is left out where a special one has found it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kbctl.engine.tables.detectors.common import ratio
from kbctl.engine.tables.table import Cell, Finding, Table

#: concepts that hold of any cell that is wrong: what has a name of its own is not called by theirs
GENERAL = frozenset({"DataRuleViolation"})


def without_repeats(findings: Sequence[Finding], tables: Sequence[Table]) -> tuple[Finding, ...]:
    """The findings, those of general concepts without the cells that others rest on; gone where none is
    left."""
    rows = {table.name: table.rows for table in tables}
    looked_at = {
        (finding.table, cell.column)
        for finding in findings
        if finding.concept in GENERAL
        for cell in finding.cells
    }
    tables_looked_at = {name for name, _ in looked_at}
    named = {
        (finding.table, cell.row, cell.column)
        for finding in findings
        if finding.concept not in GENERAL and finding.table in tables_looked_at
        for cell in finding.cells
        if (finding.table, cell.column) in looked_at
    }
    kept = []
    for finding in findings:
        if finding.concept not in GENERAL:
            kept.append(finding)
            continue
        cells = tuple(c for c in finding.cells if (finding.table, c.row, c.column) not in named)
        if cells:
            kept.append(narrowed(finding, cells, rows[finding.table]))
    return tuple(kept)


def narrowed(finding: Finding, cells: tuple[Cell, ...], rows: int) -> Finding:
    """The finding with some of its cells, in a table of so many rows; itself where these are all."""
    if len(cells) == len(finding.cells):
        return finding
    number = len({cell.row for cell in cells})
    passed = len(finding.cells) - len(cells)
    return replace(
        finding,
        cells=cells,
        rows=number,
        rate=ratio(number, rows),
        message=f"{finding.message} {passed:,} of them have a finding of their own.",
    )
