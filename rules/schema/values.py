"""Schemas of values: variables, literals of slots, and the tests that may stand on a slot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kbctl.ontology.units import UNITS, spellings
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.read_when import ORDER

Schema = dict[str, Any]

VARIABLE = r"^\$[A-Za-z_][A-Za-z0-9_]*$"
OF_FACT = r"^\$[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$"
#: A literal is no variable and not `_`, which stands for any fact.
NO_VARIABLE = r"^(?!\$)(?!_$)"

OPERATORS = {
    "eq": "equal; a class slot: equal or below it",
    "ne": "there is a value, and it is another one; a missing value does not count as another",
    "lt": "below",
    "lte": "at most",
    "gt": "above",
    "gte": "at least",
    "in": "one of these; of a class slot, or below one",
    "contains": "a member of the list is equal, or below it",
    "exists": "true: there is a value; false: there is none",
    "times": "the bound, a variable, times this number",
}


def ref(name: str, description: str = "") -> Schema:
    """A reference to a definition. Validators leave out what stands beside it, editors show it."""
    return {**({"description": description} if description else {}), "$ref": f"#/definitions/{name}"}


def closed(properties: Schema, required: list[str], description: str = "", **more: Any) -> Schema:
    """A mapping with these keys and no others."""
    told: Schema = {"description": description} if description else {}
    told |= {"type": "object", "properties": properties, "additionalProperties": False}
    return {**told, **({"required": required} if required else {}), **more}


def variables() -> Schema:
    """Definitions that every part refers to."""
    return {
        "variable": {"type": "string", "pattern": VARIABLE},
        "slot-of-variable": {"type": "string", "pattern": OF_FACT},
        "id": {"anyOf": [ref("variable"), {"const": "_"}]},
    }


def terms(vocabulary: Vocabulary, root: str) -> Schema:
    """The terms at or below a class, with their labels and definitions for hover."""
    below = vocabulary.descendants.get(root, frozenset())
    remedies = vocabulary.descendants.get("Remedy", frozenset())
    nested = root != "Remedy" and remedies < below  # a remedy is an activity; its terms are said once
    names = sorted(below - remedies if nested else below)
    known = [vocabulary.terms[name] for name in names if name in vocabulary.terms]
    told = [f"{term.label}. {term.definition}".strip() for term in known]
    own = {"type": "string", "enum": [term.id for term in known], "enumDescriptions": told}
    return {"anyOf": [own, ref("terms-Remedy")]} if nested else own


def literal(slot: Slot) -> Schema:
    """One value of a slot (a member, of a list slot)."""
    match slot.type:
        case "boolean":
            return {"type": "boolean"}
        case "enum":
            return {"enum": list(slot.values)}
        case "class":
            return ref(f"terms-{slot.range}")
        case "integer" | "number":
            return _number(slot)
    return {"type": "string", "pattern": NO_VARIABLE}


def _number(slot: Slot) -> Schema:
    number: Schema = {"type": slot.type}
    number |= {"minimum": slot.minimum} if slot.minimum is not None else {}
    number |= {"maximum": slot.maximum} if slot.maximum is not None else {}
    if slot.unit is None:
        return number
    return {"anyOf": [number, ref(f"quantity-{UNITS[slot.unit][0]}")]}


def quantities() -> Schema:
    """A definition for each dimension: `5 %`, `2 weeks`."""
    found = {}
    for dimension in sorted({dimension for dimension, _ in UNITS.values()}):
        words = "|".join(re.escape(word) for word in spellings(dimension))
        pattern = rf"^\s*[-+]?[0-9]+(\.[0-9]+)?\s*({words})\s*$"
        found[f"quantity-{dimension}"] = {"type": "string", "pattern": pattern}
    return found


def told(slot: Slot) -> str:
    """What an editor shows of a slot."""
    words = [slot.definition] if slot.definition else []
    words += [f"In {slot.unit}."] if slot.unit else []
    words += ["A list."] if slot.many else []
    words += ["Rules conclude it."] if slot.derived else []
    return " ".join(words)


def signature(slot: Slot) -> str:
    """Slots of one signature take the same values in the same tests."""
    parts = [slot.type, slot.range if slot.type == "class" else "", slot.unit, *slot.values]
    parts += ["from", f"{slot.minimum:g}"] if slot.minimum is not None else []
    parts += ["to", f"{slot.maximum:g}"] if slot.maximum is not None else []
    parts += ["id"] if slot.name == "id" else []
    return "-".join(part for part in (*parts, "list" if slot.many else "") if part)


def given(slot: Slot) -> Schema:
    """A value in a fact that a test gives. One value stands for a list of one."""
    return ref(f"given-{signature(slot)}", told(slot))


def test(slot: Slot) -> Schema:
    """What may stand after a slot in a clause."""
    return ref(f"test-{signature(slot)}", told(slot))


def shapes(slots: Iterable[Slot]) -> Schema:
    """The definitions that `given` and `test` refer to."""
    found: Schema = {}
    for slot in slots:
        found[f"given-{signature(slot)}"] = _given(slot)
        found[f"test-{signature(slot)}"] = _test(slot)
    return dict(sorted(found.items()))


def _given(slot: Slot) -> Schema:
    value = literal(slot)
    return {"anyOf": [value, {"type": "array", "items": value}]} if slot.many else value


def _test(slot: Slot) -> Schema:
    """A value, a variable, or operators."""
    value = literal(slot)
    refers = slot.type == "ref"
    either = [ref("variable"), ref("slot-of-variable")]
    one = {"anyOf": either if refers else [value, *either]}
    several = {"type": "array", "items": value, "minItems": 1}
    operators: Schema = {}
    if slot.many:
        operators |= {"contains": one, "eq": {"anyOf": [ref("slot-of-variable"), several]}}
    else:
        operators |= {"eq": one, "ne": one}
        operators |= {} if refers else {"in": several}
        if slot.type in ("integer", "number"):
            operators |= dict.fromkeys(ORDER, one)
            operators["times"] = {"type": "number", "exclusiveMinimum": 0}
    if slot.name != "id":
        operators["exists"] = {"type": "boolean"}
    described = {name: {"description": OPERATORS[name], **schema} for name, schema in operators.items()}
    tested = closed(described, [], minProperties=1)
    bare = [] if slot.many else one["anyOf"]
    return {"anyOf": [*bare, tested]}
