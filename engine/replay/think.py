"""One week's reasoning, from base facts to a plan: infer, weigh, reflect, weigh again, reflect, decide, plan.

A pure function of the facts and of what must not be decided or asked again; the shadow evaluation is the same
function with another engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbctl.engine.inference.engine import Engine
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.query import unmet
from kbctl.engine.inference.result import Closure
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.challenges import turn
from kbctl.engine.replay.decide import ESCALATION, Ask, Decision, Escalation, Open, decide
from kbctl.engine.replay.grounding import ROOT
from kbctl.engine.replay.plan import Cycle, Edge, Gate, Step, arrange, carry_out, merged, step_id
from kbctl.engine.replay.signals import orders, plans, signals
from kbctl.engine.replay.week_facts import (
    contradiction_facts,
    decision_fact,
    option_facts,
    role_of,
    step_fact,
)
from kbctl.engine.replay.weigh import Option, Veto, weigh
from kbctl.engine.replay.words import unmet_in_words


@dataclass(frozen=True, slots=True)
class Situation:
    """What the week begins with. `settled` challenges are closed or under way; `asked` are (target, slot)
    pairs.
    """

    week: int
    facts: tuple[Fact, ...]
    settled: frozenset[str]
    asked: frozenset[tuple[str, str | None]]
    named: Mapping[str, str]
    steps: tuple[Step, ...]
    edges: tuple[Edge, ...]
    first_decision: int
    choose_at: float


@dataclass(frozen=True, slots=True)
class Thoughts:
    """What the week's reasoning gave.

    `added` are the facts that each phase saw beyond the closure of infer; `raised_to` are escalations about
    something else than a challenge.
    """

    infer: Closure
    adjust: Closure
    ask: Closure
    plan: Closure
    added: Mapping[str, tuple[Fact, ...]]
    options: tuple[Option, ...]
    decisions: tuple[tuple[str, Decision], ...]
    questions: tuple[Ask, ...]
    raised_to: tuple[Escalation, ...]
    steps: tuple[Step, ...]
    edges: tuple[Edge, ...]
    cycles: tuple[Cycle, ...]
    concepts: Mapping[str, str]


def think(knowledge: Knowledge, engine: Engine, now: Situation) -> Thoughts:
    vocabulary, rules = knowledge.vocabulary, knowledge.rules
    infer = engine.run("infer", now.facts)
    concepts = {f.id: str(f.slots["is"]) for f in infer.facts if f.frame == "challenge" and "is" in f.slots}
    to_decide = [
        Open(id, concepts[id], now.named.get(id))
        for id in sorted(concepts, key=turn)
        if id not in now.settled
    ]
    said = signals(infer.firings)

    def applicable(remedy: str, challenge: str) -> bool:
        return vocabulary.applicable(remedy, concepts[challenge])

    awaiting = {one.id for one in to_decide}
    proposed = [one for one in said.recommendations if one.challenge in awaiting]
    first = weigh(proposed, said.adjustments, said.vetoes, rules, applicable)
    doubts = contradiction_facts(infer.contradictions, concepts)

    seen_first = (*doubts, *option_facts(first))
    adjust = engine.run("adjust", (*infer.facts, *seen_first))
    more = signals(adjust.firings)
    adjustments, vetoes = (*said.adjustments, *more.adjustments), (*said.vetoes, *more.vetoes)
    options = weigh(proposed, adjustments, vetoes, rules, applicable)

    seen_then = (*doubts, *option_facts(options))
    ask = engine.run("ask", (*infer.facts, *seen_then))
    people = signals(ask.firings)
    questions = _questions(people.asks, to_decide, now.asked, set(concepts))
    barred = [one._replace(barred=_barring(vetoes, one)) for one in to_decide]
    decisions = decide(barred, options, questions, people.escalations, now.choose_at)
    elsewhere = tuple(one for one in people.escalations if one.target not in concepts)
    numbered = tuple((f"d{n}", decision) for n, decision in enumerate(decisions, now.first_decision))

    made = merged([*now.steps, *_decided_steps(knowledge, numbered, now.week)])
    decided = tuple(decision_fact(id, decision) for id, decision in numbered)
    seen_plan = (*decided, *(step_fact(step) for step in made))
    plan = engine.run("plan", (*infer.facts, *seen_plan))
    steps, edges, cycles = _planned(knowledge, made, plan, now)
    return Thoughts(
        infer, adjust, ask, plan, {"adjust": seen_first, "ask": seen_then, "plan": seen_plan},
        options, numbered, questions, elsewhere, steps, edges, cycles, concepts,
    )  # fmt: skip


def _barring(vetoes: Sequence[Veto], one: Open) -> tuple[str, ...]:
    """The rules that veto what people named for a challenge."""
    return tuple(sorted({v.rule for v in vetoes if (v.challenge, v.remedy) == (one.id, one.named)}))


def _questions(
    asks: Sequence[Ask],
    to_decide: Sequence[Open],
    asked: frozenset[tuple[str, str | None]],
    challenges: set[str],
) -> tuple[Ask, ...]:
    """Questions not asked before, about what is still open. What could not be grounded is asked about in
    any case.
    """
    awaiting = {one.id for one in to_decide}
    found = [
        one
        for one in asks
        if (one.target, one.about) not in asked and (one.target in awaiting or one.target not in challenges)
    ]
    known = {(one.target, one.about) for one in found} | asked
    for one in to_decide:
        if one.concept == ROOT and (one.id, "is") not in known:
            found.append(Ask(one.id, "is", "orchestrator", ""))
    return tuple(sorted(found, key=lambda one: (turn(one.target), one.about or "", one.role, one.rule)))


def _decided_steps(knowledge: Knowledge, decisions: Sequence[tuple[str, Decision]], week: int) -> list[Step]:
    """Every remedy decided on is a step; an escalation too, so that the plan says who has the matter."""
    vocabulary = knowledge.vocabulary
    steps = []
    for id, decision in decisions:
        if decision.strategy is None:
            continue
        term = vocabulary.terms.get(decision.strategy)
        role = (
            decision.roles[0]
            if decision.strategy == ESCALATION and decision.roles
            else role_of(term, vocabulary)
        )
        executable = bool(term.get("executable", False)) if term else False
        steps.append(
            Step(
                step_id(decision.strategy, decision.challenge), decision.strategy, decision.challenge, role,
                executable, decision=id, since=week,
            )
        )  # fmt: skip
    return steps


def _planned(
    knowledge: Knowledge, made: Sequence[Step], plan: Closure, now: Situation
) -> tuple[tuple[Step, ...], tuple[Edge, ...], tuple[Cycle, ...]]:
    steps, edges = list(made), list(now.edges)
    for one in plans(plan.firings, knowledge.rules):
        term = knowledge.vocabulary.terms.get(one.activity)
        gate = Gate(one.rule, one.action.gate, one.bindings) if one.action and one.action.gate else None
        id = step_id(one.activity, one.target)
        steps.append(
            Step(
                id, one.activity, one.target, one.role or role_of(term, knowledge.vocabulary),
                bool(term.get("executable", False)) if term else False, rules=(one.rule,),
                gates=(gate,) if gate else (), since=now.week,
            )
        )  # fmt: skip
        if one.before:
            edges.append(Edge(id, one.before, one.rule))
    edges += [Edge(first, then, rule) for first, then, rule in orders(plan.firings)]
    ordered, cycles = arrange(merged(steps), edges)

    def missing(gate: Gate) -> list[str]:
        failure = unmet(knowledge.vocabulary, gate.clauses, dict(gate.bindings), plan.facts)
        return [unmet_in_words(failure, knowledge.vocabulary)] if failure else []

    return carry_out(ordered, missing), tuple(sorted(set(edges))), cycles
