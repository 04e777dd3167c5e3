"""What a slot can still be: sets of values that tests narrow, exact for every test against a literal.

A `Box` says whether the slot may be missing and which values it may have. Numbers are spans, words a set or
all but a set, list slots what must be among the members and what must not. Narrowing never loses a value
that passes; what is empty can hold for no fact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kbctl.engine.inference.compare import accepted_values, bound_of, nfc
from kbctl.ontology.values import Atom, Value, atom_order
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison

#: From, whether that is left out, to, whether that is left out.
Span = tuple[float, bool, float, bool]
EVERYTHING: tuple[Span, ...] = ((-math.inf, True, math.inf, True),)


@dataclass(frozen=True, slots=True)
class Words:
    """The values named, or all but these."""

    named: frozenset[Atom]
    but: bool = False

    def both(self, other: Words) -> Words:
        if self.but and other.but:
            return Words(self.named | other.named, True)
        if self.but:
            return Words(other.named - self.named)
        return Words(self.named - other.named if other.but else self.named & other.named)

    def outside(self) -> Words:
        return Words(self.named, not self.but)

    @property
    def empty(self) -> bool:
        return not self.but and not self.named


@dataclass(frozen=True, slots=True)
class Numbers:
    """Spans in rising order that do not meet."""

    spans: tuple[Span, ...]
    whole: bool = False

    def both(self, other: Numbers) -> Numbers:
        found = []
        for a, a_out, b, b_out in self.spans:
            for c, c_out, d, d_out in other.spans:
                low, low_out = max((a, a_out), (c, c_out))
                high, high_in = min((b, not b_out), (d, not d_out))
                found.append((low, low_out, high, not high_in))
        whole = self.whole or other.whole
        spans = [_whole(span) if whole else span for span in found]
        return Numbers(
            tuple(s for s in spans if s[0] < s[2] or (s[0] == s[2] and not s[1] and not s[3])), whole
        )

    def outside(self) -> Numbers:
        """All other numbers; whole or not does not matter for what is left."""
        found: list[Span] = []
        low, low_out = -math.inf, True
        for a, a_out, b, b_out in self.spans:
            found.append((low, low_out, a, not a_out))
            low, low_out = b, not b_out
        found.append((low, low_out, math.inf, True))
        return Numbers(EVERYTHING).both(Numbers(tuple(found)))

    @property
    def empty(self) -> bool:
        return not self.spans


@dataclass(frozen=True, slots=True)
class Members:
    """Of a list: one of each set in `needed`, none of `barred`, and, if `only` is told, nothing else."""

    needed: frozenset[frozenset[Atom]] = frozenset()
    barred: frozenset[Atom] = frozenset()
    only: frozenset[Atom] | None = None

    def may(self, some: frozenset[Atom]) -> frozenset[Atom]:
        left = some - self.barred
        return left if self.only is None else left & self.only

    @property
    def empty(self) -> bool:
        nothing = self.only is not None and not self.only - self.barred
        return nothing or any(not self.may(some) for some in self.needed)


Present = Words | Numbers | Members
#: Of several values the plainest: the most general term.
General = Callable[[frozenset[Atom]], Atom]


@dataclass(frozen=True, slots=True)
class Box:
    """`missing`: the slot may have no value. `present`: the values it may have, None: none at all."""

    missing: bool
    present: Present | None

    @property
    def empty(self) -> bool:
        return not self.missing and self.present is None


NOTHING = Box(False, None)
ABSENT = Box(True, None)


def whole_box(vocabulary: Vocabulary, slot: Slot, concluded: frozenset[Atom] | None = None) -> Box:
    """Everything that a fact may have there; of a derived slot only what rules conclude."""
    missing = slot.derived or not slot.required
    if slot.derived:
        found = concluded or frozenset()
        if not found:
            return ABSENT
        return Box(missing, Members(only=found) if slot.many else _present(found, slot))
    known: frozenset[Atom] | None = None
    if slot.type == "class" and slot.range:
        known = frozenset(vocabulary.descendants.get(slot.range, frozenset()))
    elif slot.type == "enum":
        known = frozenset(slot.values)
    elif slot.type == "boolean":
        known = frozenset((True, False))
    if slot.many:
        return Box(missing, Members(only=known))
    if slot.type in ("integer", "number"):
        low = -math.inf if slot.minimum is None else float(slot.minimum)
        high = math.inf if slot.maximum is None else float(slot.maximum)
        span = (low, low == -math.inf, high, high == math.inf)
        return Box(missing, Numbers((span,), slot.type == "integer"))
    return Box(missing, Words(frozenset(), True) if known is None else Words(known))


def _present(values: frozenset[Atom], slot: Slot) -> Present:
    return points(values, slot) if slot.type in ("integer", "number") else Words(values)


def points(values: Iterable[Atom], slot: Slot | None = None) -> Numbers:
    ordered = sorted({float(value) for value in values})
    return Numbers(tuple((v, False, v, False) for v in ordered), slot is not None and slot.type == "integer")


def within(box: Box, some: Present) -> Box:
    """The box where there is a value, and it is one of these."""
    return Box(False, _both(box.present, some))


def beyond(box: Box, some: Words | Numbers) -> Box:
    """The box where there is no value, or one that is none of these."""
    return Box(box.missing, _both(box.present, some.outside()))


def _both(one: Present | None, other: Present) -> Present | None:
    if one is None:
        return None
    if isinstance(one, Words) and isinstance(other, Words):
        found: Present = one.both(other)
    elif isinstance(one, Numbers) and isinstance(other, Numbers):
        found = one.both(other)
    elif isinstance(one, Members) and isinstance(other, Members):
        only = one.only if other.only is None else other.only if one.only is None else one.only & other.only
        found = Members(one.needed | other.needed, one.barred | other.barred, only)
    else:
        return None
    return None if found.empty else found


def joined(one: Box, other: Box) -> Box:
    """What both boxes allow."""
    present = _both(one.present, other.present) if other.present is not None else None
    return Box(one.missing and other.missing, present)


def passing(vocabulary: Vocabulary, slot: Slot | None, test: Comparison) -> Words | Numbers:
    """The values of a single-valued slot that pass a test against a literal (not `exists`)."""
    if test.op in ("lt", "lte", "gt", "gte"):
        bound, out = float(bound_of(test)), test.op in ("lt", "gt")
        if test.op in ("lt", "lte"):
            return Numbers(((-math.inf, True, bound, out),))
        return Numbers(((bound, out, math.inf, True),))
    accepted = accepted_values(vocabulary, slot, test)
    some: Words | Numbers = Words(accepted)
    if slot is not None and slot.type in ("integer", "number"):
        some = points(accepted)
    return some.outside() if test.op == "ne" else some


def pass_test(vocabulary: Vocabulary, slot: Slot | None, test: Comparison, box: Box) -> Box:
    """The part of the box that passes a test against a literal."""
    if test.op == "exists":
        return Box(False, box.present) if test.operand is True else Box(box.missing, None)
    if slot is not None and slot.many:
        if test.op == "contains":
            return within(box, Members(frozenset((accepted_values(vocabulary, slot, test),))))
        wanted = _listed(test)
        return within(box, Members(frozenset(frozenset((one,)) for one in wanted), only=wanted))
    return within(box, passing(vocabulary, slot, test))


def fail_test(vocabulary: Vocabulary, slot: Slot | None, test: Comparison, box: Box) -> list[Box]:
    """Boxes that together hold everything that fails a test against a literal."""
    if test.op == "exists":
        return [Box(box.missing, None) if test.operand is True else Box(False, box.present)]
    if slot is not None and slot.many:
        if test.op == "contains":
            barred = Members(barred=accepted_values(vocabulary, slot, test))
            present = None if box.present is None else _both(box.present, barred)
            return [Box(box.missing, present)]
        wanted = _listed(test)
        lacking = [replace(box, present=_both(box.present, Members(barred=frozenset((one,))))) if box.present
                   else box for one in sorted(wanted, key=atom_order)]  # fmt: skip
        known = box.present.only if isinstance(box.present, Members) else None
        other = frozenset(("something else",)) if known is None else known - wanted
        more = within(box, Members(frozenset((other,)))) if other else NOTHING
        return [Box(box.missing, None), *lacking, more]
    return [beyond(box, passing(vocabulary, slot, test))]


def _listed(test: Comparison) -> frozenset[Atom]:
    return frozenset(nfc(one) for one in test.operand) if isinstance(test.operand, tuple) else frozenset()


def pick(box: Box, general: General) -> Value | None:
    """A plain value of the box: none where there may be none, the most general term, a round number."""
    if box.missing or box.present is None:
        return None
    match box.present:
        case Words() as words:
            return _word(words, general)
        case Numbers() as numbers:
            return _number(numbers)
        case Members() as members:
            found = {_word(Words(members.may(some)), general) for some in members.needed}
            rest = members.only
            if not found:
                found = {_word(Words(members.may(rest)), general)} if rest else {"something"}
            return tuple(sorted(found, key=atom_order))


def _word(words: Words, general: General) -> Atom:
    if not words.but:
        return general(words.named)
    return next(
        name for n in range(1, 10_000) if (name := f"something{n if n > 1 else ''}") not in words.named
    )


def _number(numbers: Numbers) -> int | float:
    low, low_out, high, high_out = numbers.spans[-1] if numbers.spans[0][0] == -math.inf else numbers.spans[0]
    if low == -math.inf:
        value = 0.0 if high > 0 else high if not high_out else high - 1
    elif not low_out:
        value = low
    elif not numbers.whole and high < math.inf:
        value = next((v for n in range(1, 12) if low < (v := round((low + high) / 2, n)) < high),
                     (low + high) / 2)  # fmt: skip
    else:
        value = low + 1
    return int(value) if value == int(value) else value


def _whole(span: Span) -> Span:
    """The span from its first whole number to its last."""
    low, low_out, high, high_out = span
    if low > -math.inf:
        up = math.ceil(low)
        low, low_out = float(up + 1 if up == low and low_out else up), False
    if high < math.inf:
        down = math.floor(high)
        high, high_out = float(down - 1 if down == high and high_out else down), False
    return (low, low_out, high, high_out)
