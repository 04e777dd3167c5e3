"""The failing rows of one finding: whole rows as they are in the file, the cells in question marked.

A sheet shows as many as a person looks at; where there are more, all of them stand in a CSV file beside.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.register.cells import csv_text, put
from kbctl.engine.tables.register.clusters import clusters_of
from kbctl.engine.tables.register.style import AFFECTED, fill, head, note, widths
from kbctl.engine.tables.table import Column, Finding

ROWS = 1_000  # of a sheet: enough to see what is wrong; work on more is done in files
WIDE = 200  # columns of a sheet; the affected ones come first where there are more


@dataclass(frozen=True)
class Failing:
    """`places` of the rows in order; `marked`: places → headers of the cells in question; `groups`: place →
    number of the cluster, for duplicates."""

    table: Profiled
    places: tuple[int, ...]
    marked: Mapping[int, frozenset[str]]
    groups: Mapping[int, int]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Affected columns first where not all can be shown, else as in the file."""
        own = self.table.table.columns
        if len(own) <= WIDE:
            return own
        wanted = {header for headers in self.marked.values() for header in headers}
        first = [column for column in own if column.header in wanted or column is self.table.key]
        return (*first, *(column for column in own if column not in first))


def failing(finding: Finding, table: Profiled) -> Failing:
    place_of = {number: place for place, number in enumerate(table.table.numbers)}
    marked: dict[int, set[str]] = {}
    for cell in finding.cells:
        if cell.row in place_of:
            marked.setdefault(place_of[cell.row], set()).add(cell.column)
    groups: dict[int, int] = {}
    for number, cluster in enumerate(clusters_of(finding.pairs), start=1):
        groups |= {place_of[row]: number for row in cluster.rows if row in place_of}
    if groups:
        places = tuple(sorted(groups, key=lambda place: (groups[place], place)))
    else:
        places = tuple(sorted(marked))
    return Failing(table, places, {place: frozenset(own) for place, own in marked.items()}, groups)


def write_rows(sheet: Any, finding: Finding, rows: Failing, beside: str) -> None:
    """`beside`: the CSV file with all of them, empty where the sheet shows them all."""
    columns = rows.columns[:WIDE]
    lead = ["row", *(["cluster"] if rows.groups else [])]
    note(sheet, 1, f"{finding.concept} · {finding.table}: {finding.message}")
    told = f"All {len(rows.places):,} rows" if not beside else f"{_shown(rows)}; all of it is in {beside}"
    note(sheet, 2, told)
    head(sheet, 3, [*lead, *(column.header for column in columns)])
    for line, place in enumerate(rows.places[:ROWS], start=4):
        put(sheet, line, 1, rows.table.table.numbers[place])
        if rows.groups:
            put(sheet, line, 2, rows.groups[place])
        marked = rows.marked.get(place, frozenset())
        for number, column in enumerate(columns, start=len(lead) + 1):
            cell = put(sheet, line, number, column.values[place] or None)
            if column.header in marked:
                fill(cell, AFFECTED)
    sheet.freeze_panes = sheet.cell(row=4, column=len(lead) + 1)
    sizes = dict.fromkeys(range(1, len(lead) + 1), 8.0)
    for number, column in enumerate(columns, start=len(lead) + 1):
        longest = max((len(column.values[place]) for place in rows.places[:50]), default=0)
        sizes[number] = float(min(48, max(9, len(column.header) + 2, longest + 2)))
    widths(sheet, sizes)


def _shown(rows: Failing) -> str:
    parts = [f"The first {min(ROWS, len(rows.places)):,} of {len(rows.places):,} rows"]
    if len(rows.columns) > WIDE:
        parts.append(f"{WIDE} of {len(rows.columns):,} columns")
    return ", ".join(parts)


def needs_file(rows: Failing) -> bool:
    return len(rows.places) > ROWS or len(rows.columns) > WIDE


def rows_csv(rows: Failing) -> bytes:
    """All failing rows with all columns, as CSV in UTF-8 with a byte order mark, which Excel asks for."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = rows.table.table.columns
    lead = ["row", *(["cluster"] if rows.groups else []), "affected columns"]
    writer.writerow([*lead, *(csv_text(column.header) for column in columns)])
    for place in rows.places:
        own = [str(rows.table.table.numbers[place])]
        if rows.groups:
            own.append(str(rows.groups[place]))
        own.append(csv_text("; ".join(sorted(rows.marked.get(place, ())))))
        writer.writerow([*own, *(csv_text(column.values[place]) for column in columns)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")
