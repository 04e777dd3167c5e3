"""Facts in the making: a box for every slot that a clause speaks of, and what must hold between them.

A state stands for all sets of facts that fit its boxes. Every step gives a new state, or None where nothing
fits any more. A clause that must hold gets facts of its own; that loses nothing, because a fact may stand
twice in a set without changing what is and is not there (where identity counts, the search says so).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kbctl.engine.inference.facts import Fact
from kbctl.engine.review.verify.boxes import (
    Box,
    Members,
    Words,
    beyond,
    joined,
    pass_test,
    pick,
    points,
    within,
)
from kbctl.engine.review.verify.matching import Facts
from kbctl.engine.review.verify.world import KEYS, World, binds
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Slot
from kbctl.rules.model import Clause, Comparison, Count, Not, Pattern, Variable

#: Name of a fact and one of its slots; "id" is the fact itself.
Place = tuple[str, str]
#: What the variables of a rule stand for.
Places = Mapping[str, Place]
LETTERS = {"challenge": "c", "finding": "f", "event": "e", "past": "p", "case": "k", "option": "o",
           "decision": "d", "step": "s", "contradiction": "x", "remedy": "r"}  # fmt: skip
ORDERED = ("lt", "lte", "gt", "gte")


@dataclass(frozen=True, slots=True)
class Join:
    """A test between two slots that no box can express; `wanted` says whether it must hold or fail."""

    place: Place
    test: Comparison
    operand: Place
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Denied:
    """Clauses that must not hold together."""

    clauses: tuple[Clause, ...]
    env: tuple[tuple[str, Place], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    count: Count
    env: tuple[tuple[str, Place], ...]


@dataclass(frozen=True)
class State:
    world: World
    frames: Mapping[str, str] = field(default_factory=dict)
    boxes: Mapping[Place, Box] = field(default_factory=dict)
    same: Mapping[Place, Place] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()
    duties: tuple[Denied | Counted, ...] = ()
    #: derived values for which the body of some rule was asserted: fact, slot, value
    supported: frozenset[tuple[str, str, Value]] = frozenset()

    # --- places ------------------------------------------------------------------------------

    def root(self, place: Place) -> Place:
        while place in self.same:
            place = self.same[place]
        return place

    def box(self, place: Place) -> Box:
        place = self.root(place)
        found = self.boxes.get(place)
        name, slot = place
        if found is None:
            frame = self.frames[name]
            if slot == "id":
                return (
                    Box(False, Words(frozenset((name,))))
                    if frame != "remedy"
                    else self.world.box(frame, slot)
                )
            return self.world.box(frame, slot)
        return found

    def slot(self, place: Place) -> Slot | None:
        return self.world.slot(self.frames[place[0]], place[1])

    def told(self, place: Place) -> bool:
        """A slot of a remedy that the ontology fills."""
        name, slot = place
        return self.frames[name] == "remedy" and slot in self.world.told_of_remedies

    def narrowed(self, place: Place, narrow: Callable[[Box], Box]) -> State | None:
        """The state with the box of a place narrowed."""
        if self.told(place):
            ids, remedies = self.box((place[0], "id")), self.world.remedies
            assert isinstance(ids.present, Words)
            slot, name = self.slot(place), place[1]
            told = {one: _exactly(remedies[str(one)].slots.get(name), slot) for one in ids.present.named}
            kept = [one for one, box in told.items() if not narrow(box).empty]
            return self.with_box((place[0], "id"), Box(False, Words(frozenset(kept)) if kept else None))
        return self.with_box(place, narrow(self.box(place)))

    def with_box(self, place: Place, box: Box) -> State | None:
        if box.empty:
            return None
        return replace(self, boxes={**self.boxes, self.root(place): box})

    def merged(self, one: Place, other: Place) -> State | None:
        """The state where two places have one value."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return self.narrowed(one, lambda box: Box(False, box.present))
        if self.told(one) or self.told(other):
            return None
        box = joined(self.box(one), self.box(other))
        box = Box(False, box.present)
        if box.empty:
            return None
        boxes = {place: known for place, known in self.boxes.items() if place != other}
        return replace(self, boxes={**boxes, one: box}, same={**self.same, other: one})

    # --- clauses that must hold --------------------------------------------------------------

    def asserted(self, clauses: Sequence[Clause], env: Places) -> tuple[State, Places] | None:
        """The state in which the clauses hold too; the names of facts are found for them."""
        positive = [clause for clause in clauses if isinstance(clause, Pattern)]
        made = self._with_facts(positive, env)
        if made is None:
            return None
        state, names, known = made
        tests = [(pattern, name, test) for pattern, name in zip(positive, names, strict=True)
                 for test in pattern.tests]  # fmt: skip
        tests.sort(key=lambda one: 0 if binds(one[2]) else 1)
        for pattern, name, test in tests:
            stepped = state._test(pattern, name, test, known)
            if stepped is None:
                return None
            state = stepped
        pairs = tuple(sorted(known.items()))
        duties: list[Denied | Counted] = []
        for clause in clauses:
            if isinstance(clause, Not):
                duties.append(Denied(clause.patterns, pairs))
            elif isinstance(clause, Count):
                duties.append(Counted(clause, pairs))
        return replace(state, duties=(*state.duties, *duties)), known

    def denied(self, clauses: Sequence[Clause], env: Places) -> State:
        """The state in which the clauses do not hold together."""
        return replace(self, duties=(*self.duties, Denied(tuple(clauses), tuple(sorted(env.items())))))

    def _with_facts(
        self, patterns: Sequence[Pattern], env: Places
    ) -> tuple[State, list[str], dict[str, Place]] | None:
        state, names, known = self, [], dict(env)
        for pattern in patterns:
            held = known.get(pattern.id.name) if pattern.id else None
            if held is not None and held[1] == "id":
                if state.frames[held[0]] != pattern.frame:
                    return None
                name = held[0]
            else:
                name = state._name(pattern, known)
                state = state.with_fact(name, pattern.frame)
                if held is not None:  # bound by a reference before
                    pointed = state._pointed(held, name)
                    if pointed is None:
                        return None
                    state = pointed
                if pattern.id:
                    known[pattern.id.name] = (name, "id")
            names.append(name)
        return state, names, known

    def _pointed(self, reference: Place, name: str) -> State | None:
        """The state where a reference names a fact."""
        if self.frames[name] == "remedy":
            return self.merged(reference, (name, "id"))
        only = Words(frozenset((name,)))
        return self.narrowed(reference, lambda box: within(box, only))

    def _name(self, pattern: Pattern, env: Places) -> str:
        """The fact that a clause must mean, or a new one."""
        frame = pattern.frame
        if self.world.vocabulary.frames[frame].single:
            return frame
        if frame == "remedy":
            fixed = [t.operand for t in pattern.tests if t.slot == "id" and t.op == "eq"]
            if fixed and isinstance(fixed[0], str):
                return fixed[0]
        if frame in KEYS and (key := self._key(pattern, env)):
            for name, other in self.frames.items():
                if other == frame and all(self._is(name, slot, operand) for slot, operand in key):
                    return name
        letter = LETTERS.get(frame, frame)
        return next(name for n in range(1, 10_000) if (name := f"{letter}{n}") not in self.frames)

    def _key(self, pattern: Pattern, env: Places) -> list[tuple[str, Place | str]]:
        found: list[tuple[str, Place | str]] = []
        for slot in KEYS[pattern.frame]:
            for test in pattern.tests:
                if test.slot == slot and test.op == "eq":
                    operand = test.operand
                    if isinstance(operand, str):
                        found.append((slot, operand))
                    elif isinstance(operand, Variable) and operand.slot is None and operand.name in env:
                        found.append((slot, env[operand.name]))
        return found if len(found) == len(KEYS[pattern.frame]) else []

    def _is(self, name: str, slot: str, operand: Place | str) -> bool:
        """Whether a slot is already known to have this very value."""
        if isinstance(operand, tuple) and operand[1] == "id" and self.frames[operand[0]] != "remedy":
            operand = operand[0]
        if isinstance(operand, tuple):
            return self.root((name, slot)) == self.root(operand)
        box = self.box((name, slot))
        return not box.missing and box.present == Words(frozenset((operand,)))

    def with_fact(self, name: str, frame: str) -> State:
        if name in self.frames:
            return self
        known = self.world.vocabulary.frames[frame].slots
        required = {(name, slot.name): self.world.box(frame, slot.name)
                    for slot in known.values() if slot.required and not slot.derived}  # fmt: skip
        if frame == "remedy":
            ids = (
                Words(frozenset((name,)))
                if name in self.world.remedies
                else Words(frozenset(self.world.remedies))
            )
            required = {(name, "id"): Box(False, ids)}
        return replace(self, frames={**self.frames, name: frame}, boxes={**self.boxes, **required})

    def _test(self, pattern: Pattern, name: str, test: Comparison, env: dict[str, Place]) -> State | None:
        world, place = self.world, (name, test.slot)
        if not isinstance(test.operand, Variable):
            slot = self.slot(place)
            return self.narrowed(place, lambda box: pass_test(world.vocabulary, slot, test, box))
        variable = test.operand
        held = env.get(variable.name)
        if held is None:
            env[variable.name] = place
            return self.narrowed(place, lambda box: Box(False, box.present))
        operand = held if variable.slot is None else (held[0], variable.slot)
        return self.compared(place, test, operand, True)

    def compared(self, place: Place, test: Comparison, operand: Place, wanted: bool) -> State | None:
        """The state in which a test against another place holds, or fails."""
        if wanted and test.op == "eq" and not self.told(place) and not self.told(operand):
            if self.fixed(operand):
                place, operand = operand, place
            if self.fixed(place):
                same = Box(False, Words(frozenset((place[0],))))
                if self.fixed(operand):
                    return self if place[0] == operand[0] else None
                return self.narrowed(operand, lambda box: joined(Box(False, box.present), same))
            return self.merged(place, operand)
        if self.fixed(place) and self.fixed(operand):
            equal = place[0] == operand[0]
            return self if (equal == (test.op == "eq")) == wanted else None
        state: State | None = self
        if wanted:
            for one in (place, operand):
                state = state.narrowed(one, lambda box: Box(False, box.present)) if state else None
        if state is None:
            return None
        return replace(state, joins=(*state.joins, Join(place, test, operand, wanted)))

    def fixed(self, place: Place) -> bool:
        """The id of a fact that is named here; that of a remedy is a term."""
        return place[1] == "id" and self.frames[place[0]] != "remedy"

    # --- one set of facts --------------------------------------------------------------------

    def facts(self, every_remedy: bool = False) -> Facts:
        """The plainest facts that fit the boxes; with all other remedies, where these count."""
        slots: dict[str, dict[str, Value]] = {name: {} for name in self.frames}
        picked: dict[Place, Value | None] = {}
        for place in sorted({*self.boxes, *self.same}):
            root = self.root(place)
            if root not in picked:
                picked[root] = pick(self.box(root), self.world.general)
            value = picked[root]
            if value is not None:
                slots[place[0]][place[1]] = value
        facts: dict[str, Fact] = {}
        for name, frame in self.frames.items():
            own = slots[name]
            ident = str(own.pop("id", name))
            if frame == "remedy" and ident in self.world.remedies:
                own = {**own, **self.world.remedies[ident].slots}
            facts[name] = Fact(frame, ident, dict(sorted(own.items())))
        if every_remedy:
            there = {fact.id for fact in facts.values()}
            facts |= {name: fact for name, fact in self.world.remedies.items() if name not in there}
        by_frame: dict[str, list[str]] = {}
        for name, fact in facts.items():
            by_frame.setdefault(fact.frame, []).append(name)
        return Facts(by_frame, facts)


def _exactly(value: Value | None, slot: Slot | None) -> Box:
    """The box of a value that is known."""
    if value is None:
        return Box(True, None)
    if isinstance(value, tuple):
        return Box(False, Members(frozenset(frozenset((one,)) for one in value), only=frozenset(value)))
    if slot is not None and slot.type in ("integer", "number"):
        return Box(False, points([float(value)]))
    return Box(False, Words(frozenset((value,))))


def without(box: Box, value: Value, slot: Slot | None) -> Box:
    """The box with one value taken out; it may still be missing."""
    if isinstance(value, tuple):
        return box
    if slot is not None and slot.type in ("integer", "number"):
        return beyond(box, points([float(value)]))
    return beyond(box, Words(frozenset((value,))))
