"""Bindings and ground actions of a firing, filled in from the values of its variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kbctl.engine.inference.result import Ground
from kbctl.engine.inference.state import Env
from kbctl.ontology.source import InputProblems, Problem
from kbctl.ontology.values import Value
from kbctl.rules.ground import ground
from kbctl.rules.model import Action, Rule

Bindings = tuple[tuple[str, Value], ...]


class _Hole(str):
    """Stands in a ground action for the value of a variable."""


#: What a firing says: the named variables with their values, by name, and every action with values in place.
Said = tuple[Bindings, tuple[Ground, ...]]


class OneHole(NamedTuple):
    """An action of three entries, whose middle one holds the only variable: most of what there is."""

    name: str
    number: int
    first: tuple[str, Value]
    key: str
    last: tuple[str, Value]


def one_hole(rule: Rule, variables: Mapping[str, int]) -> OneHole | None:
    """The rule's only action, where it is of this kind."""
    if len(rule.then) != 1 or len(variables) != 1:
        return None
    ((name, number),) = variables.items()
    entries = _output(rule, rule.then[0], variables)
    holes = [i for i, (_, value) in enumerate(entries) if isinstance(value, _Hole)]
    if len(entries) != 3 or holes != [1]:
        return None
    return OneHole(name, number, entries[0], entries[1][0], entries[2])


def said_of(rule: Rule, variables: Mapping[str, int]) -> Callable[[Env], Said]:
    """Bindings and outputs of a rule."""
    named = sorted(variables.items())
    fillers = [_filler(_output(rule, action, variables), variables) for action in rule.then]
    if len(named) == 2 and len(fillers) == 1:
        ((one, i), (two, k)), (only,) = named, fillers
        return lambda env: (((one, env[i]), (two, env[k])), (only(env),))
    if len(fillers) == 1:
        (only,) = fillers
        return lambda env: (tuple([(n, env[i]) for n, i in named]), (only(env),))
    return lambda env: (tuple([(n, env[i]) for n, i in named]), tuple([fill(env) for fill in fillers]))


def _output(rule: Rule, action: Action, variables: Mapping[str, int]) -> Ground:
    """A ground action with holes for variables."""
    try:
        return ground(action, {name: _Hole(name) for name in variables})
    except KeyError as unbound:
        message = f"${unbound.args[0]} is bound by no clause of {rule.id}"
        raise InputProblems([Problem(action.at, "unbound", message)]) from None


def _filler(entries: Ground, variables: Mapping[str, int]) -> Callable[[Env], Ground]:
    if not any(isinstance(value, _Hole) for _, value in entries):
        return lambda env: entries
    holes = [i for i, (_, value) in enumerate(entries) if isinstance(value, _Hole)]
    if len(holes) == 1:
        key, before, after = entries[holes[0]][0], entries[: holes[0]], entries[holes[0] + 1 :]
        number = variables[str(entries[holes[0]][1])]
        if len(before) == len(after) == 1:
            (first,), (last,) = before, after
            return lambda env: (first, (key, env[number]), last)
        return lambda env: (*before, (key, env[number]), *after)
    parts = [(n, variables[str(v)] if isinstance(v, _Hole) else None, v) for n, v in entries]
    return lambda env: tuple([(n, value if number is None else env[number]) for n, number, value in parts])
