"""Slots as variables of the solver, and tests on them as formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import z3
from kbctl.engine.inference.compare import accepted_values, bound_of, nfc
from kbctl.engine.review.verify.boxes import Members, Numbers, Words
from kbctl.engine.review.verify.world import World
from kbctl.ontology.values import Atom, Value, atom_order
from kbctl.rules.model import Comparison

#: A member of a list that no rule speaks of; a text that no rule speaks of.
OTHER = "something"


@dataclass(frozen=True)
class Var:
    """`has`: there is a value. A single value is a number or the code of a word; a list has flags."""

    kind: str
    has: Any
    value: Any = None
    members: dict[Atom, Any] = field(default_factory=dict)
    whole: bool = False


@dataclass
class Codes:
    """Words as whole numbers, the same everywhere; numbers above all of them are other texts."""

    codes: dict[Atom, int] = field(default_factory=dict)

    def of(self, word: Atom) -> int:
        return self.codes.setdefault(word, len(self.codes))

    def word(self, code: int) -> Atom:
        words = list(self.codes)
        return words[code] if 0 <= code < len(words) else f"{OTHER}{code - len(words)}"


def make(world: World, codes: Codes, name: str, frame: str, slot: str,
         mentioned: frozenset[Atom]) -> tuple[Var, list[Any]]:  # fmt: skip
    """The variable of a slot of one fact, and what its declaration says of it."""
    box = world.box(frame, slot)
    has, rules = z3.Bool(f"{name}.{slot}?"), []
    if not box.missing:
        rules.append(has)
    if box.present is None:
        return Var("none", has), [z3.Not(has)]
    match box.present:
        case Numbers() as numbers:
            value = z3.Int(f"{name}.{slot}") if numbers.whole else z3.Real(f"{name}.{slot}")
            spans = [z3.And(*_span(value, span)) for span in numbers.spans]
            return Var("number", has, value, whole=numbers.whole), [*rules, z3.Or(*spans)]
        case Words() as words:
            value = z3.Int(f"{name}.{slot}")
            if words.but:
                return Var("text", has, value), [*rules, value >= 0]
            return Var("word", has, value), [*rules, one_of(codes, value, words.named)]
        case Members() as members:
            known = mentioned if members.only is None else members.only & mentioned
            rest = (
                frozenset([OTHER])
                if members.only is None
                else frozenset(sorted(members.only - mentioned, key=atom_order)[:1])
            )
            flags: dict[Atom, Any] = {
                m: z3.Bool(f"{name}.{slot}[{m}]") for m in sorted(known | rest, key=atom_order)
            }
            return Var("list", has, members=flags), [*rules, has == z3.Or(*flags.values())]


def _span(value: Any, span: tuple[float, bool, float, bool]) -> list[Any]:
    low, low_out, high, high_out = span
    found: list[Any] = [z3.BoolVal(True)]
    if low > float("-inf"):
        found.append(value > number(low) if low_out else value >= number(low))
    if high < float("inf"):
        found.append(value < number(high) if high_out else value <= number(high))
    return found


def number(value: float) -> Any:
    return z3.RealVal(repr(value)) if value != int(value) else z3.IntVal(int(value))


def one_of(codes: Codes, value: Any, words: frozenset[Atom]) -> Any:
    return z3.Or(*(value == codes.of(word) for word in sorted(words, key=atom_order)))


def literal(world: World, codes: Codes, frame: str, test: Comparison, var: Var) -> Any:
    """A test against a literal."""
    slot = world.slot(frame, test.slot)
    if test.op == "exists":
        return var.has if test.operand is True else z3.Not(var.has)
    if var.kind == "none":
        return z3.BoolVal(False)
    if var.kind == "list":
        if test.op == "contains":
            some = accepted_values(world.vocabulary, slot, test)
            return z3.And(var.has, z3.Or(*(flag for member, flag in var.members.items() if member in some)))
        wanted = {nfc(one) for one in test.operand} if isinstance(test.operand, tuple) else set()
        if not wanted <= var.members.keys():
            return z3.BoolVal(False)
        return z3.And(var.has, *(flag == (member in wanted) for member, flag in var.members.items()))
    if test.op in ("lt", "lte", "gt", "gte"):
        return z3.And(var.has, order(test.op, var.value, number(float(bound_of(test)))))
    accepted = accepted_values(world.vocabulary, slot, test)
    if var.kind == "number":
        equal = z3.Or(*(var.value == number(float(one)) for one in sorted(accepted, key=atom_order)))
    else:
        equal = one_of(codes, var.value, accepted)
    return z3.And(var.has, z3.Not(equal) if test.op == "ne" else equal)


def order(op: str, one: Any, other: Any) -> Any:
    return {"lt": one < other, "lte": one <= other, "gt": one > other, "gte": one >= other}[op]


def related(test: Comparison, one: Var, other: Var, codes: Codes) -> Any:
    """A test of one slot against another."""
    both = z3.And(one.has, other.has)
    if "none" in (one.kind, other.kind):
        return z3.BoolVal(False)
    if test.op == "contains" and one.kind == "list" and other.value is not None:
        held = [z3.And(flag, other.value == codes.of(member)) for member, flag in one.members.items()]
        return z3.And(both, z3.Or(*held))
    if one.value is None or other.value is None:
        raise NotImplementedError(f"'{test.op}' between lists")
    if (one.kind == "number") != (other.kind == "number"):
        return z3.BoolVal(False)
    if test.op in ("lt", "lte", "gt", "gte"):
        scaled = other.value if test.times == 1 else z3.RealVal(repr(test.times)) * other.value
        return z3.And(both, order(test.op, one.value, scaled))
    if test.op in ("eq", "ne"):
        return z3.And(both, (one.value == other.value) == z3.BoolVal(test.op == "eq"))
    raise NotImplementedError(f"'{test.op}' with a variable")


def decoded(model: Any, var: Var, codes: Codes) -> Value | None:
    """The value of a slot in a model."""
    if not z3.is_true(model.eval(var.has, model_completion=True)) or var.kind == "none":
        return None
    if var.kind == "list":
        found = [m for m, flag in var.members.items() if z3.is_true(model.eval(flag, model_completion=True))]
        return tuple(sorted(found, key=atom_order))
    value = model.eval(var.value, model_completion=True)
    if var.kind == "number":
        exact = (
            value.as_fraction()
            if z3.is_rational_value(value) and not z3.is_int_value(value)
            else value.as_long()
        )
        return int(exact) if exact == int(exact) else float(exact)
    return codes.word(value.as_long())
