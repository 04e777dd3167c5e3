"""Where the facts of a pattern are found: by a variable that is bound, else all that pass its literal tests.

A source gives facts in content order, and only those that pass the literal tests of the pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kbctl.engine.inference.alpha import Alpha, FactTest
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.state import NOTHING, Env, State

Source = Callable[[State, Env], Sequence[Fact]]


def by_id_of(number: int, frame: str, test: FactTest | None = None) -> Source:
    """The fact whose id a variable holds."""

    def source(state: State, env: Env) -> Sequence[Fact]:
        fact = state.base.get(env[number])
        if fact is None or fact.frame != frame or (test is not None and not test(fact)):
            return NOTHING
        return (fact,)

    return source


def by_memory(alpha: Alpha) -> Source:
    """The facts that pass an alpha pattern."""
    if alpha.pushed:  # settled before any rule is compiled
        return lambda state, env: state.pushed.get(alpha, NOTHING)
    return lambda state, env: state.memory(alpha)


def by_index(frame: str, slot: str, number: int, test: FactTest | None) -> Source:
    """The facts that have the value of a variable in a slot."""
    key = (frame, slot)
    if test is not None:

        def passing(state: State, env: Env) -> Sequence[Fact]:
            index = state.indexes.get(key) or state.index(frame, slot)
            facts = index.get(env[number])
            return NOTHING if facts is None else list(filter(test, facts))

        return passing

    def source(state: State, env: Env) -> Sequence[Fact]:
        index = state.indexes.get(key) or state.index(frame, slot)
        return index.get(env[number], NOTHING)

    return source
