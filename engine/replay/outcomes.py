"""Remedies as they are carried out, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.inference.facts import Fact
from kbctl.engine.replay.challenges import Challenge, meant
from kbctl.engine.replay.scenario import Block, Report, Result
from kbctl.engine.replay.think import Thoughts
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Value


@dataclass(frozen=True, slots=True)
class Attempt:
    """A decision that is or was carried out, or an activity that the plan added (`decision` is None).

    `known` is the week from which its result is known; until then a decision is under way.
    """

    step: str
    decision: str | None
    challenge: str | None
    concept: str | None
    use: str
    week: int
    executable: bool
    done: int | None = None
    result: Result = "pending"
    assumed: bool = False
    known: int | None = None
    rate: float | None = None
    executed: Executed | None = None

    def pending(self, week: int) -> bool:
        return self.known is None or self.known > week


@dataclass(frozen=True, slots=True)
class Executed:
    """What came of a remedy on the tables: changes by kind, rows left, and why. `rate` is what of the
    challenge is left, where something is."""

    result: Result
    why: str
    rate: float | None
    cells: int = 0
    removed: int = 0
    merged: int = 0
    added: int = 0
    rekeyed: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """The part of an attempt that concerns its challenge."""

    decision: str
    challenge: str
    use: str
    result: Result
    rate: float | None
    known: int | None

    def pending(self, week: int) -> bool:
        return self.known is None or self.known > week


def decided(attempts: Iterable[Attempt]) -> list[Decided]:
    """Those that a decision began, by challenge: only they open and close challenges."""
    return [
        Decided(one.decision, one.challenge, one.use, one.result, one.rate, one.known)
        for one in attempts
        if one.decision and one.challenge
    ]


def past_fact(attempt: Attempt, week: int) -> Fact:
    """What later weeks see of it. A planned activity is seen once it is done.

    Only a decision speaks of a concept: an activity done beside it settles nothing, and rules that ask
    whether a challenge is behind us (`past`, `is`, `result: worked`) must not take it for a remedy.
    """
    pending = attempt.pending(week)
    slots: dict[str, Value] = {
        "use": attempt.use,
        "week": attempt.week,
        "weeks_ago": week - attempt.week,
        "result": "pending" if pending else attempt.result,
    }
    if attempt.challenge and attempt.concept:
        slots["for"] = attempt.challenge
        if attempt.decision:
            slots["is"] = attempt.concept
    if not pending:
        slots["assumed"] = attempt.assumed
    if attempt.decision:
        return Fact("past", f"past:{attempt.decision}", slots, f"decision {attempt.decision}")
    return Fact(
        "past", f"past:{attempt.step}#{attempt.week}", slots, f"step {attempt.step} of week {attempt.week}"
    )


def attempts_after(before: Iterable[Attempt], thoughts: Thoughts, week: int) -> tuple[Attempt, ...]:
    """What is under way or over, with this week's decisions and the planned activities that were done in
    it.
    """
    done = {step.id for step in thoughts.steps if step.status == "done"}
    known = [replace(one, done=week) if one.done is None and one.step in done else one for one in before]
    begun = {one.step for one in known if one.decision and one.done in (None, week)}
    concepts = thoughts.concepts
    for step in thoughts.steps:
        decided = step.decision is not None
        if step.id in begun or (not decided and step.status != "done"):
            continue
        challenge = step.target if step.target in concepts else None
        concept = concepts.get(step.target or "")
        finished = week if step.id in done else None
        known.append(
            Attempt(
                step.id, step.decision, challenge, concept, step.activity, week, step.executable, finished
            )
        )
    return tuple(known)


def observe(
    attempts: Iterable[Attempt],
    known: Iterable[Challenge],
    timeline: Sequence[Block],
    vocabulary: Vocabulary,
    week: int,
    executed: Mapping[str, Executed] | None = None,
) -> tuple[tuple[Attempt, ...], tuple[Attempt, ...]]:
    """All attempts with the results that are now certain, and those observed at the end of this week.

    What was carried out on the tables (`executed`, by step) has the result that was verified there, whatever
    a report says. A remedy that nobody reports on counts as worked from the week after it was done. One that
    is reported on in a later block is pending until then.
    """
    texts = {one.id: one.texts for one in known}
    after, observed = [], []
    for one in attempts:
        if one.done is not None and one.known is None:
            if executed and (came := executed.get(one.step)):
                one = replace(one, result=came.result, rate=came.rate, known=week + 1, executed=came)
            else:
                one = _with_result(one, texts.get(one.challenge or "", ()), timeline, vocabulary)
        after.append(one)
        if one.pending(week):
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
    """The report on the remedy with the week of its decision, else the first one whose block covers that week
    or comes later.
    """
    if attempt.challenge is None or attempt.concept is None:
        return None
    general = None
    for block in timeline:
        for one in block.outcomes:
            about = meant(one.target, attempt.concept, texts, attempt.challenge, vocabulary)
            if one.use != attempt.use or not about:
                continue
            if one.week == attempt.week:
                return one, block.first
            if general is None and one.week is None and block.last >= attempt.week:
                general = (one, block.first)
    return general
