"""Bindings and ground actions of a firing, filled in from the values of its variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kbctl.engine.inference.result import Ground
from kbctl.engine.inference.state import Env
from kbctl.ontology.source import InputProblems, Problem
from kbctl.ontology.values import Value
from kbctl.rules.ground import ground
from kbctl.rules.model import Action, Rule

Bindings = tuple[tuple[str, Value], ...]


class _Hole(str):
    """Stands in a ground action for the value of a variable."""


def bindings_of(variables: Mapping[str, int]) -> Callable[[Env], Bindings]:
    """The named variables with their values, by name."""
    listed = sorted(variables.items())
    if len(listed) == 1:
        ((name, number),) = listed
        return lambda env: ((name, env[number]),)
    if len(listed) == 2:
        (name, number), (other, place) = listed
        return lambda env: ((name, env[number]), (other, env[place]))
    return lambda env: tuple([(name, env[number]) for name, number in listed])


def outputs_of(rule: Rule, variables: Mapping[str, int]) -> Callable[[Env], tuple[Ground, ...]]:
    """Every action of the rule with values in place of variables."""
    made = [_output(rule, action, variables) for action in rule.then]
    if len(made) == 1:
        only = made[0]
        return lambda env: (only(env),)
    return lambda env: tuple([make(env) for make in made])


def _output(rule: Rule, action: Action, variables: Mapping[str, int]) -> Callable[[Env], Ground]:
    try:
        entries = ground(action, {name: _Hole(name) for name in variables})
    except KeyError as unbound:
        message = f"${unbound.args[0]} is bound by no clause of {rule.id}"
        raise InputProblems([Problem(action.at, "unbound", message)]) from None
    holes = [i for i, (_, value) in enumerate(entries) if isinstance(value, _Hole)]
    if not holes:
        return lambda env: entries
    if len(holes) == 1:
        (hole,) = holes
        name, number = entries[hole][0], variables[str(entries[hole][1])]
        before, after = entries[:hole], entries[hole + 1 :]
        return lambda env: (*before, (name, env[number]), *after)
    parts = [(n, variables[str(v)] if isinstance(v, _Hole) else None, v) for n, v in entries]
    return lambda env: tuple([(n, value if number is None else env[number]) for n, number, value in parts])
