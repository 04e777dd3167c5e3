"""What never meets what it acts on: an adjustment of what nobody recommends, an override of what never fires.

A veto is no such case: it also bars what people name.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence, Set

from kbctl.engine.review.verify.finding import Found
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.pairs import Act, grouped, meet, together
from kbctl.engine.review.verify.question import Question, Scene
from kbctl.engine.review.verify.reach import not_verified
from kbctl.engine.review.verify.search import Unknown
from kbctl.rules.model import Adjust, Recommend


def idle(judge: Judge, some: Sequence[Act], scope: Set[str]) -> Iterator[Found]:
    recommends = grouped(some, lambda act: act.action.remedy if isinstance(act.action, Recommend) else None)
    for act in some:
        if isinstance(act.action, Adjust) and isinstance(act.action.remedy, str):
            others = [one for one in recommends.get(act.action.remedy, ()) if meet(act, one)]
            if scope & {act.rule.id, *(one.rule.id for one in others)}:
                yield from _meets_none(judge, act, others)
    by_rule = grouped([act for act in some if isinstance(act.action, Recommend)], lambda act: act.rule.id)
    for act in some:
        if isinstance(act.action, Recommend):
            for name in act.rule.overrides:
                if {act.rule.id, name} & scope:
                    yield from _override(judge, act, by_rule.get(name, ()))


def _meets_none(judge: Judge, act: Act, others: Sequence[Act]) -> Iterator[Found]:
    if not (yield from _never_meets(judge, act, others, "the adjustment")):
        return
    assert isinstance(act.action, Adjust)
    question = Question((act.part,))
    alone = judge.decide(question)
    if isinstance(alone, Scene) and (witness := judge.witness(question, alone)):
        message = f"{act.rule.id} adjusts {act.action.remedy}, which no rule recommends where it fires"
        yield Found("idle-adjustment", (act.rule.id,), act.action.at, message, witness)


def _override(judge: Judge, act: Act, others: Sequence[Act]) -> Iterator[Found]:
    if not others:
        return  # an unknown rule, or one that is not active: lint says so
    if not (
        yield from _never_meets(judge, act, [other for other in others if meet(act, other)], "the override")
    ):
        return
    question = Question((act.part,))
    alone = judge.decide(question)
    if isinstance(alone, Scene) and (witness := judge.witness(question, alone)):
        name = others[0].rule.id
        message = f"{act.rule.id} overrides {name}, but the two never fire for one challenge"
        yield Found("idle-override", (act.rule.id, name), act.rule.at, message, witness)


def _never_meets(judge: Judge, act: Act, others: Sequence[Act], what: str) -> Generator[Found, None, bool]:
    """Whether the rule and another never fire for one target; the undecided is told where nothing meets."""
    open_: list[Found] = []
    for other in others:
        answer = judge.decide(together(act, other))
        if isinstance(answer, Scene):
            return False
        if isinstance(answer, Unknown):
            open_.append(not_verified((act.rule, other.rule), f"whether {what} meets its rule", answer.why))
    yield from open_
    return not open_
