"""Actions on others that never meet them: a veto of what nobody recommends, an override of what never fires."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from kbctl.engine.review.verify.finding import Found
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.pairs import Act, grouped, meet, together
from kbctl.engine.review.verify.question import Question, Scene
from kbctl.engine.review.verify.reach import not_verified
from kbctl.engine.review.verify.search import Unknown
from kbctl.rules.model import Adjust, Recommend, Veto


def idle(judge: Judge, some: Sequence[Act], scope: Collection[str]) -> Iterator[Found]:
    recommends = grouped(some, lambda act: act.action.remedy if isinstance(act.action, Recommend) else None)
    for act in some:
        if isinstance(act.action, Veto | Adjust) and isinstance(act.action.remedy, str):
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
    for other in others:
        answer = judge.decide(together(act, other))
        if isinstance(answer, Scene):
            return
        if isinstance(answer, Unknown):
            yield not_verified((act.rule, other.rule), "whether the veto or adjustment meets it", answer.why)
            return
    assert isinstance(act.action, Veto | Adjust)
    question = Question((act.part,))
    alone = judge.decide(question)
    if isinstance(alone, Scene) and (witness := judge.witness(question, alone)):
        does = "vetoes" if isinstance(act.action, Veto) else "adjusts"
        message = f"{act.rule.id} {does} {act.action.remedy}, which no rule recommends where it fires"
        yield Found("idle-veto", (act.rule.id,), act.action.at, message, witness)


def _override(judge: Judge, act: Act, others: Sequence[Act]) -> Iterator[Found]:
    for other in others:
        if not meet(act, other):
            continue
        answer = judge.decide(together(act, other))
        if isinstance(answer, Scene):
            return
        if isinstance(answer, Unknown):
            yield not_verified((act.rule, other.rule), "whether the override meets its rule", answer.why)
            return
    if not others:
        return  # an unknown rule, or one that is not active: lint says so
    question = Question((act.part,))
    alone = judge.decide(question)
    if isinstance(alone, Scene) and (witness := judge.witness(question, alone)):
        name = others[0].rule.id
        message = f"{act.rule.id} overrides {name}, but the two never fire for one challenge"
        yield Found("idle-override", (act.rule.id, name), act.rule.at, message, witness)
