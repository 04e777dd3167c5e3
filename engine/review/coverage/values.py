"""Values of a slot near what a rule asks of it: on the bound, a step beside it, the neighbours of a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, Variable
from kbctl.rules.mutant_values import moved, narrower, wider

#: Neighbours of a class that are tried; more are alike for every test of the rule.
NEIGHBOURS = 8


def near(vocabulary: Vocabulary, slot: Slot, tests: Iterable[Comparison]) -> list[Value | None]:
    """Values that may tell apart how the tests treat the slot, plain ones first; None: it has no value."""
    found: list[Value | None] = []
    for test in tests:
        found += _near(vocabulary, slot, test)
    found += [] if slot.required else [None]
    return list(dict.fromkeys(found))


def _near(vocabulary: Vocabulary, slot: Slot, test: Comparison) -> Iterator[Value]:
    operand = test.operand
    if isinstance(operand, Variable):
        return
    several = operand if isinstance(operand, tuple) else (operand,)
    if slot.type in ("integer", "number") and not isinstance(operand, bool):
        for bound in several:
            assert isinstance(bound, int | float)
            yield from (moved(slot, bound, by) for by in (0, -1, 1))
        if slot.minimum is not None:
            yield int(slot.minimum) if slot.type == "integer" else slot.minimum
    elif slot.many:
        yield from _lists(vocabulary, slot, several)
    elif slot.type == "class":
        yield from classes(vocabulary, slot, [str(one) for one in several if isinstance(one, str)])
    elif slot.type == "enum":
        yield from sorted(slot.values, key=lambda one: one in several)
    elif slot.type == "boolean":
        yield from (False, True)
    elif slot.type == "text":
        yield from (f"another {slot.name}", *(str(one) for one in several))
    if test.op == "exists":
        yield some(vocabulary, slot)


def _lists(vocabulary: Vocabulary, slot: Slot, members: Iterable[Value]) -> Iterator[Value]:
    wanted = [str(one) for one in members]
    others = [one for one in slot.values if one not in wanted][:2]
    if slot.type == "class":
        others = classes(vocabulary, slot, wanted)
    yield from ((one,) for one in (*others, *wanted) if one)
    yield ()


def classes(vocabulary: Vocabulary, slot: Slot, wanted: list[str]) -> list[str]:
    """The terms themselves, what is below them, beside them and above them; headings, which hardly occur as
    such, after what stands under them.
    """
    found = [one for one in wanted if one in vocabulary.terms]
    accepted = {one for term in found for one in vocabulary.descendants.get(term, ())}
    below = [one for one in accepted if one not in found]
    above = [one for term in found for one in wider(vocabulary, slot, term)]
    beside = {one for term in above for one in narrower(vocabulary, term)} - accepted

    def nearest(terms: Iterable[str]) -> list[str]:
        return sorted(terms, key=lambda one: _unlike(vocabulary, one, found))

    inside = [*(one for one in found if not _heading(vocabulary, one)), *_spread(nearest(below))]
    allowed = vocabulary.descendants.get(slot.range or "", frozenset())
    several = [*inside, *nearest(beside)[:NEIGHBOURS], *found, *above]
    return [one for one in dict.fromkeys(several) if not allowed or one in allowed]


def _heading(vocabulary: Vocabulary, term: str) -> bool:
    return len(vocabulary.descendants.get(term, ())) > 1


def _unlike(vocabulary: Vocabulary, term: str, wanted: list[str]) -> tuple[bool, int, str]:
    """Order of neighbours: kinds that occur before headings, then by how much they have in common."""
    own = _said(vocabulary, term)
    common = max((len(own & (_said(vocabulary, one) | {one})) for one in wanted), default=0)
    return _heading(vocabulary, term), -common, term


def _said(vocabulary: Vocabulary, term: str) -> set[object]:
    """What the ontology says of a term that others may share: what it affects, resolves, is taken for."""
    known = vocabulary.terms[term].properties
    names = ("affects", "resolves", "confusedWith", "dimension", "phase", "role")
    return {value for name in names for value in known.get(name, ())}


def _spread(several: list[str]) -> list[str]:
    """A few, drawn evenly."""
    stride = max(1, -(-len(several) // NEIGHBOURS))
    return several[::stride]


def some(vocabulary: Vocabulary, slot: Slot) -> Value:
    """A value that the slot can have."""
    if slot.type == "boolean":
        return True
    if slot.type in ("integer", "number"):
        half = slot.maximum is not None and slot.maximum <= 1
        return 0.5 if half else max(1, int(slot.minimum or 1))
    one = f"some {slot.name}"
    if slot.type == "enum":
        one = slot.values[0]
    elif slot.type == "class":
        below = sorted(vocabulary.descendants.get(slot.range or "", ()))
        one = next((term for term in below if not narrower(vocabulary, term)), slot.range or "")
    return (one,) if slot.many else one
