"""Facts: what rules match. Checked once when they enter, immutable after.

An entity (a challenge, the company) is one base fact with its given slots. A derived slot of an entity, and a
challenge that a rule concluded, are facts of their own; `origin` says where each came from.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbctl.ontology.source import Location, Problem, did_you_mean
from kbctl.ontology.units import UnitError, convert
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Atom, Value

NO_SLOTS: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `id` names its entity; ids are unique over all frames.

    A base fact holds all given slots of its entity. A derived slot is a fact with the entity's id, exactly one
    slot and exactly one value (of a list slot: one member). `derived` tells the two apart.
    """

    frame: str
    id: str
    slots: Mapping[str, Value] = NO_SLOTS
    origin: str = "given"
    derived: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """Content order: base facts by frame and id; derived ones after their entity, by slot and value."""
        if not self.derived:
            return (self.frame, self.id)
        ((slot, value),) = self.slots.items() if len(self.slots) == 1 else (("", ""),)
        return (self.frame, self.id, slot, type(value).__name__, value)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fact) and self.key == other.key and dict(self.slots) == dict(other.slots)


def check_fact(vocabulary: Vocabulary, frame: str, slots: Mapping[str, object], at: Location,
               derived_too: bool = False) -> tuple[dict[str, Value], list[Problem]]:  # fmt: skip
    """The slots in canonical form (NFC text, slot's unit, lists as sorted tuples), and what is wrong with them.

    `derived_too` admits given values of derived slots (rule tests and answers may give them).
    """
    known = vocabulary.frames.get(frame)
    if known is None:
        message = f"unknown frame '{frame}'{did_you_mean(frame, vocabulary.frames)}"
        return {}, [Problem(at, "unknown-frame", message)]
    checked: dict[str, Value] = {}
    problems: list[Problem] = []
    for name in sorted(slots):
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
    for slot in known.slots.values():
        if slot.required and slot.name not in slots:
            problems.append(Problem(at, "missing-slot", f"{frame} needs '{slot.name}'"))
    return checked, problems


def check_value(vocabulary: Vocabulary, slot: Slot, value: object) -> Value:
    """The value in canonical form. Raises ValueError with what was found and what would be right."""
    if slot.many:
        items: Iterable[object] = value if isinstance(value, list | tuple | set | frozenset) else [value]
        return tuple(sorted({check_atom(vocabulary, slot, item) for item in items}, key=atom_order))
    if isinstance(value, list | tuple | set | frozenset | dict):
        raise ValueError("found a list, but this slot takes a single value")
    return check_atom(vocabulary, slot, value)


def atom_order(value: Atom) -> tuple[str, Atom]:
    """A total order over values of mixed types, numbers of both kinds together."""
    return ("number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__, value)


def check_atom(vocabulary: Vocabulary, slot: Slot, value: object) -> Atom:
    """One value (a member, for a list slot) in canonical form. Raises ValueError."""
    if isinstance(value, str):
        value = unicodedata.normalize("NFC", value)
    if slot.type == "boolean":
        if isinstance(value, bool):
            return value
        raise ValueError(f"found {shown(value)}, but true or false is needed")
    if slot.type in ("integer", "number"):
        return _number(slot, value)
    if not isinstance(value, str):
        raise ValueError(f"found {shown(value)}, but text is needed" if slot.type == "text" else f"found {shown(value)}, but a name is needed")
    if slot.type == "enum" and value not in slot.values:
        known = ", ".join(slot.values)
        raise ValueError(f"'{value}' is not one of {known}{did_you_mean(value, slot.values)}")
    if slot.type == "class" and slot.range:
        return _term(vocabulary, slot, value)
    return value


def shown(value: object) -> str:
    """A value as messages quote it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if isinstance(value, str) else f"{value}"


def _number(slot: Slot, value: object) -> int | float:
    if isinstance(value, str):
        try:
            value = convert(value, slot.unit)
        except UnitError as error:
            raise ValueError(str(error)) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"found {shown(value)}, but a number is needed")
    if math.isnan(value) or math.isinf(value):
        raise ValueError("not a finite number")
    if slot.type == "integer":
        if value != int(value):
            raise ValueError(f"found {value}, but a whole number is needed")
        value = int(value)
    elif value == 0:
        value = abs(value)  # -0.0 and 0.0 are one value
    if slot.minimum is not None and value < slot.minimum:
        raise ValueError(f"{value:g} is below the least possible value {slot.minimum:g}")
    if slot.maximum is not None and value > slot.maximum:
        hint = " (a ratio of 1 is 100 %)" if slot.unit == "ratio" else ""
        raise ValueError(f"{value:g} is above the greatest possible value {slot.maximum:g}{hint}")
    return value


def _term(vocabulary: Vocabulary, slot: Slot, value: str) -> str:
    root = slot.range or ""
    if vocabulary.is_a(value, root):
        return value
    below = vocabulary.descendants.get(root, frozenset())
    if value in vocabulary.terms:
        raise ValueError(f"'{value}' is no {root}{did_you_mean(value, below)}")
    raise ValueError(f"unknown {root.lower()} '{value}'{did_you_mean(value, below)}")
