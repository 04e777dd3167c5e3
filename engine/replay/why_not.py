"""Why a strategy was not chosen for a challenge, and the nearest single fact that would have made it win.

    told = why_not(record, "c4", "StewardDuplicateReview", knowledge)
    print(render_why_not(told))

What would have to change is searched for, not read off: candidates come from the clauses of the rules that
have a say (`whynot_changes`), and each is tried by thinking the recorded week through again
(`counterfactual`). Only a change that makes the strategy the decision is claimed. docs/explaining.md says
what is tried and what is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.challenges import natural
from kbctl.engine.replay.counterfactual import Again, Change
from kbctl.engine.replay.decide import ESCALATION, Decision, Rejected
from kbctl.engine.replay.whynot_changes import Candidates, distance
from kbctl.engine.replay.whynot_relevant import relevant
from kbctl.engine.replay.whynot_render import render_why_not as render_why_not
from kbctl.engine.replay.whynot_render import supposed
from kbctl.engine.replay.whynot_rules import Scene, against, candidates, elsewhere, strongest, told
from kbctl.ontology.source import did_you_mean

#: No more changes than this are tried. The shipped rules suggest fewer than half as many for any challenge.
CAP = 1000
#: Single changes that pairs are made of: 780 pairs, a few seconds.
NEAREST = 40


class UnknownName(KeyError):
    """The record has no such challenge, or the ontology no such strategy; the message names the nearest."""

    def __str__(self) -> str:
        return str(self.args[0])


def why_not(
    record: Mapping[str, Any], challenge: str, strategy: str, knowledge: Knowledge, cap: int = CAP
) -> dict[str, Any]:
    """The explanation as JSON values. `challenge` is an id of the record (its last decision counts) or a
    decision's id. Raises UnknownName.
    """
    week, decision = _decision(record, challenge)
    if strategy not in knowledge.vocabulary.resolves:
        near = did_you_mean(strategy, knowledge.vocabulary.resolves)
        raise UnknownName(f"unknown strategy '{strategy}'{near}")
    again = Again(record, knowledge, week)
    thoughts = again.thoughts()
    concept = str(decision["concept"])
    scene = Scene(knowledge, thoughts, again.always, decision["challenge"], concept, strategy)
    text = next(c["text"] for c in week["challenges"] if c["id"] == scene.challenge)
    named = sorted({concept, strategy, decision["strategy"] or concept})
    said = {
        "challenge": scene.challenge,
        "text": text,
        "concept": concept,
        "strategy": strategy,
        "labels": {id: scene.label(id) for id in named},
        "week": week["week"],
        "decision": decision["id"],
        "decided": {key: decision[key] for key in ("status", "strategy", "confidence", "why", "rules")},
    }
    now = next((one for _, one in thoughts.decisions if one.challenge == scene.challenge), None)
    if now is None or not _same(now, decision):
        return said | _stale(record, knowledge)
    return said | _explained(scene, again, now, cap)


def why_not_two(
    record: Mapping[str, Any], challenge: str, strategy: str, knowledge: Knowledge, cap: int = CAP
) -> tuple[tuple[Change, ...], tuple[str, ...], int]:
    """The nearest two changes that together make the strategy the decision, for where no single one does.

    The changes, each in words, and how many pairs were tried; empty where none was found. Pairs are of the
    nearest `NEAREST` single changes, in the order of their distances' sum.
    """
    week, decision = _decision(record, challenge)
    again = Again(record, knowledge, week)
    concept = str(decision["concept"])
    scene = Scene(knowledge, again.thoughts(), again.always, decision["challenge"], concept, strategy)
    matter = relevant(knowledge.vocabulary, knowledge.rules, concept)
    singles = Candidates(again, scene.thoughts, matter, scene.challenge, strategy).listed()[:NEAREST]
    pairs = [
        (distance(one) + distance(other), n, m)
        for n, one in enumerate(singles)
        for m, other in enumerate(singles[:n])
        if (one.frame, one.fact, one.slot) != (other.frame, other.fact, other.slot)
    ]
    for number, (_, n, m) in enumerate(sorted(pairs)[:cap], 1):
        both = (singles[m], singles[n])
        decisions = again.thoughts_with(both).decisions
        if any(one.challenge == scene.challenge and one.strategy == strategy for _, one in decisions):
            words = tuple(supposed(one, again, scene.label, knowledge.vocabulary) for one in both)
            return both, words, number
    return (), (), min(len(pairs), cap)


def _explained(scene: Scene, again: Again, now: Decision, cap: int) -> dict[str, Any]:
    option = scene.option
    rejected = next((r for r in now.rejected if r.strategy == scene.strategy), None)
    chosen = now.strategy == scene.strategy
    applicable = scene.knowledge.vocabulary.applicable(scene.strategy, scene.concept)
    if chosen:
        status = "chosen"
    elif rejected:
        status = rejected.reason or now.status
    else:
        status = "not recommended" if applicable or scene.strategy == ESCALATION else "not applicable"
    why = _said(scene, rejected) if rejected else now.why
    nothing = {"change": None, "nearest_miss": None, "tried": 0, "complete": True}
    search = nothing if chosen else _search(scene, again, cap)
    return {
        "status": status,
        "why": why,
        "confidence": option.confidence if option else None,
        "applicable": applicable,
        "rules": [told(scene, rule, name, status if chosen else why) for rule, name in candidates(scene)],
        "against": against(scene),
        "elsewhere": elsewhere(scene),
        **search,
        "in_the_way": [] if chosen or search["change"] else _in_the_way(scene, applicable, now),
        "note": "",
    }


def _search(scene: Scene, again: Again, cap: int) -> dict[str, Any]:
    """The nearest change that makes the strategy the decision; every one before it was tried and does not.

    Without one, `nearest_miss` is the try in which the strategy came closest.
    """
    vocabulary, rules = scene.knowledge.vocabulary, scene.knowledge.rules
    matter = relevant(vocabulary, rules, scene.concept)
    changes = Candidates(again, scene.thoughts, matter, scene.challenge, scene.strategy).listed()
    nearest: tuple[float, Change, str] | None = None
    for number, change in enumerate(changes[:cap], 1):
        decision = again.decision(scene.challenge, change)
        if decision is not None and decision.strategy == scene.strategy:
            would_be = supposed(change, again, scene.label, vocabulary)
            return {"change": change.as_json(), "would_be": would_be, "tried": number, "complete": True}
        missed = _missed(scene, decision)
        if missed and (nearest is None or missed[0] > nearest[0]):
            nearest = (missed[0], change, missed[1])
    miss = {"if": supposed(nearest[1], again, scene.label, vocabulary), "change": nearest[1].as_json(),
            "then": nearest[2]} if nearest else None  # fmt: skip
    complete = len(changes) <= cap
    return {"change": None, "nearest_miss": miss, "tried": min(len(changes), cap), "complete": complete}


def _missed(scene: Scene, decision: Decision | None) -> tuple[float, str] | None:
    """How close the strategy came where it was proposed: its confidence against what was decided, a fallen
    one after all that stand; and why it was rejected.
    """
    if decision is None:
        return None
    rejected = next((r for r in decision.rejected if r.strategy == scene.strategy), None)
    if rejected is None:
        return None
    fallen = rejected.reason in ("vetoed", "overridden", "not applicable")
    return rejected.confidence - (decision.confidence or 0.0) - fallen, _said(scene, rejected)


def _said(scene: Scene, rejected: Rejected) -> str:
    """Why it was rejected, with the remedy behind it by its label."""
    why = rejected.why
    for id in rejected.by:
        if id in scene.knowledge.vocabulary.resolves:
            why = why.replace(id, scene.label(id))
    return why


def _in_the_way(scene: Scene, applicable: bool, now: Decision) -> list[str]:
    """What a single fact cannot remove."""
    found = []
    rules = candidates(scene)
    if not applicable and scene.strategy != ESCALATION:
        found.append(f"the ontology does not say that it resolves {scene.label(scene.concept)}")
    if not rules:
        does = "escalates" if scene.strategy == ESCALATION else "recommends it"
        found.append(f"no active rule {does} for {scene.label(scene.concept)}")
    best = strongest(scene.thoughts.options, scene.challenge)
    if best and best.remedy != scene.strategy and rules:
        overridden = [rule.id for rule, _ in rules if any(rule.id in scene.knowledge.rules[id].overrides
                                                          for id in best.rules)]  # fmt: skip
        verb = f", which overrides {', '.join(overridden)}" if overridden else ""
        found.append(f"{scene.label(best.remedy)} {best.confidence:.2f} by {best.rules[0]}{verb}")
    found += [f"{entry['rule']} vetoes it" for entry in against(scene) if entry["does"] == "veto"]
    return found if now.status == "chosen" else [*found, now.why]


def _same(now: Decision, then: Mapping[str, Any]) -> bool:
    recorded = (then["status"], then["strategy"], then["confidence"])
    return (now.status, now.strategy, now.confidence) == recorded


def _stale(record: Mapping[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """The rules have changed since: what they would say now explains nothing that was decided then."""
    then, now = record["knowledge_base"]["hash"][:6], knowledge.hash[:6]
    note = (
        f"The record was made with knowledge base {then}; the present one, {now}, decides otherwise. "
        "Replay the scenario again."
    )
    nothing: dict[str, Any] = {name: [] for name in ("rules", "against", "elsewhere", "in_the_way")}
    nothing |= {"confidence": None, "applicable": None, "change": None, "nearest_miss": None}
    return nothing | {"status": "cannot be told", "why": "", "tried": 0, "complete": False, "note": note}


def _decision(record: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The last decision on a challenge, or the decision of that id, with its week."""
    found = None
    known = []
    for week in record["weeks"]:
        known += [one["id"] for one in week["challenges"]]
        for one in week["decisions"]:
            known.append(one["id"])
            if name in (one["id"], one["challenge"]):
                found = (week, one)
    if found is None:
        near = did_you_mean(name, sorted(set(known), key=natural))
        raise UnknownName(f"no challenge '{name}' in this record{near}")
    return found
