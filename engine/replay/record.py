"""A run -> its record: `kbctl/run/1`, plain JSON values, the same bytes for the same run.

docs/run-record.md describes every key. Nothing in it depends on a clock, a path outside the project or an
order that has no meaning.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kbctl.engine.inference.facts import Fact
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.asking import Answered, Question
from kbctl.engine.replay.challenges import Challenge, Finding
from kbctl.engine.replay.decide import Decision
from kbctl.engine.replay.expect import expectations, fired
from kbctl.engine.replay.numbering import Facts, plain, week_facts, week_firings
from kbctl.engine.replay.outcomes import Attempt
from kbctl.engine.replay.plan import Step
from kbctl.engine.replay.session import Run, Week
from kbctl.engine.replay.think import Thoughts
from kbctl.engine.replay.weigh import Option
from kbctl.rules.model import Rule

SCHEMA = "kbctl/run/1"


def record_of(run: Run) -> dict[str, Any]:
    """The run record."""
    rules, scenario = run.knowledge.rules, run.scenario
    facts = Facts()
    always = facts.numbers(run.always, scenario.weeks.start)
    weeks, firings = [], 0
    for week in run.weeks:
        entry = _week(week, facts, run.knowledge, firings + 1)
        firings += len(entry["firings"])
        weeks.append(entry)
    shadow = _shadow(run, facts)
    named = {f["rule"] for w in weeks for f in w["firings"]} | {f["rule"] for f in shadow["firings"]}
    named |= {rule for w in weeks for option in w["options"] for rule in (*option["rules"], *option["by"])}
    return {
        "schema": SCHEMA,
        "scenario": {"id": scenario.id, "title": scenario.title, "hash": scenario.hash},
        "knowledge_base": {"version": run.knowledge.version, "hash": run.knowledge.hash},
        "engine": run.engine,
        "tables": "read" if run.tables_read else "not read" if scenario.tables else "none",
        "policy": dict(
            sorted((name, plain(v)) for f in run.always if f.frame == "policy" for name, v in f.slots.items())
        ),
        "rules": {id: _rule(rules[id]) for id in sorted(named) if id in rules},
        "facts": facts.entries,
        "always": always,
        "labels": _labels(run, weeks),
        "weeks": weeks,
        "strategies_fired": fired(run),
        "expectations": expectations(run),
        "shadow": shadow,
        "metrics": _metrics(run, weeks),
    }


def to_json(record: Mapping[str, Any]) -> str:
    """The record as text, with a newline at its end."""
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _labels(run: Run, weeks: list[dict[str, Any]]) -> dict[str, str]:
    """Labels of the terms that the account for people names."""
    terms = run.knowledge.vocabulary.terms
    named = {str(run.scenario.company.get("industry", ""))}
    for week in weeks:
        named |= {str(one["concept"]) for one in week["challenges"]}
        named |= {one["strategy"] for one in week["options"]} | {one["activity"] for one in week["steps"]}
        named |= {str(one["strategy"]) for one in week["decisions"]}
    named |= {event.concept for block in run.scenario.timeline for event in block.events}
    return {id: terms[id].label for id in sorted(named) if id in terms}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "at": f"{rule.at.path}:{rule.at.line}",
        "title": rule.title,
        "kind": rule.kind,
        "status": rule.status,
        "because": rule.because,
        "overrides": list(rule.overrides),
        "evidence": [{"case": one.case, "says": one.says} for one in rule.evidence],
    }


def _week(week: Week, facts: Facts, knowledge: Knowledge, first: int) -> dict[str, Any]:
    thoughts = week.thoughts
    seen = week_facts(thoughts, facts, week.week)
    firings = week_firings(thoughts, facts, week.week, knowledge, first)
    return {
        "week": week.week,
        "phase": week.phase,
        "facts": seen,
        "challenges": _challenges(week),
        "firings": firings,
        "contradictions": _contradictions(thoughts),
        "options": [_option(one) for one in thoughts.options],
        "decisions": [_decision(id, one, week, firings) for id, one in thoughts.decisions],
        "questions": [_question(one) for one in week.questions],
        "answers": [_answer(one) for one in week.answers],
        "escalations": [{"for": e.target, "role": e.role, "rule": e.rule} for e in thoughts.raised_to],
        "steps": [_step(one) for one in thoughts.steps],
        "outcomes": [_outcome(one, week.week) for one in week.observed if one.challenge],
    }


def _challenges(week: Week) -> list[dict[str, Any]]:
    """Those stated or seen, in order of number, then those that rules raised."""
    facts = {
        fact.id: fact for fact in week.thoughts.infer.facts if fact.frame == "challenge" and not fact.derived
    }
    findings = [fact for fact in week.facts if fact.frame == "finding"]
    known = {one.id: one for one in week.challenges}
    raised = sorted(id for id in facts if id not in known and id not in week.closed)
    found = []
    for id in [*known, *raised]:
        slots, one = facts[id].slots, known.get(id)
        entry: dict[str, Any] = {
            "id": id,
            "text": one.text if one else "",
            "concept": slots["is"],
            "affects": slots.get("affects"),
            "rate": slots.get("rate"),
            "rate_from": _rate_from(one, week.joined.get(id, ())),
            "said_rate": slots.get("said_rate"),
            "table": slots.get("table"),
            "column": slots.get("column"),
            "raised_by": _raised_by(facts[id], week.thoughts),
            "grounding": {"by": slots["grounded_by"], "score": slots.get("grounding", 1)},
            "opened": one.opened if one else None,
            "status": f"under way: {week.under_way[id]}" if id in week.under_way else "open",
            "findings": [fact.id for fact in findings if fact.slots["for"] == id],
        }
        if one and one.alternatives:
            entry["grounding"]["nearest"] = [{"id": c.id, "score": c.score} for c in one.alternatives]
        if one and len(one.texts) > 1:
            entry["also"] = list(one.texts[1:])
        found.append(entry)
    return found


def _rate_from(one: Challenge | None, findings: Sequence[Finding]) -> str | None:
    """Where the rate comes from: what a remedy left, an answer, the tables, or what was said."""
    if one is None or (not findings and one.rate_left is None and "rate" not in one.slots):
        return None
    if one.rate_left is not None:
        return "outcome"
    if "rate" in dict(one.answered):
        return "answer"
    return "tables" if any("rate" in finding.slots for finding in findings) else "said"


def _raised_by(fact: Fact, thoughts: Thoughts) -> list[str]:
    return sorted({firing.rule for firing in thoughts.infer.firings if fact in firing.concluded})


def _contradictions(thoughts: Thoughts) -> list[dict[str, Any]]:
    closures = (thoughts.infer, thoughts.plan)
    found: list[dict[str, Any]] = [
        {"for": one.id, "slot": one.slot, "values": [plain(v) for v in one.values], "rules": list(one.rules)}
        for closure in closures
        for one in closure.contradictions
    ]
    found += [{"slot": "plan", "steps": list(one.steps), "rules": list(one.rules)} for one in thoughts.cycles]
    return found


def _option(one: Option) -> dict[str, Any]:
    return {
        "challenge": one.challenge,
        "strategy": one.remedy,
        "standing": one.standing,
        "confidence": one.confidence,
        "base": one.base,
        "rank": one.rank,
        "margin": one.margin,
        "rules": list(one.rules),
        "fallen": list(one.fallen),
        "by": list(one.by),
        "adjustments": [{"rule": rule, "by": by} for rule, by in one.adjustments],
        "cases": list(one.cases),
        "cases_against": list(one.cases_against),
    }


def _decision(id: str, one: Decision, week: Week, firings: list[dict[str, Any]]) -> dict[str, Any]:
    questions, steps = week.questions, week.thoughts.steps
    about = ("recommend", "adjust", "veto", "ask", "escalate")
    mine = [
        firing["n"]
        for firing in firings
        if any(
            out.get("for") == one.challenge and any(verb in out for verb in about)
            for out in firing["outputs"]
        )
    ]
    entry: dict[str, Any] = {
        "id": id,
        "challenge": one.challenge,
        "concept": one.concept,
        "strategy": one.strategy,
        "confidence": one.confidence,
        "status": one.status,
        "why": one.why,
        "rules": list(one.rules),
        "firings": mine,
        "rejected": [
            {
                "strategy": r.strategy,
                "confidence": r.confidence,
                "reason": r.reason,
                "by": list(r.by),
                "why": r.why,
            }
            for r in one.rejected
        ],
    }
    if one.status == "asked":
        entry["asks"] = [_question(q) for q in questions if q.target == one.challenge]
    if one.status == "escalated":
        entry["escalated_to"] = list(one.roles) or [
            step.role for step in steps if step.decision == id and step.role
        ]
    return entry


def _question(one: Question) -> dict[str, Any]:
    return {
        "for": one.target, "about": one.about, "roles": list(one.roles), "question": one.text, "rules":
        list(one.rules) }  # fmt: skip


def _answer(one: Answered) -> dict[str, Any]:
    return {"for": one.target, "about": one.slot, "value": plain(one.value), "from_week": one.since}


def _step(one: Step) -> dict[str, Any]:
    return {
        "id": one.id,
        "activity": one.activity,
        "for": one.target,
        "role": one.role,
        "executable": one.executable,
        "decision": one.decision,
        "rules": list(one.rules),
        "since": one.since,
        "after": list(one.after),
        "status": one.status,
        "waits_for": list(one.waits_for),
    }


def _outcome(one: Attempt, week: int) -> dict[str, Any]:
    """What is known at the end of the week; what was carried out on the tables has its figures as `done`."""
    known = one.known is not None and one.known <= week + 1
    entry: dict[str, Any] = {
        "decision": one.decision,
        "step": one.step,
        "challenge": one.challenge,
        "strategy": one.use,
        "result": one.result if known else "pending",
        "assumed": one.assumed if known else False,
        "executable": one.executable,
        "executed": one.executed is not None,
    }
    if one.executed is not None:
        came = one.executed
        entry["done"] = {
            "cells": came.cells,
            "removed": came.removed,
            "merged": came.merged,
            "added": came.added,
            "rekeyed": came.rekeyed,
            "left": came.left,
            "why": came.why,
        }
    if known and one.rate is not None:
        entry["rate"] = one.rate
    return entry


def _shadow(run: Run, facts: Facts) -> dict[str, Any]:
    """What the shadow rules fired in their own evaluation, and which decisions they would have changed."""
    apart = Facts("sf", facts)
    firings: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    for week in run.weeks:
        if week.shadow is None:
            continue
        for firing in week_firings(week.shadow, apart, week.week, run.knowledge, 1):
            if firing["status"] == "shadow":
                firings.append({**firing, "n": f"s{len(firings) + 1}", "week": week.week})
        changes += _changes(week)
    evaluated = any(week.shadow is not None for week in run.weeks)
    used = {fact for firing in firings for fact in (*firing["because"], *firing["concluded"])}
    kept = {id: entry for id, entry in apart.entries.items() if id in used}
    return {"evaluated": evaluated, "firings": firings, "facts": kept, "would_change": changes}


def _changes(week: Week) -> list[dict[str, Any]]:
    assert week.shadow is not None
    now = {one.challenge: (one.status, one.strategy) for _, one in week.thoughts.decisions}
    then = {one.challenge: (one.status, one.strategy) for _, one in week.shadow.decisions}
    return [
        {"week": week.week, "challenge": id, "now": _stand(now.get(id)), "would_be": _stand(then.get(id))}
        for id in [*now, *(id for id in then if id not in now)]
        if now.get(id) != then.get(id)
    ]


def _stand(found: tuple[str, str | None] | None) -> dict[str, Any] | None:
    return {"status": found[0], "strategy": found[1]} if found else None


def _metrics(run: Run, weeks: list[dict[str, Any]]) -> dict[str, Any]:
    decisions = Counter(one["status"] for week in weeks for one in week["decisions"])
    attempts = [one for one in run.state.attempts if one.decision]
    results = Counter(one.result for one in attempts)
    last = weeks[-1]
    closed = {
        one.challenge
        for one in run.state.attempts
        if one.known == last["week"] + 1 and one.result == "worked"
    }
    return {
        "weeks": len(weeks),
        "challenges": len({one["id"] for week in weeks for one in week["challenges"]}),
        "chosen": decisions["chosen"],
        "asked": decisions["asked"],
        "questions": sum(len(week["questions"]) for week in weeks),
        "escalated": decisions["escalated"],
        "firings": sum(len(week["firings"]) for week in weeks),
        "rules_fired": len({firing["rule"] for week in weeks for firing in week["firings"]}),
        "steps_done": sum(step["status"] == "done" for week in weeks for step in week["steps"]),
        "steps_waiting_at_end": sum(step["status"] == "waiting" for step in last["steps"]),
        "results": {name: results[name] for name in ("worked", "partly", "failed", "pending")},
        "assumed": sum(one.assumed for one in attempts),
        "open_at_end": [one["id"] for one in last["challenges"] if one["id"] not in closed],
    }
