"""What was planned, done and left, as plain values: the runs of the log, and the report made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kbctl.engine.tables.detectors.common import quoted
from kbctl.engine.tables.repair.change import Change
from kbctl.engine.tables.repair.log import Log
from kbctl.engine.tables.repair.run import Done

SCHEMA = "kbctl/repair/1"
EXAMPLES = 3


def run_of(number: int, done: Done) -> dict[str, Any]:
    """A remedy's run as the log keeps it."""
    return {
        "run": number,
        "concept": done.choice.concept,
        "remedy": done.choice.remedy,
        "rule": done.choice.rule,
        "confidence": done.choice.confidence,
        "outcome": done.outcome,
        "why": done.why,
        "found": done.found,
        "planned": done.plan.changes,
        "done": len(done.changes),
        "kinds": dict(sorted(Counter(one.kind for one in done.changes).items())),
        "changes": [one.id for one in done.changes],
        "examples": [example(one) for one in _spread(done.changes)],
        "left": [
            {"table": one.table, "column": one.column or None, "rows": len(one.rows),
             "numbers": list(one.rows), "why": one.why}
            for one in done.left
        ],
        "verification": [{"name": one.name, "passed": one.passed, "why": one.why} for one in done.checks],
        "rate_before": done.rate_before,
        "rate_after": done.rate_after,
        "beside": [side.name for side in done.side_tables],
        "notes": list(done.plan.notes),
        "undone": False,
    }  # fmt: skip


def _spread(changes: Sequence[Change]) -> list[Change]:
    """An example of each kind in each column first, then more of the first."""
    seen: dict[tuple[str, str, str], Change] = {}
    for one in changes:
        seen.setdefault((one.kind, one.table, one.column), one)
    first = list(seen.values())[:EXAMPLES]
    more = [one for one in changes if all(one is not other for other in first)]
    return (first + more)[:EXAMPLES]


def example(change: Change) -> str:
    """One line for people: where, before → after."""
    where = f"{change.table} row {change.row}" + (f" {change.key}" if change.key else "")
    if change.kind == "row-removed":
        return f"{where}: removed, {change.reason}"
    if change.kind == "row-added":
        cells = ", ".join(f"{header} {quoted(text)}" for header, text in change.values[:3])
        return f"{change.table}: added {cells}"
    return f"{where} {change.column}: {quoted(change.before)} → {quoted(change.after)}"


def report_of(log: Log, notes: Sequence[str] = ()) -> dict[str, Any]:
    """OUT/report.json: the contract is told in docs/repair.md."""
    kinds: dict[str, Counter[str]] = {}
    for one in log.active:
        kinds.setdefault(one.table, Counter())[one.kind] += 1
    return {
        "schema": SCHEMA,
        "tables": [
            {
                "table": origin.table,
                "file": origin.file or None,
                "cells": kinds.get(origin.table, Counter())["cell"],
                "rekeyed": kinds.get(origin.table, Counter())["rekeyed"],
                "removed": kinds.get(origin.table, Counter())["row-removed"],
                "added": kinds.get(origin.table, Counter())["row-added"],
            }
            for origin in log.origins
        ],
        "changes": len(log.active),
        "remedies": [_told(run, log.undone) for run in log.runs],
        **{name: log.extra[name] for name in sorted(log.extra)},
        "undone": sorted(log.undone),
        "notes": [*log.notes, *notes],
    }


def _told(run: Mapping[str, Any], undone: frozenset[str]) -> dict[str, Any]:
    """The run without the list of its changes, which stand in changes.csv."""
    said = {name: value for name, value in run.items() if name not in ("changes", "undone", "run")}
    said["taken_back"] = sum(id in undone for id in run["changes"])
    return said
