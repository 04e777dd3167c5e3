"""Values, facts and clauses in words: the one place where slots become phrases for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Clause, Comparison, Count, Not, Operand, Pattern, Value, Variable

SIGNS = {
    "eq": "=",
    "ne": "≠",
    "lt": "<",
    "lte": "≤",
    "gt": ">",
    "gte": "≥",
    "in": "one of",
    "contains": "with",
}


def words(value: object, unit: str | None = None) -> str:
    """A value as people write it: 15 %, $30M, 28 days, yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(words(one, unit) for one in value) or "none"
    if not isinstance(value, int | float):
        return str(value)
    if unit == "ratio":
        return f"{float(value) * 100:.3g} %"
    if unit == "USD":
        return f"${value / 1e6:g}M" if abs(value) >= 1e6 else f"${value:,g}"
    if unit in ("day", "week", "hour", "month"):
        return f"{value:g} {unit}{'' if value == 1 else 's'}"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def slot_words(frame: str, slot: str, value: object, vocabulary: Vocabulary) -> str:
    """A slot with its value: `rate 15 %`, `customers 800`, `backup available: no`."""
    known = vocabulary.slot(frame, slot)
    said = words(value, known.unit if known else None)
    name = slot.replace("_", " ")
    if frame == "event" and slot == "days_left":
        return f"in {said}" if not str(said).startswith("-") else f"{said[1:]} ago"
    if known and known.type in ("boolean", "enum", "class") and not known.many:
        return f"{name}: {said}"
    return f"{name} {said}"


def fact_words(fact: Mapping[str, object], vocabulary: Vocabulary) -> str:
    """A fact of a record on one line: `challenge c1: is DuplicateCustomer, rate 15 %`."""
    frame, slots = str(fact["frame"]), fact["slots"]
    assert isinstance(slots, Mapping)
    parts = [_pair(frame, name, value, vocabulary) for name, value in slots.items() if name != "text"]
    head = frame if fact["id"] == frame else f"{frame} {fact['id']}"
    return f"{head}: {', '.join(parts)}" if parts else head


def _pair(frame: str, name: str, value: object, vocabulary: Vocabulary) -> str:
    known = vocabulary.slot(frame, name)
    return f"{name} {words(value, known.unit if known else None)}"


def clause_in_words(clause: Clause, bindings: Mapping[str, Value] | None = None) -> str:
    """A clause as the record keeps it: `no event (is Cutover, days_left < 10)`."""
    bound = bindings or {}
    if isinstance(clause, Not):
        return "no " + _together(clause.patterns, bound)
    if isinstance(clause, Count):
        bounds = " and ".join(f"{SIGNS[op]} {number}" for op, number in clause.bounds)
        return f"number of {_together(clause.patterns, bound)} {bounds}"
    return _pattern(clause, bound)


def _together(patterns: Iterable[Pattern], bound: Mapping[str, Value]) -> str:
    return " with ".join(_pattern(pattern, bound) for pattern in patterns)


def _pattern(pattern: Pattern, bound: Mapping[str, Value]) -> str:
    name = ""
    if pattern.id is not None and pattern.id.name in bound:
        name = f" {bound[pattern.id.name]}"
    tests = ", ".join(comparison_words(test, bound) for test in pattern.tests)
    return f"{pattern.frame}{name}" + (f" ({tests})" if tests else "")


def comparison_words(test: Comparison, bound: Mapping[str, Value] | None = None) -> str:
    if test.op == "exists":
        return f"{test.slot} known" if test.operand else f"{test.slot} not known"
    scaled = f" × {test.times:g}" if test.times != 1 else ""
    sign = "" if test.op == "eq" else f"{SIGNS[test.op]} "
    return f"{test.slot} {sign}{_operand(test.operand, bound or {})}{scaled}"


def _operand(operand: Operand, bound: Mapping[str, Value]) -> str:
    if isinstance(operand, Variable):
        known = operand.slot is None and operand.name in bound
        return words(bound[operand.name]) if known else str(operand)
    return words(operand)
