"""What a firing rests on: the facts of its first support in content order, and the number of others.

Once the named variables of a rule have their values, each pattern without a name (`_`) stands alone: the
number of supports is the product of the numbers of facts that each of them matches, and the first support
takes the first of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kbctl.engine.inference.alpha import Alphas
from kbctl.engine.inference.compare import literal_test
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.joins import Step
from kbctl.engine.inference.patterns import Matcher, operand, slot_of
from kbctl.engine.inference.scope import Scope
from kbctl.engine.inference.state import NO_MEMBERS, Env, State
from kbctl.ontology.values import atom_order
from kbctl.rules.model import Comparison, Pattern, Variable

Because = Callable[[State, Env], tuple[Fact, ...]]
Derived = Callable[[State, Fact, Env], Sequence[Fact]]


def anonymous(matcher: Matcher, place: int) -> Step:
    """Notes the first fact of a `_` pattern and the number of them, in two places of the `Env`."""
    source, checks = matcher.source, tuple(matcher.checks)
    if not checks:

        def exact(state: State, env: Env) -> bool:
            facts = source(state, env)
            if not facts:
                return False
            env[place], env[place + 1] = facts[0], len(facts)
            return True

        return exact

    def note(state: State, env: Env) -> bool:
        first, number = None, 0
        for fact in source(state, env):
            for check in checks:
                if not check(state, fact, env):
                    break
            else:
                number += 1
                if first is None:
                    first = fact
        env[place], env[place + 1] = first, number
        return number > 0

    return note


def because(scope: Scope, alphas: Alphas, patterns: Sequence[Pattern], places: dict[int, int]) -> Because:
    """The facts of the first support, clause by clause, each once. `places`: of `_` patterns, by position."""
    parts: list[tuple[bool, int]] = []
    derived: list[Sequence[Derived]] = []
    for position, pattern in enumerate(patterns):
        named = pattern.id is not None
        parts.append((named, scope.numbers[pattern.id.name] if pattern.id is not None else places[position]))
        derived.append(
            [_derived(scope, pattern, t) for t in pattern.tests if _may_be_derived(scope, pattern, t)]
        )
    frames = [pattern.frame for pattern in patterns]
    if not any(derived) and len(set(frames)) == len(frames):
        return _plain(parts)

    def collect(state: State, env: Env) -> tuple[Fact, ...]:
        found: dict[int, Fact] = {}
        for (named, place), support in zip(parts, derived, strict=True):
            fact = state.base[env[place]] if named else env[place]
            found[id(fact)] = fact
            for members in support:
                for member in members(state, fact, env):
                    found[id(member)] = member
        return tuple(found.values())

    return collect


def _plain(parts: Sequence[tuple[bool, int]]) -> Because:
    """Without derived slots, and of different frames: no fact can come twice."""
    if not parts:
        return lambda state, env: ()
    if len(parts) == 1:
        named, place = parts[0]
        return (lambda state, env: (state.base[env[place]],)) if named else (lambda state, env: (env[place],))
    if len(parts) == 2 and parts[0][0] and not parts[1][0]:
        first, second = parts[0][1], parts[1][1]
        return lambda state, env: (state.base[env[first]], env[second])
    return lambda state, env: tuple([state.base[env[p]] if named else env[p] for named, p in parts])


def _may_be_derived(scope: Scope, pattern: Pattern, test: Comparison) -> bool:
    slot = slot_of(scope, pattern, test.slot)
    if slot is not None and slot.derived:
        return True
    if not isinstance(test.operand, Variable) or test.operand.slot is None:
        return False
    other = scope.vocabulary.slot(scope.frames.get(test.operand.name, ""), test.operand.slot)
    return other is not None and other.derived


def _derived(scope: Scope, pattern: Pattern, test: Comparison) -> Derived:
    """The derived facts that a test which holds rests on."""
    slot = slot_of(scope, pattern, test.slot)
    own = slot is not None and slot.derived
    accepts = None
    if test.op == "contains":
        if isinstance(test.operand, Variable):
            _, value_of = operand(scope, test.operand)
        else:
            accepts = literal_test(scope.vocabulary, slot, test)
    variable = test.operand if isinstance(test.operand, Variable) and test.operand.slot else None

    def collect(state: State, fact: Fact, env: Env) -> Sequence[Fact]:
        found: list[Fact] = []
        if own and test.slot not in fact.slots:
            members = state.members.get((fact.id, test.slot), NO_MEMBERS)
            listed = [members[value] for value in sorted(members, key=atom_order)]
            if accepts is not None:
                listed = [members[v] for v in sorted(members, key=atom_order) if accepts((v,))][:1]
            elif test.op == "contains":
                listed = [members[v] for v in members if v == value_of(state, env)]
            elif test.op == "exists":
                listed = listed[:1]
            found += listed
        if variable is not None:
            other = state.members.get((env[scope.numbers[variable.name]], str(variable.slot)), NO_MEMBERS)
            found += [other[value] for value in sorted(other, key=atom_order)]
        return found

    return collect
