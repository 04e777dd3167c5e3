"""Tables → findings: every detector on every table. A detector that fails says so in the result and stops no
other."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from kbctl.engine.tables.choice import chosen
from kbctl.engine.tables.detectors import DETECTORS, Detector, files
from kbctl.engine.tables.fingerprint import fingerprints
from kbctl.engine.tables.keys import BETWEEN, keys, references
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import Book, Profiled, profile
from kbctl.engine.tables.residual import without_repeats
from kbctl.engine.tables.table import Finding, Skip, Table, Unread
from kbctl.ontology.vocab import Vocabulary

Status = Literal["issue", "clean", "skipped", "error"]
SEVERITIES = ("blocking", "major", "minor")


@dataclass(frozen=True, slots=True)
class Check:
    """What became of one detector on one table. `why` for what was skipped or failed."""

    concept: str
    table: str
    status: Status
    why: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """Findings by severity, concept, table, column; checks by concept and table."""

    book: Book
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    passed_over: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.status == "error")


#: Told before each detector: how many are done, of how many, and what is looked at next.
Watch = Callable[[int, int, str], None]


def diagnose(
    paths: Sequence[str | os.PathLike[str]],
    vocabulary: Vocabulary,
    watch: Watch | None = None,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
) -> dict[str, Any]:
    """The findings in the tables of these files and folders, as `kbctl diagnose --format json` prints them.
    `only` and `skip` are concepts, each with all kinds of it.

    Raises InputProblems where a path cannot be read as a table, UnknownConceptError where no detector is for
    a concept. An entry of `detectors` with status `error`
    means that the answer is not whole.
    """
    detectors = chosen(DETECTORS, vocabulary, only, skip)
    return as_json(examine(paths, vocabulary, detectors, watch))


def examine(
    paths: Sequence[str | os.PathLike[str]],
    vocabulary: Vocabulary,
    detectors: Mapping[str, Detector] = DETECTORS,
    watch: Watch | None = None,
) -> Diagnosis:
    reading = load(paths)
    return examine_tables(reading.tables, vocabulary, detectors, reading.passed_over, watch, reading.unread)


def examine_tables(
    tables: tuple[Table, ...],
    vocabulary: Vocabulary,
    detectors: Mapping[str, Detector] = DETECTORS,
    passed_over: tuple[str, ...] = (),
    watch: Watch | None = None,
    unread: tuple[Unread, ...] = (),
) -> Diagnosis:
    book = profile(tables, vocabulary)
    findings: list[Finding] = []
    checks: list[Check] = []
    for concept in sorted(detectors):
        for table in book.tables:
            if watch:
                watch(len(checks), len(detectors) * len(book.tables), f"{concept} in {table.name}")
            found, check = _run(concept, detectors[concept], book, table)
            findings += found
            checks.append(check)
    found_before = {(finding.concept, finding.table) for finding in findings}
    findings = list(without_repeats(findings, tables))
    gone = found_before - {(finding.concept, finding.table) for finding in findings}
    checks = [replace(c, status="clean") if (c.concept, c.table) in gone else c for c in checks]
    findings += files.unread(unread, tuple(detectors))
    checks += [_unread(one, detectors) for one in unread]
    checks.sort(key=lambda check: check.concept)
    order = {table.table.name: {c.header: c.position for c in table.table.columns} for table in book.tables}
    findings.sort(
        key=lambda f: (
            SEVERITIES.index(f.severity),
            f.concept,
            f.table,
            order.get(f.table, {}).get(f.column, -1),
        )
    )
    return Diagnosis(book, tuple(findings), tuple(checks), passed_over)


def _unread(one: Unread, detectors: Mapping[str, Detector]) -> Check:
    """A file that could not be read is an issue, or a gap in the answer."""
    if one.concept in detectors:
        return Check(one.concept, one.file, "issue")
    return Check(one.concept or files.CORRUPT, one.file, "error", one.why)


def _run(concept: str, detector: Detector, book: Book, table: Profiled) -> tuple[tuple[Finding, ...], Check]:
    try:
        found = detector(book, table)
    except (
        Exception
    ) as error:  # whatever a detector trips over, the others still report; the result is marked
        return (), Check(concept, table.name, "error", f"{type(error).__name__}: {error}")
    if isinstance(found, Skip):
        return (), Check(concept, table.name, "skipped", found.why)
    return found, Check(concept, table.name, "issue" if found else "clean")


def as_json(diagnosis: Diagnosis) -> dict[str, Any]:
    known = keys(diagnosis.book)
    names = [table.name for table in diagnosis.book.tables]
    marks = fingerprints(diagnosis.findings, names)
    return {
        "tables": [
            {
                "table": table.name,
                "role": table.role,
                "rows": table.rows,
                "header_row": table.table.header_row or None,
                "key": BETWEEN.join(known.get(table.name, ())) or None,
                "encoding": table.table.encoding,
                "delimiter": table.table.delimiter,
                "fields": {c.header: table.field(c) for c in table.table.columns if table.field(c)},
                "notes": list(table.table.notes),
            }
            for table in diagnosis.book.tables
        ],
        "references": [asdict(link) for link in references(diagnosis.book)],
        "findings": [
            {"id": finding_id(number), **_plain(finding), "fingerprint": mark}
            for number, (finding, mark) in enumerate(zip(diagnosis.findings, marks, strict=True), start=1)
        ],
        "detectors": [asdict(check) for check in diagnosis.checks],
        "passed_over": list(diagnosis.passed_over),
    }


def finding_id(number: int) -> str:
    return f"F-{number:03d}"


def _plain(finding: Finding) -> dict[str, Any]:
    """The finding with lists for tuples, as JSON has them. A column or field that it has not got is null."""
    return {
        "concept": finding.concept,
        "table": finding.table,
        "column": finding.column or None,
        "field": finding.field or None,
        "rows": finding.rows,
        "rate": finding.rate,
        "certainty": finding.certainty,
        "severity": finding.severity,
        "message": finding.message,
        "examples": list(finding.examples),
        "cells": [{"row": c.row, "key": c.key, "column": c.column, "value": c.value} for c in finding.cells],
        "pairs": [
            {"rows": list(p.rows), "keys": list(p.keys), "certainty": p.certainty} for p in finding.pairs
        ],
    }
