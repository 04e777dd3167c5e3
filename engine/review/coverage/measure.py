"""Which mutants of a rule its tests notice.

A mutant is noticed if one of the rule's tests passes on the rule and fails on the mutant. Tests that fail on
the rule itself notice nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kbctl.engine.inference.facts import Fact
from kbctl.engine.review.rule_tests import Alone, facts_of
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.ground import Entries
from kbctl.rules.model import Rule, RuleTest
from kbctl.rules.mutants import Mutant, mutants
from kbctl.rules.testing import judged


@dataclass(frozen=True, slots=True)
class Covered:
    """A rule with its mutants: those that no test notices, and clauses that could be dropped without loss.

    `mutants` is the number of those that count: all that some set of facts can tell from the rule. `rows` are
    those of its decision table, where it is one: a test that is suggested must say what each of them says.
    """

    rule: Rule
    mutants: int
    uncovered: tuple[Mutant, ...]
    redundant: tuple[Mutant, ...]
    rows: tuple[Rule, ...] = ()

    @property
    def noticed(self) -> int:
        return self.mutants - len(self.uncovered)


class Examples:
    """The tests of a rule that pass, with their facts and what the rule says on them."""

    def __init__(self, vocabulary: Vocabulary, rule: Rule) -> None:
        self.vocabulary = vocabulary
        alone = Alone(vocabulary, rule)
        self.known: list[tuple[RuleTest, tuple[Fact, ...], frozenset[Entries]]] = []
        for test in rule.tests:
            facts = facts_of(test.given)
            said = alone.outputs(facts)
            if judged(rule, test, said) is None:
                self.known.append((test, facts, said))

    def notice(self, mutant: Rule) -> bool:
        """Whether one of them fails on the mutant. A mutant that cannot be compiled is noticed by that."""
        try:
            alone = Alone(self.vocabulary, mutant)
        except InputProblems:
            return True
        for test, facts, said in self.known:
            says = alone.outputs(facts)
            if says != said and judged(mutant, test, says) is not None:
                return True
        return False


def covered(vocabulary: Vocabulary, rule: Rule, rules: Iterable[Rule] = ()) -> Covered:
    """The rule's mutants run against its tests. The other rows of its table are looked for in `rules`."""
    examples = Examples(vocabulary, rule)
    every = mutants(rule, vocabulary)
    counted = [one for one in every if not one.same]
    missed = tuple(one for one in counted if not examples.notice(one.rule))
    dropped = ("drop-clause", "drop-test", "drop-fact", "member")
    redundant = tuple(one for one in every if one.same and one.edit.kind in dropped)
    rows = tuple(one for one in rules if one.path == rule.path) if rule.table else ()
    return Covered(rule, len(counted), missed, redundant, rows)


def share(found: Iterable[Covered]) -> float:
    """Of the mutants of several rules, the share that is noticed; 1 where there are none."""
    several = tuple(found)
    total = sum(one.mutants for one in several)
    return sum(one.noticed for one in several) / total if total else 1.0
