"""The facts of one run, and what is looked up in them. Made for a run and thrown away with it.

Every listing of facts is in content order (by id within a frame), so the first match found is the first in
content order.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from kbctl.engine.inference.alpha import Alpha
from kbctl.engine.inference.facts import Fact, atom_order
from kbctl.rules.model import Atom, Value

by_id = attrgetter("id")
NOTHING: tuple[Fact, ...] = ()
NO_MEMBERS: dict[Atom, Fact] = {}

#: Values of a rule's variables by number, and what a rule notes beside them.
Env = list[Any]


class State:
    """Facts by id and frame, and derived values; memories and indexes are made when first needed."""

    __slots__ = ("base", "delta", "frames", "indexes", "members", "memories", "pushed")

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.base: dict[str, Fact] = {}
        self.frames: dict[str, list[Fact]] = {}
        #: (entity, derived slot) -> value -> the fact of it
        self.members: dict[tuple[str, str], dict[Atom, Fact]] = {}
        #: alpha pattern -> facts pushed to it while they entered
        self.pushed: dict[Alpha, list[Fact]] = {}
        #: frame -> alpha pattern -> facts found for it by search
        self.memories: dict[str, dict[Alpha, Sequence[Fact]]] = {}
        #: frame and slot -> value (of a list: member) -> facts
        self.indexes: dict[tuple[str, str], dict[Value, list[Fact]]] = {}
        #: facts that a recursive unit looks at again
        self.delta: list[Fact] = []
        self._enter(facts)

    def _enter(self, facts: Iterable[Fact]) -> None:
        base, frames = self.base, self.frames
        for fact in facts:
            if fact.derived:
                ((slot, value),) = fact.slots.items()
                self.add_member(fact, slot, value)  # type: ignore[arg-type]
                continue
            if fact.id in base:
                if base[fact.id] != fact:
                    raise ValueError(f"two different facts have the id '{fact.id}'")
                continue
            base[fact.id] = fact
            try:
                frames[fact.frame].append(fact)
            except KeyError:
                frames[fact.frame] = [fact]
        for listed in frames.values():
            listed.sort(key=by_id)

    def add(self, fact: Fact) -> None:
        """A concluded entity enters; what was found by search in its frame is forgotten."""
        self.base[fact.id] = fact
        insort(self.frames.setdefault(fact.frame, []), fact, key=by_id)
        self._forget(fact.frame)

    def replace(self, fact: Fact) -> None:
        """A concluded entity gets its final slots."""
        listed = self.frames[fact.frame]
        listed[[f.id for f in listed].index(fact.id)] = fact
        for memory in self.pushed.values():
            memory[:] = [fact if f.id == fact.id else f for f in memory]
        self.base[fact.id] = fact
        self._forget(fact.frame)

    def _forget(self, frame: str) -> None:
        """What was found by search in a frame no longer holds."""
        self.memories.pop(frame, None)
        for key in [key for key in self.indexes if key[0] == frame]:
            del self.indexes[key]

    def add_member(self, fact: Fact, slot: str, value: Atom) -> None:
        """A derived value enters."""
        self.members.setdefault((fact.id, slot), {}).setdefault(value, fact)

    def memory(self, alpha: Alpha) -> Sequence[Fact]:
        """Facts that pass the literal tests of a pattern."""
        if alpha.pushed:
            return self.pushed.get(alpha, NOTHING)
        found = self.memories.setdefault(alpha.frame, {})
        memory = found.get(alpha)
        if memory is None:
            memory = found[alpha] = self._search(alpha)
        return memory

    def _search(self, alpha: Alpha) -> Sequence[Fact]:
        if alpha.one is not None:
            fact = self.base.get(str(alpha.one.operand))
            return (fact,) if fact is not None and fact.frame == alpha.frame and alpha.test(fact) else NOTHING
        listed: Sequence[Fact] = self.frames.get(alpha.frame, NOTHING)
        if not alpha.tests or not listed:
            return listed
        if alpha.key is not None and len(listed) > 8:
            listed = self._keyed(alpha.frame, *alpha.key)
        test = alpha.test
        return [fact for fact in listed if test(fact)]

    def _keyed(self, frame: str, slot: str, accepted: frozenset[Atom]) -> Sequence[Fact]:
        index = self.index(frame, slot)
        if len(accepted) < len(index):
            parts = [index[value] for value in accepted if value in index]
        else:
            parts = [facts for value, facts in index.items() if value in accepted]
        if len(parts) == 1:
            return parts[0]
        return sorted({fact.id: fact for part in parts for fact in part}.values(), key=by_id)

    def index(self, frame: str, slot: str) -> dict[Value, list[Fact]]:
        """The facts of a frame by the given value of a slot; by each member, where the value is a list."""
        index = self.indexes.get((frame, slot))
        if index is None:
            index = self.indexes[(frame, slot)] = {}
            for fact in self.frames.get(frame, NOTHING):
                value: Any = fact.slots.get(slot)
                if value.__class__ is tuple:
                    for member in value:
                        index.setdefault(member, []).append(fact)
                elif value in index:
                    index[value].append(fact)
                elif value is not None:
                    index[value] = [fact]
        return index


Read = Callable[[State, Fact], Any]


def reader(slot: str, derived: bool, many: bool) -> Read:
    """Reads a slot of a fact, None where it is missing. A given value hides derived ones."""
    if slot == "id":
        return lambda state, fact: fact.id
    if not derived:
        return lambda state, fact: fact.slots.get(slot)

    def read(state: State, fact: Fact) -> Any:
        given = fact.slots.get(slot)
        if given is not None:
            return given
        members = state.members.get((fact.id, slot))
        if not members:
            return None
        return tuple(sorted(members, key=atom_order)) if many else next(iter(members))

    return read
