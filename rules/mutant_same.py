"""Which changes no set of valid facts can show: what the slot cannot have, and what a reference implies."""

from __future__ import annotations

from collections.abc import Iterable

from kbctl.ontology.values import check_value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.impossible import impossible
from kbctl.rules.model import Clause, Comparison, Not, Pattern, Rule, Variable

REFERENCE = "a fact that must refer to one is asked for as well"
SINGLE = "there is exactly one"
NO_VALUE = "no value that the slot can have lies between"
SAME_TERMS = "the terms below are the same"
NEVER = "what it excludes is excluded by the other clauses"


def same_values(vocabulary: Vocabulary, slot: Slot | None, before: Comparison, after: Comparison) -> str:
    """Why two tests of a slot hold for the same values, empty where they do not."""
    numbers = (before.operand, after.operand)
    if slot is None:
        return ""
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
        return "" if _told_apart(vocabulary, slot, before, after) else NO_VALUE
    one, other = (_terms(vocabulary, slot, test) for test in (before, after))
    return SAME_TERMS if one is not None and one == other else ""


def _told_apart(vocabulary: Vocabulary, slot: Slot, before: Comparison, after: Comparison) -> bool:
    low, high = sorted((float(before.operand), float(after.operand)))  # type: ignore[arg-type]
    edges = (slot.minimum, slot.maximum)
    beyond = (low - 1, high + 1) if before.op in ("eq",) else ()
    tried = [low, high, (low + high) / 2, *beyond, *(edge for edge in edges if edge is not None)]
    return any(
        _holds(before, value) != _holds(after, value) for value in tried if _valid(vocabulary, slot, value)
    )


def _valid(vocabulary: Vocabulary, slot: Slot, value: float) -> bool:
    try:
        check_value(vocabulary, slot, value)
    except ValueError:
        return False
    return True


def _holds(test: Comparison, value: float) -> bool:
    bound = float(test.operand)  # type: ignore[arg-type]
    return {
        "lt": value < bound, "lte": value <= bound, "gt": value > bound, "gte": value >= bound,
        "eq": value == bound, "ne": value != bound,
    }[test.op]  # fmt: skip


def _terms(vocabulary: Vocabulary, slot: Slot, test: Comparison) -> frozenset[str] | None:
    """The terms that a test on a class slot accepts."""
    if slot.type != "class" or isinstance(test.operand, Variable) or test.op not in ("eq", "in", "contains"):
        return None
    several = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    return frozenset(one for term in several for one in vocabulary.descendants.get(str(term), ()))


def without_idle(clauses: tuple[Clause, ...], vocabulary: Vocabulary) -> tuple[Clause, ...]:
    """The clauses without those `not` that always hold where the positive ones do."""
    positive = [clause for clause in clauses if isinstance(clause, Pattern)]
    return tuple(
        clause
        for clause in clauses
        if not (isinstance(clause, Not) and impossible(vocabulary, [*positive, *clause.patterns]))
    )


def different_anyway(
    vocabulary: Vocabulary, pattern: Pattern, test: Comparison, clauses: Iterable[Clause]
) -> bool:
    """Whether `id: {ne: $v}` of a pattern only says what follows: one fact cannot be both."""
    if test.slot != "id" or test.op != "ne" or pattern.id is None or not isinstance(test.operand, Variable):
        return False
    positive = [clause for clause in clauses if isinstance(clause, Pattern)]
    return impossible(vocabulary, positive, {pattern.id.name: test.operand.name})


def implied(pattern: Pattern, rule: Rule, vocabulary: Vocabulary) -> str:
    """Why the fact of a positive clause without tests is there anyway, empty where it need not be."""
    if pattern.tests:
        return ""
    if pattern.id is None:
        return SINGLE if vocabulary.frames[pattern.frame].single else ""
    others = [one for one in rule.when if isinstance(one, Pattern) and one is not pattern]
    name = pattern.id.name
    return REFERENCE if _referred(name, pattern.frame, others, vocabulary) else ""


def _referred(name: str, frame: str, patterns: Iterable[Pattern], vocabulary: Vocabulary) -> bool:
    """Whether a slot that every such fact has names it. What may refer (`past`) outlives what it names."""
    for pattern in patterns:
        for test in pattern.tests:
            slot = vocabulary.slot(pattern.frame, test.slot)
            told = slot is not None and slot.type == "ref" and slot.required and slot.range == frame
            if told and test.op == "eq" and test.operand == Variable(name):
                return True
    return False
