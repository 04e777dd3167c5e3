"""Supports that are noted while a pattern is matched, where they are as simple as they are most times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kbctl.engine.inference.compare import accepted_values
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.scope import Scope, needed
from kbctl.engine.inference.state import Env, State
from kbctl.rules.model import Atom, Pattern

Check = Callable[[State, Fact, Env], bool]


@dataclass(frozen=True, slots=True)
class Note:
    """A pattern with a name whose support is its fact and the one member `value` of a derived slot.

    The support and the number of supports, which is one, are noted in two places of the `Env`.
    """

    slot: str
    value: Atom
    accepted: frozenset[Atom]
    many: bool
    place: int


def noting(note: Note) -> Check:
    """The test of the derived slot, which notes the support where it holds."""
    slot, value, accepted, place = note.slot, note.value, note.accepted, note.place

    def check(state: State, fact: Fact, env: Env) -> bool:
        given = fact.slots.get(slot)
        if given is None:
            members = state.members.get((fact.id, slot))
            if members is None or value not in members:
                return False
            env[place] = (fact, members[value])
        else:
            if accepted.isdisjoint(given if note.many else (given,)):  # type: ignore[arg-type]
                return False
            env[place] = (fact,)
        env[place + 1] = 1
        return True

    return check


def note_of(scope: Scope, pattern: Pattern, place: int) -> Note | None:
    """What to note while a pattern with a name is matched, where one derived slot is read, and only whether
    one value is in it.
    """
    slots = {test: scope.vocabulary.slot(pattern.frame, test.slot) for test in pattern.tests}
    derived = [test for test, slot in slots.items() if slot is not None and slot.derived]
    if pattern.id is None or pattern.frame == "step" or len(derived) != 1 or any(map(needed, pattern.tests)):
        return None
    (test,) = derived
    slot = slots[test]
    if slot is None or test.op != ("contains" if slot.many else "eq"):
        return None
    accepted = accepted_values(scope.vocabulary, slot, test)
    if len(accepted) != 1:
        return None
    return Note(slot.name, next(iter(accepted)), accepted, slot.many, place)
