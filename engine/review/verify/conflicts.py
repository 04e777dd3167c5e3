"""Rules that contradict each other. What counts, and why, is told in docs/rule-verification.md.

The language has exceptions by design: a veto narrower than a recommendation, adjustments for and against, an
override. None of these is a contradiction. One is found only where nobody can have meant both rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kbctl.engine.review.verify.finding import Found
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.pairs import Act, Wanted, couples, grouped, meet, together
from kbctl.engine.review.verify.question import Part, Question, Scene
from kbctl.engine.review.verify.reach import not_verified
from kbctl.engine.review.verify.search import Unknown
from kbctl.engine.review.verify.ties import decided_by_alphabet
from kbctl.rules.model import Adjust, Fill, Order, Plan, Recommend, Rule, Variable, Veto


def contradictions(judge: Judge, some: Sequence[Act], wanted: Wanted) -> Iterator[Found]:
    yield from _conclusions(judge, some, wanted)
    yield from _plans(judge, some, wanted)
    yield from _orders(judge, some, wanted)
    yield from _adjustments(judge, some, wanted)
    yield from _vetoes(judge, some, wanted)
    yield from _remedies(judge, some, wanted)


def _both(judge: Judge, code: str, one: Act, other: Act, question: Question, message: str) -> Iterator[Found]:
    """A finding where both can fire for one target."""
    first, second = sorted((one, other), key=lambda act: (act.rule.id, act.action.at))
    answer = judge.decide(question)
    if isinstance(answer, Unknown):
        yield not_verified((first.rule, second.rule), f"whether they can fire together ({code})", answer.why)
    elif isinstance(answer, Scene) and (witness := judge.witness(question, answer)):
        ids = (first.rule.id, second.rule.id)
        yield Found(code, ids, second.action.at, message.format(*ids), witness)


def _conclusions(judge: Judge, some: Sequence[Act], wanted: Wanted) -> Iterator[Found]:
    """Two values of a single-valued slot: neither stands."""
    vocabulary = judge.world.vocabulary

    def slot(act: Act) -> object:
        action = act.action
        if (
            isinstance(action, Fill)
            and (known := vocabulary.slot(action.frame, action.slot))
            and not known.many
        ):
            return action.frame, action.slot
        return None

    for group in grouped(some, slot).values():
        for one, other in couples(group, wanted):
            a, b = one.action, other.action
            if isinstance(a, Fill) and isinstance(b, Fill) and a.value != b.value:
                first, second = (a, b) if one.rule.id < other.rule.id else (b, a)
                message = (
                    f"{{0}} and {{1}} can both fire for one {a.frame} and conclude {a.slot} {first.value} "
                    f"and {second.value}; then neither stands"
                )
                yield from _both(
                    judge, "contradicting-conclusions", one, other, together(one, other), message
                )


def _plans(judge: Judge, some: Sequence[Act], wanted: Wanted) -> Iterator[Found]:
    """One step for two roles; or a remedy planned that another rule vetoes."""
    plans = grouped(some, lambda act: act.action.activity if isinstance(act.action, Plan) else None)
    for group in plans.values():
        for one, other in couples(group, wanted):
            a, b = one.action, other.action
            assert isinstance(a, Plan) and isinstance(b, Plan)
            if None in (a.role, b.role) or a.role == b.role or (a.target is None) != (b.target is None):
                continue
            message = f"{{0}} and {{1}} plan {a.activity} for different roles; then it has none"
            question = Question((_target_only(one), _target_only(other)))
            yield from _both(judge, "contradicting-roles", one, other, question, message)
    vetoes = grouped(some, lambda act: act.action.remedy if isinstance(act.action, Veto) else None)
    for remedy, group in plans.items():
        for one in group:
            for other in vetoes.get(remedy, ()):
                if wanted(one.rule, other.rule) and isinstance(one.action, Plan) and one.action.target:
                    message = (
                        f"{{0}} and {{1}}: one plans {remedy}, the other vetoes it for the same challenge"
                    )
                    question = Question((_target_only(one), other.part))
                    yield from _both(judge, "planned-and-vetoed", one, other, question, message)


def _target_only(act: Act) -> Part:
    """Shared by the target alone: a step is one for an activity and its target."""
    return Part(act.rule, {name: at for name, at in act.part.shared.items() if at == "t0"})


def _orders(judge: Judge, some: Sequence[Act], wanted: Wanted) -> Iterator[Found]:
    """Two steps, each before the other. A rule can do that alone."""
    orders = [act for act in some if isinstance(act.action, Order)]
    for n, one in enumerate(orders):
        for m in range(n, len(orders)):
            other = orders[m]
            if not wanted(one.rule, other.rule) or not (
                one.ends[0] & other.ends[1] and one.ends[1] & other.ends[0]
            ):
                continue
            back = Part(
                other.rule, {name: {"t0": "t1", "t1": "t0"}[at] for name, at in other.part.shared.items()}
            )
            question = Question((one.part, back))
            message = "{0} and {1} put two steps in opposite orders"
            yield from _both(judge, "contradicting-orders", one, other, question, message)


def _adjustments(judge: Judge, some: Sequence[Act], wanted: Wanted) -> Iterator[Found]:
    """Up and down in just the same situations. Reasons for and against that only overlap are fine."""

    def remedy(act: Act) -> object:
        return (
            act.action.remedy
            if isinstance(act.action, Adjust) and isinstance(act.action.remedy, str)
            else None
        )

    for group in grouped(some, remedy).values():
        for one, other in couples(group, wanted):
            a, b = one.action, other.action
            assert isinstance(a, Adjust) and isinstance(b, Adjust)
            if a.by * b.by > 0 or judge.implies(one.part, other.part, {}) is not True:
                continue
            if judge.implies(other.part, one.part, {}) is True:
                message = f"{{0}} and {{1}} move {a.remedy} up and down, each whenever the other does"
                yield from _both(
                    judge, "contradicting-adjustments", one, other, together(one, other), message
                )


def _vetoes(judge: Judge, some: Sequence[Act], wanted: Wanted) -> Iterator[Found]:
    """A recommendation that is vetoed whenever it is made. A narrower veto is an exception and meant."""
    vetoes = grouped(some, lambda act: act.action.remedy if isinstance(act.action, Veto) else None)
    for act in some:
        if not isinstance(act.action, Recommend) or not act.concepts:
            continue
        for veto in vetoes.get(act.action.remedy, ()):
            if not wanted(act.rule, veto.rule) or not meet(act, veto):
                continue
            always = Question((act.part,), (veto.part,), {"t0": act.concepts})
            answer = judge.decide(always)
            if isinstance(answer, Unknown):
                why = answer.why
                yield not_verified((act.rule, veto.rule), "whether the recommendation is always vetoed", why)
            elif not isinstance(answer, Scene):
                question = together(act, veto)
                both = judge.decide(question)
                if isinstance(both, Scene) and (witness := judge.witness(question, both)):
                    remedy = act.action.remedy
                    message = (
                        f"{act.rule.id} recommends {remedy}, but {veto.rule.id} vetoes it whenever it does"
                    )
                    yield Found("always-vetoed", (act.rule.id, veto.rule.id), act.action.at, message, witness)


def _remedies(judge: Judge, some: Sequence[Act], wanted: Wanted) -> Iterator[Found]:
    """Remedies that exclude each other; equal ones between which only the alphabet decides."""
    by_concept: dict[str, list[Act]] = {}
    for act in some:
        if isinstance(act.action, Recommend):
            for concept in act.concepts or ():
                by_concept.setdefault(concept, []).append(act)
    seen: set[tuple[str, str]] = set()
    for concept in sorted(by_concept):
        for one, other in couples(by_concept[concept], wanted):
            a, b, pair = one.action, other.action, (one.rule.id, other.rule.id)
            assert isinstance(a, Recommend) and isinstance(b, Recommend)
            if pair in seen or a.remedy == b.remedy or _overrides(one.rule, other.rule):
                continue
            seen.add(pair)
            if _exclude(judge, a.remedy, b.remedy):
                message = (
                    f"{{0}} and {{1}} recommend remedies that exclude each other: {a.remedy} and {b.remedy}"
                )
                yield from _both(judge, "exclusive-remedies", one, other, together(one, other), message)
            elif a.confidence == b.confidence:
                yield from _tied(judge, one, other)


def _overrides(one: Rule, other: Rule) -> bool:
    return other.id in one.overrides or one.id in other.overrides


def _exclude(judge: Judge, one: str, other: str) -> bool:
    terms = judge.world.vocabulary.terms
    return any(
        a in terms and b in terms[a].properties.get("excludes", ()) for a, b in ((one, other), (other, one))
    )


def _tied(judge: Judge, one: Act, other: Act) -> Iterator[Found]:
    question = together(one, other)
    answer = judge.decide(question)
    if not isinstance(answer, Scene) or isinstance(one.action.target, Variable) is False:  # type: ignore[union-attr]
        return
    a, b = one.action, other.action
    assert isinstance(a, Recommend) and isinstance(b, Recommend)
    witness = judge.witness(question, answer)
    if witness and decided_by_alphabet(judge, witness, str(answer.shared["t0"]), {a.remedy, b.remedy}):
        first, second = sorted((one.rule.id, other.rule.id))
        at = (other if other.rule.id == second else one).action.at
        message = (
            f"{first} and {second} recommend {a.remedy} and {b.remedy} with the same confidence, nothing "
            f"tells them apart, and the alphabet decides"
        )
        yield Found("tied", (first, second), at, message, witness)
