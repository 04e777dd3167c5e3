"""Why a test of a rule fails: the firing that came nearest to an action that did not come, with the clause
that stopped it; the facts of a firing that was not expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.query import first_failure
from kbctl.engine.replay.near_miss import Sight, also, found, needs
from kbctl.engine.replay.words import absent_in_words, fact_words
from kbctl.engine.review.rule_tests import Alone, facts_of
from kbctl.ontology.source import Location
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.ground import Entries, ground
from kbctl.rules.model import Action, Rule, Variable
from kbctl.rules.testing import Failure, covers, text
from kbctl.rules.written import clause_text


@dataclass(frozen=True, slots=True)
class Stopped:
    """The clause that an expected action fails by: what it needs, what was found, and what else fails."""

    action: str
    at: Location
    clause: str
    needs: str
    found: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fired:
    """An action that came: the facts it rests on, and what its negations and counts said."""

    action: str
    at: Location
    because: tuple[str, ...]
    absent: tuple[str, ...]


def explain(vocabulary: Vocabulary, rule: Rule, failure: Failure) -> tuple[Stopped | Fired, ...]:
    """For each action that did not come, what stopped it; for each that should not, what it rests on."""
    facts = facts_of(failure.test.given)
    alone = Alone(vocabulary, rule)
    stopped = [one for entries in failure.missing if (one := _stopped(alone, facts, entries)) is not None]
    return (*stopped, *_fired(alone, facts, failure.surplus))


def _stopped(alone: Alone, facts: tuple[Fact, ...], wanted: Entries) -> Stopped | None:
    rule, vocabulary = alone.rule, alone.vocabulary
    for action in sorted(rule.then, key=lambda one: not _same_action(one, wanted)):
        if _verb(action) != wanted[0][0]:
            continue
        bindings = _bindings(action, wanted, {fact.id for fact in facts})
        closure = alone.closure(facts)
        failure = first_failure(vocabulary, rule, closure.facts, bindings)
        if failure is None:
            return Stopped(
                text(wanted), action.at, _written(action), text(wanted), _instead(action, bindings)
            )
        sight = Sight(vocabulary, closure.facts, str(next(iter(bindings.values()), "")))
        told = (needs(sight, failure), found(sight, failure), tuple(also(sight, failure)))
        return Stopped(text(wanted), failure.at, clause_text(failure.clause), *told)
    first = rule.then[0].at if rule.then else rule.at
    what = ", ".join(sorted({_verb(action) for action in rule.then}))
    return Stopped(text(wanted), first, "then", text(wanted), f"the rule only says {what}")


def _verb(action: Action) -> str:
    return {"Fill": "conclude", "Raise": "conclude"}.get(type(action).__name__, type(action).__name__.lower())


def _holes(action: Action) -> Entries:
    """The action with names in place of values."""
    return ground(action, _Names())


class _Names(dict[str, Value]):
    def __missing__(self, name: str) -> Value:
        return f"${name}"


def _same_action(action: Action, wanted: Entries) -> bool:
    """Whether the action can be the one that is expected: equal where neither has a variable."""
    said = dict(_holes(action))
    return all(
        name in said and (said[name] == value or str(said[name]).startswith("$")) for name, value in wanted
    )


def _bindings(action: Action, wanted: Entries, known: Iterable[str]) -> dict[str, Value]:
    """The variables of the action as the expectation names them; ids only of facts that are given."""
    ids = set(known)
    said = dict(_holes(action))
    return {
        str(said[name])[1:]: value
        for name, value in wanted
        if str(said.get(name, "")).startswith("$")
        and (value in ids or name not in ("for", "before", "order"))
    }


def _written(action: Action) -> str:
    return text(_holes(action))


def _instead(action: Action, bindings: Mapping[str, Value]) -> str:
    """What the action says where all clauses hold, so that the expectation is what is different."""
    named = {part.name for part in _variables(action)}
    said = dict(bindings) | {name: f"${name}" for name in named if name not in bindings}
    return text(ground(action, said))


def _variables(action: Action) -> list[Variable]:
    slots = [getattr(action, name) for name in type(action).__dataclass_fields__]
    return [one for one in slots if isinstance(one, Variable)]


def _fired(alone: Alone, facts: tuple[Fact, ...], surplus: Iterable[Entries]) -> list[Fired]:
    told: list[Fired] = []
    wanted = list(surplus)
    closure = alone.closure(facts)
    for firing in closure.firings:
        for action, said in zip(alone.rule.then, firing.outputs, strict=True):
            mine = [one for one in wanted if covers(one, said)]
            for one in mine:
                wanted.remove(one)
                because = tuple(_fact(fact, alone.vocabulary) for fact in firing.because)
                bindings = dict(firing.bindings)
                absent = tuple(absent_in_words(c, bindings, alone.vocabulary) for c in firing.absent)
                told.append(Fired(text(one), action.at, because, absent))
    return told


def _fact(fact: Fact, vocabulary: Vocabulary) -> str:
    return fact_words({"frame": fact.frame, "id": fact.id, "slots": fact.slots}, vocabulary)


def explanation_lines(told: Iterable[Stopped | Fired]) -> list[str]:
    """The explanation for people, indented below the failure."""
    lines = []
    for one in told:
        if isinstance(one, Stopped):
            lines.append(f"  {one.action} is stopped at {one.at}: {one.clause}")
            lines.append(f"    needs  {one.needs}      found  {one.found}")
            lines += [f"    and    {', '.join(one.also)}"] if one.also else []
        else:
            lines.append(f"  {one.action} comes from {one.at}")
            lines += [f"    because  {fact}" for fact in one.because]
            lines += [f"    and      {absent}" for absent in one.absent]
    return lines
