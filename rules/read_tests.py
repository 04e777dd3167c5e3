"""The tests of a rule: given facts, and the exact output that is expected of them.

`like` takes the facts of another test of the file; `but` changes slots of them (`null` deletes a slot or,
under the id alone, the fact); `given` adds facts, or replaces those of the same id.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace

from kbctl.ontology.document import Entry, Node, Scalar, Sequence
from kbctl.ontology.source import Location, did_you_mean
from kbctl.ontology.values import Value, check_value
from kbctl.ontology.vocab import Frame, Slot
from kbctl.rules.model import Expected, GivenFact, RuleTest
from kbctl.rules.read_then import KEYS
from kbctl.rules.reading import Reader, found

Facts = dict[str, GivenFact]

#: What a test expects of the gate of a planned step, on the facts that it gives.
GATES = ("open", "closed")


@dataclass
class _Draft:
    """A test before `like` is resolved."""

    name: str
    at: Location
    like: Entry | None
    but: Entry | None
    given: Facts
    expect: tuple[Expected, ...]
    resolved: Facts | None = field(default=None)


def read_tests(reader: Reader, node: Node) -> tuple[RuleTest, ...]:
    drafts: dict[str, _Draft] = {}
    for item in reader.sequence(node, "'tests'"):
        draft = _draft(reader, item)
        if draft is None:
            continue
        if draft.name in drafts:
            reader.report(draft.at, "duplicate-test", f"a second test is named '{draft.name}'")
            continue
        drafts[draft.name] = draft
    tests = []
    for draft in drafts.values():
        facts = _resolve(reader, drafts, draft, ())
        _check_ids(reader, draft, facts)
        tests.append(RuleTest(draft.name, tuple(facts.values()), draft.expect, draft.at))
    return tuple(tests)


def _draft(reader: Reader, node: Node) -> _Draft | None:
    mapping = reader.mapping(node, "a test")
    if mapping is None:
        return None
    keys = reader.keys(mapping.entries, ("name", "given", "like", "but", "expect"), "a test")
    if not reader.required(keys, ("name", "expect"), mapping.at, "a test"):
        return None
    if "given" not in keys and "like" not in keys:
        reader.report(mapping.at, "missing-key", "a test needs 'given', or 'like' another test")
    if "but" in keys and "like" not in keys:
        reader.report(
            keys["but"].at, "missing-key", "'but' changes the facts of another test: name it with 'like'"
        )
    name = reader.text(keys["name"].value, "the name of a test")
    given = _given(reader, keys["given"].value) if "given" in keys else {}
    expect = _expect(reader, keys["expect"].value)
    return _Draft(name, mapping.at, keys.get("like"), keys.get("but"), given, expect) if name else None


# --- given facts -----------------------------------------------------------------------------


def _given(reader: Reader, node: Node) -> Facts:
    facts: Facts = {}
    for item in reader.sequence(node, "'given'"):
        fact = _fact(reader, item)
        if fact is None:
            continue
        if fact.id in facts:
            reader.report(fact.at, "duplicate-fact", f"a second fact has the id '{fact.id}'")
        facts[fact.id] = fact
    return facts


def _framed(reader: Reader, node: Node, what: str) -> tuple[Frame, Entry, list[Entry]] | None:
    """The frame that the first key of a mapping names, that entry, and the others."""
    mapping = reader.mapping(node, what)
    if mapping is None:
        return None
    first, *rest = mapping.entries
    frame = reader.vocabulary.frames.get(first.key)
    if frame is None:
        hint = did_you_mean(first.key, reader.vocabulary.frames)
        reader.report(first.at, "unknown-frame", f"unknown frame '{first.key}'{hint}")
        return None
    return frame, first, rest


def _fact(reader: Reader, node: Node) -> GivenFact | None:
    framed = _framed(reader, node, "a given fact")
    if framed is None:
        return None
    frame, first, rest = framed
    ident = reader.text(first.value, f"the id of {frame.name}")
    if ident is None:
        return None
    if ident == "_" or ident.startswith("$"):
        reader.report(first.value.at, "wrong-value", f"a given fact needs an id like c1, not '{ident}'")
        return None
    if frame.name == "remedy" and reader.term(first.value, "Remedy", "remedy") is None:
        return None
    slots: dict[str, Value] = {}
    for entry in rest:
        value = _slot_value(reader, frame, entry.key, entry)
        if value is not None:
            slots[entry.key] = value
    return GivenFact(frame.name, ident, slots, node.at)


def _slot_value(reader: Reader, frame: Frame, name: str, entry: Entry) -> Value | None:
    """The value of a slot in a given fact, canonical. A single value is a list of one for a list slot."""
    slot = frame.slots.get(name)
    if slot is None:
        hint = did_you_mean(name, frame.slots)
        reader.report(entry.at, "unknown-slot", f"unknown slot '{name}' of {frame.name}{hint}")
        return None
    node = entry.value
    if slot.many and isinstance(node, Sequence):
        members = [reader.literal(slot, item) for item in node.items]
        return None if None in members else _canonical(reader, slot, [m for m in members if m is not None])
    value = reader.literal(slot, node)
    return None if value is None else _canonical(reader, slot, value)


def _canonical(reader: Reader, slot: Slot, value: object) -> Value:
    return check_value(reader.vocabulary, slot, value)


# --- like and but ----------------------------------------------------------------------------


def _resolve(reader: Reader, drafts: Map[str, _Draft], draft: _Draft, path: tuple[str, ...]) -> Facts:
    """The facts of a test with those of the tests it is like; a wrong `like` is reported once."""
    if draft.resolved is not None:
        return draft.resolved
    facts: Facts = {}
    if draft.like and (name := reader.text(draft.like.value, "'like'")):
        at = draft.like.value.at
        if name == draft.name or name in path:
            chain = " -> ".join((*path[path.index(name) if name in path else len(path) :], draft.name, name))
            reader.report(at, "like-circle", f"tests are like each other in a circle: {chain}")
        elif name not in drafts:
            reader.report(at, "unknown-test", f"no test is named '{name}'{did_you_mean(name, drafts)}")
        else:
            facts = dict(_resolve(reader, drafts, drafts[name], (*path, draft.name)))
    if draft.but:
        facts = _but(reader, draft.but, facts)
    facts.update(draft.given)
    draft.resolved = facts
    return facts


def _but(reader: Reader, but: Entry, facts: Facts) -> Facts:
    mapping = reader.mapping(but.value, "'but'")
    changed = dict(facts)
    for entry in mapping.entries if mapping else ():
        ident, _, name = (entry.key, "", "") if entry.key in changed else entry.key.rpartition(".")
        fact = changed.get(ident)
        null = isinstance(entry.value, Scalar) and entry.value.value is None
        if fact is None:
            if facts:  # without facts the 'like' itself was wrong, and was reported
                message = (
                    f"'{entry.key}' is no slot of a fact given: write id.slot{did_you_mean(ident, facts)}"
                )
                reader.report(entry.at, "unknown-id", message)
        elif not name and null:
            del changed[ident]
        elif not name:
            message = f"'{ident}' names a whole fact, which only null can delete; write {ident}.slot"
            reader.report(entry.at, "wrong-value", message)
        elif null and name in reader.vocabulary.frames[fact.frame].slots:
            kept = {slot: value for slot, value in fact.slots.items() if slot != name}
            changed[ident] = replace(fact, slots=kept)
        else:
            value = _slot_value(reader, reader.vocabulary.frames[fact.frame], name, entry)
            if value is not None:
                changed[ident] = replace(fact, slots={**fact.slots, name: value})
    return changed


# --- expected actions ------------------------------------------------------------------------


def _expect(reader: Reader, node: Node) -> tuple[Expected, ...]:
    items = reader.sequence(node, "'expect'")
    return tuple(made for made in (_expected(reader, item) for item in items) if made is not None)


def _expected(reader: Reader, node: Node) -> Expected | None:
    mapping = reader.mapping(node, "an expected action")
    if mapping is None:
        return None
    first, *rest = mapping.entries
    if first.key not in KEYS:
        hint = did_you_mean(first.key, KEYS) or f"; known are {', '.join(KEYS)}"
        reader.report(first.at, "unknown-action", f"unknown action '{first.key}'{hint}")
        return None
    if first.key == "conclude":
        return _concluded(reader, first.value, mapping.at)
    must, may = KEYS[first.key]
    keys = reader.keys(rest, (*must, *may), f"an expected '{first.key}'")
    head = _head(reader, first)
    entries = [(name, _plain(reader, entry)) for name, entry in keys.items()]
    values: list[tuple[str, Value]] = [(first.key, head)] if head is not None else []
    values += [(name, value) for name, value in entries if value is not None]
    return Expected(tuple(values), mapping.at) if len(values) == len(keys) + 1 else None


def _head(reader: Reader, entry: Entry) -> str | None:
    if entry.key in ("recommend", "adjust", "veto"):
        return reader.term(entry.value, "Remedy", entry.key)
    if entry.key == "plan":
        return reader.term(entry.value, "Activity", "plan")
    if entry.key in ("ask", "escalate"):
        return reader.choice(entry.value, reader.roles(), "role", "unknown-role")
    return reader.text(entry.value, f"'{entry.key}'")


def _plain(reader: Reader, entry: Entry) -> Value | None:
    if entry.key in ("confidence", "by"):
        return reader.number(entry.value, f"'{entry.key}'")
    if entry.key == "role":
        return reader.choice(entry.value, reader.roles(), "role", "unknown-role")
    if entry.key == "gate":
        return reader.choice(entry.value, GATES, "gate", "wrong-value")
    return reader.text(entry.value, f"'{entry.key}'")


def _concluded(reader: Reader, node: Node, at: Location) -> Expected | None:
    framed = _framed(reader, node, "'conclude'")
    if framed is None:
        return None
    frame, first, rest = framed
    head = reader.text(first.value, f"what is concluded of {frame.name}")
    entries: list[tuple[str, Value]] = [("conclude", frame.name)]
    for entry in rest:
        slot = frame.slots.get(entry.key)
        if slot is None:
            hint = did_you_mean(entry.key, frame.slots)
            reader.report(entry.at, "unknown-slot", f"unknown slot '{entry.key}' of {frame.name}{hint}")
        elif (value := reader.literal(slot, entry.value)) is not None:
            entries.append((slot.name, value))
    if head is None or len(entries) != len(rest) + 1:
        return None
    return Expected((entries[0], (frame.name, head), *entries[1:]), at)


def _check_ids(reader: Reader, draft: _Draft, facts: Facts) -> None:
    """Every fact that an expected action names is given; planned steps (`ACTIVITY@id`) come from the rule."""
    for expected in draft.expect:
        keys = ("for", "before", "order") if expected.entries[0][0] != "conclude" else ()
        for name, value in expected.entries:
            known = value in facts or "@" in str(value) or value in reader.vocabulary.terms
            if name in keys and not known:
                hint = did_you_mean(str(value), facts) or f"; given are {', '.join(facts) or 'none'}"
                message = f"no given fact has the id {found(Scalar(str(value), expected.at))}{hint}"
                reader.report(expected.at, "unknown-id", message)
