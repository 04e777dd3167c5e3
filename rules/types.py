"""What the variables of a rule can stand for, and which of that can be equal to which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kbctl.ontology.units import UNITS
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, Pattern, Variable

NUMBERS = ("integer", "number")


@dataclass(frozen=True, slots=True)
class Type:
    """`fact` of a frame (`*`: any), `class` below a root, `number` in a unit, `enum`, `text`, `boolean`."""

    name: str
    of: str = ""
    unit: str | None = None
    words: tuple[str, ...] = ()
    many: bool = False

    def __str__(self) -> str:
        if self.name == "fact":
            return "a fact" if self.of == "*" else f"a fact of {self.of}"
        words = {"class": f"a {self.of}", "number": f"a number in {self.unit}" if self.unit else "a number"}
        words |= {"enum": f"one of {', '.join(self.words)}", "boolean": "true or false"}
        return ("a list, each " if self.many else "") + words.get(self.name, self.name)


@dataclass(frozen=True, slots=True)
class Binding:
    """A place that gives a variable its values: an id (`slot` is empty) or a slot."""

    variable: str
    type: Type
    pattern: Pattern
    slot: str


def type_of(slot: Slot) -> Type:
    if slot.type == "ref":
        return Type("fact", slot.range or "*", many=slot.many)
    name = "number" if slot.type in NUMBERS else slot.type
    return Type(name, slot.range or "", slot.unit, slot.values, slot.many)


def slot_type(vocabulary: Vocabulary, frame: str, slot: str) -> Type | None:
    if slot == "id":
        return Type("fact", frame)
    known = vocabulary.slot(frame, slot)
    return type_of(known) if known else None


def binds(test: Comparison) -> bool:
    """Whether the test gives its variable a value: equality with a plain variable."""
    return test.op == "eq" and isinstance(test.operand, Variable) and test.operand.slot is None


def bindings(vocabulary: Vocabulary, patterns: Iterable[Pattern]) -> list[Binding]:
    """Every place that binds a variable, in the order of the rule."""
    found = []
    for pattern in patterns:
        if pattern.id:
            found.append(Binding(pattern.id.name, Type("fact", pattern.frame), pattern, ""))
        for test in pattern.tests:
            kind = slot_type(vocabulary, pattern.frame, test.slot)
            if binds(test) and isinstance(test.operand, Variable) and kind:
                found.append(Binding(test.operand.name, kind, pattern, test.slot))
    return found


def clash(vocabulary: Vocabulary, one: Type, other: Type) -> str | None:
    """Why no value of one type is ever equal to one of the other: `type`, or `unit`; None where it can be."""
    if one.name == "number" and other.name == "number":
        return None if one.unit == other.unit or _bare_ratio(one.unit, other.unit) else "unit"
    if {one.name, other.name} == {"fact", "class"}:
        fact, term = (one, other) if one.name == "fact" else (other, one)
        same = fact.of in ("remedy", "*") and _related(vocabulary, "Remedy", term.of)
        return None if same else "type"
    if one.name != other.name:
        return "type"
    if one.name == "fact":
        return None if one.of == other.of or "*" in (one.of, other.of) else "type"
    if one.name == "class":
        return None if _related(vocabulary, one.of, other.of) else "type"
    if one.name == "enum":
        return None if set(one.words) & set(other.words) else "type"
    return None


def convertible(one: Type, other: Type) -> bool:
    """Whether a number may bound another: both of one dimension, or one of them without a unit.

    A bare number may bound a quantity (`timeline_weeks: {lt: $co.complexity, times: 2}`): heuristics do that.
    """
    if one.unit is None or other.unit is None:
        return True
    return UNITS[one.unit][0] == UNITS[other.unit][0]


def _bare_ratio(one: str | None, other: str | None) -> bool:
    """A ratio is a bare number: a threshold without a unit compares with it."""
    return {one, other} <= {None, "ratio"}


def _related(vocabulary: Vocabulary, one: str, other: str) -> bool:
    below = vocabulary.descendants
    return bool(below.get(one, frozenset()) & below.get(other, frozenset()))
