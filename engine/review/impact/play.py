"""One case under one version of the knowledge: a scenario is replayed whole, a record week by week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.inference.result import Closure
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.engine.replay.counterfactual import Again
from kbctl.engine.replay.expect import expectations
from kbctl.engine.replay.grounding import BaseGrounder
from kbctl.engine.replay.record_read import check_facts, read_record
from kbctl.engine.replay.scenario_load import load_scenario
from kbctl.engine.replay.session import simulate
from kbctl.engine.replay.think import Thoughts, think
from kbctl.engine.replay.workshop import Workshop, open_workshop
from kbctl.engine.review.impact.model import Case, Fired, Made, Played
from kbctl.engine.tables.columns.source import MEMO, knowledge_of
from kbctl.kg.store import Base


@dataclass
class Player:
    """A version that plays cases. Engines are made once."""

    base: Base

    @cached_property
    def knowledge(self) -> Knowledge:
        knowledge = load_knowledge(self.base)
        knowledge.vocabulary.memo[MEMO] = lambda: knowledge_of(self.base, knowledge.vocabulary)
        return knowledge

    @cached_property
    def engine(self) -> NativeEngine:
        rules = self.knowledge.rules.values()
        return NativeEngine(self.knowledge.vocabulary, [rule for rule in rules if rule.status == "active"])

    @cached_property
    def thinking(self) -> NativeEngine:
        """Without procedural rules: a record does not hold the steps of earlier weeks that they read."""
        used = [r for r in self.knowledge.rules.values() if r.status == "active" and r.kind != "procedural"]
        return NativeEngine(self.knowledge.vocabulary, used)

    def scenario(self, case: Case, workshop: Workshop | None) -> Played:
        """Replayed from its first week. Raises InputProblems."""
        scenario = load_scenario(Path(case.path), self.knowledge.vocabulary, case.path)
        run = simulate(
            self.knowledge, scenario, self.engine, BaseGrounder(self.base), workshop=workshop,
            shadow_engine=self.engine,
        )  # fmt: skip
        decisions: list[Made] = []
        fired: set[Fired] = set()
        for week in run.weeks:
            decisions += _made(week.week, week.thoughts)
            fired |= _fired(week.week, week.thoughts)
        met = expectations(run)
        told = [(_expected(one), True) for one in met["met"]] + [
            (_expected(one), False) for one in met["missed"]
        ]
        known: dict[str, tuple[str, ...]] = {}
        for week in run.weeks:
            for one in week.challenges:
                known.setdefault(one.id, one.identity)  # an answer may change it later
        return Played(tuple(decisions), frozenset(fired), tuple(known.items()), tuple(sorted(told)))

    def tables(self, case: Case) -> Workshop | None:
        """The scenario's tables, read, where it has some. Raises InputProblems where they are missing."""
        scenario = load_scenario(Path(case.path), self.knowledge.vocabulary, case.path)
        return open_workshop(scenario.tables, self.knowledge.vocabulary) if scenario.tables else None

    def record(self, case: Case) -> tuple[Played, bool]:
        """Each recorded week thought through again on its recorded facts; and whether every decision is the
        recorded one. Raises InputProblems."""
        record = read_record(Path(case.path))
        check_facts(record, self.knowledge.vocabulary, case.path)
        decisions: list[Made] = []
        fired: set[Fired] = set()
        for week in record["weeks"]:
            now = Again(record, self.knowledge, week).situation
            thoughts = think(self.knowledge, self.thinking, now)
            decisions += _made(week["week"], thoughts)
            fired |= _fired(week["week"], thoughts)
        return Played(tuple(decisions), frozenset(fired)), _recorded(record) == {
            (one.week, one.challenge, *one.taken) for one in decisions
        }


def _made(week: int, thoughts: Thoughts) -> list[Made]:
    return [
        Made(week, d.challenge, d.concept, d.status, d.strategy, d.confidence) for _, d in thoughts.decisions
    ]


def _fired(week: int, thoughts: Thoughts) -> set[Fired]:
    closures: Iterable[Closure] = (thoughts.infer, thoughts.adjust, thoughts.ask, thoughts.plan)
    return {
        Fired(firing.rule, week, tuple((name, str(value)) for name, value in firing.bindings))
        for closure in closures
        for firing in closure.firings
    }


def _expected(entry: Mapping[str, Any]) -> str:
    if "never" in entry:
        return f"never {entry['never']}"
    return f"{entry['strategy']} for {entry['concept']}"


def _recorded(record: Mapping[str, Any]) -> set[tuple[int, str, str, str | None]]:
    return {
        (week["week"], one["challenge"], one["status"], one["strategy"])
        for week in record["weeks"]
        for one in week["decisions"]
    }
