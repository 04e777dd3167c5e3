"""How the test of one slot is changed a little: bounds, lists, classes, the other value of two.

How far a bound moves. It must be so little that only a test near the bound notices, and so much that
people would write such a test: "9 days", "199,999 customers", "1.9 %".
- whole numbers, and quantities below 100 with a whole bound (10 days): by 1;
- larger quantities (100 and more) that need not be whole: by one in the second digit ($30M: by $1M);
- shares, all else: by one in the second digit (20 %: by 1 point; 2 %: by 0.1 points), a bound of 0 by 0.01.
A bound that a variable gives is moved by a tenth of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import floor, log10

from kbctl.ontology.values import Atom, atom_order
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, Operator, Variable

STRICT: dict[Operator, Operator] = {"gte": "gt", "gt": "gte", "lte": "lt", "lt": "lte"}
ORDERED = frozenset(STRICT)
FACTOR = 0.1

Changed = tuple[str, Comparison]


def step(slot: Slot | None, bound: float) -> float:
    """How far a bound on the slot is moved."""
    if slot is not None and slot.type == "integer":
        return 1
    size = abs(bound)
    share = slot is not None and (slot.unit == "ratio" or (slot.maximum is not None and slot.maximum <= 1))
    if size == 0:
        return 0.01 if share or slot is None or slot.unit is None else 1
    if not share and float(bound).is_integer() and size < 100:
        return 1
    return float(10.0 ** (floor(log10(size) + 1e-9) - 1)) if size < 1 or not share else 0.01


def moved(slot: Slot | None, bound: float, by: int) -> float:
    """The bound `by` steps away, a whole number where it is one, without the noise of binary fractions."""
    value = round(bound + by * step(slot, bound), 9)
    return int(value) if isinstance(bound, int) and float(value).is_integer() else value


def changed_tests(vocabulary: Vocabulary, slot: Slot | None, test: Comparison) -> Iterator[Changed]:
    """The kind of change, and the test after it. `slot` is None for the reserved slot `id`."""
    operand = test.operand
    if test.op in ORDERED:
        yield "strictness", replace(test, op=STRICT[test.op])
        yield from _bounds(slot, test)
    elif test.op == "exists" or (test.op == "eq" and isinstance(operand, bool)):
        yield "value", replace(test, operand=not operand)
    elif test.op == "ne":
        yield "value", replace(test, op="eq")
    elif test.op == "eq" and isinstance(operand, int | float):
        yield "strictness", replace(test, op="gte")
        yield "strictness", replace(test, op="lte")
    elif test.op == "in" and isinstance(operand, tuple):
        yield from _members(vocabulary, slot, test, operand)
    elif test.op in ("eq", "contains") and isinstance(operand, str) and slot and slot.type == "class":
        yield from (("wider", replace(test, operand=one)) for one in wider(vocabulary, slot, operand))
        yield from (("narrower", replace(test, operand=one)) for one in narrower(vocabulary, operand))


def _bounds(slot: Slot | None, test: Comparison) -> Iterator[Changed]:
    if isinstance(test.operand, Variable):
        for factor in (1 - FACTOR, 1 + FACTOR):
            yield "factor", replace(test, times=round(test.times * factor, 9))
    elif isinstance(test.operand, int | float):
        for by in (-1, 1):
            yield "bound", replace(test, operand=moved(slot, test.operand, by))


def _members(
    vocabulary: Vocabulary, slot: Slot | None, test: Comparison, members: tuple[Atom, ...]
) -> Iterator[Changed]:
    for member in members if len(members) > 1 else ():
        yield "member", replace(test, operand=tuple(one for one in members if one != member))
    if slot is None or slot.type != "class":
        return
    for member in members:
        rest = tuple(one for one in members if one != member)
        for one in wider(vocabulary, slot, str(member)):
            yield "wider", replace(test, operand=_sorted((*rest, one)))
        for one in narrower(vocabulary, str(member)):
            yield "narrower", replace(test, operand=_sorted((*rest, one)))


def _sorted(members: tuple[Atom, ...]) -> tuple[Atom, ...]:
    return tuple(sorted(set(members), key=atom_order))


def wider(vocabulary: Vocabulary, slot: Slot, term: str) -> tuple[str, ...]:
    """The classes that a term is told to be directly below of, as far as the slot can have them."""
    told = vocabulary.terms[term].parents if term in vocabulary.terms else ()
    return tuple(sorted(one for one in told if slot.range is None or vocabulary.is_a(one, slot.range)))


def narrower(vocabulary: Vocabulary, term: str) -> tuple[str, ...]:
    """The terms told to be directly below."""
    below: dict[str, list[str]] = vocabulary.memo.get(__name__) or _told_below(vocabulary)
    return tuple(below.get(term, ()))


def _told_below(vocabulary: Vocabulary) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for name in sorted(vocabulary.terms):
        for parent in vocabulary.terms[name].parents:
            below.setdefault(parent, []).append(name)
    vocabulary.memo[__name__] = below
    return below
