"""A scenario's expectations against what happened, and which strategies fired how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from kbctl.engine.replay.session import Run


def fired(run: Run) -> dict[str, int]:
    """Strategy -> how often it was decided on, or planned as the companion of another."""
    remedies = {term.id for term in run.knowledge.vocabulary.of_kind("remedy")}
    found = Counter(strategy for _, strategy, _, _ in _taken(run) if strategy in remedies)
    return dict(sorted(found.items()))


def expectations(run: Run) -> dict[str, list[dict[str, Any]]]:
    """Met and missed, each with where it was met or what was decided instead."""
    vocabulary, expect = run.knowledge.vocabulary, run.scenario.expect
    taken = list(_taken(run))
    met: list[dict[str, Any]] = []
    missed: list[dict[str, Any]] = []
    for concept, strategy in expect.strategies:
        about = [one for one in taken if vocabulary.is_a(one[0], concept)]
        found = [{"week": week, "by": by} for _, decided, week, by in about if decided == strategy]
        entry: dict[str, Any] = {"concept": concept, "strategy": strategy}
        if found:
            met.append(entry | {"where": found})
        else:
            missed.append(entry | {"instead": sorted({decided for _, decided, _, _ in about})})
    for strategy in expect.never:
        found = [{"week": week, "by": by} for _, decided, week, by in taken if decided == strategy]
        if found:
            missed.append({"never": strategy, "where": found})
        else:
            met.append({"never": strategy})
    return {"met": met, "missed": missed}


def _taken(run: Run) -> Iterator[tuple[str, str, int, str]]:
    """(concept, strategy, week, decision or step) of all that was decided or planned, each once."""
    seen: set[str] = set()
    for week in run.weeks:
        for id, decision in week.thoughts.decisions:
            if decision.strategy:
                yield decision.concept, decision.strategy, week.week, id
        for step in week.thoughts.steps:
            if (
                step.decision is None
                and step.since == week.week
                and (key := f"{step.id}#{week.week}") not in seen
            ):
                seen.add(key)
                concept = week.thoughts.concepts.get(step.target or "", "")
                yield concept, step.activity, week.week, f"step {step.id}"
