"""The last step of a rule's search: it writes down the firing, and what it concludes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.heads import Head
from kbctl.engine.inference.joins import Step
from kbctl.engine.inference.outputs import OneHole, one_hole, said_of
from kbctl.engine.inference.result import Firing
from kbctl.engine.inference.scope import CONCLUSIONS, SINK
from kbctl.engine.inference.state import Env, State
from kbctl.engine.inference.support import Because
from kbctl.rules.model import Clause, Pattern, Rule

#: Makes a firing of all its parts, without the detour through keywords.
_new = tuple.__new__


def recording(rule: Rule, variables: Mapping[str, int], supported: Because, places: Sequence[int],
              heads: Sequence[Head]) -> Step:  # fmt: skip
    """The step. `places`: where the first supports and their numbers were noted, pattern by pattern."""
    hole = one_hole(rule, variables)
    if hole is not None and len(places) <= 1 and len(heads) <= 1:
        return _one_hole(rule, hole, supported, places[0] + 1 if places else None, heads)
    said, others = said_of(rule, variables), _others([place + 1 for place in places])
    name, absent, concluded = rule.id, absent_of(rule), _concluded(heads)

    def firing(state: State, env: Env) -> bool:
        bindings, outputs = said(env)
        given = concluded(env)
        env[SINK].append(Firing(name, bindings, supported(state, env), others(env), absent, given, outputs))
        return False

    return firing


def _one_hole(rule: Rule, hole: OneHole, supported: Because, supports: int | None,
              heads: Sequence[Head]) -> Step:  # fmt: skip
    """The same for one variable in one action: the parts that never change are made once."""
    rule_id, absent = rule.id, absent_of(rule)
    name, number, first, key, last = hole
    alone = supports is None and len(rule.when) - len(absent) == 1  # the fact of its only variable is all
    if heads:
        (head,) = heads

        def concluding(state: State, env: Env) -> bool:
            value = env[number]
            fact = head(env[CONCLUSIONS], env)
            others = 0 if supports is None else env[supports] - 1
            because = (state.base[value],) if alone else supported(state, env)
            concluded = () if fact is None else (fact,)
            outputs = ((first, (key, value), last),)
            env[SINK].append(
                _new(Firing, (rule_id, ((name, value),), because, others, absent, concluded, outputs))
            )
            return False

        return concluding

    def firing(state: State, env: Env) -> bool:
        value = env[number]
        others = 0 if supports is None else env[supports] - 1
        because = (state.base[value],) if alone else supported(state, env)
        outputs = ((first, (key, value), last),)
        env[SINK].append(_new(Firing, (rule_id, ((name, value),), because, others, absent, (), outputs)))
        return False

    return firing


def _concluded(heads: Sequence[Head]) -> Callable[[Env], tuple[Fact, ...]]:
    """The facts that a firing gives, each once."""
    if not heads:
        return lambda env: ()

    def concluded(env: Env) -> tuple[Fact, ...]:
        conclusions = env[CONCLUSIONS]
        facts = [fact for head in heads if (fact := head(conclusions, env)) is not None]
        return tuple({id(fact): fact for fact in facts}.values())

    return concluded


def _others(places: Sequence[int]) -> Callable[[Env], int]:
    """The number of further supports, from those of each pattern."""
    if not places:
        return lambda env: 0
    if len(places) == 1:
        only = places[0]
        return lambda env: env[only] - 1

    def number(env: Env) -> int:
        product = 1
        for place in places:
            product *= env[place]
        return product - 1

    return number


def absent_of(rule: Rule) -> tuple[Clause, ...]:
    """Clauses that hold because something is not there, or was counted."""
    return tuple(clause for clause in rule.when if not isinstance(clause, Pattern))
