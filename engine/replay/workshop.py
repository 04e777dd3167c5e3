"""The tables that a session works on: what is found in them now, and remedies carried out on them.

A workshop is a value: carrying remedies out gives another one. Files are only read; the repaired tables are
in `repaired`, for whoever wants to write them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kbctl.engine.tables.detectors import DETECTORS, Detector
from kbctl.engine.tables.diagnose import Check, Diagnosis, as_json, examine
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies import OPERATORS
from kbctl.engine.tables.remedies.operator import Operator, Settings
from kbctl.engine.tables.repair.run import Choice, Done, Repaired, repair
from kbctl.engine.tables.repair.verify import found
from kbctl.engine.tables.table import Finding
from kbctl.ontology.vocab import Vocabulary

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Workshop:
    """`findings` are as `kbctl diagnose --format json` lists them; a finding keeps its id as long as its
    concept is found in its table and column. `failed`: detectors that tripped over the tables."""

    book: Book
    findings: tuple[Mapping[str, Any], ...]
    settings: Settings
    detectors: Mapping[str, Detector]
    operators: Mapping[str, Operator] = field(default_factory=lambda: OPERATORS)
    failed: tuple[Check, ...] = ()
    repaired: Repaired | None = None
    ids: Mapping[Place, str] = field(default_factory=dict)

    @property
    def changes(self) -> int:
        return len(self.repaired.changes) if self.repaired else 0

    def can(self, remedy: str, concept: str) -> bool:
        """Whether the remedy is carried out on tables, for something that is detected."""
        return remedy in self.operators and concept in self.detectors

    def carry_out(self, choices: Sequence[Choice]) -> tuple[Workshop, tuple[Done, ...]]:
        """The workshop after these, and what came of each, in their order."""
        if not choices:
            return self, ()
        earlier = self.repaired.done if self.repaired else ()
        kept = self.repaired.changes if self.repaired else ()
        before = self.repaired.before if self.repaired else self.book
        worked = repair(
            before, choices, self.settings, kept=kept, operators=self.operators, detectors=self.detectors
        )
        by_choice = {id(one.choice): one for one in worked.done}
        done = tuple(by_choice[id(choice)] for choice in choices)
        whole = Repaired(before, worked.book, (*earlier, *worked.done))
        if not any(one.changes for one in worked.done):
            return replace(self, repaired=whole), done
        findings, ids = _listed(_detected(worked.book, self.detectors), worked.book, self.ids)
        return replace(self, book=worked.book, findings=findings, ids=ids, repaired=whole), done


def open_workshop(
    paths: Sequence[str | os.PathLike[str]],
    vocabulary: Vocabulary,
    settings: Settings | None = None,
    detectors: Mapping[str, Detector] = DETECTORS,
) -> Workshop:
    """Raises InputProblems where a path cannot be read as a table."""
    diagnosis = examine(paths, vocabulary, detectors)
    findings, ids = _listed(diagnosis.findings, diagnosis.book, {})
    return Workshop(
        diagnosis.book, findings, settings or Settings(), detectors, failed=diagnosis.failed, ids=ids
    )


def _detected(book: Book, detectors: Mapping[str, Detector]) -> tuple[Finding, ...]:
    """What is found now. A detector that trips over the tables was told of when they were read first."""
    findings: list[Finding] = []
    for concept in sorted(detectors):
        try:
            findings += found(book, concept, detectors)
        except Exception:
            continue
    return tuple(findings)


def _listed(
    findings: Sequence[Finding], book: Book, ids: Mapping[Place, str]
) -> tuple[tuple[Mapping[str, Any], ...], Mapping[Place, str]]:
    """The findings as JSON values under lasting ids; the second one of a place has `/2` behind it."""
    known = dict(ids)
    listed, seen = [], dict.fromkeys(known, 0)
    for one in as_json(Diagnosis(book, tuple(findings), ()))["findings"]:
        place = one["concept"], one["table"], one["column"] or ""
        known.setdefault(place, f"F-{len(known) + 1:03d}")
        seen[place] = seen.get(place, 0) + 1
        listed.append({**one, "id": known[place] if seen[place] == 1 else f"{known[place]}/{seen[place]}"})
    return tuple(listed), known
