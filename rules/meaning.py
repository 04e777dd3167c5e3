"""What a rule does, apart from how it is written.

Two rules have one meaning where nothing but these differs: places, comments, id, title, owner, status,
rationale, tests; the names of variables; the order of clauses, slot tests, actions and list members; `in`
with one member and equality; a variable that joins nothing and `_`; a clause said twice. A firing puts out a
set, so none of that can change a conclusion, an option or a decision. The cases are part of the meaning:
options count them.

The text is canonical: variables are named by their place in the structure (colour refinement, and the
smallest text over all choices where the structure is symmetrical).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from kbctl.rules.model import (
    Action,
    Clause,
    Comparison,
    Count,
    Not,
    Pattern,
    Plan,
    Rule,
    RuleTest,
    Variable,
)

#: A name and the scope that it is known in: "" for the rule, else the number of the `not`, `count` or gate.
Key = tuple[str, str]
Colours = Mapping[Key, str]


@dataclass(frozen=True, slots=True)
class Use:
    """An occurrence of a variable in the tree below; rendered as its colour."""

    key: Key
    slot: str | None


class Unordered(list[Any]):
    """Members whose order and repetition mean nothing."""


class Facts(list[Any]):
    """Frame, id, tests: what a clause says of one fact."""


class Test(list[Any]):
    """Slot, operator, operand, factor."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a name is looked up: the names that are bound further out, and the scope of all others."""

    bound: Mapping[str, str]
    own: str

    def use(self, variable: Variable) -> Use:
        return Use((variable.name, self.bound.get(variable.name, self.own)), variable.slot)

    def inside(self, names: Iterable[str], own: str) -> Scope:
        return Scope({**dict.fromkeys(names, self.own), **self.bound}, own)


def meaning(rule: Rule) -> str:
    """The canonical text (JSON) of what the rule does. Equal texts: equal outputs on all facts."""
    return _canonical(_plain_lonely(_tree(rule)))


def meaning_hash(rule: Rule) -> str:
    """SHA-256 of `meaning`, in hex."""
    return hashlib.sha256(meaning(rule).encode()).hexdigest()


def hash_of_tests(rule: Rule) -> str:
    """SHA-256 of what the rule's tests give and expect; their names and order do not change it."""
    return hashlib.sha256(_render(Unordered(map(_test, rule.tests)), {}).encode()).hexdigest()


def _test(test: RuleTest) -> Any:
    given = [
        [fact.frame, fact.id, Unordered([name, _value(value)] for name, value in fact.slots.items())]
        for fact in test.given
    ]
    expect = [Unordered([name, _value(value)] for name, value in one.entries) for one in test.expect]
    return [Unordered(given), sorted(_render(one, {}) for one in expect)]


# --- the rule as a tree ----------------------------------------------------------------------


def _tree(rule: Rule) -> Any:
    scope = Scope({}, "")
    evidence = Unordered([piece.case, piece.says] for piece in rule.evidence)
    then = Unordered(
        _action(action, scope.inside(_names(rule.when), f"then {n}")) for n, action in enumerate(rule.then)
    )
    return [rule.kind, _clauses(rule.when, scope), then, Unordered(rule.overrides), evidence]


def _names(clauses: Iterable[Clause]) -> frozenset[str]:
    """The names that positive clauses bind: known in all other clauses of the list."""
    found: set[str] = set()
    for pattern in clauses:
        if isinstance(pattern, Pattern):
            found |= {pattern.id.name} if pattern.id else set()
            found |= {test.operand.name for test in pattern.tests if isinstance(test.operand, Variable)}
    return frozenset(found)


def _clauses(clauses: Sequence[Clause], scope: Scope) -> Unordered:
    names = _names(clauses)
    return Unordered(
        _clause(clause, scope if isinstance(clause, Pattern) else scope.inside(names, f"{scope.own}/{n}"))
        for n, clause in enumerate(clauses)
    )


def _clause(clause: Clause, scope: Scope) -> Any:
    match clause:
        case Pattern():
            return _pattern(clause, scope)
        case Not():
            return ["not", Unordered(_pattern(one, scope) for one in clause.patterns)]
        case Count():
            first, *others = clause.patterns
            bounds = Unordered([op, bound] for op, bound in clause.bounds)
            return [
                "count",
                _pattern(first, scope),
                Unordered(_pattern(one, scope) for one in others),
                bounds,
            ]


def _pattern(pattern: Pattern, scope: Scope) -> Facts:
    ident = scope.use(pattern.id) if pattern.id else None
    return Facts([pattern.frame, ident, Unordered(_comparison(test, scope) for test in pattern.tests)])


def _comparison(test: Comparison, scope: Scope) -> Test:
    operand, op = test.operand, str(test.op)
    if op == "in" and isinstance(operand, tuple) and len(operand) == 1:
        op, operand = "eq", operand[0]
    return Test([test.slot, op, _operand(operand, scope), _value(test.times)])


def _operand(operand: Any, scope: Scope) -> Any:
    return scope.use(operand) if isinstance(operand, Variable) else _value(operand)


def _value(value: Any) -> Any:
    """Whole numbers written as decimals are whole; a list is a set."""
    if isinstance(value, tuple):
        return Unordered(map(_value, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _action(action: Action, scope: Scope) -> Any:
    """Its name and its parts in the order of the model; the gate of a plan is clauses again."""
    parts = [getattr(action, part.name) for part in fields(action) if part.name != "at"]
    if isinstance(action, Plan):
        parts.remove(action.gate)
        return ["Plan", *(_operand(part, scope) for part in parts), _clauses(action.gate, scope)]
    return [type(action).__name__, *(_operand(part, scope) for part in parts)]


# --- canonical text --------------------------------------------------------------------------


def _uses(tree: Any) -> Iterator[Use]:
    if isinstance(tree, Use):
        yield tree
    elif isinstance(tree, list):
        for one in tree:
            yield from _uses(one)


def _plain_lonely(tree: Any) -> Any:
    """Variables that occur once join nothing: an id becomes `_`, a bound value `exists: true`."""
    counts = Counter(use.key for use in _uses(tree))

    def lonely(part: Any) -> bool:
        return isinstance(part, Use) and part.slot is None and counts[part.key] == 1

    def plain(node: Any) -> Any:
        if isinstance(node, Test) and node[1] == "eq" and lonely(node[2]):
            return Test([node[0], "exists", True, 1])
        if isinstance(node, Facts) and lonely(node[1]):
            return Facts([node[0], None, plain(node[2])])
        return type(node)(map(plain, node)) if isinstance(node, list) else node

    return plain(tree)


def _render(tree: Any, colours: Colours) -> str:
    if isinstance(tree, Use):
        return f"${colours[tree.key]}" + (f".{tree.slot}" if tree.slot else "")
    if isinstance(tree, Unordered):
        return "{" + ",".join(sorted({_render(one, colours) for one in tree})) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(_render(one, colours) for one in tree) + "]"
    return json.dumps(tree, ensure_ascii=False)


def _canonical(tree: Any) -> str:
    keys = sorted({use.key for use in _uses(tree)})
    return _smallest(tree, dict.fromkeys(keys, "0"))


def _smallest(tree: Any, colours: dict[Key, str]) -> str:
    """The smallest text over all ways to tell apart the variables that the structure does not."""
    colours = _refined(tree, colours)
    same = Counter(colours.values())
    tied = sorted(key for key, colour in colours.items() if same[colour] > 1)
    if not tied:
        return _render(tree, colours)
    first = [key for key in tied if colours[key] == min(colours[key] for key in tied)]
    return min(_smallest(tree, {**colours, key: colours[key] + "'"}) for key in first)


def _refined(tree: Any, colours: dict[Key, str]) -> dict[Key, str]:
    """Colours split by where in the tree a variable stands, until no split is left."""
    while True:
        seen = {key: (colours[key], _render(tree, {**colours, key: "*"})) for key in colours}
        numbers = {look: str(n) for n, look in enumerate(sorted(set(seen.values())))}
        new = {key: numbers[look] for key, look in seen.items()}
        if len(set(new.values())) == len(set(colours.values())):
            return new
        colours = new
