"""Remedies as they are carried out, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.inference.facts import Fact
from kbctl.engine.replay.challenges import Challenge, meant
from kbctl.engine.replay.scenario import Block, Report, Result
from kbctl.engine.replay.think import Thoughts
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Value


@dataclass(frozen=True, slots=True)
class Attempt:
    """A decision that is or was carried out. `known` is the week from which its result is known."""

    decision: str
    challenge: str
    concept: str
    use: str
    week: int
    executable: bool
    done: int | None = None
    result: Result = "pending"
    assumed: bool = False
    known: int | None = None
    rate: float | None = None

    def under_way(self, week: int) -> bool:
        return self.known is None or self.known > week


def past_fact(attempt: Attempt, week: int) -> Fact:
    pending = attempt.under_way(week)
    slots: dict[str, Value] = {
        "for": attempt.challenge, "is": attempt.concept, "use": attempt.use, "week": attempt.week,
        "weeks_ago": week - attempt.week, "result": "pending" if pending else attempt.result,
    }  # fmt: skip
    if not pending:
        slots["assumed"] = attempt.assumed
    return Fact("past", f"past:{attempt.decision}", slots, f"decision {attempt.decision}")


def attempts_after(
    before: Iterable[Attempt], thoughts: Thoughts, vocabulary: Vocabulary, week: int
) -> tuple[Attempt, ...]:
    """The remedies under way or over, with this week's, each marked once its step is done."""
    terms = vocabulary.terms
    fresh = [
        Attempt(id, d.challenge, d.concept, d.strategy, week,
                bool(terms[d.strategy].get("executable", False)) if d.strategy in terms else False)
        for id, d in thoughts.decisions if d.strategy is not None
    ]  # fmt: skip
    done = {step.decision for step in thoughts.steps if step.status == "done"}
    return tuple(
        replace(one, done=week) if one.done is None and one.decision in done else one
        for one in (*before, *fresh)
    )


def observe(
    attempts: Iterable[Attempt],
    known: Iterable[Challenge],
    timeline: Sequence[Block],
    vocabulary: Vocabulary,
    week: int,
) -> tuple[tuple[Attempt, ...], tuple[Attempt, ...]]:
    """All attempts with the results that are now certain, and those observed at the end of this week.

    A remedy that nobody reports on counts as worked from the week after it was done. One that is reported on in
    a later block is pending until then.
    """
    texts = {one.id: one.texts for one in known}
    after, observed = [], []
    for one in attempts:
        if one.done is not None and one.known is None:
            one = _with_result(one, texts.get(one.challenge, ()), timeline, vocabulary)
        after.append(one)
        if one.known is None or one.known > week:
            observed.append(one)
    return tuple(after), tuple(observed)


def _with_result(
    attempt: Attempt, texts: Sequence[str], timeline: Sequence[Block], vocabulary: Vocabulary
) -> Attempt:
    next_week = (attempt.done or attempt.week) + 1
    found = _report(attempt, texts, timeline, vocabulary)
    if found is None:
        return replace(attempt, result="worked", assumed=True, known=next_week)
    report, first = found
    return replace(attempt, result=report.result, rate=report.rate, known=max(next_week, first))


def _report(
    attempt: Attempt, texts: Sequence[str], timeline: Sequence[Block], vocabulary: Vocabulary
) -> tuple[Report, int] | None:
    """The first report on the remedy whose block covers the week of the decision or comes later."""
    for block in timeline:
        for one in block.outcomes:
            in_time = one.week == attempt.week if one.week is not None else block.last >= attempt.week
            about = meant(one.target, attempt.concept, texts, attempt.challenge, vocabulary)
            if one.use == attempt.use and in_time and about:
                return one, block.first
    return None
