"""Runs the tests that rules carry, each rule alone, on our engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kbctl.engine.inference.engine import phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.ground import Entries
from kbctl.rules.model import GivenFact, Rule
from kbctl.rules.testing import Failure, run_tests


def test_rules(vocabulary: Vocabulary, rules: Iterable[Rule]) -> tuple[Failure, ...]:
    """The tests that fail, in the order of the rules and of their files."""

    def run(rule: Rule, given: Sequence[GivenFact]) -> Iterable[Entries]:
        facts = [Fact(fact.frame, fact.id, fact.slots) for fact in given]
        closure = NativeEngine(vocabulary, [rule]).run(phase_of(rule), facts)
        return [output for firing in closure.firings for output in firing.outputs]

    return run_tests(rules, run)
