"""Findings that the project lives with for a time: repairs leave them alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.fingerprint import fingerprints
from kbctl.engine.tables.project.waivers import Waiver, read_waivers
from kbctl.engine.tables.repair.verify import Place, places
from kbctl.engine.tables.table import Finding


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding and the waiver that holds for it."""

    finding: Finding
    waiver: Waiver

    @property
    def why(self) -> str:
        return f"waived until {self.waiver.expires}: {self.waiver.reason}"

    def as_json(self) -> dict[str, Any]:
        one = self.finding
        return {
            "concept": one.concept, "table": one.table, "column": one.column or None, "rows": one.rows,
            "why": self.why,
        }  # fmt: skip


def without_waived(diagnosis: Diagnosis, folder: Path, today: str) -> tuple[Diagnosis, tuple[Waived, ...]]:
    """The diagnosis of what is open, and what is waived on this day (ISO 8601; empty: whatever the day).
    Raises InputProblems."""
    given = {one.fingerprint: one for one in read_waivers(folder) if one.holds(today)}
    if not given:
        return diagnosis, ()
    marks = fingerprints(diagnosis.findings, [table.name for table in diagnosis.book.tables])
    both = list(zip(diagnosis.findings, marks, strict=True))
    waived = tuple(Waived(one, given[mark]) for one, mark in both if mark in given)
    return replace(diagnosis, findings=tuple(one for one, mark in both if mark not in given)), waived


def places_of(waived: Iterable[Waived]) -> dict[Place, str]:
    """Cells and rows of the waived findings, with why they are left."""
    return {place: one.why for one in waived for place in places([one.finding])}
