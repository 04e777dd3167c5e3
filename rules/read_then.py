"""The actions of a rule. The first key of an action is its name."""

from __future__ import annotations

from kbctl.ontology.document import Entry, Mapping, Node
from kbctl.ontology.source import Location, did_you_mean
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Clause,
    Escalate,
    Fill,
    Order,
    Plan,
    Raise,
    Recommend,
    Variable,
    Veto,
)
from kbctl.rules.read_when import read_clauses
from kbctl.rules.reading import Reader, found, is_variable

#: Action -> its further keys; those that must be there first.
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "conclude": ((), ()),
    "recommend": (("for", "confidence"), ()),
    "adjust": (("for", "by"), ()),
    "veto": (("for",), ()),
    "ask": (("for",), ("about",)),
    "escalate": (("for",), ()),
    "plan": ((), ("for", "before", "role", "gate")),
    "order": (("before",), ()),
}


def read_actions(reader: Reader, node: Node) -> tuple[Action, ...]:
    items = reader.sequence(node, "'then'")
    actions = tuple(action for action in (_action(reader, item) for item in items) if action is not None)
    if not items and not reader.problems:
        reader.report(node.at, "missing-key", "'then' needs at least one action")
    return actions


def _action(reader: Reader, node: Node) -> Action | None:
    mapping = reader.mapping(node, "an action")
    if mapping is None:
        return None
    first, *rest = mapping.entries
    if first.key not in KEYS:
        hint = did_you_mean(first.key, KEYS) or f"; known are {', '.join(KEYS)}"
        reader.report(first.at, "unknown-action", f"unknown action '{first.key}'{hint}")
        return None
    must, may = KEYS[first.key]
    keys = reader.keys(rest, (*must, *may), f"'{first.key}'")
    complete = reader.required(keys, must, mapping.at, f"'{first.key}'")
    if first.key == "conclude":
        return _conclude(reader, first.value, mapping.at)
    action = _make(reader, first, keys, mapping.at)
    return action if complete else None


def _make(reader: Reader, first: Entry, keys: dict[str, Entry], at: Location) -> Action | None:
    head = first.value
    target = reader.variable(keys["for"].value, "'for'") if "for" in keys else None
    before = reader.variable(keys["before"].value, "'before'") if "before" in keys else None
    match first.key:
        case "recommend":
            remedy = reader.term(head, "Remedy", "recommend")
            confidence = _number(reader, keys, "confidence")
            if remedy and target and confidence is not None:
                return Recommend(remedy, target, confidence, at)
        case "adjust":
            choice = _remedy(reader, first)
            by = _number(reader, keys, "by")
            if choice and target and by is not None:
                return Adjust(choice, target, by, at)
        case "veto":
            choice = _remedy(reader, first)
            if choice and target:
                return Veto(choice, target, at)
        case "ask" | "escalate":
            role = reader.choice(head, reader.roles(), "role", "unknown-role")
            about = reader.text(keys["about"].value, "'about'") if "about" in keys else None
            if role and target:
                return Ask(role, target, about, at) if first.key == "ask" else Escalate(role, target, at)
        case "plan":
            return _plan(reader, head, keys, target, before, at)
        case "order":
            ordered = reader.variable(head, "'order'")
            if ordered and before:
                return Order(ordered, before, at)
    return None


def _plan(
    reader: Reader,
    head: Node,
    keys: dict[str, Entry],
    target: Variable | None,
    before: Variable | None,
    at: Location,
) -> Plan | None:
    activity = reader.term(head, "Activity", "plan")
    role = (
        reader.choice(keys["role"].value, reader.roles(), "role", "unknown-role") if "role" in keys else None
    )
    gate: tuple[Clause, ...] = read_clauses(reader, keys["gate"].value, "'gate'") if "gate" in keys else ()
    return Plan(activity, target, before, role, gate, at) if activity else None


def _number(reader: Reader, keys: dict[str, Entry], name: str) -> float | None:
    return reader.number(keys[name].value, f"'{name}'") if name in keys else None


def _remedy(reader: Reader, entry: Entry) -> str | Variable | None:
    if is_variable(entry.value):
        return reader.variable(entry.value, f"'{entry.key}'")
    return reader.term(entry.value, "Remedy", entry.key)


def _conclude(reader: Reader, node: Node, at: Location) -> Fill | Raise | None:
    mapping = reader.mapping(node, "'conclude'")
    if mapping is None:
        return None
    first = mapping.entries[0]
    if first.key not in reader.vocabulary.frames:
        hint = did_you_mean(first.key, reader.vocabulary.frames)
        reader.report(first.at, "unknown-frame", f"unknown frame '{first.key}'{hint}")
        return None
    return _fill(reader, mapping, at) if is_variable(first.value) else _raise(reader, mapping, at)


def _fill(reader: Reader, mapping: Mapping, at: Location) -> Fill | None:
    first, *rest = mapping.entries
    frame = reader.vocabulary.frames[first.key]
    target = reader.variable(first.value, f"the id of {frame.name}")
    if len(rest) != 1:
        message = f"'conclude' fills one slot, but {len(rest)} stand here; write an action for each"
        reader.report(mapping.at, "one-slot", message)
        return None
    entry = rest[0]
    slot = frame.slots.get(entry.key)
    if slot is None:
        derived = [name for name, one in sorted(frame.slots.items()) if one.derived]
        hint = did_you_mean(entry.key, frame.slots)
        hint = hint or (f"; rules can conclude {', '.join(derived)}" if derived else "")
        reader.report(entry.at, "unknown-slot", f"unknown slot '{entry.key}' of {frame.name}{hint}")
        return None
    value = reader.literal(slot, entry.value)
    return Fill(frame.name, target, slot.name, value, at) if target and value is not None else None


def _raise(reader: Reader, mapping: Mapping, at: Location) -> Raise | None:
    first, *rest = mapping.entries
    if first.key != "challenge":
        hint = f"to fill a slot of {first.key} write a variable, not {found(first.value)}"
        message = f"only a challenge can be raised; {hint}"
        reader.report(first.value.at, "bad-variable", message)
        return None
    keys = reader.keys(rest, ("affects",), "a raised challenge")
    concept = reader.term(first.value, "Challenge", "conclude")
    if concept == "Challenge":
        reader.report(
            first.value.at, "wrong-value", "the root Challenge says nothing; raise a concept below it"
        )
        return None
    affects = reader.term(keys["affects"].value, "DataDomain", "affects") if "affects" in keys else None
    return Raise(concept, affects, at) if concept else None
