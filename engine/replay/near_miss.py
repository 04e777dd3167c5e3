"""A clause that does not hold, in words: what it needs, and what is there instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.query import Failure
from kbctl.engine.replay.words import SIGNS, absent_in_words, comparison_words, slot_words, words
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Not, Pattern, Value


@dataclass(frozen=True, slots=True)
class Sight:
    """The facts that the clause was asked of, and the challenge (or other fact) in question."""

    vocabulary: Vocabulary
    facts: Sequence[Fact]
    about: str

    def label(self, id: str) -> str:
        return self.vocabulary.terms[id].label if id in self.vocabulary.terms else id


def needs(sight: Sight, failure: Failure) -> str:
    vocabulary = sight.vocabulary
    bindings = dict(failure.bindings)
    if failure.kind != "comparison" or failure.comparison is None or other_thing(sight, failure):
        kind = absent_in_words(failure.clause, bindings, vocabulary)
        if not isinstance(failure.clause, Pattern):
            return kind
        return kind if kind.startswith(failure.frame) else f"{failure.frame} {kind}"
    slot = vocabulary.slot(failure.frame, failure.slot)
    name = f"{_who(sight, failure.frame, failure.facts)}.{failure.slot}"
    if failure.op == "exists":
        return f"{name} known" if failure.comparison.operand else f"{name} not known"
    if failure.needed is None:
        return f"{failure.frame}.{comparison_words(failure.comparison, bindings, slot)}"
    return f"{name} {SIGNS[failure.op or 'eq']} {words(failure.needed, slot.unit if slot else None)}"


def found(sight: Sight, failure: Failure) -> str:
    vocabulary = sight.vocabulary
    if failure.kind == "missing" or other_thing(sight, failure):
        return "none"
    if failure.kind == "count":
        return words(failure.found[0]) if failure.found else "0"
    if failure.kind == "not":
        return ", ".join(_thing(sight, failure, fact) for fact in failure.facts)
    slot = vocabulary.slot(failure.frame, failure.slot)
    if not failure.found:
        return "not known"
    values = failure.found[0] if len(failure.found) == 1 else tuple(failure.found)
    if failure.frame == "event" and failure.slot == "days_left" and failure.facts:
        event = sight.label(str(failure.facts[0].slots.get("is", "event")))
        return f"{event} {slot_words('event', 'days_left', values, vocabulary)}"
    return words(values, slot.unit if slot else None)


def _thing(sight: Sight, failure: Failure, fact: Fact) -> str:
    """A fact that a negation met, with what the clause looked at."""
    vocabulary = sight.vocabulary
    assert isinstance(failure.clause, Not)
    tested = [t for p in failure.clause.patterns if p.frame == fact.frame for t in p.tests]
    slots = dict(fact.slots)
    for other in sight.facts:
        if other.derived and other.id == fact.id:
            for name, value in other.slots.items():
                asked = [t.operand for t in tested if t.slot == name and t.op == "contains"]
                if not asked or value in asked:
                    slots[name] = value
    shown = [slot_words(fact.frame, t.slot, _asked(t.operand, slots[t.slot]), vocabulary)
             for t in tested if t.slot in slots and t.slot not in ("is", "for", "id")]  # fmt: skip
    if fact.frame == "event" and "days_left" in slots:
        shown = [slot_words("event", "days_left", slots["days_left"], vocabulary)]
    if fact.frame == "past":
        result, week = slots.get("result", ""), slots.get("week", "?")
        return f"{sight.label(str(slots.get('use', '')))} {result} in week {week}"
    named = sight.label(str(slots["is"])) if "is" in slots and fact.id != sight.about else fact.id
    head = named if fact.frame in ("event", "challenge", "finding") else fact.frame
    return f"{head} {', '.join(dict.fromkeys(shown))}".strip()


def _asked(operand: object, value: Value) -> object:
    """Of a list the member that was looked for."""
    return operand if isinstance(value, tuple) and isinstance(operand, str) and operand in value else value


def _who(sight: Sight, frame: str, facts: Iterable[Fact]) -> str:
    for fact in facts:
        if fact.frame == "challenge" and fact.id != sight.about:
            return fact.id
    return frame


def other_thing(sight: Sight, failure: Failure) -> bool:
    """Whether the nearest fact is not even of the kind that is looked for: then there is none."""
    return (
        failure.kind == "comparison"
        and failure.slot in ("is", "use", "activity", "concerns", "for")
        and not (failure.frame == "challenge" and [f.id for f in failure.facts] == [sight.about])
    )


def also(sight: Sight, failure: Failure) -> list[str]:
    """Further tests that the nearest fact fails."""
    if not failure.also or other_thing(sight, failure):
        return []
    slots, bindings = sight.vocabulary.frames[failure.frame].slots, dict(failure.bindings)
    return [comparison_words(test, bindings, slots.get(test.slot)) for test in failure.also]
