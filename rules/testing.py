"""Runs the tests that rules carry. What executes a rule is given, so that this knows no engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kbctl.ontology.source import Location, Problem
from kbctl.ontology.values import Atom
from kbctl.rules.ground import Entries
from kbctl.rules.model import GivenFact, Rule, RuleTest


class Run(Protocol):
    """Runs a rule alone over facts and gives its ground actions, in the layout of `rules.ground`."""

    def __call__(self, rule: Rule, given: Sequence[GivenFact]) -> Iterable[Entries]: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """A test whose outcome is not what it expects: what did not come, and what came and was not expected."""

    rule: str
    test: RuleTest
    missing: tuple[Entries, ...]
    surplus: tuple[Entries, ...]

    @property
    def problem(self) -> Problem:
        said = [f"expected {text(one)}, but it did not come" for one in self.missing]
        said += [f"got {text(one)}, which is not expected" for one in self.surplus]
        return Problem(
            self.test.at, "test-failed", f"test '{self.test.name}' of {self.rule}: {'; '.join(said)}"
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """The tests of a rule show nothing: there are none, none names an action, or they do not run."""

    rule: str
    at: Location
    why: str

    @classmethod
    def of(cls, rule: Rule) -> Broken:
        """For a rule without a test in which it fires."""
        why, at = "it has no tests", rule.at
        if rule.tests:
            why, at = "none of them names an action: that the rule fires is not shown", rule.tests[0].at
        return cls(rule.id, at, why)

    @property
    def problem(self) -> Problem:
        return Problem(self.at, "tests-broken", f"tests of {self.rule}: {self.why}")


def run_tests(rules: Iterable[Rule], run: Run) -> tuple[Failure, ...]:
    """The tests that fail, in the order of the rules and of their files."""
    return tuple(failure for rule in rules for test in rule.tests if (failure := run_test(rule, test, run)))


def run_test(rule: Rule, test: RuleTest, run: Run) -> Failure | None:
    return judged(rule, test, run(rule, test.given))


def judged(rule: Rule, test: RuleTest, said: Iterable[Entries]) -> Failure | None:
    """What is wrong with the ground actions of a rule on the facts of a test."""
    got = sorted(set(said), key=text)
    expected = [one.entries for one in test.expect]
    matched = assign(expected, got)
    missing = tuple(one for index, one in enumerate(expected) if index not in matched)
    surplus = tuple(one for index, one in enumerate(got) if index not in matched.values())
    return Failure(rule.id, test, missing, surplus) if missing or surplus else None


def covers(got: Entries, expected: Entries) -> bool:
    """Whether an action has every entry that is expected of it; what the expectation leaves out is free."""
    has = dict(got)
    same = got[0][0] == expected[0][0]
    return same and all(name in has and _equal(has[name], value) for name, value in expected)


def _equal(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def assign(expected: Sequence[Entries], got: Sequence[Entries]) -> Mapping[int, int]:
    """Expectation -> action, each used once and as many as can be (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for there, action in enumerate(got):
            if there not in tried and covers(action, expected[index]):
                tried.add(there)
                if there not in taken or place(taken[there], tried):
                    taken[there] = index
                    return True
        return False

    for index in range(len(expected)):
        place(index, set())
    return {index: there for there, index in taken.items()}


def text(entries: Entries) -> str:
    """A ground action as a rule file writes it: `{recommend: X, for: c1}`."""
    first, *rest = entries
    if first[0] == "conclude":
        inner = ", ".join(f"{name}: {_value(value)}" for name, value in rest)
        return f"{{conclude: {{{inner}}}}}"
    return "{" + ", ".join(f"{name}: {_value(value)}" for name, value in entries) + "}"


def _value(value: Atom | tuple[Atom, ...]) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
