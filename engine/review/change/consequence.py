"""What a change means for people, from what both rule bases made of a witness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kbctl.engine.review.change.model import Decided, Outcome, Part
from kbctl.engine.review.change.outcome import Side
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import GivenFact

Run = Callable[[Sequence[GivenFact]], tuple[Outcome, Outcome]]


def consequence(before: Side, after: Side, given: Sequence[GivenFact], was: Outcome, now: Outcome,
                parts: Sequence[Part], run: Run) -> str:  # fmt: skip
    """One sentence: for which facts, what is done now, and what was done before."""
    vocabulary = after.knowledge.vocabulary
    old = {one.challenge: one for one in was.decisions}
    new = {one.challenge: one for one in now.decisions}
    for id in sorted({*old, *new}):
        one, other = old.get(id), new.get(id)
        if one and other and one.taken != other.taken:
            return f"{_who(other, vocabulary)}: {done(other)} now, {done(one)} before"
        if one is None and other:
            return f"{_who(other, vocabulary)} comes up now: {done(other)}"
        if other is None and one:
            return f"{_who(one, vocabulary)} no longer comes up ({done(one)} before)"
    for id in sorted(new):
        one, other = old[id], new[id]
        if one.confidence != other.confidence:
            return (
                f"{_who(other, vocabulary)}: still {done(other)}, "
                f"with confidence {_two(one.confidence)} → {_two(other.confidence)}"
            )
        if one != other:
            return f"{_who(other, vocabulary)}: still {done(other)}, but {other.why}, before {one.why}"
    beside = (
        ("as options", was.options, now.options),
        ("planned", was.planned, now.planned),
        ("concluded", was.concluded, now.concluded),
    )
    for what, mine, yours in beside:
        if mine != yours:
            return f"no decision changes; {_listed(what, mine, yours)}"
    return f"no decision changes; {_listed('put out by the rule', was.outputs, now.outputs)}"


def done(one: Decided) -> str:
    """`SurvivorshipMerge`, `a person decides`, `people are asked first`."""
    if one.status == "chosen":
        return str(one.strategy)
    return "people are asked first" if one.status == "asked" else "a person decides"


def _who(one: Decided, vocabulary: Vocabulary) -> str:
    term = vocabulary.terms.get(one.concept)
    return term.label if term else one.concept


def _two(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _listed(what: str, before: Sequence[str], after: Sequence[str]) -> str:
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    said = [f"{what} now: {', '.join(come)}"] if come else []
    said += [f"no longer {what}: {', '.join(gone)}"] if gone else []
    return "; ".join(said) or f"{what} in another order"
