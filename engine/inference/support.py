"""What a firing rests on: the facts of its first support in content order, and the number of others.

Once the named variables of a rule have their values, each pattern stands alone: the supports are the product
of those of the patterns, and the first takes the first of each. A pattern with a name has one fact, one with
`_` as many as match. Where a test reads a derived slot, its facts belong to the support; two members of a
derived list that both pass a `contains` are two supports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from operator import attrgetter

from kbctl.engine.inference.compare import accepted_values
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.joins import Step
from kbctl.engine.inference.patterns import Matcher, operand, slot_of
from kbctl.engine.inference.scope import Scope, needed
from kbctl.engine.inference.state import NO_MEMBERS, Env, State
from kbctl.ontology.values import Atom
from kbctl.ontology.vocab import Slot
from kbctl.rules.model import Comparison, Pattern, Variable

_key = attrgetter("key")
Because = Callable[[State, Env], tuple[Fact, ...]]
#: The ways in which one test rests on derived facts.
Ways = Callable[[State, Fact, Env], Sequence[tuple[Fact, ...]]]
#: The supports of one pattern by one fact: the fact, then the derived ones beside it in content order.
Supports = Callable[[State, Fact, Env], list[tuple[Fact, ...]]]


def anonymous(matcher: Matcher, place: int, supports: Supports | None) -> Step:
    """Notes the first support of a `_` pattern and the number of them, in two places of the `Env`.

    The support is a fact, or where it may have derived ones beside it, a tuple of facts.
    """
    source, checks, alpha = matcher.source, tuple(matcher.checks), matcher.alpha
    if matcher.pushed and not checks:

        def known(state: State, env: Env) -> bool:
            facts = state.pushed.get(alpha)
            if facts is None:
                return False
            env[place], env[place + 1] = facts[0], len(facts)
            return True

        return known
    if not checks:

        def exact(state: State, env: Env) -> bool:
            facts = source(state, env)
            if not facts:
                return False
            env[place], env[place + 1] = facts[0], len(facts)
            return True

        return exact

    def note(state: State, env: Env) -> bool:
        first: object = None
        number = 0
        for fact in source(state, env):
            for check in checks:
                if not check(state, fact, env):
                    break
            else:
                ways = (fact,) if supports is None else supports(state, fact, env)
                number += len(ways)
                if first is None:
                    first = ways[0]
        env[place], env[place + 1] = first, number
        return number > 0

    return note


def named(scope: Scope, pattern: Pattern, place: int, supports: Supports) -> Step:
    """The same for a pattern whose fact is known by its variable."""
    assert pattern.id is not None
    number = scope.numbers[pattern.id.name]

    def note(state: State, env: Env) -> bool:
        fact = state.base.get(env[number])  # the pattern itself may still be to come: then it may not hold
        ways = supports(state, fact, env) if fact is not None else []
        if not ways:
            return False
        env[place], env[place + 1] = ways[0], len(ways)
        return True

    return note


def because(scope: Scope, patterns: Sequence[Pattern], places: Mapping[int, int]) -> Because:
    """The facts of the first support, clause by clause, each once. `places`: where supports were noted."""
    parts: list[tuple[bool, int]] = []
    for position, pattern in enumerate(patterns):
        if position in places or pattern.id is None:
            parts.append((False, places[position]))
        else:
            parts.append((True, scope.numbers[pattern.id.name]))
    if len(parts) == 1 and not parts[0][0]:
        (_, only) = parts[0]
        return lambda state, env: env[only] if env[only].__class__ is tuple else (env[only],)
    frames = {pattern.frame for pattern in patterns}
    if len(frames) == len(patterns) and not any(supports_of(scope, pattern) for pattern in patterns):
        return _plain(parts)

    def collect(state: State, env: Env) -> tuple[Fact, ...]:
        found: dict[int, Fact] = {}
        for by_id, place in parts:
            noted = state.base[env[place]] if by_id else env[place]
            for fact in noted if noted.__class__ is tuple else (noted,):
                found[id(fact)] = fact
        return tuple(found.values())

    return collect


def _plain(parts: Sequence[tuple[bool, int]]) -> Because:
    """Without derived slots, and of different frames: no fact can come twice."""
    if not parts:
        return lambda state, env: ()
    if len(parts) == 1:
        by_id, place = parts[0]
        return (lambda state, env: (state.base[env[place]],)) if by_id else (lambda state, env: (env[place],))
    if len(parts) == 2 and parts[0][0] and not parts[1][0]:
        first, second = parts[0][1], parts[1][1]
        return lambda state, env: (state.base[env[first]], env[second])
    return lambda state, env: tuple([state.base[env[p]] if by_id else env[p] for by_id, p in parts])


def supports_of(scope: Scope, pattern: Pattern) -> Supports | None:
    """The supports of a pattern where it reads derived slots, None where its fact is all."""
    ways = [found for test in pattern.tests for found in _ways(scope, pattern, test)]
    if not ways:
        return None
    if (quick := _one_member(scope, pattern)) is not None:
        return quick
    simple = len(ways) == 1 and not any(isinstance(test.operand, Variable) for test in pattern.tests)

    def supports(state: State, fact: Fact, env: Env) -> list[tuple[Fact, ...]]:
        each = [way(state, fact, env) for way in ways]
        if simple and len(each[0]) == 1 and len(each[0][0]) < 2:
            return [(fact, *each[0][0])]
        found = {}
        for chosen in product(*each):
            beside = {id(one): one for way in chosen for one in way}
            listed = (fact, *sorted(beside.values(), key=_key))
            found[tuple(map(id, listed))] = listed
        return sorted(found.values(), key=lambda listed: [one.key for one in listed])

    return supports


def _one_member(scope: Scope, pattern: Pattern) -> Supports | None:
    """The quick way where one derived slot is read, and only whether one value is in it."""
    derived = [t for t in pattern.tests if (s := slot_of(scope, pattern, t.slot)) is not None and s.derived]
    if len(derived) != 1 or derived[0].op != "contains" or any(map(needed, pattern.tests)):
        return None
    accepted = accepted_values(scope.vocabulary, slot_of(scope, pattern, derived[0].slot), derived[0])
    if len(accepted) != 1:
        return None
    name, (value,) = derived[0].slot, accepted

    def supports(state: State, fact: Fact, env: Env) -> list[tuple[Fact, ...]]:
        if name in fact.slots:
            return [(fact,)]
        member = state.members.get((fact.id, name), NO_MEMBERS).get(value)
        return [(fact, member)] if member is not None else []

    return supports


def _ways(scope: Scope, pattern: Pattern, test: Comparison) -> Iterator[Ways]:
    """What a test that holds rests on: in its own slot, and in that of the variable it compares with."""
    slot = slot_of(scope, pattern, test.slot)
    if slot is not None and slot.derived:
        yield _own(scope, slot, test)
    variable = test.operand
    if isinstance(variable, Variable) and variable.slot is not None:
        other = scope.vocabulary.slot(scope.frames.get(variable.name, ""), variable.slot)
        if other is not None and other.derived:
            number, name = scope.numbers[variable.name], variable.slot
            yield lambda state, fact, env: (
                tuple(state.members.get((env[number], name), NO_MEMBERS).values()),
            )


def _own(scope: Scope, slot: Slot, test: Comparison) -> Ways:
    """Members that pass, one by one, for `contains` and `exists`; all of them where the whole is compared."""
    name = slot.name
    one_by_one = test.op in ("contains", "exists")
    passes = _passes(scope, slot, test)

    def ways(state: State, fact: Fact, env: Env) -> Sequence[tuple[Fact, ...]]:
        members = state.members.get((fact.id, name), NO_MEMBERS)
        if name in fact.slots or not members:
            return ((),)
        if not one_by_one:
            return (tuple(members.values()),)
        if passes is None:
            return [(found,) for found in members.values()]
        return [(found,) for value, found in members.items() if passes(value, state, env)]

    return ways


def _passes(scope: Scope, slot: Slot, test: Comparison) -> Callable[[Atom, State, Env], bool] | None:
    """Whether one member alone passes; None where every one does."""
    if test.op != "contains":
        return None
    if isinstance(test.operand, Variable):
        _, value_of = operand(scope, test.operand)
        return lambda value, state, env: value == value_of(state, env)
    accepted = accepted_values(scope.vocabulary, slot, test)
    return lambda value, state, env: value in accepted
