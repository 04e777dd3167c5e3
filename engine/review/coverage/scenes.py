"""Facts that satisfy clauses, added to the facts of a test: what a `not`, a `count` or a gate looks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kbctl.engine.inference.compare import literal_test
from kbctl.engine.review.coverage.changes import Change
from kbctl.engine.review.coverage.values import near, some
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, GivenFact, Pattern, Variable

#: Ids of added facts begin so; other frames with their first letter.
PREFIXES = {"case": "k", "contradiction": "x", "policy": "policy", "company": "company"}


@dataclass
class Scene:
    """A change of a test under way, and what the variables of the rule stand for in it."""

    vocabulary: Vocabulary
    change: Change
    bindings: dict[str, Value] = field(default_factory=dict)

    def meet(self, patterns: Sequence[Pattern], apart: bool = False) -> Change | None:
        """With facts that satisfy the patterns together; None where no value for a slot is found.

        `apart`: facts of their own, for a challenge of its own where they refer to one that is there.
        """
        for pattern in patterns:
            if not self._meet(pattern, apart):
                return None
        return self.change

    def _meet(self, pattern: Pattern, apart: bool) -> bool:
        given = self.change.given()
        named = self.bindings.get(pattern.id.name) if pattern.id and not apart else None
        frame = self.vocabulary.frames[pattern.frame]
        if named is None and frame.single:
            named = next((id for id, fact in given.items() if fact.frame == frame.name), None)
        known = given.get(str(named)) if named is not None else None
        slots: dict[str, Value] = dict(known.slots) if known else self._fresh(pattern.frame)
        for name in dict.fromkeys(test.slot for test in pattern.tests if test.slot != "id"):
            slot = frame.slots[name]
            tests = [test for test in pattern.tests if test.slot == name]
            fitting, value = self._fitting(slot, tests, slots.get(name), apart)
            if not fitting:
                return False
            slots.pop(name, None)
            slots |= {name: value} if value is not None else {}
        if known:
            for name in {*slots, *known.slots}:
                self.change = self.change.set(known.id, name, slots.get(name)) or self.change
            return True
        if pattern.frame == "challenge" and "is" not in slots:
            slots = {"is": self._unlike(), **slots}
        id = str(named) if named is not None else self._new_id(pattern)
        if pattern.id and not apart:
            self.bindings[pattern.id.name] = id
        self.change = self.change.add(GivenFact(pattern.frame, id, _in_order(slots), self.change.test.at))
        return True

    def _fresh(self, frame: str) -> dict[str, Value]:
        return {"grounded_by": "text"} if frame == "challenge" else {}

    def _new_id(self, pattern: Pattern) -> str:
        if pattern.frame == "remedy":
            for test in pattern.tests:
                if test.slot == "id" and not isinstance(test.operand, Variable):
                    several = test.operand if isinstance(test.operand, tuple) else (test.operand,)
                    return str(several[0])
            taken = self.change.given()
            return next(term.id for term in self.vocabulary.of_kind("remedy")
                        if term.parents and term.id not in taken)  # fmt: skip
        return self.new_id(pattern.frame)

    def new_id(self, frame: str) -> str:
        """An id of the frame that is not taken."""
        prefix = PREFIXES.get(frame, frame[0])
        if self.vocabulary.frames[frame].single:
            return prefix
        given = self.change.given()
        return next(id for n in range(1, 1000) if (id := f"{prefix}{n}") not in given)

    def _fitting(
        self, slot: Slot, tests: Sequence[Comparison], now: Value | None, apart: bool
    ) -> tuple[bool, Value | None]:
        """Whether a value satisfies all tests of one slot, and that value; None: the slot is absent."""
        if any(test.op == "exists" and test.operand is False for test in tests):
            return len(tests) == 1, None
        plain = [self._literal(slot, test, apart) for test in tests]
        if slot.type == "ref":
            return True, plain[0].operand  # type: ignore[return-value]
        if slot.many:
            wanted = [test.operand for test in plain if test.op == "contains"]
            kept = now if isinstance(now, tuple) else ()
            return bool(wanted), tuple(sorted({*kept, *wanted}, key=str))  # type: ignore[arg-type]
        checks = [literal_test(self.vocabulary, slot, test) for test in plain]
        tried = [now, *near(self.vocabulary, slot, plain), some(self.vocabulary, slot)]
        for value in tried:
            if value is not None and all(check(value) for check in checks):
                return True, value
        return False, None

    def _literal(self, slot: Slot, test: Comparison, apart: bool) -> Comparison:
        if not isinstance(test.operand, Variable):
            return test
        return replace(test, operand=self._value(slot, test, apart), times=1.0)

    def _value(self, slot: Slot, test: Comparison, apart: bool) -> Value:
        """What a variable stands for; one without a value gets one, a reference a fact to refer to."""
        assert isinstance(test.operand, Variable)
        name, of = test.operand.name, test.operand.slot
        if of is not None:
            owner = self.change.given().get(str(self.bindings.get(name)))
            value = owner.slots.get(of) if owner else None
            return value * test.times if isinstance(value, int | float) else some(self.vocabulary, slot)
        if name in self.bindings and not (apart and slot.type == "ref"):
            return self.bindings[name]
        if slot.type == "ref":
            return self.another(slot.range if slot.range and slot.range != "*" else "challenge")
        self.bindings[name] = some(self.vocabulary, slot)
        return self.bindings[name]

    def another(self, frame: str, slots: Mapping[str, Value] | None = None) -> str:
        """The id of a fact that nothing else speaks of, added."""
        id = self.new_id(frame)
        made: dict[str, Value] = {**(slots or {}), **self._fresh(frame)}
        if frame == "challenge" and "is" not in made:
            made = {"is": self._unlike(), **made}
        self.change = self.change.add(GivenFact(frame, id, made, self.change.test.at))
        return id

    def _unlike(self) -> str:
        """A concept far from those of the test."""
        there = {str(f.slots.get("is")) for f in self.change.given().values() if f.frame == "challenge"}
        near_ones = {parent for one in there if one in self.vocabulary.terms
                     for parent in self.vocabulary.terms[one].parents}  # fmt: skip
        for term in self.vocabulary.of_kind("challenge"):
            alone = len(self.vocabulary.descendants[term.id]) == 1
            if alone and term.parents and not near_ones & set(term.parents) and term.id not in there:
                return term.id
        return "Challenge"


def _in_order(slots: dict[str, Value]) -> dict[str, Value]:
    """What it is first, how that is known last."""
    return dict(sorted(slots.items(), key=lambda one: (one[0] != "is", one[0] == "grounded_by")))
