"""Clauses and actions of rules as phrases for people."""

from __future__ import annotations

from kbctl.engine.replay.words import BOUNDS, SIGNS, absent_in_words, comparison_words, words
from kbctl.ontology.units import UNITS
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import (
    Action,
    Adjust,
    Ask,
    Clause,
    Comparison,
    Escalate,
    Fill,
    Operand,
    Order,
    Pattern,
    Plan,
    Raise,
    Recommend,
    Variable,
    Veto,
)


def clause_words(clause: Clause, vocabulary: Vocabulary) -> str:
    """`customers < 200,000`, `Duplicate customer (rate ≥ 2 %)`, `no Cutover (days left < 10 days)`."""
    single = isinstance(clause, Pattern) and vocabulary.frames.get(clause.frame)
    if isinstance(clause, Pattern) and single and single.single and clause.tests:
        return ", ".join(test_words(clause, test, vocabulary) for test in clause.tests)
    return absent_in_words(clause, {}, vocabulary)


def test_words(pattern: Pattern, test: Comparison, vocabulary: Vocabulary) -> str:
    return comparison_words(test, {}, vocabulary.slot(pattern.frame, test.slot))


def name_of(slot: str) -> str:
    return slot.replace("_", " ")


def limit_words(test: Comparison, slot: Slot | None) -> str:
    """`≥ 8 %`: the comparison without the name of its slot."""
    if test.op == "exists":
        return "known" if test.operand else "not known"
    scaled = f" × {test.times:g}" if test.times != 1 else ""
    unit = slot.unit if slot else None
    said = str(test.operand) if isinstance(test.operand, Variable) else words(test.operand, unit)
    sign = "" if test.op in ("eq", "contains") else f"{SIGNS[test.op]} "
    return f"{sign}{said}{scaled}"


def other_unit(before: Operand, after: Operand, slot: Slot | None) -> str:
    """Where the second value is the same number in another unit: `10 weeks, where it was 10 days`."""
    if not slot or not slot.unit or isinstance(before, bool) or isinstance(after, bool):
        return ""
    if not isinstance(before, int | float) or not isinstance(after, int | float) or not before:
        return ""
    dimension, base = UNITS[slot.unit]
    for old, (its, size) in UNITS.items():
        number = before * base / size
        for new, (other, measure) in UNITS.items():
            same = abs(number * measure / base - after) <= 1e-9 * abs(after)
            if its == other == dimension and old != new and same and _plain_number(number):
                return f"{_in(number, new)}, where it was {_in(number, old)}"
    return ""


def _plain_number(number: float) -> bool:
    """Whether people would write it: at most one decimal."""
    return abs(number * 10 - round(number * 10)) < 1e-6


def _in(number: float, unit: str) -> str:
    if unit in ("percent", "ratio"):
        return f"{number:g} %" if unit == "percent" else f"{number:g} without %"
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def bound_words(bounds: tuple[tuple[str, int], ...]) -> str:
    return " and ".join(f"{BOUNDS.get(op, SIGNS.get(op, op))} {number}" for op, number in bounds)


def action_words(action: Action, vocabulary: Vocabulary) -> str:
    """`recommends SurvivorshipMerge with confidence 0.8`."""
    match action:
        case Recommend():
            return f"recommends {action.remedy} with confidence {action.confidence:g}"
        case Adjust():
            return f"moves the confidence of {action.remedy} by {action.by:+g}"
        case Veto():
            return f"vetoes {action.remedy}"
        case Ask():
            return f"asks {action.role}" + (f" about {name_of(action.about)}" if action.about else "")
        case Escalate():
            return f"escalates to {action.role}"
        case Fill():
            unit = vocabulary.slot(action.frame, action.slot)
            said = words(action.value, unit.unit if unit else None)
            return f"concludes {action.frame} {name_of(action.slot)}: {said}"
        case Raise():
            about = f" about {action.affects}" if action.affects else ""
            return f"raises {action.concept}{about}"
        case Plan():
            before = f" before {action.before}" if action.before else ""
            role = f" by {action.role}" if action.role else ""
            gate = (
                f" once {' and '.join(clause_words(one, vocabulary) for one in action.gate)}"
                if action.gate
                else ""
            )
            target = f" for {action.target}" if action.target else ""
            return f"plans {action.activity}{target}{role}{before}{gate}"
        case Order():
            return f"puts {action.first} before {action.before}"
