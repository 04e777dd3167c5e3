"""Bounds that are variables of another unit of the same dimension: the factor goes into `times`.

`{event: _, days_left: {lt: $co.timeline_weeks}}` compares days with weeks; read, it is `times: 7`, so that
engines compare plain numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypedDict

from kbctl.ontology.units import UNITS
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Action, Clause, Comparison, Pattern, Plan, Rule, Variable


@dataclass
class Sources:
    """What the variables of a rule stand for: facts of a frame, or the values of a slot."""

    frames: dict[str, str] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)

    def slot_of(self, variable: Variable, vocabulary: Vocabulary) -> Slot | None:
        if variable.slot is None:
            return self.slots.get(variable.name)
        return vocabulary.slot(self.frames.get(variable.name, ""), variable.slot)


def patterns_of(clauses: Iterable[Clause]) -> Iterator[Pattern]:
    for clause in clauses:
        if isinstance(clause, Pattern):
            yield clause
        else:
            yield from clause.patterns


def sources(patterns: Iterable[Pattern], vocabulary: Vocabulary) -> Sources:
    """What each variable stands for by the first clause that binds it."""
    found = Sources()
    for pattern in patterns:
        if pattern.id:
            found.frames.setdefault(pattern.id.name, pattern.frame)
        for test in pattern.tests:
            slot = vocabulary.slot(pattern.frame, test.slot)
            if test.op == "eq" and isinstance(test.operand, Variable) and test.operand.slot is None and slot:
                found.slots.setdefault(test.operand.name, slot)
    return found


def factor(found: Slot | None, wanted: Slot | None) -> float:
    """How many of the wanted slot's units one unit of the found slot is; 1 where they do not convert."""
    if not found or not wanted or not found.unit or not wanted.unit or found.unit == wanted.unit:
        return 1.0
    (dimension, size), (needed, base) = UNITS[found.unit], UNITS[wanted.unit]
    return float(f"{size / base:.12g}") if dimension == needed else 1.0


class Parts(TypedDict):
    when: tuple[Clause, ...]
    then: tuple[Action, ...]


def in_slot_units(rule: Rule, vocabulary: Vocabulary) -> Parts:
    """`when` and `then` (its gates) of the rule with the factors put in."""
    bound = sources(patterns_of(rule.when), vocabulary)

    def comparison(frame: str, test: Comparison) -> Comparison:
        if test.op not in ("lt", "lte", "gt", "gte") or not isinstance(test.operand, Variable):
            return test
        scale = factor(bound.slot_of(test.operand, vocabulary), vocabulary.slot(frame, test.slot))
        return test if scale == 1.0 else replace(test, times=float(f"{test.times * scale:.12g}"))

    def pattern(one: Pattern) -> Pattern:
        return replace(one, tests=tuple(comparison(one.frame, test) for test in one.tests))

    def clause(one: Clause) -> Clause:
        if isinstance(one, Pattern):
            return pattern(one)
        return replace(one, patterns=tuple(map(pattern, one.patterns)))

    def action(one: Action) -> Action:
        return replace(one, gate=tuple(map(clause, one.gate))) if isinstance(one, Plan) else one

    return {"when": tuple(map(clause, rule.when)), "then": tuple(map(action, rule.then))}
