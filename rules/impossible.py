"""Clauses that no valid facts can satisfy together: bounds, words and references that shut each other out.

A sure no is a proof; anything else is no answer. What is looked at: of one fact, two different literals of a
single-valued slot, a slot that must be there and must not, and numbers within bounds that are literals or
slots of facts (propagated until nothing changes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, Pattern, Variable

#: A fact, as far as it is known which, and a slot of it.
Place = tuple[str, str]

#: Bounds given by other slots are followed this often; rules have two or three of them.
ROUNDS = 20


@dataclass
class _Known:
    """What clauses ask of places: an interval, whether each end is in it, one of some words, presence."""

    low: dict[Place, tuple[float, bool]] = field(default_factory=dict)
    high: dict[Place, tuple[float, bool]] = field(default_factory=dict)
    words: dict[Place, frozenset[object]] = field(default_factory=dict)
    there: set[Place] = field(default_factory=set)
    absent: set[Place] = field(default_factory=set)
    between: list[tuple[Place, str, Place, float]] = field(default_factory=list)


def impossible(
    vocabulary: Vocabulary, patterns: Sequence[Pattern], alike: Mapping[str, str] | None = None
) -> bool:
    """Whether the patterns can surely never hold together. `alike`: variables that stand for one fact."""
    known = _Known()
    names = {p.id.name: _owner(vocabulary, p, 0, alike or {}) for p in patterns if p.id is not None}
    for number, pattern in enumerate(patterns):
        owner = _owner(vocabulary, pattern, number, alike or {})
        for test in pattern.tests:
            slot = vocabulary.slot(pattern.frame, test.slot)
            if slot is not None and not slot.many:
                _note(known, (owner, test.slot), slot, test, names)
    for _ in range(ROUNDS):
        if not _follow(known):
            break
    return _shut_out(known)


def _owner(vocabulary: Vocabulary, pattern: Pattern, number: int, alike: Mapping[str, str]) -> str:
    if vocabulary.frames[pattern.frame].single:
        return f"the {pattern.frame}"
    if pattern.id is None:
        return f"_{number}"
    return "$" + alike.get(pattern.id.name, pattern.id.name)


def _note(known: _Known, place: Place, slot: Slot, test: Comparison, names: Mapping[str, str]) -> None:
    operand = test.operand
    if test.op == "exists":
        (known.there if operand else known.absent).add(place)
        return
    known.there.add(place)
    if isinstance(operand, Variable):
        if operand.slot is not None and test.op in ("lt", "lte", "gt", "gte"):
            other = (names.get(operand.name, "$" + operand.name), operand.slot)
            known.between.append((place, test.op, other, test.times))
    elif test.op in ("eq", "in") and slot.type in ("boolean", "enum", "text"):
        several = frozenset(operand) if isinstance(operand, tuple) else frozenset([operand])
        known.words[place] = known.words.get(place, several) & several
    elif isinstance(operand, int | float):
        _bound(known, place, test.op, operand)


def _bound(known: _Known, place: Place, op: str, bound: float) -> bool:
    """Narrow the interval of a place; whether that changed it. Ends compare with the open one as narrower."""
    changed = False
    if op in ("gt", "gte", "eq"):
        was = known.low.get(place, (-inf, True))
        new = max(was, (bound, op == "gt"))
        known.low[place], changed = new, new != was
    if op in ("lt", "lte", "eq"):
        was = known.high.get(place, (inf, True))
        new = min(was, (bound, op != "lt"))
        known.high[place], changed = new, changed or new != was
    return changed


def _follow(known: _Known) -> bool:
    changed = False
    for place, op, other, times in known.between:
        upper, lower = ("lt", "gt") if op in ("lt", "gt") else ("lte", "gte")
        if op in ("lt", "lte"):
            if other in known.high:
                bound, closed = known.high[other]
                changed |= _bound(known, place, upper if closed else "lt", bound * times)
            if place in known.low:
                bound, is_open = known.low[place]
                changed |= _bound(known, other, "gt" if is_open else lower, bound / times)
        else:
            if other in known.low:
                bound, is_open = known.low[other]
                changed |= _bound(known, place, "gt" if is_open else lower, bound * times)
            if place in known.high:
                bound, closed = known.high[place]
                changed |= _bound(known, other, upper if closed else "lt", bound / times)
    return changed


def _shut_out(known: _Known) -> bool:
    if known.there & known.absent or any(not words for words in known.words.values()):
        return True
    if any(place == other and op in ("lt", "gt") and times == 1 for place, op, other, times in known.between):
        return True
    for place, (low, is_open) in known.low.items():
        high, closed = known.high.get(place, (inf, True))
        if low > high or (low == high and (is_open or not closed)):
            return True
    return False
