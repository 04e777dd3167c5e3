"""The values that a moved threshold is about: those on which the two versions disagree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kbctl.engine.inference.compare import ORDER
from kbctl.engine.replay.whynot_values import points, scaled
from kbctl.engine.replay.words import words
from kbctl.engine.review.change.clause_words import name_of
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, GivenFact, Variable

UPWARD = ("gte", "gt")


@dataclass(frozen=True, slots=True)
class Region:
    """Values of a slot from `low` to `high`; whether the ends belong to it."""

    frame: str
    slot: str
    low: float
    high: float
    with_low: bool
    with_high: bool


def region(frame: str, before: Comparison, after: Comparison) -> Region | None:
    """None where a bound is a variable, or the two look in opposite directions."""
    if before.op not in ORDER or after.op not in ORDER or (before.op in UPWARD) != (after.op in UPWARD):
        return None
    if isinstance(before.operand, Variable) or isinstance(after.operand, Variable):
        return None
    one, other = scaled(before.operand, before.times), scaled(after.operand, after.times)
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return None

    def apart(value: float) -> bool:
        return ORDER[before.op](value, one) != ORDER[after.op](value, other)

    low, high = min(one, other), max(one, other)
    return Region(frame, before.slot, low, high, apart(low), apart(high))


def region_words(region: Region, vocabulary: Vocabulary) -> str:
    """`rate from 2 % to below 8 %`."""
    slot = vocabulary.slot(region.frame, region.slot)
    low, high = (words(end, slot.unit if slot else None) for end in (region.low, region.high))
    name = name_of(region.slot)
    if region.low == region.high:
        return f"{name} exactly {low}"
    if region.with_low:
        return f"{name} from {low} to {'' if region.with_high else 'below '}{high}"
    return f"{name} above {low} {'up to' if region.with_high else 'and below'} {high}"


def probes(region: Region, slot: Slot, thresholds: Iterable[float]) -> list[float]:
    """A value of the region for each stretch that some rule tells apart; `thresholds` are those of all
    rules. What holds for these holds for the whole region, other facts being equal."""
    named = {value for value in thresholds if region.low <= value <= region.high}
    return [value for value in points(slot, {region.low, region.high, *named}) if within(value, region)]


def within(value: float, region: Region) -> bool:
    inside = region.low < value < region.high
    ends = (region.with_low and value == region.low) or (region.with_high and value == region.high)
    return inside or ends


def placed(given: Sequence[GivenFact], region: Region, value: float) -> tuple[GivenFact, ...] | None:
    """The facts with the slot of the region at a value; None unless just one fact has the slot."""
    having = [n for n, f in enumerate(given) if f.frame == region.frame and region.slot in f.slots]
    if len(having) != 1:
        return None
    fact = given[having[0]]
    changed = replace(fact, slots={**fact.slots, region.slot: value})
    return (*given[: having[0]], changed, *given[having[0] + 1 :])
