"""Facts: what rules match. Checked once when they enter, immutable after.

An entity (a challenge, the company) is one base fact with its given slots. A derived slot of an entity, and a
challenge that a rule concluded, are facts of their own; `origin` says where each came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kbctl.ontology.plain import plain_frame, plain_slots
from kbctl.ontology.source import Location, Problem, did_you_mean
from kbctl.ontology.values import Value, atom_order, check_atom, check_value, shown
from kbctl.ontology.vocab import Vocabulary

__all__ = ["NO_SLOTS", "Fact", "atom_order", "check_atom", "check_fact", "check_value", "shown"]

NO_SLOTS: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True, init=False)
class Fact:
    """One fact. `id` names its entity; ids are unique over all frames.

    A base fact holds all given slots of its entity. A derived slot is a fact with the entity's id, exactly
    one slot and exactly one value (of a list slot: one member). `derived` tells the two apart.
    """

    frame: str
    id: str
    slots: Mapping[str, Value] = field(default_factory=lambda: NO_SLOTS)
    origin: str = "given"
    derived: bool = False

    def __init__(self, frame: str, id: str, slots: Mapping[str, Value] = NO_SLOTS, origin: str = "given",
                 derived: bool = False) -> None:  # fmt: skip
        """What a frozen dataclass does, at half the price: hundreds are made in a session."""
        _set_frame(self, frame)
        _set_id(self, id)
        _set_slots(self, slots)
        _set_origin(self, origin)
        _set_derived(self, derived)

    @property
    def key(self) -> tuple[object, ...]:
        """Content order: base facts by frame and id; derived ones after their entity, by slot and value."""
        if not self.derived:
            return (self.frame, self.id)
        ((slot, value),) = self.slots.items() if len(self.slots) == 1 else (("", ""),)
        return (self.frame, self.id, slot, *atom_order(value))  # type: ignore[arg-type]

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fact) and self.key == other.key and dict(self.slots) == dict(other.slots)


_set_frame, _set_id, _set_slots, _set_origin, _set_derived = (
    Fact.__dict__[name].__set__ for name in ("frame", "id", "slots", "origin", "derived")
)


def check_fact(vocabulary: Vocabulary, frame: str, slots: Mapping[str, object], at: Location,
               derived_too: bool = False) -> tuple[dict[str, Value], list[Problem]]:  # fmt: skip
    """The slots in canonical form (NFC text, slot's unit, lists as sorted tuples), and what is wrong.

    `derived_too` admits given values of derived slots (rule tests and answers may give them).
    """
    if (plain_in_all := plain_slots(vocabulary, frame, slots)) is not None:
        return plain_in_all, []
    known = vocabulary.frames.get(frame)
    if known is None:
        message = f"unknown frame '{frame}'{did_you_mean(frame, vocabulary.frames)}"
        return {}, [Problem(at, "unknown-frame", message)]
    plain, _, required = plain_frame(vocabulary, known)
    checked: dict[str, Value] = {}
    problems: list[Problem] = []
    for name in sorted(slots):
        if name in plain and plain[name](slots[name]):
            checked[name] = slots[name]  # type: ignore[assignment]
            continue
        slot = known.slots.get(name)
        if slot is None:
            message = f"unknown slot '{name}' of {frame}{did_you_mean(name, known.slots)}"
            problems.append(Problem(at, "unknown-slot", message))
            continue
        if slot.derived and not derived_too:
            message = f"{frame}.{name} is concluded by rules and cannot be given here"
            problems.append(Problem(at, "derived-slot", message))
            continue
        try:
            checked[name] = check_value(vocabulary, slot, slots[name])
        except ValueError as error:
            problems.append(Problem(at, "wrong-value", f"{frame}.{name}: {error}"))
    for name in required:
        if name not in slots:
            problems.append(Problem(at, "missing-slot", f"{frame} needs '{name}'"))
    return checked, problems
