"""What a change means for people, from what both rule bases made of a witness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kbctl.engine.review.change.model import Decided, Outcome, Part
from kbctl.engine.review.change.region import Region, placed, probes, region_words, within
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import GivenFact

Run = Callable[[Sequence[GivenFact]], tuple[Outcome, Outcome]]
Thresholds = Callable[[str, str], frozenset[float]]

#: Codes of parts whose witness differs just where the clause does not hold.
CLAUSES = ("clause-added", "clause-dropped", "condition-added", "condition-dropped")


def consequence(vocabulary: Vocabulary, given: Sequence[GivenFact], was: Outcome, now: Outcome,
                parts: Sequence[Part], run: Run, thresholds: Thresholds) -> str:  # fmt: skip
    """One sentence: for which facts, what is done now, and what was done before.

    `run` runs both bases on facts; `thresholds` are those that any of their rules has for a slot.
    """
    old = {one.challenge: one for one in was.decisions}
    new = {one.challenge: one for one in now.decisions}
    for id in sorted({*old, *new}):
        one, other = old.get(id), new.get(id)
        if one and other and one.taken != other.taken:
            where = _where(vocabulary, given, one, other, parts, run, thresholds)
            return f"{_who(other, vocabulary)}{where}: now {done(other)}, before {done(one)}"
        if one is None and other:
            return f"{_who(other, vocabulary)} comes up now: {done(other)}"
        if other is None and one:
            return f"{_who(one, vocabulary)} no longer comes up; before, {done(one)}"
    for id in sorted(new):
        one, other = old[id], new[id]
        if one.confidence != other.confidence:
            moved = f"{_two(one.confidence)} → {_two(other.confidence)}"
            return f"{_who(other, vocabulary)}: still {done(other)}, with confidence {moved}"
        if one != other:
            return f"{_who(other, vocabulary)}: still {done(other)}; {other.why} (before: {one.why})"
    if was.options != now.options:
        return f"no decision is otherwise; {_options(was.options, now.options)}"
    beside = (
        ("planned", was.planned, now.planned),
        ("concluded", was.concluded, now.concluded),
    )
    for what, mine, yours in beside:
        if mine != yours:
            return f"no decision is otherwise; {what}: {_listed(mine, yours)}"
    return f"nothing but the rule's own output is otherwise: {_listed(was.outputs, now.outputs)}"


def done(one: Decided) -> str:
    """`SurvivorshipMerge`, `a person decides`, `people are asked first`."""
    if one.status == "chosen":
        return str(one.strategy)
    return "people are asked first" if one.status == "asked" else "a person decides"


def _where(vocabulary: Vocabulary, given: Sequence[GivenFact], was: Decided, now: Decided,
           parts: Sequence[Part], run: Run, thresholds: Thresholds) -> str:  # fmt: skip
    """For which facts that holds: the region of a threshold, where all of it leads to the same; the clause
    that does not hold, where nothing else is otherwise."""
    if len(parts) == 1 and parts[0].code in CLAUSES and parts[0].clause:
        return f", where “{parts[0].clause}” does not hold"
    for region in (part.region for part in parts if part.region):
        slot = vocabulary.slot(region.frame, region.slot)
        if not _inside(given, region):
            continue  # the witness shows more than the threshold does
        values = probes(region, slot, thresholds(region.frame, region.slot)) if slot else []
        if values and all(_same(given, region, value, was, now, run) for value in values):
            return f", {region_words(region, vocabulary)}"
    return ""


def _inside(given: Sequence[GivenFact], region: Region) -> bool:
    held = [fact.slots.get(region.slot) for fact in given if fact.frame == region.frame]
    return any(isinstance(value, int | float) and within(value, region) for value in held)


def _same(given: Sequence[GivenFact], region: Region, value: float, was: Decided, now: Decided,
          run: Run) -> bool:  # fmt: skip
    """Whether the value leads to the same two decisions."""
    facts = placed(given, region, value)
    if facts is None:
        return False
    found = ({d.challenge: d for d in outcome.decisions} for outcome in run(facts))
    pairs = zip(found, (was, now), strict=True)
    return all(seen.get(d.challenge, d).taken == d.taken and d.challenge in seen for seen, d in pairs)


def _who(one: Decided, vocabulary: Vocabulary) -> str:
    term = vocabulary.terms.get(one.concept)
    return term.label if term else one.concept


def _two(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _options(before: Sequence[str], after: Sequence[str]) -> str:
    """`StewardReview for c1: overridden by x → stands with 0.60`, for each option that is otherwise."""
    old, new = (dict(one.split(": ", 1) for one in side) for side in (before, after))
    return "; ".join(
        f"{name}: {old.get(name, 'no option')} → {new.get(name, 'no option')}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    )


def _listed(before: Sequence[str], after: Sequence[str]) -> str:
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    said = [f"now {', '.join(come)}"] if come else []
    said += [f"no longer {', '.join(gone)}"] if gone else []
    return "; ".join(said) or "in another order"
