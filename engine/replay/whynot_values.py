"""What else a slot could hold, as far as rules can tell the difference.

Rules look at a slot only through comparisons, so the values fall into few classes that no rule tells apart:
the stretches between thresholds, the terms below the same literals, true and false. One value of each class
is enough to try; of a stretch it is the one next to the threshold, where the change is smallest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.inference.compare import literal_test
from kbctl.ontology.values import atom_order, check_value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Atom, Comparison, Operator, Value

#: How far beyond a threshold a value is taken, by unit; wholes and what has no unit go by 1.
STEPS = {"ratio": 0.01}
TINY = 1e-5


@dataclass(frozen=True, slots=True)
class Mention:
    """A comparison of a slot with a value, as some rule makes it. `value` is None for `exists`."""

    op: Operator
    value: Value | None


def otherwise(
    vocabulary: Vocabulary, slot: Slot, now: Value | None, mentions: Iterable[Mention]
) -> list[Value | None]:
    """Values to try instead of `now`, each one that the slot admits; None stands for not known."""
    named = sorted(set(mentions), key=repr)
    if slot.many:
        found: list[Value | None] = [*_lists(vocabulary, slot, now, named)]
    elif slot.type == "boolean":
        found = [True, False]
    elif slot.type == "enum":
        found = [*slot.values]
    elif slot.type == "class":
        found = [*representatives(vocabulary, slot, _atoms(named))]
    elif slot.type in ("integer", "number"):
        thresholds = [v for v in _atoms(named) if isinstance(v, int | float)]
        found = [*points(slot, thresholds or [max(1, slot.minimum or 0)])]
    else:
        found = [*_atoms(named)]
    if now is not None and not slot.required:
        found.append(None)
    admitted = (_admitted(vocabulary, slot, value) for value in found)
    return [value for value, good in admitted if good and value != now]


def points(slot: Slot, thresholds: Iterable[float]) -> list[int | float]:
    """Each threshold with its neighbours on both sides, so that every stretch between two has one."""
    ordered = sorted({*thresholds})
    found: set[int | float] = set()
    for n, at in enumerate(ordered):
        low = ordered[n - 1] if n else None
        high = ordered[n + 1] if n + 1 < len(ordered) else None
        step = STEPS.get(slot.unit or "", 1.0)
        below, above = at - step, at + step
        if slot.type == "integer":
            found |= {int(v) for v in (at, below, above) if float(v).is_integer()}
            found |= {int(at), int(at) + 1}
            continue
        floor = low if low is not None else slot.minimum
        while floor is not None and floor < at and _neat(below) <= floor and step > TINY:
            step /= 10
            below = at - step
        while high is not None and _neat(above) >= high and step > TINY:
            step /= 10
            above = at + step
        found |= {_neat(v) for v in (at, below, above)}
    return sorted(found)


def representatives(vocabulary: Vocabulary, slot: Slot, literals: Iterable[Atom]) -> list[str]:
    """One term for each set of literals that terms of the range lie below; a literal where it can be."""
    root = slot.range or ""
    names = sorted({str(one) for one in literals})
    found: dict[frozenset[str], str] = {}
    for term in [*names, *sorted(vocabulary.descendants.get(root, ()))]:
        if term == root or term not in vocabulary.terms:
            continue
        below = frozenset(name for name in names if vocabulary.is_a(term, name))
        found.setdefault(below, term)
    return sorted(found.values())


def suitable(vocabulary: Vocabulary, slot: Slot, tests: Sequence[Comparison]) -> Value | None:
    """A value that meets literal comparisons of one slot, None where there is none (or none is needed)."""
    plain = [replace(test, operand=scaled(test.operand, test.times), times=1.0) for test in tests]
    mentions = [Mention(test.op, test.operand) for test in plain if test.op != "exists"]  # type: ignore[arg-type]
    for value in otherwise(vocabulary, slot, None, mentions):
        if all(literal_test(vocabulary, slot, test)(value) for test in plain):
            return value
    return None


def scaled(value: object, times: float) -> Value:
    if times != 1 and isinstance(value, int | float) and not isinstance(value, bool):
        return value * times
    return value  # type: ignore[return-value]


def _lists(vocabulary: Vocabulary, slot: Slot, now: Value | None, mentions: Sequence[Mention]) -> list[Value]:
    """The list with one member more, without all members that are one thing to some rule, and one alone."""
    held = now if isinstance(now, tuple) else ()
    atoms = _atoms([m for m in mentions if m.op == "contains"])
    found: list[Value] = [m.value for m in mentions if m.op == "eq" and isinstance(m.value, tuple)]
    more = representatives(vocabulary, slot, atoms) if slot.type == "class" else atoms
    more = more or [*slot.values][:1]
    for one in more:
        if one not in held:
            found.append(tuple(sorted({*held, one}, key=atom_order)))
        found.append((one,))
    for one in atoms:
        left = tuple(m for m in held if m != one and not vocabulary.is_a(str(m), str(one)))
        if left and left != held:
            found.append(left)
    return found


def _atoms(mentions: Iterable[Mention]) -> list[Atom]:
    found: set[Atom] = set()
    for one in mentions:
        if isinstance(one.value, tuple):
            found.update(one.value)
        elif one.value is not None:
            found.add(one.value)
    return sorted(found, key=atom_order)


def _admitted(vocabulary: Vocabulary, slot: Slot, value: Value | None) -> tuple[Value | None, bool]:
    if value is None:
        return None, True
    try:
        given = list(value) if isinstance(value, tuple) else value
        return check_value(vocabulary, slot, given), True
    except ValueError:
        return value, False


def _neat(value: float) -> int | float:
    rounded = round(value, 6)
    return int(rounded) if float(rounded).is_integer() else rounded
