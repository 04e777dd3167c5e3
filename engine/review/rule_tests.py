"""Runs rules alone on given facts, and the tests that rules carry, on our engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kbctl.engine.inference.engine import phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.inference.query import holds
from kbctl.engine.inference.result import Closure, Firing
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.ground import Entries
from kbctl.rules.model import GivenFact, Plan, Rule
from kbctl.rules.testing import Broken, Failure, judged


class Alone:
    """One rule without any other, compiled once. Raises InputProblems where it cannot be compiled."""

    def __init__(self, vocabulary: Vocabulary, rule: Rule) -> None:
        self.vocabulary = vocabulary
        self.rule = rule
        self.phase = phase_of(rule)
        self.engine = NativeEngine(vocabulary, [rule])

    def closure(self, facts: Sequence[Fact]) -> Closure:
        return self.engine.run(self.phase, facts)

    def outputs(self, facts: Sequence[Fact]) -> frozenset[Entries]:
        """Every ground action; that of a step with a gate says whether the gate is open on these facts."""
        closure = self.closure(facts)
        return frozenset(said for firing in closure.firings for said in self._said(firing, closure))

    def _said(self, firing: Firing, closure: Closure) -> Iterable[Entries]:
        if self.phase != "plan":
            return firing.outputs
        pairs = zip(self.rule.then, firing.outputs, strict=True)
        return [self._gated(action, said, firing, closure) for action, said in pairs]

    def _gated(self, action: object, said: Entries, firing: Firing, closure: Closure) -> Entries:
        if not isinstance(action, Plan) or not action.gate:
            return said
        is_open = holds(self.vocabulary, action.gate, dict(firing.bindings), closure.facts)
        return (*said, ("gate", "open" if is_open else "closed"))


def facts_of(given: Iterable[GivenFact]) -> tuple[Fact, ...]:
    return tuple(Fact(fact.frame, fact.id, fact.slots) for fact in given)


def test_rules(vocabulary: Vocabulary, rules: Iterable[Rule]) -> tuple[Failure | Broken, ...]:
    """What fails, in the order of the rules and of their files; tests that name no action fail too."""
    return tuple(failure for rule in rules for failure in test_rule(vocabulary, rule))


def test_rule(vocabulary: Vocabulary, rule: Rule) -> tuple[Failure | Broken, ...]:
    shown = any(test.expect for test in rule.tests)
    found: tuple[Failure | Broken, ...] = () if shown else (Broken.of(rule),)
    if not rule.tests:
        return found
    try:
        alone = Alone(vocabulary, rule)
        failed = [judged(rule, test, alone.outputs(facts_of(test.given))) for test in rule.tests]
    except InputProblems as error:
        return (*found, *(Broken(rule.id, problem.at, problem.message) for problem in error.problems))
    return (*found, *(one for one in failed if one is not None))
