"""Values, facts and clauses in words: the one place where slots become phrases for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.query import Failure
from kbctl.engine.inference.result import Firing
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Clause, Comparison, Not, Operand, Pattern, Rule, Value, Variable

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

BOUNDS = {"gte": "at least", "lte": "at most", "gt": "more than", "lt": "fewer than", "eq": "exactly"}


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
        if not value:
            return "this week"
        return f"in {said}" if not str(said).startswith("-") else f"{said[1:]} ago"
    if known and known.type in ("boolean", "enum", "class") and not known.many:
        return f"{name}: {said}"
    return f"{name} {said}"


def values_read(rule: Rule, firing: Firing, vocabulary: Vocabulary) -> list[str]:
    """What a firing rests on, in words: the values that its clauses tested, then what was not there or
    counted.
    """
    bindings = dict(firing.bindings)
    found: list[str] = []
    for clause in rule.when:
        if not isinstance(clause, Pattern) or clause.frame == "policy":
            continue
        bound = bindings.get(clause.id.name) if clause.id is not None else None
        facts = [f for f in firing.because if f.frame == clause.frame and bound in (None, f.id)]
        found += _tested(clause, facts, vocabulary)
    found += [absent_in_words(clause, bindings, vocabulary) for clause in firing.absent]
    return list(dict.fromkeys(found))


def _tested(pattern: Pattern, facts: list[Fact], vocabulary: Vocabulary) -> list[str]:
    slots = [test.slot for test in pattern.tests if test.slot not in ("id", "for")]
    values = {slot: fact.slots[slot] for fact in facts for slot in slots if slot in fact.slots}
    if pattern.frame == "past" and "use" in values:
        return [" ".join(str(values[slot]) for slot in ("use", "result") if slot in values)]
    if pattern.frame == "event" and "is" in values:
        left = (
            [slot_words("event", "days_left", values["days_left"], vocabulary)]
            if "days_left" in values
            else []
        )
        return [" ".join([_label(str(values["is"]), vocabulary), *left])]
    if pattern.frame == "case" and facts:
        return [f"case {facts[0].id.partition('#')[0]}"]
    shown = []
    for test in pattern.tests:
        if test.slot == "is" or test.slot not in values:
            continue
        value: object = values[test.slot]
        if test.op == "contains" and isinstance(test.operand, str):
            value = test.operand
        shown.append(slot_words(pattern.frame, test.slot, value, vocabulary))
    return shown


def absent_in_words(clause: Clause, bindings: Mapping[str, Value], vocabulary: Vocabulary) -> str:
    """What was not there or was counted: `no Cutover (days left < 10 days)`, `traits not multilingual`."""
    if isinstance(clause, Pattern):
        return _kind(clause, bindings, vocabulary)
    if (
        isinstance(clause, Not)
        and len(clause.patterns) == 1
        and clause.patterns[0].frame in ("company", "challenge")
    ):
        pattern = clause.patterns[0]
        if not any(test.slot == "is" for test in pattern.tests):
            return _denied(pattern, bindings, vocabulary)
    kinds = " with ".join(_kind(pattern, bindings, vocabulary) for pattern in clause.patterns)
    if isinstance(clause, Not):
        return f"no {kinds}"
    bounds = " and ".join(f"{BOUNDS.get(op, SIGNS[op])} {number}" for op, number in clause.bounds)
    return f"{bounds} {kinds}"


def _denied(pattern: Pattern, bindings: Mapping[str, Value], vocabulary: Vocabulary) -> str:
    """What the company or the challenge is not: `rate not ≥ 20 %`, `not both size small and sites 1`."""
    said = [comparison_words(t, bindings, vocabulary.slot(pattern.frame, t.slot)) for t in pattern.tests]
    if len(said) > 1:
        return f"not {'both ' if len(said) == 2 else ''}{' and '.join(said)}"
    test = pattern.tests[0]
    if test.op == "exists":
        inverted = replace(test, operand=not test.operand)
        return comparison_words(inverted, bindings, vocabulary.slot(pattern.frame, test.slot))
    name = test.slot.replace("_", " ")
    return f"{name} not {said[0].removeprefix(name).strip()}"


def unmet_in_words(failure: Failure, vocabulary: Vocabulary) -> str:
    """What a gate waits for, and what stands in the way: `no Duplicate record (now c6, c7)`."""
    bindings = dict(failure.bindings)
    wanted = absent_in_words(failure.clause, bindings, vocabulary)
    if isinstance(failure.clause, Pattern):
        wanted = _kind(failure.clause, bindings, vocabulary)
    found = ", ".join(fact.id for fact in failure.facts) if failure.kind == "not" else ""
    if failure.kind == "count":
        found = str(failure.found[0]) if failure.found else "0"
    return f"{wanted} (now {found})" if found else wanted


def _kind(pattern: Pattern, bindings: Mapping[str, Value], vocabulary: Vocabulary) -> str:
    """`Cutover (days left < 10 days)`: the concept where the clause names one, else the frame."""
    named = "use" if pattern.frame == "past" else "activity" if pattern.frame == "step" else "is"
    concept = next((t.operand for t in pattern.tests if t.slot == named and isinstance(t.operand, str)), None)
    rest = [
        t
        for t in pattern.tests
        if not (t.slot == named and t.operand == concept) and t.slot not in ("for", "id")
    ]
    name = _label(concept, vocabulary) if concept else pattern.frame
    if pattern.frame == "past" and not concept:
        targets = [
            t.operand.name for t in pattern.tests if t.slot == "for" and isinstance(t.operand, Variable)
        ]
        about = [bindings[target] for target in targets if target in bindings]
        name = " ".join(["a result of an earlier week", *(f"for {one}" for one in about)])
    if (
        pattern.frame == "past"
        and len(rest) == 1
        and rest[0].slot == "result"
        and isinstance(rest[0].operand, str)
    ):
        return f"{name} that {rest[0].operand}"
    tests = _tests(pattern, rest, bindings, vocabulary)
    return f"{name} ({tests})" if tests else name


def _tests(
    pattern: Pattern, tests: Iterable[Comparison], bindings: Mapping[str, Value], vocabulary: Vocabulary
) -> str:
    return ", ".join(
        comparison_words(test, bindings, vocabulary.slot(pattern.frame, test.slot)) for test in tests
    )


def _label(id: str, vocabulary: Vocabulary) -> str:
    return vocabulary.terms[id].label if id in vocabulary.terms else id


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


def comparison_words(test: Comparison, bound: Mapping[str, Value], slot: Slot | None) -> str:
    """A comparison: `rate ≥ 20 %`, `traits multilingual`, `source known: no`."""
    name = test.slot.replace("_", " ") if slot else test.slot
    if test.op == "exists":
        return f"{name} known" if test.operand else f"{name} not known"
    scaled = f" × {test.times:g}" if test.times != 1 else ""
    sign = "" if test.op in ("eq", "contains") and slot else "" if test.op == "eq" else f"{SIGNS[test.op]} "
    return f"{name} {sign}{_operand(test.operand, bound, slot)}{scaled}"


def _operand(operand: Operand, bound: Mapping[str, Value], slot: Slot | None) -> str:
    unit = slot.unit if slot else None
    if isinstance(operand, Variable):
        known = operand.slot is None and operand.name in bound
        return words(bound[operand.name], unit) if known else str(operand)
    return words(operand, unit)
