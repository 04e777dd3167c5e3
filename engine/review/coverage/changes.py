"""A test's given facts, changed: what `like`, `but` and `given` can say in a rule file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kbctl.engine.inference.facts import Fact, check_fact
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import GivenFact, RuleTest


@dataclass(frozen=True, slots=True)
class SlotChange:
    """A slot of a given fact with another value; None takes the slot away."""

    fact: str
    slot: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Change:
    """The facts of a test with some slots changed, some facts gone, and some added."""

    test: RuleTest
    slots: tuple[SlotChange, ...] = ()
    gone: tuple[str, ...] = ()
    added: tuple[GivenFact, ...] = ()

    @property
    def cost(self) -> int:
        """How much a reader has to take in beside the test that it is like."""
        return len(self.slots) + len(self.gone) + 2 * len(self.added)

    def given(self) -> dict[str, GivenFact]:
        facts = {fact.id: fact for fact in self.test.given if fact.id not in self.gone}
        for one in self.slots:
            fact = facts[one.fact]
            slots = {name: value for name, value in fact.slots.items() if name != one.slot}
            if one.value is not None:
                slots[one.slot] = one.value
            facts[one.fact] = replace(fact, slots=slots)
        return facts | {fact.id: fact for fact in self.added}

    def facts(self, vocabulary: Vocabulary) -> tuple[Fact, ...] | None:
        """The facts as the engine takes them; None where one of the changes gives a value that cannot be."""
        given = self.given()
        touched = {one.fact for one in self.slots} | {fact.id for fact in self.added}
        for fact in (given[id] for id in touched if id in given):
            _, problems = check_fact(vocabulary, fact.frame, fact.slots, fact.at, derived_too=True)
            if any(problem.code != "missing-slot" for problem in problems):
                return None
        return tuple(Fact(fact.frame, fact.id, fact.slots) for fact in given.values())

    def set(self, fact: str, slot: str, value: Value | None) -> Change | None:
        """With one more slot changed; None where that changes nothing."""
        given = self.given()
        if fact not in given or given[fact].slots.get(slot) == value:
            return None
        for place, one in enumerate(self.added):
            if one.id == fact:
                slots = {name: v for name, v in one.slots.items() if name != slot}
                slots |= {} if value is None else {slot: value}
                changed = (*self.added[:place], replace(one, slots=slots), *self.added[place + 1 :])
                return replace(self, added=changed)
        rest = tuple(one for one in self.slots if (one.fact, one.slot) != (fact, slot))
        return replace(self, slots=(*rest, SlotChange(fact, slot, value)))

    def without(self, fact: str) -> Change:
        kept = tuple(one for one in self.slots if one.fact != fact)
        if any(one.id == fact for one in self.added):
            return replace(self, slots=kept, added=tuple(one for one in self.added if one.id != fact))
        return replace(self, slots=kept, gone=(*self.gone, fact))

    def add(self, fact: GivenFact) -> Change:
        return replace(self, added=(*self.added, fact))

    def renamed(self, old: Value, new: Value) -> Change:
        """With another value wherever this one stands, as id too: a remedy, a concept that facts share."""
        change = self
        for fact in self.given().values():
            slots = {name: _replaced(value, old, new) for name, value in fact.slots.items()}
            if fact.id == old:
                change = change.without(fact.id).add(replace(fact, id=str(new), slots=slots))
                continue
            for name, value in slots.items():
                change = change.set(fact.id, name, value) or change
        return change

    def but(self) -> Mapping[str, Value | None]:
        """The entries of `but`."""
        changed: dict[str, Value | None] = {f"{one.fact}.{one.slot}": one.value for one in self.slots}
        return changed | dict.fromkeys(self.gone)


def _replaced(value: Value, old: Value, new: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(sorted({new if one == old else one for one in value}, key=str))  # type: ignore[misc]
    return new if value == old and isinstance(value, str) else value
