"""The session: plays a scenario week by week.

Nothing derived is carried over from week to week; the state is what people would know.

A week: results that are due close challenges, answers become facts, the block's challenges open; the week is
thought through (`think`); its steps are carried out; what came of them is observed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.inference.engine import Engine
from kbctl.engine.inference.facts import Fact
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.acting import act
from kbctl.engine.replay.asking import Answered, Asker, Question, answers_to, questions_of
from kbctl.engine.replay.challenges import (
    ONE_JOB,
    Challenge,
    Finding,
    TableFindings,
    findings_from,
    from_findings,
    joined_up,
    joins,
    new_challenge,
    raised_id,
    said_again,
    same,
)
from kbctl.engine.replay.grounding import Grounded, Grounder
from kbctl.engine.replay.outcomes import Attempt, Executed, attempts_after, decided, observe, past_fact
from kbctl.engine.replay.plan import Edge, Step
from kbctl.engine.replay.quantities import slots_of
from kbctl.engine.replay.scenario import Scenario
from kbctl.engine.replay.setting import Setting, prepare, unspoken
from kbctl.engine.replay.think import Situation, Thoughts, think
from kbctl.engine.replay.week_facts import (
    challenge_fact,
    company_fact,
    event_facts,
    finding_facts,
)
from kbctl.engine.replay.workshop import Workshop
from kbctl.rules.model import Value


@dataclass(frozen=True, slots=True)
class State:
    """What is carried from week to week. `opened` is how many challenges have had a number so far. `findings`
    are those in the tables as they stand, `own` the ids of those that nobody speaks of; `turned_up` is what
    came to light only when other things were repaired."""

    challenges: tuple[Challenge, ...] = ()
    opened: int = 0
    closed: frozenset[str] = frozenset()
    attempts: tuple[Attempt, ...] = ()
    asked: frozenset[tuple[str, str | None]] = frozenset()
    answers: tuple[Answered, ...] = ()
    steps: tuple[Step, ...] = ()
    edges: tuple[Edge, ...] = ()
    decisions: int = 0
    workshop: Workshop | None = None
    findings: tuple[Finding, ...] = ()
    own: frozenset[str] = frozenset()
    turned_up: tuple[Grounded, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """Everything that happened in a week; the record is made of these."""

    week: int
    phase: str | None
    challenges: tuple[Challenge, ...]
    joined: Mapping[str, tuple[Finding, ...]]
    facts: tuple[Fact, ...]
    under_way: Mapping[str, str]
    closed: frozenset[str]
    thoughts: Thoughts
    shadow: Thoughts | None
    questions: tuple[Question, ...]
    answers: tuple[Answered, ...]
    observed: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Run:
    knowledge: Knowledge
    scenario: Scenario
    engine: str
    tables_read: bool
    weeks: tuple[Week, ...]
    state: State
    always: tuple[Fact, ...]


def simulate(
    knowledge: Knowledge,
    scenario: Scenario,
    engine: Engine,
    grounder: Grounder,
    tables: TableFindings | None = None,
    *,
    shadow_engine: Engine | None = None,
    asker: Asker | None = None,
    workshop: Workshop | None = None,
) -> Run:
    """Play the scenario. `engine` runs the active rules, `shadow_engine` the active and the shadow rules.

    Where no rule is in shadow they are one engine, and nothing is thought through twice. With a `workshop`
    decisions are carried out on its tables, and what is found there afterwards is next week's; with `tables`
    the findings are only read.
    """
    setting = prepare(knowledge, scenario, engine, grounder, tables, shadow_engine, asker, workshop)
    state, weeks = State(workshop=workshop, findings=setting.findings, own=setting.own), []
    for week in scenario.weeks:
        state, played = _play_week(setting, state, week)
        weeks.append(played)
    read = workshop is not None or (tables is not None and bool(scenario.tables))
    return Run(knowledge, scenario, engine.name, read, tuple(weeks), state, setting.always)


# --- a week -----------------------------------------------------------------------------------------


def _play_week(setting: Setting, state: State, week: int) -> tuple[State, Week]:
    block = setting.scenario.block(week)
    state = _open(setting, _answered(setting, _settled(state, week), week), week, block.phase)
    joined = {one.id: _joined(setting, state, one) for one in state.challenges if not one.closed}
    base = _facts(setting, state, joined, week)
    closed = state.closed | {
        raised_id(one.concept, one.slots.get("affects")) for one in state.challenges if one.closed
    }
    under_way = {one.challenge: one.decision for one in decided(state.attempts) if one.pending(week)}
    named = {a.target: str(a.value) for a in state.answers if a.slot is None and a.since <= week}
    now = Situation(
        week=week,
        facts=base,
        settled=closed | frozenset(under_way),
        asked=state.asked,
        named=_unused(named, state),
        steps=state.steps,
        edges=state.edges,
        first_decision=state.decisions + 1,
        choose_at=setting.choose_at,
    )
    thoughts = think(setting.knowledge, setting.engine, now)
    shadow = thoughts if setting.shadow is setting.engine else None
    if setting.shadow is not None and shadow is None:
        shadow = think(setting.knowledge, setting.shadow, now)
    vocabulary, scenario = setting.knowledge.vocabulary, setting.scenario
    questions = questions_of(thoughts, vocabulary)
    answers = answers_to(
        questions, state.challenges, thoughts.concepts, scenario.answers(), setting.asker, vocabulary, week
    )
    begun = attempts_after(state.attempts, thoughts, week)
    bench, executed = state.workshop, dict[str, Executed]()
    if bench is not None:
        bench, executed = act(bench, begun, joined, thoughts, vocabulary, week)
    attempts, observed = observe(begun, state.challenges, scenario.timeline, vocabulary, week, executed)
    after = replace(
        state,
        attempts=attempts,
        asked=state.asked | {(one.target, one.about) for one in questions},
        answers=(*state.answers, *answers),
        steps=tuple(step for step in thoughts.steps if step.status == "waiting"),
        edges=thoughts.edges,
        decisions=state.decisions + len(thoughts.decisions),
    )
    after = _looked_again(setting, after, bench)
    shown = tuple(one for one in state.challenges if not one.closed)
    played = Week(
        week,
        block.phase,
        shown,
        joined,
        base,
        under_way,
        closed,
        thoughts,
        shadow,
        questions,
        answers,
        observed,
    )
    return after, played


def _settled(state: State, week: int) -> State:
    """Results known from this week on: what worked closes its challenge, partly leaves it a new rate."""
    due = [one for one in decided(state.attempts) if one.known == week]
    closed = {one.challenge for one in due if one.result == "worked"}
    left = {one.challenge: one.rate for one in due if one.result == "partly" and one.rate is not None}
    challenges = tuple(
        replace(one, closed=one.closed or one.id in closed, rate_left=left.get(one.id, one.rate_left))
        for one in state.challenges
    )
    return replace(state, challenges=challenges, closed=state.closed | closed)


def _answered(setting: Setting, state: State, week: int) -> State:
    """Answers that become facts this week. One about a raised challenge keeps that challenge from now on."""
    vocabulary = setting.knowledge.vocabulary
    known = {one.id: one for one in state.challenges}
    for answer in state.answers:
        if answer.since != week or answer.slot is None or answer.target == "company":
            continue
        challenge = known.get(answer.target)
        if challenge is None:
            concept, _, affects = answer.target.partition("@")
            slots: dict[str, Value] = {"affects": affects} if affects else {}
            challenge = Challenge(answer.target, concept, "rule", 1.0, slots, (), week - 1, None)
        answered = (*challenge.answered, (answer.slot, week))
        if answer.slot == "is":
            concept = str(answer.value)
            read = slots_of(challenge.text, vocabulary, concept)
            challenge = replace(
                challenge, concept=concept, by="answer", score=1.0, slots={**read, **challenge.slots}
            )
        else:
            challenge = replace(challenge, slots={**challenge.slots, answer.slot: answer.value})
        known[answer.target] = replace(challenge, answered=answered)
    told = {a.target for a in state.answers if a.since == week}
    return _united(replace(state, challenges=tuple(known.values())), told)


def _united(state: State, told: Collection[str]) -> State:
    """Where an answer shows that two challenges are one, the one that was not asked about goes on.

    One that was tried already stays by itself: its history speaks of it.
    """
    tried = {one.challenge for one in state.attempts}
    kept = list(state.challenges)
    for one in (one for one in state.challenges if one.id in told and one.id not in tried):
        place = next((n for n, other in enumerate(kept) if other.id != one.id and same(other, one)), None)
        if place is not None:
            weeks = [attempt.week for attempt in state.attempts if attempt.challenge == kept[place].id]
            both = joined_up(kept[place], one, max(weeks, default=0))
            kept = [both if n == place else other for n, other in enumerate(kept) if other.id != one.id]
            state = replace(state, closed=state.closed - {both.id} if not both.closed else state.closed)
    return replace(state, challenges=tuple(kept))


def _open(setting: Setting, state: State, week: int, phase: str | None) -> State:
    """The challenges that come up this week: what is said, then what only the tables tell of."""
    challenges = list(state.challenges)
    closed = set(state.closed)
    number = state.opened
    coming = [(one.text, grounded) for one, grounded in setting.said.get(week, ())]
    if week == setting.tables_week:
        own = [finding for finding in state.findings if finding.id in state.own]
        coming += [("", grounded) for grounded, _ in from_findings(own, setting.knowledge.vocabulary)]
        state = replace(state, turned_up=())
    elif week > setting.tables_week:
        coming += [("", grounded) for grounded in state.turned_up]
        state = replace(state, turned_up=())
    for text, grounded in coming:
        fresh = new_challenge(f"c{number + 1}", text, grounded, week, phase)
        place = next((n for n, known in enumerate(challenges) if same(known, fresh)), None)
        if place is None:
            challenges.append(fresh)
            number += 1
        else:
            challenges[place] = said_again(challenges[place], text, grounded)
            closed.discard(challenges[place].id)
    return replace(state, challenges=tuple(challenges), closed=frozenset(closed), opened=number)


def _looked_again(setting: Setting, state: State, bench: Workshop | None) -> State:
    """What the tables show after the week's work. A challenge that only they told of is closed where they
    show it no more; what they show now for the first time comes up next week."""
    if bench is None or bench is state.workshop:
        return state
    vocabulary = setting.knowledge.vocabulary
    findings = findings_from(bench.findings, vocabulary)
    free = (*unspoken(findings, setting.said, vocabulary), *_left_over(setting, state, findings))
    after = replace(state, workshop=bench, findings=findings, own=frozenset(f.id for f in free))
    fresh = [grounded for grounded, _ in from_findings(free, vocabulary)]
    known = [one.identity for one in state.challenges]
    new = (*state.turned_up, *(g for g in fresh if new_challenge("", "", g, 0, None).identity not in known))
    pending = {one.challenge for one in state.attempts if one.decision and one.known is None}
    challenges = tuple(
        replace(one, closed=True)
        if one.by == "table" and one.id not in pending and not _joined(setting, after, one)
        else one
        for one in state.challenges
    )
    gone = frozenset(one.id for one in challenges if one.closed)
    return replace(after, challenges=challenges, closed=state.closed | gone, turned_up=new)


def _left_over(setting: Setting, state: State, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of which only challenges speak that have been dealt with: dates that read two ways, once
    the mixed formats are parsed. They are challenges of their own from now on."""
    vocabulary = setting.knowledge.vocabulary
    worked = {one.challenge for one in state.attempts if one.decision and one.result == "worked"}
    spoken = [one for one in state.challenges if one.by != "table"]
    opened = {text for one in spoken for text in one.texts}
    coming = [
        new_challenge("", one.text, grounded, 0, None)
        for group in setting.said.values()
        for one, grounded in group
        if one.text not in opened
    ]
    found = []
    for finding in findings:
        about = [one for one in spoken if joins(one, finding, vocabulary)]
        done = bool(about) and all(one.closed or one.id in worked for one in about)
        if done and not any(joins(one, finding, vocabulary) for one in coming):
            found.append(finding)
    return tuple(found)


def _joined(setting: Setting, state: State, challenge: Challenge) -> tuple[Finding, ...]:
    """A finding belongs to what was said of it; one that nobody spoke of, to its own challenge."""
    vocabulary = setting.knowledge.vocabulary
    if challenge.by == "table":
        mine = [f for f in state.findings if f.id in state.own and f.concept == challenge.concept]
        if challenge.concept in ONE_JOB:
            return tuple(mine)
        return tuple(
            f for f in mine if all(f.slots.get(s) == challenge.slots.get(s) for s in ("table", "column"))
        )
    free = (f for f in state.findings if f.id not in state.own)
    return tuple(f for f in free if joins(challenge, f, vocabulary))


def _facts(
    setting: Setting, state: State, joined: Mapping[str, Sequence[Finding]], week: int
) -> tuple[Fact, ...]:
    answered = {a.slot: (a.value, a.since) for a in state.answers
                if a.target == "company" and a.slot and a.since <= week}  # fmt: skip
    events = [e for block in setting.scenario.timeline if block.first <= week for e in block.events]
    challenges = [challenge_fact(one, joined[one.id], week) for one in state.challenges if not one.closed]
    return (
        company_fact(setting.scenario.company, answered),
        *challenges,
        *finding_facts(joined),
        *event_facts(events, week),
        *(past_fact(one, week) for one in state.attempts),
        *setting.always,
    )


def _unused(named: Mapping[str, str], state: State) -> dict[str, str]:
    """A remedy that people named is taken once: where it failed, the rules have their say again."""
    tried = {(one.challenge, one.use) for one in decided(state.attempts)}
    return {challenge: remedy for challenge, remedy in named.items() if (challenge, remedy) not in tried}
