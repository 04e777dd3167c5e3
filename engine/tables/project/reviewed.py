"""Duplicates as reviewers decided: what they rejected is not found again, what they accepted is certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from kbctl.engine.tables.detectors.common import EXAMPLES, count, percent, quoted, ratio
from kbctl.engine.tables.diagnose import Check, Diagnosis
from kbctl.engine.tables.identity import identity
from kbctl.engine.tables.linkage import surplus
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.project.duplicates import Clusters, clusters_of, read_decisions
from kbctl.engine.tables.table import Column, Finding, Pair


def apply(diagnosis: Diagnosis, folder: Path) -> Diagnosis:
    """The diagnosis with the decisions of the project's duplicates.yaml. Raises InputProblems."""
    decisions = read_decisions(folder)
    if not decisions:
        return diagnosis
    clusters = clusters_of(decisions)
    concepts = {one.concept for one in decisions if one.concept}
    tables = {table.name: table for table in diagnosis.book.tables}
    findings = []
    gone = set()
    for finding in diagnosis.findings:
        decided: Finding | None = finding
        if finding.pairs and finding.table in tables and (not concepts or finding.concept in concepts):
            decided = _decided(finding, tables[finding.table], clusters)
        if decided:
            findings.append(decided)
        else:
            gone.add((finding.concept, finding.table))
    gone -= {(finding.concept, finding.table) for finding in findings}
    checks = tuple(
        Check(check.concept, check.table, "clean") if (check.concept, check.table) in gone else check
        for check in diagnosis.checks
    )
    return replace(diagnosis, findings=tuple(findings), checks=checks)


def _decided(finding: Finding, table: Profiled, clusters: Clusters) -> Finding | None:
    """The finding without rejected pairs and with the accepted ones, or None where no pair is left."""
    own = {key[1:]: same for key, same in clusters.items() if key[0] == table.name}
    if not own:
        return finding
    place_of = {number: place for place, number in enumerate(table.table.numbers)}
    mentioned = {one for pair in own for one in pair}
    pairs: dict[tuple[int, int], Pair] = {}
    decided = 0
    for pair in finding.pairs:
        a, b = sorted(identity(table, place_of[row]) for row in pair.rows)
        verdict = own.get((a, b))
        decided += verdict is not None
        if verdict is None:
            pairs[pair.rows] = pair
        elif verdict:
            pairs[pair.rows] = replace(pair, certainty=1.0)
    accepted = _accepted(table, own, mentioned)
    for known in accepted:
        pairs.setdefault(known.rows, known)
    if not decided and not accepted:
        return finding
    return _said_again(finding, table, [pairs[rows] for rows in sorted(pairs)], place_of)


def _accepted(table: Profiled, own: Mapping[tuple[str, str], bool], mentioned: set[str]) -> tuple[Pair, ...]:
    """The pairs that reviewers accepted and that are still in the table."""
    at: dict[str, list[int]] = {}
    for place in range(table.rows):
        if (name := identity(table, place)) in mentioned:
            at.setdefault(name, []).append(place)
    found = []
    for (a, b), same in sorted(own.items()):
        if not same:
            continue
        places = at.get(a, []) if a == b else [*at.get(a, [])[:1], *at.get(b, [])[:1]]
        for one, other in pairwise(sorted(places)):
            rows = (table.table.numbers[one], table.table.numbers[other])
            found.append(Pair(rows, (table.key_of(one), table.key_of(other)), 1.0))
    return tuple(found)


def _said_again(
    finding: Finding, table: Profiled, pairs: Sequence[Pair], place_of: Mapping[int, int]
) -> Finding | None:
    """The finding as it is with these pairs: its counts, certainty and words."""
    if not pairs:
        return None
    extra = surplus([pair.rows for pair in pairs])
    kept = {row for pair in pairs for row in pair.rows}
    unsure = sum(pair.certainty < 0.9 for pair in pairs)
    message = (
        f"{count(extra, 'record')} ({percent(extra, table.rows)}) repeat another one, in "
        f"{count(len(pairs), 'pair')} after review ({unsure:,} of them still to be reviewed)."
    )
    shown = table.table.by_header.get(finding.column)
    return replace(
        finding,
        rows=extra,
        rate=ratio(extra, table.rows),
        certainty=round(sum(pair.certainty for pair in pairs) / len(pairs), 3),
        message=message,
        examples=_examples(pairs, shown, place_of) if shown else finding.examples,
        cells=tuple(cell for cell in finding.cells if cell.row in kept),
        pairs=tuple(pairs),
    )


def _examples(pairs: Sequence[Pair], column: Column, place_of: Mapping[int, int]) -> tuple[str, ...]:
    def text(row: int) -> str:
        return column.values[place_of[row]]

    ordered = sorted(pairs, key=lambda p: (text(p.rows[0]).strip() == text(p.rows[1]).strip(), p.rows))
    return tuple(f"{quoted(text(p.rows[0]))} = {quoted(text(p.rows[1]))}" for p in ordered[:EXAMPLES])
