"""Tables diagnosed, decided on and repaired in memory, as `kbctl repair` does it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kbctl.engine.inference.engine import Engine
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.advise import FALLBACK, Advice, advise, choices_of
from kbctl.engine.tables.choice import UnknownConceptError, chosen
from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.diagnose import Diagnosis, Watch, as_json, examine
from kbctl.engine.tables.project.apply import within
from kbctl.engine.tables.project.kept import Again
from kbctl.engine.tables.project.repairs import kept_again, save
from kbctl.engine.tables.project.settings import settings_of
from kbctl.engine.tables.project.waived import Waived, places_of, without_waived
from kbctl.engine.tables.remedies import OPERATORS
from kbctl.engine.tables.remedies.operator import Settings
from kbctl.engine.tables.repair.log import Log
from kbctl.engine.tables.repair.origin import origins_of
from kbctl.engine.tables.repair.report import report_of, run_of
from kbctl.engine.tables.repair.run import Choice, Repaired, repair
from kbctl.engine.tables.repair.verify import found, places
from kbctl.ontology.source import did_you_mean
from kbctl.ontology.vocab import Vocabulary


@dataclass(frozen=True)
class Mended:
    """What came of it: `extra` is what the report says beside the remedies."""

    paths: tuple[str | os.PathLike[str], ...]
    diagnosis: Diagnosis
    repaired: Repaired
    again: Again
    extra: Mapping[str, Any]

    @property
    def failed(self) -> bool:
        """Whether a part of the work has no good end: a remedy that failed, a detector that could not run."""
        return bool(self.diagnosis.failed) or any(one.outcome == "failed" for one in self.repaired.done)

    def preview(self) -> dict[str, Any]:
        """The report without anything written."""
        origins, _ = origins_of(self.repaired.before, self.paths)
        runs = tuple(run_of(number, one) for number, one in enumerate(self.repaired.done, start=1))
        return report_of(Log((), origins, self.repaired.changes, runs=runs, extra=self.extra))

    def keep(self, project: Path) -> None:
        """Keep the changes in the project, for the next extract."""
        save(project, self.repaired, self.again)


def mend(
    paths: Sequence[str | os.PathLike[str]],
    knowledge: Knowledge,
    engine: Engine,
    *,
    only: Sequence[str] = (),
    remedies: Sequence[str] = (),
    project: Path | None = None,
    today: str = "",
    watch: Watch | None = None,
) -> Mended:
    """`today`: the day on which waivers must hold; empty: all hold. Raises InputProblems for paths and
    project files, UnknownConceptError for what `only` and `remedies` name."""
    vocabulary = knowledge.vocabulary
    _check(remedies)
    detectors = chosen(DETECTORS, vocabulary, only, ())
    settings = settings_of(project) if project else Settings()
    diagnosis = examine(paths, vocabulary, detectors, watch)
    before, again = diagnosis.book, Again()
    waived: tuple[Waived, ...] = ()
    if project:
        open_, waived = without_waived(within(diagnosis, project), project, today)
        again = kept_again(project, before, places_of(waived))
        if again.changes:
            diagnosis = replace(diagnosis, book=again.book, findings=_findings(again, detectors))
            open_, waived = without_waived(within(diagnosis, project), project, today)
        diagnosis = open_
    advice = advise(knowledge, engine, as_json(diagnosis)["findings"])
    choices = _asked(advice, remedies, vocabulary) if remedies else choices_of(advice)
    choices = [one for one in choices if one.remedy in OPERATORS]
    diagnosis = replace(diagnosis, book=before)
    spared = tuple(one.finding for one in waived)
    repaired = repair(before, choices, settings, kept=again.changes, spared=spared, watch=watch)
    extra: dict[str, Any] = {
        "not_repaired": [
            *_not_repaired(diagnosis, advice, {one.concept for one in choices}),
            *(one.as_json() for one in waived),
        ],
        "new_findings": _new(repaired, detectors),
    }
    if again.changes or again.stale:
        extra["kept"] = {"applied": len(again.changes), "stale": [one.as_json() for one in again.stale]}
    if failed := diagnosis.failed:
        extra["not_looked_for"] = [{"concept": c.concept, "table": c.table, "why": c.why} for c in failed]
    return Mended(tuple(paths), diagnosis, repaired, again, extra)


def _findings(again: Again, detectors: Mapping[str, Any]) -> tuple[Any, ...]:
    """The findings on the tables as the kept changes leave them."""
    return tuple(one for concept in sorted(detectors) for one in found(again.book, concept, detectors))


def _check(remedies: Sequence[str]) -> None:
    unknown = [name for name in remedies if name not in OPERATORS]
    if unknown:
        raise UnknownConceptError(
            "\n".join(
                f"no remedy '{name}' that is carried out on tables{did_you_mean(name, sorted(OPERATORS))}"
                for name in unknown
            )
        )


def _asked(advice: Sequence[Advice], remedies: Sequence[str], vocabulary: Vocabulary) -> list[Choice]:
    """The remedies that people name, for every concept found that they resolve; a rule that recommends the
    same is told."""
    concepts = sorted({one.concept for one in advice})
    choices = []
    for remedy in remedies:
        for concept in concepts:
            if concept not in vocabulary.resolves.get(remedy, frozenset()):
                continue
            said = [o for one in advice if one.concept == concept for o in one.options if o.remedy == remedy]
            best = max(said, key=lambda option: option.confidence, default=None)
            rule = ", ".join(best.rules) if best else "asked for"
            choices.append(Choice(concept, remedy, rule, best.confidence if best else FALLBACK))
    return choices


def _not_repaired(diagnosis: Diagnosis, advice: Sequence[Advice], tried: set[str]) -> list[dict[str, Any]]:
    """Findings for which nothing was carried out, and why."""
    said = {(one.concept, one.table, one.column): one for one in advice}
    open_ = []
    for one in diagnosis.findings:
        if one.concept in tried:
            continue
        told = said.get((one.concept, one.table, one.column))
        open_.append(
            {"concept": one.concept, "table": one.table, "column": one.column or None, "rows": one.rows,
             "why": _why(told)}
        )  # fmt: skip
    return open_


def _why(advice: Advice | None) -> str:
    if advice is None:
        return "not asked for"
    if advice.status != "chosen":
        return f"{advice.status}: {advice.why}"
    best = advice.options[0] if advice.options else None
    if best and not best.executable:
        return f"{best.remedy} {best.confidence:.2f} is decided, which people carry out"
    return f"{best.remedy} is decided, and not asked for" if best else advice.why


def _new(repaired: Repaired, detectors: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is found after the repair and was not before, in rows that no change has touched."""
    if not repaired.changes:
        return []
    touched = {(one.table, one.row) for one in repaired.changes}
    new = []
    for concept in sorted(detectors):
        try:
            before = places(found(repaired.before, concept, detectors))
            after = found(repaired.book, concept, detectors)
        except Exception:  # such a detector has been told of with the diagnosis
            continue
        rows: dict[str, set[int]] = {}
        for table, row, _ in places(after) - before:
            if (table, row) not in touched:
                rows.setdefault(table, set()).add(row)
        new += [{"concept": concept, "table": t, "rows": len(found_)} for t, found_ in sorted(rows.items())]
    return new
