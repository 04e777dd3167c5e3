"""Alpha patterns: what a pattern asks of one fact alone, in slots that never change in a run.

Equal ones are one object, so that many rules share what is found for it. One that rules hang on (`pushed`)
gets its facts while they enter; the others are searched for when first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kbctl.engine.inference.compare import ORDER, Test, accepted_values, bound_of, literal_test, same_sort
from kbctl.engine.inference.facts import Fact
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Atom, Comparison, Pattern, Variable

FactTest = Callable[[Fact], bool]
NAN = float("nan")


class Alpha:
    """`tests` are literal comparisons; `key` is the most telling equality of them: slot, accepted values."""

    __slots__ = (
        "_test", "accepted", "bounds", "frame", "key", "one", "pushed", "share", "tests", "vocabulary",
    )  # fmt: skip

    def __init__(self, vocabulary: Vocabulary, frame: str, tests: tuple[Comparison, ...]) -> None:
        self.vocabulary = vocabulary
        self.frame = frame
        self.tests = tests
        self.pushed = False
        self._test: FactTest | None = None
        self.accepted = {test: found for test in tests if (found := self._accepted(test)) is not None}
        #: order tests by sorted thresholds: (comparison, bound)
        self.bounds = [(t, bound_of(t)) for t in tests if t.op in ORDER and self._ordered(t)]
        best = min(self.accepted, key=lambda t: (self._share(t), t.slot), default=None)
        self.key = None if best is None else (best.slot, self.accepted[best])
        #: the test that tells the id of the fact
        self.one = next((t for t in tests if t.slot == "id" and t.op == "eq"), None)
        #: estimated share of the frame's facts that pass
        self.share = 1.0
        for test in tests:
            self.share *= self._share(test)

    @property
    def test(self) -> FactTest:
        """All tests in one."""
        if self._test is None:
            self._test = self.without(())
        return self._test

    def without(self, done: Iterable[Comparison]) -> FactTest:
        """All tests in one, but for those that are known to hold."""
        skipped = {id(one) for one in done}
        return conjunction([self._on_fact(test) for test in self.tests if id(test) not in skipped])

    def slot(self, name: str) -> Slot | None:
        return self.vocabulary.slot(self.frame, name)

    def _on_fact(self, comparison: Comparison) -> FactTest:
        """One test. Common kinds are one function deep, because they are asked most."""
        slot, name = self.slot(comparison.slot), comparison.slot
        accepted = self.accepted.get(comparison)
        if accepted is not None and slot is not None and not slot.many:
            return lambda fact: fact.slots.get(name) in accepted
        for test, bound in self.bounds:
            if test is comparison:
                return _ordered(name, test.op, bound)
        return self._general(comparison)

    def _general(self, comparison: Comparison) -> FactTest:
        slot = None if comparison.slot == "id" else self.slot(comparison.slot)
        test: Test = literal_test(self.vocabulary, slot, comparison)
        name = comparison.slot
        if name == "id":
            return lambda fact: test(fact.id)
        return lambda fact: test(fact.slots.get(name))

    def _accepted(self, test: Comparison) -> frozenset[Atom] | None:
        """Values of which the slot must have one, or None where the test is of another kind."""
        slot = self.slot(test.slot)
        if slot is None or test.op not in (("contains",) if slot.many else ("eq", "in")):
            return None
        return accepted_values(self.vocabulary, slot, test)

    def _ordered(self, test: Comparison) -> bool:
        slot = self.slot(test.slot)
        return slot is not None and not slot.many and slot.type != "boolean" and same_sort(slot, test.operand)

    def _share(self, test: Comparison) -> float:
        accepted = self.accepted.get(test)
        slot = self.slot(test.slot)
        if accepted is None or slot is None:
            return 0.02 if test.slot == "id" and test.op == "eq" else 0.6
        if slot.type == "class" and slot.range:
            possible = len(self.vocabulary.descendants.get(slot.range, ()))
        else:
            possible = len(slot.values) or (2 if slot.type == "boolean" else 20)
        return min(1.0, (len(accepted) + 0.5) / (possible + 1)) * (2 if slot.many else 1)


def _ordered(name: str, op: str, bound: Any) -> FactTest:
    """An order test; a missing slot, like a NaN, is neither less nor greater than anything."""
    match op:
        case "lt":
            return lambda fact: fact.slots.get(name, NAN) < bound
        case "lte":
            return lambda fact: fact.slots.get(name, NAN) <= bound
        case "gt":
            return lambda fact: fact.slots.get(name, NAN) > bound
    return lambda fact: fact.slots.get(name, NAN) >= bound


def conjunction(tests: list[FactTest]) -> FactTest:
    if not tests:
        return lambda fact: True
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda fact: first(fact) and second(fact)
    several = tuple(tests)

    def every(fact: Fact) -> bool:
        for test in several:  # noqa: SIM110 - on the hot path, where all() over a generator is slow
            if not test(fact):
                return False
        return True

    return every


class Alphas:
    """All alpha patterns of a vocabulary that rules have asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._known: dict[tuple[object, ...], Alpha] = {}

    def of(self, pattern: Pattern) -> Alpha:
        """The alpha pattern of a pattern."""
        tests = [test for test in pattern.tests if self.is_alpha(pattern, test)]
        tests.sort(key=lambda test: (test.slot, test.op, repr(test.operand), test.times))
        key = (pattern.frame, *((t.slot, t.op, repr(t.operand), t.times) for t in tests))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Alpha(self.vocabulary, pattern.frame, tuple(tests))
        return found

    def is_alpha(self, pattern: Pattern, test: Comparison) -> bool:
        """Whether the test looks at this fact's own slots only, and these stay as they are."""
        slot = self.vocabulary.slot(pattern.frame, test.slot)
        derived = slot is not None and slot.derived
        late = pattern.frame == "step" and test.slot == "role"
        return not isinstance(test.operand, Variable) and not derived and not late
