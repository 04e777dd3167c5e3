"""Decisions that the rules promise to be complete for, and facts for which they recommend nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from kbctl.engine.review.verify.finding import Found
from kbctl.engine.review.verify.judge import Judge
from kbctl.engine.review.verify.pairs import Act
from kbctl.engine.review.verify.question import Part, Question, Scene
from kbctl.engine.review.verify.search import Unknown
from kbctl.engine.review.verify.witness import Witness
from kbctl.rules.check_content import concepts
from kbctl.rules.complete import Complete
from kbctl.rules.model import Recommend, Rule


def gaps(judge: Judge, some: Sequence[Act], promises: Sequence[Complete],
         scope: Set[str] | None) -> Iterator[Found]:  # fmt: skip
    """A gap for each promise and concept; without scope all, else where a rule of the scope recommends."""
    recommends = [act for act in some if isinstance(act.action, Recommend) and act.rule.status == "active"]
    for promise in promises:
        for concept in sorted(concepts(promise.when, promise.target, judge.world.vocabulary)):
            there = [act for act in recommends if act.concepts and concept in act.concepts]
            if scope is None or scope & {act.rule.id for act in there}:
                yield from _gap(judge, promise, concept, there)


def _gap(judge: Judge, promise: Complete, concept: str, there: Sequence[Act]) -> Iterator[Found]:
    asked = Part(as_rule(promise), {promise.target.name: "t0"})
    question = Question((asked,), tuple(act.part for act in there), {"t0": frozenset((concept,))})
    answer = judge.decide(question)
    if isinstance(answer, Unknown):
        message = f"not verified: whether '{promise.decision}' is complete for {concept} ({answer.why})"
        yield Found("not-verified", (), promise.at, message)
    elif isinstance(answer, Scene) and (witness := judge.witness(question, answer)):
        if _recommended(judge, witness, str(answer.shared["t0"]), concept):
            judge.tally.internal.append(f"a gap of '{promise.decision}' for {concept} does not replay")
            return
        few = (
            f"none of the {len(there)} rules that could fires"
            if there
            else "no rule does, whatever the facts"
        )
        message = f"'{promise.decision}': nothing is recommended for this {concept}; {few}"
        silent = tuple(sorted({act.rule.id for act in there}))
        yield Found("gap", silent, promise.at, message, Witness(witness.given, (), silent))


def as_rule(promise: Complete) -> Rule:
    """The promise as a rule that says nothing."""
    return Rule(
        f"complete: {promise.decision}", "conditional", promise.decision, "active", "", promise.when, (), (),
        "", (), (), promise.at,
    )  # fmt: skip


def _recommended(judge: Judge, witness: Witness, target: str, concept: str) -> bool:
    """Whether, all rules together, something that applies is recommended for the challenge."""
    firings = judge.replayer.session(witness.given, ())["infer"].firings
    said = [dict(output) for firing in firings for output in firing.outputs if output[0][0] == "recommend"]
    applicable = judge.world.vocabulary.applicable
    return any(one["for"] == target and applicable(str(one["recommend"]), concept) for one in said)
