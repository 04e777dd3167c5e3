"""Decisions of a week carried out on the tables: which of them can be, and what their outcome is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kbctl.engine.replay.challenges import Finding
from kbctl.engine.replay.outcomes import Attempt, Executed
from kbctl.engine.replay.scenario import Result
from kbctl.engine.replay.think import Thoughts
from kbctl.engine.replay.workshop import Workshop
from kbctl.engine.tables.repair.run import Choice, Done
from kbctl.ontology.vocab import Vocabulary


def act(
    workshop: Workshop,
    attempts: Iterable[Attempt],
    joined: Mapping[str, Sequence[Finding]],
    thoughts: Thoughts,
    vocabulary: Vocabulary,
    week: int,
) -> tuple[Workshop, dict[str, Executed]]:
    """The workshop after this week's work, and step → outcome of each decision that could be carried out:
    one that was done this week, whose remedy works on tables, for a challenge that is seen in them."""
    rules = {id: (", ".join(one.rules), one.confidence or 0.0) for id, one in thoughts.decisions}
    choices: list[Choice] = []
    steps: list[str] = []
    attempts = tuple(attempts)
    for one in attempts:
        if not one.decision or one.done != week or one.known is not None or one.challenge is None:
            continue
        rule, confidence = rules.get(one.decision, ("", 1.0))
        seen: dict[str, set[tuple[str, str]]] = {}
        for finding in joined.get(one.challenge, ()):
            fits = finding.concept in vocabulary.resolves.get(one.use, ())
            if fits and workshop.can(one.use, finding.concept):
                place = str(finding.slots.get("table", "")), str(finding.slots.get("column", ""))
                seen.setdefault(finding.concept, set()).add(place)
        for concept in sorted(seen):
            choices.append(Choice(concept, one.use, rule, confidence, frozenset(seen[concept])))
            steps.append(one.step)
    workshop, done = workshop.carry_out(choices)
    by_step: dict[str, list[Done]] = {}
    for step, came in zip(steps, done, strict=True):
        by_step.setdefault(step, []).append(came)
    concepts = {one.step: one.concept for one in attempts if one.concept}
    return workshop, {step: _together(came, concepts.get(step, "")) for step, came in by_step.items()}


def _together(done: Sequence[Done], concept: str) -> Executed:
    """One outcome of a remedy for all places where its challenge is seen: it worked where it did everywhere,
    and failed where it did nowhere. Findings of the challenge's very concept decide, where there are some:
    what is left of a special kind of it is a challenge of its own."""
    outcomes = {one.outcome for one in done if one.choice.concept == concept} or {one.outcome for one in done}
    result: Result = "partly"
    if len(outcomes) == 1:
        (result,) = outcomes
    why = "; ".join(dict.fromkeys(one.why for one in done if one.why and one.outcome != "worked"))
    rates = [one.rate_after for one in done if one.outcome != "worked"]
    changes = [change for one in done for change in one.changes]
    kinds = [change.kind for change in changes]
    merged = sum(1 for change in changes if change.kind == "row-removed" and change.after)
    return Executed(
        result,
        why or "; ".join(dict.fromkeys(one.why for one in done)),
        max(rates, default=None) if result == "partly" else None,
        kinds.count("cell"),
        kinds.count("row-removed") - merged,
        merged,
        kinds.count("row-added"),
        kinds.count("rekeyed"),
        len({(left.table, row) for one in done for left in one.left for row in left.rows}),
    )
