"""What an operator means on values: the tests that patterns are made of.

A test takes the value of a slot, or None where it is missing. Missing makes every test false but `exists:
false`. Values never mix types: what a slot holds was checked when the fact entered, what it is compared with
is of a `Sort` known before anything runs, and sorts that differ never match.
"""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kbctl.ontology.values import atom_order
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Atom, Comparison, Operand, Value

Test = Callable[[Any], bool]
Relation = Callable[[Any, Any], bool]

ORDER: dict[str, Relation] = {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}


def never(value: Any) -> bool:
    """The test of operators and operands that can never hold together."""
    return False


@dataclass(frozen=True, slots=True)
class Sort:
    """What kind of value a slot or variable has: text, number or boolean, or a list of them.

    Units are no part of it: readers bring every number into the unit of the slot it is compared with.
    """

    basic: str
    many: bool = False


IDENTITY = Sort("text")


def sort_of(slot: Slot | None) -> Sort:
    """The sort of a slot; None is the reserved slot `id`."""
    if slot is None:
        return IDENTITY
    basic = {"integer": "number", "number": "number", "boolean": "boolean"}.get(slot.type, "text")
    return Sort(basic, slot.many)


def sort_of_value(value: Value) -> Sort:
    """The sort of a value whose slot is not known."""
    if isinstance(value, tuple):
        return Sort(sort_of_value(value[0]).basic if value else "text", True)
    if isinstance(value, bool):
        return Sort("boolean")
    return Sort("text" if isinstance(value, str) else "number")


def literal_test(vocabulary: Vocabulary, slot: Slot | None, comparison: Comparison) -> Test:
    """The test of a slot against a literal; on class-valued slots through the hierarchy."""
    operand = comparison.operand
    if comparison.op == "exists":
        return (lambda value: value is not None) if operand is True else (lambda value: value is None)
    accepted = accepted_values(vocabulary, slot, comparison)
    many = sort_of(slot).many
    match comparison.op:
        case "eq" if many:
            wanted = canonical(operand) if isinstance(operand, tuple) else None
            return lambda value: value is not None and value == wanted
        case "contains" if many:
            return lambda value: value is not None and not accepted.isdisjoint(value)
        case "eq" | "in" if not many:
            return accepted.__contains__
        case "ne" if not many:
            return lambda value: value is not None and value not in accepted
        case "lt" | "lte" | "gt" | "gte" if not many and same_sort(slot, operand):
            return _bound(comparison)
    return never


def accepted_values(vocabulary: Vocabulary, slot: Slot | None, comparison: Comparison) -> frozenset[Atom]:
    """Values that `eq`, `in` and `contains` accept and `ne` refuses."""
    operand = comparison.operand
    several = operand if isinstance(operand, tuple) else (operand,)
    atoms = [nfc(one) for one in several if same_sort(slot, one)]
    if slot is None or slot.type != "class":
        return frozenset(atoms)
    return frozenset(term for atom in atoms for term in vocabulary.descendants.get(str(atom), ()))


def bound_of(comparison: Comparison) -> Any:
    """The literal of an order test, scaled."""
    return comparison.operand if comparison.times == 1 else comparison.operand * comparison.times  # type: ignore[operator]


def _bound(comparison: Comparison) -> Test:
    bound = bound_of(comparison)
    match comparison.op:
        case "lt":
            return lambda value: value is not None and value < bound
        case "lte":
            return lambda value: value is not None and value <= bound
        case "gt":
            return lambda value: value is not None and value > bound
    return lambda value: value is not None and value >= bound


def relation(comparison: Comparison, left: Sort, right: Sort) -> Relation | None:
    """The test of a value against that of a variable, by value; None where it can never hold."""
    if left.basic != right.basic:
        return None
    op = comparison.op
    if op in ORDER:
        if left.many or right.many:
            return None
        order, factor = ORDER[op], comparison.times
        return order if factor == 1 else lambda value, other: order(value, other * factor)
    if op in ("eq", "ne"):
        if left.many != right.many or (op == "ne" and left.many):
            return None
        return operator.eq if op == "eq" else operator.ne
    if op == "contains" and left.many and not right.many:
        return operator.contains
    if op == "in" and right.many and not left.many:
        return lambda value, other: value in other
    return None


def same_sort(slot: Slot | None, operand: Operand) -> bool:
    """Whether one literal can stand beside a value of the slot at all."""
    return isinstance(operand, str | int | float) and sort_of_value(operand).basic == sort_of(slot).basic


def nfc(value: Any) -> Any:
    """Text in its canonical form, as facts hold it."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def canonical(values: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """A list value as facts hold it: sorted, without doubles."""
    return tuple(sorted({nfc(one) for one in values}, key=atom_order))
