"""The sheet on which duplicates are reviewed: the records of each cluster one below the other, differing
values marked, a cell to accept or reject each, and a line that says whose value each field takes.

How it is filled in:
- decision: `accept` (one thing with the other accepted records of the cluster) or `reject` (another thing
  than every other record of the cluster); empty where it is not decided yet.
- survivor: `x` at the record that stays.
- in the line `fields`: the key of the record whose value the survivor takes; empty for the survivor's own.
- to split a cluster, write 7b in place of 7 for the records that belong together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kbctl.engine.tables.identity import identity
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.project.duplicates import Decision, clusters_of
from kbctl.engine.tables.register.cells import put
from kbctl.engine.tables.register.clusters import Cluster
from kbctl.engine.tables.register.style import AFFECTED, INPUT, SOFT, choice, fill, head, note, widths
from kbctl.engine.tables.table import Column, Finding

PREFIX = "Review"
OWN = ("cluster", "table", "rule", "row", "key", "certainty", "decision", "survivor", "comment")
FIELDS = "fields"  # what stands under `row` in the line that chooses values
DECISIONS = ("accept", "reject")
CLUSTERS = 500  # of a sheet; more are reviewed once these are decided
WIDE = 200  # columns of the table that are shown
HEAD_ROW = 2
HOW = (
    "accept or reject each record; x at the survivor; under `fields` the key of the record whose value is"
    " taken, empty for the survivor's own; to split cluster 7 write 7b at those that belong together"
)


@dataclass(frozen=True)
class Decided:
    """What the project holds already, to be shown on the sheet."""

    clusters: Mapping[tuple[str, str, str], bool]
    survivors: Mapping[tuple[str, str], Decision]

    @staticmethod
    def of(decisions: Sequence[Decision]) -> Decided:
        kept = {(one.table, one.survivor): one for one in decisions if one.survivor}
        return Decided(clusters_of(decisions), kept)


def write_review(
    sheet: Any, finding: Finding, table: Profiled, clusters: Sequence[Cluster], decided: Decided
) -> None:
    shown = clusters[:CLUSTERS]
    columns = table.table.columns[:WIDE]
    place_of = {number: place for place, number in enumerate(table.table.numbers)}
    more = f" · the first {CLUSTERS} of {len(clusters):,} clusters" if len(clusters) > CLUSTERS else ""
    note(sheet, 1, HOW + more)
    head(sheet, HEAD_ROW, [*OWN, *(column.header for column in columns)])
    line = HEAD_ROW + 1
    for number, cluster in enumerate(shown, start=1):
        places = [place_of[row] for row in cluster.rows if row in place_of]
        line = _cluster(sheet, line, number, cluster, finding, table, places, columns, decided)
    choice(sheet, f"G{HEAD_ROW + 1}:G{max(line, HEAD_ROW + 1)}", DECISIONS)
    sheet.freeze_panes = sheet.cell(row=HEAD_ROW + 1, column=len(OWN) + 1)
    sizes = dict(zip(range(1, len(OWN) + 1), (8.0, 16.0, 18.0, 8.0, 14.0, 9.0, 10.0, 9.0, 18.0), strict=True))
    widths(sheet, sizes | dict.fromkeys(range(len(OWN) + 1, len(OWN) + len(columns) + 1), 22))


def _cluster(
    sheet: Any, line: int, number: int, cluster: Cluster, finding: Finding, table: Profiled,
    places: Sequence[int], columns: Sequence[Column], decided: Decided,
) -> int:  # fmt: skip
    """Writes one cluster from this line on; gives the line below it."""
    names = [identity(table, place) for place in places]
    differ = {c.header for c in columns if len({c.values[place].strip() for place in places}) > 1}
    kept = next((d for name in names if (d := decided.survivors.get((table.name, name)))), None)
    for place, name in zip(places, names, strict=True):
        others = [other for other in names if other != name] or [name]
        own: list[str | int | float | None] = [
            number, table.name, finding.concept, table.table.numbers[place], name,
            cluster.certainty_of(table.table.numbers[place]), _verdict(table.name, name, others, decided),
            "x" if kept and kept.survivor == name else None, None,
        ]  # fmt: skip
        for at, value in enumerate(own, start=1):
            cell = put(sheet, line, at, value)
            if OWN[at - 1] in ("decision", "survivor", "comment"):
                fill(cell, INPUT)
        for at, column in enumerate(columns, start=len(OWN) + 1):
            cell = put(sheet, line, at, column.values[place] or None)
            if column.header in differ:
                fill(cell, AFFECTED)
        line += 1
    return _fields_line(sheet, line, number, finding, table.name, names, columns, differ, kept)


def _verdict(table: str, name: str, others: Sequence[str], decided: Decided) -> str | None:
    said = {decided.clusters.get((table, min(name, other), max(name, other))) for other in others}
    if said == {False}:
        return "reject"
    return "accept" if True in said else None


def _fields_line(
    sheet: Any, line: int, number: int, finding: Finding, table: str, names: Sequence[str],
    columns: Sequence[Column], differ: set[str], kept: Decision | None,
) -> int:  # fmt: skip
    put(sheet, line, 1, number)
    for at, text in enumerate((table, finding.concept, FIELDS), start=2):
        put(sheet, line, at, text)
    for at in range(1, len(OWN) + len(columns) + 1):
        fill(sheet.cell(row=line, column=at), SOFT)
    for at, column in enumerate(columns, start=len(OWN) + 1):
        if column.header in differ:
            fill(put(sheet, line, at, kept.fields.get(column.header) if kept else None), INPUT)
    reference = f"{sheet.cell(row=line, column=len(OWN) + 1).coordinate}:"
    reference += sheet.cell(row=line, column=len(OWN) + max(1, len(columns))).coordinate
    choice(sheet, reference, list(dict.fromkeys(names)))
    return line + 1
