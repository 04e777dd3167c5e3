"""The clauses of a rule: patterns on facts, `not`, `count`."""

from __future__ import annotations

from collections.abc import Sequence as Many
from typing import cast, get_args

from kbctl.ontology.document import Entry, Mapping, Node, Scalar, Sequence
from kbctl.ontology.source import did_you_mean
from kbctl.ontology.values import atom_order
from kbctl.ontology.vocab import Frame, Slot
from kbctl.rules.model import (
    OPERATORS,
    Clause,
    Comparison,
    Count,
    Not,
    Operand,
    Operator,
    Pattern,
    Variable,
)
from kbctl.rules.reading import Reader, found, is_variable

assert get_args(Operator) == OPERATORS

ORDER: tuple[Operator, ...] = ("lt", "lte", "gt", "gte")
COUNTING: tuple[Operator, ...] = ("eq", "lt", "lte", "gt", "gte")


def read_clauses(reader: Reader, node: Node, what: str) -> tuple[Clause, ...]:
    clauses = (read_clause(reader, item) for item in reader.sequence(node, what))
    return tuple(clause for clause in clauses if clause is not None)


def read_clause(reader: Reader, node: Node) -> Clause | None:
    mapping = reader.mapping(node, "a clause")
    if mapping is None:
        return None
    first, *rest = mapping.entries
    if first.key == "not":
        reader.keys(rest, (), "a 'not' clause")
        return Not(_group(reader, first.value, "not"), mapping.at)
    if first.key == "count":
        return _count(reader, mapping, first, rest)
    return read_pattern(reader, mapping)


def _group(reader: Reader, node: Node, what: str) -> tuple[Pattern, ...]:
    """The one clause or the list of clauses under `not` or `count`."""
    items: Many[Node] = node.items if isinstance(node, Sequence) else (node,)
    if not items:
        reader.report(node.at, "wrong-type", f"'{what}' needs at least one clause")
    patterns = []
    for item in items:
        mapping = reader.mapping(item, f"a clause under '{what}'")
        if mapping is None:
            continue
        if (inner := mapping.entries[0].key) in ("not", "count"):
            reader.report(
                item.at, "nested", f"'{inner}' cannot stand under '{what}'; conclude a slot and test that"
            )
            continue
        if pattern := read_pattern(reader, mapping):
            patterns.append(pattern)
    return tuple(patterns)


def _count(reader: Reader, mapping: Mapping, first: Entry, rest: Many[Entry]) -> Count:
    bounds: list[tuple[Operator, int]] = []
    for entry in reader.keys(rest, COUNTING, "a 'count' clause").values():
        value = entry.value.value if isinstance(entry.value, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53:
            bounds.append((cast(Operator, entry.key), value))
        else:
            message = f"a count is compared with a whole number from 0, not {found(entry.value)}"
            reader.report(entry.value.at, "wrong-value", message)
    if not rest:
        reader.report(mapping.at, "missing-key", f"a 'count' clause needs a bound ({', '.join(COUNTING)})")
    return Count(_group(reader, first.value, "count"), tuple(bounds), mapping.at)


def read_pattern(reader: Reader, mapping: Mapping) -> Pattern | None:
    """`{frame: $id, slot: …}`. The tests that can be read are kept, what is wrong is reported."""
    frames = reader.vocabulary.frames
    first, *rest = mapping.entries
    frame = frames.get(first.key)
    if frame is None:
        later = next((entry.key for entry in rest if entry.key in frames), None)
        hint = (
            f"; the frame comes first: {later}"
            if later
            else did_you_mean(first.key, [*frames, "not", "count"])
        )
        reader.report(first.at, "unknown-frame", f"unknown frame '{first.key}'{hint}")
        return None
    tests: list[Comparison] = []
    for entry in rest:
        if slot := slot_of(reader, frame, entry):
            tests += _comparisons(reader, slot, entry)
    return Pattern(frame.name, _id(reader, frame, first.value), tuple(tests), mapping.at)


def _id(reader: Reader, frame: Frame, node: Node) -> Variable | None:
    if isinstance(node, Scalar) and node.value == "_":
        return None
    if is_variable(node):
        return reader.variable(node, f"the id of {frame.name}")
    hint = (
        f"; for one certain remedy write {{remedy: $r, id: {found(node)}}}" if frame.name == "remedy" else ""
    )
    message = f"the id of {frame.name} must be a variable like $c, or _ for any, but is {found(node)}{hint}"
    reader.report(node.at, "literal-id", message)
    return None


def slot_of(reader: Reader, frame: Frame, entry: Entry) -> Slot | None:
    """The slot that a key names; `id` is one of every frame, and of remedies a term."""
    if entry.key == "id":
        if frame.name == "remedy":
            return Slot(frame.name, "id", "class", frame.at, range="Remedy")
        return Slot(frame.name, "id", "ref", frame.at, range=frame.name)
    slot = frame.slots.get(entry.key)
    if slot is None:
        others = sorted(f.name for f in reader.vocabulary.frames.values() if entry.key in f.slots)
        hint = did_you_mean(entry.key, frame.slots)
        hint = hint or (
            f" ({' and '.join(others)} {'has' if len(others) == 1 else 'have'} it)" if others else ""
        )
        reader.report(entry.at, "unknown-slot", f"unknown slot '{entry.key}' of {frame.name}{hint}")
    return slot


def _comparisons(reader: Reader, slot: Slot, entry: Entry) -> list[Comparison]:
    node = entry.value
    if not isinstance(node, Mapping):
        made = _comparison(reader, slot, "eq", entry, bare=True)
        return [made] if made else []
    known = reader.keys(node.entries, (*OPERATORS, "times"), f"the test of '{slot.name}'")
    if not node.entries:
        reader.report(
            node.at, "wrong-type", f"the test of '{slot.name}' is empty; a value or an operator is needed"
        )
    times = known.pop("times", None)
    factor = _times(reader, times, known) if times else 1.0
    made_all = []
    for key, operator in known.items():
        op = cast(Operator, key)
        scaled = factor if op in ORDER else 1.0
        if made := _comparison(reader, slot, op, operator, times=scaled):
            made_all.append(made)
    return made_all


def _times(reader: Reader, entry: Entry, operators: dict[str, Entry]) -> float:
    factor = reader.number(entry.value, "'times'")
    scaled = [operators[op] for op in ORDER if op in operators]
    if not scaled:
        reader.report(
            entry.at, "times", f"'times' scales the bound of {', '.join(ORDER)}; none of them stands here"
        )
    for bound in scaled:
        if not is_variable(bound.value):
            reader.report(entry.at, "times", "'times' scales a variable; write the product as the value")
    if factor is not None and factor <= 0:
        reader.report(entry.value.at, "times", f"'times' must be above 0, but is {factor:g}")
    return factor if factor is not None and factor > 0 else 1.0


def _comparison(
    reader: Reader, slot: Slot, op: Operator, entry: Entry, bare: bool = False, times: float = 1.0
) -> Comparison | None:
    at = entry.at
    if op == "exists":
        return _exists(reader, slot, entry)
    if not _applies(reader, slot, op, entry, bare):
        return None
    operand = _operand(reader, slot, op, entry.value)
    return None if operand is None else Comparison(slot.name, op, operand, at, times)


def _exists(reader: Reader, slot: Slot, entry: Entry) -> Comparison | None:
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if not isinstance(value, bool):
        message = f"'exists' takes true or false, not {found(entry.value)}"
        reader.report(entry.value.at, "wrong-value", message)
        return None
    if slot.name == "id":
        reader.report(entry.at, "operator", "every fact has an id; 'exists' says nothing here")
        return None
    return Comparison(slot.name, "exists", value, entry.at)


def _applies(reader: Reader, slot: Slot, op: Operator, entry: Entry, bare: bool) -> bool:
    """Whether the operator may stand on the slot; says what to write instead."""
    name = f"{slot.frame}.{slot.name}"
    node = entry.value
    scalar = not isinstance(node, Sequence)
    problem = None
    if isinstance(node, Scalar) and node.value is None:
        problem = f"{name} is compared with nothing; for 'has no value' write {slot.name}: {{exists: false}}"
    elif isinstance(node, Scalar) and node.value == "_":
        problem = (
            f"_ stands for any fact, not for a value; for 'has a value' write {slot.name}: {{exists: true}}"
        )
    elif slot.many and bare:
        wanted = f"contains: {found(node)}" if scalar else "contains: one member, or eq: [all of them]"
        problem = f"{name} is a list; write {slot.name}: {{{wanted}}}"
    elif slot.many and op == "eq" and scalar and not (is_variable(node) and "." in str(found(node))):
        problem = (
            f"{name} is a list; write {slot.name}: {{contains: {found(node)}}}, or eq with the whole list"
        )
    elif slot.many and op not in ("eq", "contains"):
        problem = f"'{op}' cannot test the list {name}; contains, eq and exists can"
    elif op == "contains" and not slot.many:
        problem = f"{name} has a single value; write {slot.name}: {found(node)}"
    elif op in ORDER and slot.type not in ("integer", "number"):
        problem = f"'{op}' compares numbers, but {name} is {_kind(slot)}"
    elif bare and not scalar:
        problem = f"{name} has a single value; for 'one of these' write {slot.name}: {{in: [...]}}"
    if problem:
        reader.report(node.at, "operator", problem)
    return problem is None


def _kind(slot: Slot) -> str:
    words = {"enum": "one of a few words", "ref": "a reference", "boolean": "true or false"}
    return f"a {slot.range}" if slot.type == "class" else words.get(slot.type, slot.type)


def _operand(reader: Reader, slot: Slot, op: Operator, node: Node) -> Operand | None:
    if op == "in":
        return _several(reader, slot, node, "in")
    if slot.many and op == "eq" and isinstance(node, Sequence):
        return _several(reader, slot, node, "eq")
    if is_variable(node):
        return reader.variable(node, slot.name, path=True)
    if slot.type == "ref" and isinstance(node, Scalar):
        message = f"{slot.frame}.{slot.name} refers to a fact, whose id a rule cannot know; write a variable"
        reader.report(node.at, "literal-id", message)
        return None
    return reader.literal(slot, node)


def _several(reader: Reader, slot: Slot, node: Node, op: str) -> Operand | None:
    """A list of literals in canonical order; a list with something wrong in it is dropped."""
    if not isinstance(node, Sequence):
        what = "a variable" if is_variable(node) else found(node)
        reader.report(node.at, "operator", f"'{op}' takes a list of values, not {what}")
        return None
    if slot.type == "ref":
        reader.report(
            node.at, "literal-id", f"{slot.frame}.{slot.name} refers to a fact; a rule cannot know ids"
        )
        return None
    if not node.items:
        reader.report(node.at, "wrong-value", f"'{op}' has an empty list; nothing can be in it")
        return None
    values = [reader.literal(slot, item) for item in node.items]
    good = {value for value in values if value is not None}
    return None if None in values else tuple(sorted(good, key=atom_order))
