"""Schemas of clauses, actions and the facts of tests."""

from __future__ import annotations

from kbctl.ontology.vocab import Frame, Slot, Vocabulary
from kbctl.rules.check_content import DOES, READS
from kbctl.rules.model import KINDS, Kind
from kbctl.rules.read_then import KEYS
from kbctl.rules.read_when import COUNTING
from kbctl.rules.schema.values import NO_VARIABLE, Schema, closed, given, literal, ref, test, told

ACTIONS = {
    "conclude": "fills one derived slot of a fact, or raises a challenge",
    "recommend": "proposes a remedy that resolves the challenge",
    "adjust": "changes the confidence of an option",
    "veto": "takes an option away",
    "ask": "asks a role, and blocks the decision until it has answered",
    "escalate": "a person decides",
    "plan": "adds a step, one for an activity and its 'for'",
    "order": "says which of two steps comes first",
}
IDENT = {"type": "string", "minLength": 1, "pattern": NO_VARIABLE}


# --- clauses ---------------------------------------------------------------------------------


def clauses(vocabulary: Vocabulary) -> Schema:
    """A definition for the clause of each frame, and for what each kind of rule may write in `when`."""
    found = {f"clause-{name}": _clause(frame) for name, frame in sorted(vocabulary.frames.items())}
    for kind in KINDS:
        frames = [ref(f"clause-{name}") for name in READS[kind] if name in vocabulary.frames]
        several = {"type": "array", "minItems": 1, "items": ref(f"patterns-{kind}")}
        group = {"anyOf": [ref(f"patterns-{kind}"), several]}
        found[f"patterns-{kind}"] = {"anyOf": frames}
        bound: Schema = {"type": "integer", "minimum": 0}
        counted: Schema = {"count": {"description": "the clauses whose facts are counted", **group}}
        counted |= {name: {"description": "how many there are", **bound} for name in COUNTING}
        found[f"clauses-{kind}"] = {
            "anyOf": [
                *frames,
                closed({"not": {"description": "no such fact", **group}}, ["not"]),
                closed(counted, ["count"], minProperties=2),
            ]
        }
    return found


def _clause(frame: Frame) -> Schema:
    slots = {name: test(slot) for name, slot in sorted(frame.slots.items())}
    head = {frame.name: ref("id", frame.definition)}
    return closed({**head, "id": test(ident_slot(frame)), **slots}, [frame.name], frame.definition)


def ident_slot(frame: Frame) -> Slot:
    """The reserved slot `id`: of a remedy a term, else a reference."""
    if frame.name == "remedy":
        return Slot(frame.name, "id", "class", frame.at, range="Remedy", definition="The remedy itself.")
    return Slot(frame.name, "id", "ref", frame.at, range=frame.name, definition="The fact itself.")


# --- actions ---------------------------------------------------------------------------------


def actions(vocabulary: Vocabulary) -> Schema:
    """A definition for each action, and for what each kind of rule may do."""
    found = {f"action-{name}": _action(name, vocabulary) for name in KEYS}
    for kind in KINDS:
        found[f"actions-{kind}"] = {"anyOf": [ref(f"action-{name}") for name in DOES[kind]]}
    found["expected"] = {"anyOf": [_expected(name, vocabulary) for name in KEYS]}
    return found


def _action(name: str, vocabulary: Vocabulary) -> Schema:
    if name == "conclude":
        return closed({name: {"description": ACTIONS[name], "anyOf": _conclusions(vocabulary)}}, [name])
    must, may = KEYS[name]
    values = {key: _part(name, key) for key in (name, *must, *may)}
    return closed(values, [name, *must], ACTIONS[name])


def _part(action: str, key: str) -> Schema:
    """The value of a key of an action."""
    remedy = ref("terms-Remedy")
    match key:
        case "for":
            return ref("variable", "the challenge, or the fact that it is about")
        case "before" | "order":
            return ref("variable", "a step")
        case "recommend":
            return {"description": ACTIONS[key], **remedy}
        case "adjust" | "veto":
            return {"description": ACTIONS[key], "anyOf": [remedy, ref("variable")]}
        case "plan":
            return ref("terms-Activity", ACTIONS[key])
        case "ask" | "escalate":
            return ref("role", ACTIONS[key])
        case "role":
            return ref("role", "who carries it out")
        case "confidence":
            return {
                "description": "above 0, at most 1",
                "type": "number",
                "exclusiveMinimum": 0,
                "maximum": 1,
            }
        case "by":
            return {"description": "from -1 to 1", "type": "number", "minimum": -1, "maximum": 1}
        case "gate":
            told = "must hold when the turn of the step comes"
            return {"description": told, "type": "array", "items": ref("clauses-procedural")}
    return {"description": "the slot that is asked about", "type": "string", "minLength": 1}


def _conclusions(vocabulary: Vocabulary) -> list[Schema]:
    found = []
    for name, frame in sorted(vocabulary.frames.items()):
        derived = {slot.name: _concluded(slot) for slot in frame.slots.values() if slot.derived}
        if derived:
            head = {name: ref("variable", frame.definition)}
            found.append(
                closed({**head, **dict(sorted(derived.items()))}, [name], minProperties=2, maxProperties=2)
            )
    raised = {"challenge": ref("terms-Challenge", "the challenge that follows"),
              "affects": ref("terms-DataDomain", "what it affects")}  # fmt: skip
    return [*found, closed(raised, ["challenge"])]


def _concluded(slot: Slot) -> Schema:
    return {"description": told(slot), **literal(slot)}


# --- tests -----------------------------------------------------------------------------------


def facts(vocabulary: Vocabulary) -> Schema:
    """A definition for the given fact of each frame."""
    found = {f"fact-{name}": _given(frame) for name, frame in sorted(vocabulary.frames.items())}
    found["fact"] = {"anyOf": [ref(name) for name in found]}
    return found


def _given(frame: Frame) -> Schema:
    ident = ref("terms-Remedy") if frame.name == "remedy" else {**IDENT, "description": "the id of the fact"}
    slots = {name: given(slot) for name, slot in sorted(frame.slots.items())}
    return closed({frame.name: ident, **slots}, [frame.name], frame.definition)


def _expected(name: str, vocabulary: Vocabulary) -> Schema:
    if name == "conclude":
        frames = [_given_conclusion(frame) for _, frame in sorted(vocabulary.frames.items())]
        return closed({name: {"anyOf": [one for one in frames if one]}}, [name], ACTIONS[name])
    must, may = KEYS[name]
    values: Schema = {name: _part(name, name)}
    if name in ("adjust", "veto"):
        values[name] = ref("terms-Remedy", ACTIONS[name])
    if name == "order":
        values[name] = {**IDENT, "description": ACTIONS[name]}
    special: Schema = {"confidence": {"type": "number"}, "by": {"type": "number"}, "role": ref("role")}
    special["gate"] = {"enum": ["open", "closed"], "description": "whether the gate holds on these facts"}
    values |= {key: special.get(key, IDENT) for key in (*must, *may)}
    return closed(values, [name], ACTIONS[name])


def _given_conclusion(frame: Frame) -> Schema:
    """What a test can expect to be concluded of a frame; nothing, of most."""
    slots = {name: given(slot) for name, slot in sorted(frame.slots.items()) if slot.derived}
    if frame.name == "challenge":
        slots["affects"] = ref("terms-DataDomain", "what a raised challenge affects")
    return closed({frame.name: IDENT, **slots}, [frame.name]) if slots else {}


def tests() -> Schema:
    """The tests of a rule."""
    value = {"type": ["string", "number", "boolean", "null", "array"]}
    keys: Schema = {
        "name": {"type": "string", "minLength": 1, "description": "what the test shows"},
        "given": {"type": "array", "items": ref("fact"), "description": "the facts, each with an id"},
        "like": {"type": "string", "description": "takes the facts of the test of this name"},
        "but": {
            "type": "object", "additionalProperties": value, "minProperties": 1,
            "description": "changes them: id.slot: value; null deletes a slot, or under the id the fact",
        },
        "expect": {
            "type": "array", "items": ref("expected"),
            "description": "the exact output; [] where the rule must stay silent",
        },
    }  # fmt: skip
    either = [{"required": ["given"]}, {"required": ["like"]}]
    one = closed(keys, ["name", "expect"], anyOf=either, dependencies={"but": ["like"]})
    return {"type": "array", "minItems": 2, "items": one}


def roles(vocabulary: Vocabulary) -> Schema:
    known = sorted((term.notation, term) for term in vocabulary.of_kind("role") if term.notation)
    told = [f"{term.label}. {term.definition}".strip() for _, term in known]
    return {"enum": [name for name, _ in known], "enumDescriptions": told}


def kinds(kind: Kind) -> Schema:
    """What holds of `when` and `then` in rules of a kind."""
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {
            "properties": {
                "when": {"items": ref(f"clauses-{kind}")},
                "then": {"items": ref(f"actions-{kind}")},
            }
        },
    }
