"""Rules in a form in which two can be laid side by side: written alike, with the same names for variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import permutations
from typing import Any

from kbctl.ontology.source import Location
from kbctl.rules.model import Action, Clause, Comparison, Count, Operand, Pattern, Plan, Rule, Variable
from kbctl.rules.quantities import patterns_of

#: Variables of a rule are few; beyond this many the best renaming is looked for greedily.
MANY = 5


def plain(rule: Rule) -> Rule:
    """The same rule with `_` for variables that join nothing, and equality for `in` with one member."""
    counts = Counter(variable.name for variable in variables(rule))

    def comparison(test: Comparison) -> Comparison:
        operand = test.operand
        if test.op == "in" and isinstance(operand, tuple) and len(operand) == 1:
            return replace(test, op="eq", operand=operand[0])
        lonely = isinstance(operand, Variable) and operand.slot is None and counts[operand.name] == 1
        return replace(test, op="exists", operand=True) if test.op == "eq" and lonely else test

    def pattern(one: Pattern) -> Pattern:
        lonely = one.id is not None and counts[one.id.name] == 1
        return replace(one, id=None if lonely else one.id, tests=tuple(map(comparison, one.tests)))

    return with_patterns(rule, pattern)


def with_patterns(rule: Rule, change: Callable[[Pattern], Pattern]) -> Rule:
    """The rule with every pattern changed, those of gates included."""

    def clause(one: Clause) -> Clause:
        return (
            change(one)
            if isinstance(one, Pattern)
            else replace(one, patterns=tuple(map(change, one.patterns)))
        )

    def action(one: Action) -> Action:
        return replace(one, gate=tuple(map(clause, one.gate))) if isinstance(one, Plan) else one

    return replace(rule, when=tuple(map(clause, rule.when)), then=tuple(map(action, rule.then)))


def variables(rule: Rule) -> Iterator[Variable]:
    """Every occurrence of a variable."""
    for pattern in all_patterns(rule):
        if pattern.id:
            yield pattern.id
        yield from (test.operand for test in pattern.tests if isinstance(test.operand, Variable))
    for action in rule.then:
        yield from (v for f in fields(action) if isinstance(v := getattr(action, f.name), Variable))


def all_patterns(rule: Rule) -> Iterator[Pattern]:
    yield from patterns_of(rule.when)
    for action in rule.then:
        if isinstance(action, Plan):
            yield from patterns_of(action.gate)


def renamed(rule: Rule, names: Mapping[str, str]) -> Rule:
    """The rule with other names for its variables."""

    def variable(one: Variable) -> Variable:
        return replace(one, name=names.get(one.name, one.name))

    def operand(one: Operand) -> Operand:
        return variable(one) if isinstance(one, Variable) else one

    def pattern(one: Pattern) -> Pattern:
        tests = tuple(replace(test, operand=operand(test.operand)) for test in one.tests)
        return replace(one, id=variable(one.id) if one.id else None, tests=tests)

    def action(one: Action) -> Action:
        named = {f.name: getattr(one, f.name) for f in fields(one)}
        changed: dict[str, Any] = {n: variable(v) for n, v in named.items() if isinstance(v, Variable)}
        return replace(one, **changed)

    made = with_patterns(rule, pattern)
    return replace(made, then=tuple(map(action, made.then)))


def alike(before: Rule, after: Rule) -> Rule:
    """`before` with the names that `after` uses, chosen so that as many parts as possible are the same."""
    old = sorted({v.name for v in variables(before)})
    new = sorted({v.name for v in variables(after)})
    if not old:
        return before
    wanted = Counter(_keys(after))

    def shared(names: Mapping[str, str]) -> int:
        return sum((Counter(_keys(renamed(before, names))) & wanted).values())

    # A name of `after` that is not taken over would otherwise be taken for the same variable.
    spare = [f"{name}'" for name in old]
    if len(old) <= MANY and len(new) <= MANY:
        choices = ({**dict(zip(old, spare, strict=True)), **_pairs(old, one)} for one in _ways(old, new))
        return renamed(before, max(choices, key=lambda names: (shared(names), _kept(names))))
    names = dict(zip(old, spare, strict=True)) | {name: name for name in old if name in new}
    for name in old:
        free = [one for one in new if one not in names.values()]
        best = max(free, key=lambda one: shared({**names, name: one}), default=None)
        if best and names[name] not in new and shared({**names, name: best}) > shared(names):
            names[name] = best
    return renamed(before, names)


def _ways(old: list[str], new: list[str]) -> Iterator[tuple[str | None, ...]]:
    padded = [*new, *[None] * max(0, len(old) - len(new))]
    return permutations(padded, len(old))


def _pairs(old: list[str], chosen: tuple[str | None, ...]) -> dict[str, str]:
    return {name: one for name, one in zip(old, chosen, strict=True) if one is not None}


def _kept(names: Mapping[str, str]) -> int:
    return sum(one == other for one, other in names.items())


def _keys(rule: Rule) -> Iterator[object]:
    """What the parts of a rule are, down to single comparisons."""
    for pattern in all_patterns(rule):
        yield (pattern.frame, pattern.id)
        yield from ((pattern.frame, pattern.id, key(test)) for test in pattern.tests)
    yield from map(key, rule.then)


def key(part: object) -> object:
    """A part without its places and without the order of what is a set; equal keys: written alike."""
    if isinstance(part, Location):
        return None
    if isinstance(part, Pattern):
        return ("Pattern", part.frame, part.id, frozenset(map(key, part.tests)))
    if isinstance(part, Comparison):
        operand = frozenset(part.operand) if isinstance(part.operand, tuple) else part.operand
        return ("Comparison", part.slot, part.op, type(operand) is bool, operand, float(part.times))
    if isinstance(part, Count):
        first, *others = part.patterns
        return ("Count", key(first), frozenset(map(key, others)), frozenset(part.bounds))
    if isinstance(part, tuple):
        return frozenset(map(key, part))
    if hasattr(part, "at"):
        named = (key(getattr(part, f.name)) for f in fields(part))  # type: ignore[arg-type]
        return (type(part).__name__, *named)
    return part
