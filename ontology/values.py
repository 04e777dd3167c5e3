"""Values of slots: their one canonical form, whoever writes them (a scenario, a rule, a table, an answer).

Text is NFC, quantities are in the unit of their slot, list slots are sorted tuples without doubles.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable

from kbctl.ontology.source import did_you_mean
from kbctl.ontology.units import UnitError, convert
from kbctl.ontology.vocab import Slot, Vocabulary

#: A slot's value in a fact. List slots are tuples, sorted and without doubles.
Atom = str | int | float | bool
Value = Atom | tuple[Atom, ...]


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
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return ("number" if number else type(value).__name__, value)


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
        raise ValueError(f"found {shown(value)}, but {'text' if slot.type == 'text' else 'a name'} is needed")
    if slot.type == "enum" and value not in slot.values:
        known = ", ".join(slot.values)
        raise ValueError(f"'{value}' is not one of {known}{did_you_mean(value, slot.values)}")
    if slot.type == "class" and slot.range:
        return _term(vocabulary, slot, value)
    return value


def shown(value: object) -> str:
    """A value as messages quote it; a long text is cut."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and len(value) > 60:
        value = value[:59] + "…"
    return f"'{value}'" if isinstance(value, str) else f"{value}"


def _number(slot: Slot, value: object) -> int | float:
    if isinstance(value, str):
        try:
            value = convert(value, slot.unit)
        except UnitError as error:
            raise ValueError(str(error)) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"found {shown(value)}, but a number is needed")
    try:
        finite = math.isfinite(value)
    except OverflowError:  # a whole number beyond the range of decimal ones
        finite = False
    if not finite:
        raise ValueError("not a finite number of a usable size")
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
