"""Matching of clauses on a handful of facts, with which fact met which clause: the search needs to know.

The engine's own matchers are made for many facts and rules that stay; here facts change at every turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbctl.engine.inference.facts import Fact
from kbctl.engine.review.verify.world import World, binds
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Slot
from kbctl.rules.model import Clause, Comparison, Count, Not, Pattern, Variable


@dataclass(frozen=True, slots=True)
class Bound:
    """What a variable stands for: its value, and the slot it was read from (`slot` is "" for an id)."""

    value: Value
    fact: str
    slot: str


Env = Mapping[str, Bound]


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts by name: what the search calls them. The id of a remedy is the remedy."""

    by_frame: Mapping[str, Sequence[str]]
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Match:
    """The name of the fact for each pattern, and what the variables stand for."""

    chosen: tuple[tuple[Pattern, str], ...]
    env: Env


def slot_of(world: World, facts: Facts, bound: Bound) -> Slot | None:
    return world.slot(facts.facts[bound.fact].frame, bound.slot) if bound.slot else None


def read(facts: Facts, name: str, slot: str) -> Value | None:
    fact = facts.facts[name]
    return fact.id if slot == "id" else fact.slots.get(slot)


def matches(world: World, facts: Facts, patterns: Sequence[Pattern], env: Env) -> Iterator[Match]:
    """Every way to meet all patterns."""
    waiting: list[tuple[Comparison, Pattern, str]] = []
    yield from _extend(world, facts, tuple(patterns), env, (), waiting)


def _extend(world: World, facts: Facts, rest: tuple[Pattern, ...], env: Env,
            chosen: tuple[tuple[Pattern, str], ...],
            waiting: Sequence[tuple[Comparison, Pattern, str]]) -> Iterator[Match]:  # fmt: skip
    if not rest:
        if all(operand_holds(world, facts, test, pattern, name, env) for test, pattern, name in waiting):
            yield Match(chosen, env)
        return
    pattern, *others = rest
    known = env.get(pattern.id.name) if pattern.id else None
    for name in facts.by_frame.get(pattern.frame, ()):
        fact = facts.facts[name]
        if known is not None and fact.id != known.value:
            continue
        if not all(
            world.holds(fact.frame, test, read(facts, name, test.slot))
            for test in pattern.tests
            if not isinstance(test.operand, Variable)
        ):
            continue
        new, later, ok = dict(env), list(waiting), True
        if pattern.id:
            new[pattern.id.name] = Bound(fact.id, name, "")
        for test in pattern.tests:
            variable = binds(test)
            if variable is not None and variable not in new:
                value = read(facts, name, test.slot)
                if value is None:
                    ok = False
                    break
                new[variable] = Bound(value, name, "" if test.slot == "id" else test.slot)
            elif isinstance(test.operand, Variable):
                if test.operand.name in new and not operand_holds(world, facts, test, pattern, name, new):
                    ok = False
                    break
                if test.operand.name not in new:
                    later.append((test, pattern, name))
        if ok:
            yield from _extend(world, facts, tuple(others), new, (*chosen, (pattern, name)), later)


def operand_holds(
    world: World, facts: Facts, test: Comparison, pattern: Pattern, name: str, env: Env
) -> bool:
    """A test against a variable that is bound."""
    assert isinstance(test.operand, Variable)
    bound = env.get(test.operand.name)
    if bound is None:
        return False
    value = read(facts, name, test.slot)
    if test.operand.slot is None:
        return world.related(pattern.frame, test, value, bound.value, slot_of(world, facts, bound))
    owner = facts.facts[bound.fact]
    other = read(facts, bound.fact, test.operand.slot)
    return world.related(pattern.frame, test, value, other, world.slot(owner.frame, test.operand.slot))


def bodies(world: World, facts: Facts, clauses: Sequence[Clause], env: Env) -> Iterator[Match]:
    """Every way in which all clauses hold, `not` and `count` too."""
    positive = [clause for clause in clauses if isinstance(clause, Pattern)]
    others = [clause for clause in clauses if not isinstance(clause, Pattern)]
    for match in matches(world, facts, positive, env):
        if all(holds(world, facts, clause, match.env) for clause in others):
            yield match


def holds(world: World, facts: Facts, clause: Not | Count, env: Env) -> bool:
    if isinstance(clause, Not):
        return next(matches(world, facts, clause.patterns, env), None) is None
    number = len(counted(world, facts, clause, env))
    return all(BOUNDS[op](number, bound) for op, bound in clause.bounds)


def counted(world: World, facts: Facts, clause: Count, env: Env) -> dict[str, Match]:
    """The facts that are counted, each with a way in which it is met."""
    found: dict[str, Match] = {}
    for match in matches(world, facts, clause.patterns, env):
        found.setdefault(facts.facts[match.chosen[0][1]].id, match)
    return found


BOUNDS = {
    "eq": int.__eq__, "lt": int.__lt__, "lte": int.__le__, "gt": int.__gt__, "gte": int.__ge__,
}  # fmt: skip
