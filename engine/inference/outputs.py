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


#: What a firing says: the named variables with their values, by name, and every action with values in place.
Said = tuple[Bindings, tuple[Ground, ...]]


def said_of(rule: Rule, variables: Mapping[str, int]) -> Callable[[Env], Said]:
    """Bindings and outputs of a rule. One variable in one place of one action is most of what there is."""
    named = sorted(variables.items())
    outputs = [_output(rule, action, variables) for action in rule.then]
    if len(named) == len(outputs) == 1:
        ((name, number),), (only,) = named, outputs
        holes = [i for i, (_, value) in enumerate(only) if isinstance(value, _Hole)]
        if len(holes) == 1:
            key, before, after = only[holes[0]][0], only[: holes[0]], only[holes[0] + 1 :]
            return lambda env: (((name, env[number]),), ((*before, (key, env[number]), *after),))
    fillers = [_filler(entries, variables) for entries in outputs]
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
    parts = [(n, variables[str(v)] if isinstance(v, _Hole) else None, v) for n, v in entries]
    return lambda env: tuple([(n, value if number is None else env[number]) for n, number, value in parts])
