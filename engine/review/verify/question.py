"""A question about rules: are there facts on which these fire and those do not, for the same target?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kbctl.engine.review.verify.boxes import Box, Words, joined
from kbctl.engine.review.verify.matching import Facts, read
from kbctl.engine.review.verify.search import BUDGET, Impossible, Possible, Unknown, search
from kbctl.engine.review.verify.state import Place, State
from kbctl.engine.review.verify.world import World
from kbctl.ontology.source import Location
from kbctl.ontology.values import Value
from kbctl.rules.model import Pattern, Rule, Variable

#: Variable of a rule -> the name that it shares with variables of the others.
Shared = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A rule and what its variables share with the other rules of a question."""

    rule: Rule
    shared: Shared = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Rules that `fire` and rules that are `silent`. `concepts` are those that a shared challenge may have.

    Every shared name is bound by a rule that fires, or has concepts.
    """

    fire: tuple[Part, ...]
    silent: tuple[Part, ...] = ()
    concepts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(part.rule for part in (*self.fire, *self.silent))


@dataclass(frozen=True, slots=True)
class Scene:
    """Facts that answer a question with yes, and the value of every shared name."""

    facts: Facts
    shared: Mapping[str, Value]


Answer = Scene | Impossible | Unknown


def ask(world: World, question: Question, budget: int = BUDGET) -> Answer:
    """What the box test says of a question."""
    state, places = State(world), dict[str, Place]()
    for name in question.concepts:
        made = state.asserted((Pattern("challenge", Variable(name), (), Location("")),), {})
        if made is None:
            return Impossible()
        state, places[name] = made[0], made[1][name]
    for part in question.fire:
        known = {variable: places[name] for variable, name in part.shared.items() if name in places}
        made = state.asserted(part.rule.when, known)
        if made is None:
            return Impossible()
        state, env = made
        places |= {name: env[variable] for variable, name in part.shared.items() if variable in env}
    for name, concepts in question.concepts.items():
        narrower = state.narrowed((places[name][0], "is"), lambda box, some=concepts: _one_of(box, some))  # type: ignore[misc]
        if narrower is None:
            return Impossible()
        state = narrower
    for part in question.silent:
        state = state.denied(
            part.rule.when, {variable: places[name] for variable, name in part.shared.items()}
        )
    answer = search(state, world.relevant(question.rules), budget)
    if not isinstance(answer, Possible):
        return answer
    shared = {name: read(answer.facts, *place) for name, place in places.items()}
    return Scene(answer.facts, {name: value for name, value in shared.items() if value is not None})


def _one_of(box: Box, some: frozenset[str]) -> Box:
    return joined(Box(False, box.present), Box(False, Words(some)))
