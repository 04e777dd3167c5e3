"""Rules that say what another one says already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from kbctl.engine.review.verify.finding import Found
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.pairs import Act, Wanted, couples, grouped, together, variables
from kbctl.engine.review.verify.question import Question, Scene
from kbctl.engine.review.verify.reach import not_verified
from kbctl.rules.model import Action, Adjust, Plan, Recommend, Rule, Variable


def said_twice(judge: Judge, some: Sequence[Act], wanted: Wanted) -> Iterator[Found]:
    """Redundant and subsumed rules. A rule with several actions is left to its author where any differs."""
    above = _overriders([act.rule for act in some])
    single = [act for act in some if len(act.rule.then) == 1]
    for group in grouped(single, lambda act: likeness(act.action)).values():
        for one, other in couples(group, wanted):
            yield from _pair(judge, one, other, above)


def likeness(action: Action) -> tuple[object, ...] | None:
    """What two actions must have in common to say the same: everything but confidence and names."""
    if isinstance(action, Plan) and action.gate:
        return None  # a gate is read later, when the step is due
    if isinstance(action, Adjust) and isinstance(action.remedy, Variable):
        return None
    left = [(f.name, getattr(action, f.name)) for f in fields(action) if f.name not in ("at", "confidence")]
    named = [(name, "$" if isinstance(value, Variable) else value) for name, value in left]
    return (type(action).__name__, *named)


def _pair(judge: Judge, one: Act, other: Act, above: Mapping[str, frozenset[str]]) -> Iterator[Found]:
    there = judge.implies(one.part, other.part, _where(one))
    back = judge.implies(other.part, one.part, _where(other))
    for why in (there, back):
        if isinstance(why, str):
            yield not_verified((one.rule, other.rule), "whether one says what the other says", why)
            return
    if there and back and _strength(one) == _strength(other) and _same_standing(one, other, above):
        first, second = sorted((one, other), key=lambda act: act.rule.id)
        twice = ", and the adjustment counts twice" if isinstance(one.action, Adjust) else ""
        message = f"{second.rule.id} does the same as {first.rule.id}, in the same situations{twice}"
        yield from _shown(judge, "redundant", second, first, message)
    elif isinstance(one.action, Adjust):
        return  # adjustments add up: a second one on top is meant
    elif there and _adds_nothing(one, other, above):
        yield from _shown(judge, "subsumed", one, other, _subsumed(one, other))
    elif back and _adds_nothing(other, one, above):
        yield from _shown(judge, "subsumed", other, one, _subsumed(other, one))


def _where(act: Act) -> dict[str, frozenset[str]]:
    """A recommendation counts where it applies."""
    return {"t0": act.concepts} if isinstance(act.action, Recommend) and act.concepts else {}


def _strength(act: Act) -> float:
    return act.action.confidence if isinstance(act.action, Recommend) else 0.0


def _same_standing(one: Act, other: Act, above: Mapping[str, frozenset[str]]) -> bool:
    a, b = one.rule, other.rule
    return set(a.overrides) == set(b.overrides) and above.get(a.id) == above.get(b.id)


def _adds_nothing(narrow: Act, wide: Act, above: Mapping[str, frozenset[str]]) -> bool:
    """Whether the wide rule does all that the narrow one does: it is no weaker, overrides as much, and falls
    only where the narrow one falls too. A narrow rule that overrides the wide one lowers it, and is meant.
    """
    a, b = narrow.rule, wide.rule
    if _strength(narrow) > _strength(wide) or a.status != b.status or b.id in a.overrides:
        return False
    over_narrow, over_wide = above.get(a.id, frozenset()), above.get(b.id, frozenset())
    return set(a.overrides) <= set(b.overrides) and over_wide <= over_narrow


def _overriders(rules: Sequence[Rule]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for rule in rules:
        for below in rule.overrides:
            found.setdefault(below, set()).add(rule.id)
    return {below: frozenset(over) for below, over in found.items()}


def _subsumed(narrow: Act, wide: Act) -> str:
    mine = {(piece.case, piece.says) for piece in narrow.rule.evidence}
    theirs = {(piece.case, piece.says) for piece in wide.rule.evidence}
    evidence = "; its evidence belongs to that rule" if mine - theirs else ""
    weaker = " with more confidence" if _strength(narrow) < _strength(wide) else ""
    return f"whenever {narrow.rule.id} fires, {wide.rule.id} says the same{weaker}{evidence}"


def _shown(judge: Judge, code: str, first: Act, second: Act, message: str) -> Iterator[Found]:
    question = together(first, second) if variables(first.action) else Question((first.part, second.part))
    answer = judge.decide(question)
    if isinstance(answer, Scene) and (witness := judge.witness(question, answer)):
        yield Found(code, (first.rule.id, second.rule.id), first.rule.at, message, witness)
