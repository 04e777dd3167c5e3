"""Whether a dependency is more than chance: tested on rows that it was not learnt from.

Every other row of each left-hand value is held back. The first halves say which value each left-hand value
settles; a left-hand value is confirmed where most of its held-back rows say the same. If the two columns had
nothing to do with each other, each would be confirmed as often as two rows agree by chance; so many or more
confirmed ones have a probability by the binomial distribution. What counts are the distinct left-hand values
and not the rows, which may be copies of each other. As many dependencies are tried in one table as it has
pairs of columns: a rule is kept where that many such tests would seldom (`SELDOM`) let one through by chance.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from kbctl.engine.tables.dependencies.discover import Dependency

SELDOM = 0.05  # chance that any of a table's suggested dependencies is none: the usual level of such tests
EXACT = 500  # left-hand values up to which the probability is summed; beyond, a bound that is never too low


@dataclass(frozen=True, slots=True)
class Held:
    """`values`: left-hand values tested, `confirmed` of them by their held-back rows; `p`: the probability of
    that or more by chance."""

    values: int
    confirmed: int
    p: float

    def as_json(self) -> dict[str, float]:
        return {"values": self.values, "confirmed": self.confirmed, "p": float(f"{self.p:.2g}")}


def held_back(one: Dependency) -> Held:
    learnt: dict[int, Counter[int]] = {}
    kept: dict[int, Counter[int]] = {}
    seen: Counter[int] = Counter()
    for x, y in zip(one.left.codes, one.right.codes, strict=True):
        if x and y:
            half = kept if seen[x] % 2 else learnt
            half.setdefault(x, Counter())[y] += 1
            seen[x] += 1
    confirmed = sum(_most(learnt[x]) == _most(own) for x, own in kept.items())
    said = sum((Counter(_most(own) for own in half.values()) for half in (learnt, kept)), Counter[int]())
    return Held(len(kept), confirmed, tail(len(kept), confirmed, _agreement(said)))


def _most(own: Counter[int]) -> int:
    return max(own, key=lambda value: (own[value], -value))


def _agreement(said: Counter[int]) -> float:
    """How often two left-hand values settle the same."""
    number = said.total()
    return sum((count / number) ** 2 for count in said.values()) if number else 1.0


def tail(number: int, least: int, chance: float) -> float:
    """The probability of so many or more out of a number, each at this chance; from `EXACT` on an upper bound
    (Chernoff)."""
    if least <= number * chance:
        return 1.0
    if chance <= 0.0:
        return 0.0
    if number <= EXACT:
        terms = (
            math.comb(number, k) * chance**k * (1 - chance) ** (number - k) for k in range(least, number + 1)
        )
        return min(1.0, math.fsum(terms))
    share = least / number
    bits = share * math.log(share / chance)
    if share < 1:
        bits += (1 - share) * math.log((1 - share) / (1 - chance))
    return math.exp(-number * bits)


def telling(held: Held, tried: int) -> bool:
    """`tried`: how many dependencies were looked at beside it."""
    return held.p * max(1, tried) <= SELDOM
