"""Chance that is the same on every machine: drawn from a seed and the name of what is drawn.

Only `Random.random` is used, whose sequence Python promises to keep; no logarithm or sine, whose last digit
depends on the platform.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of draws. Two streams of other names are independent, so that a draw more in one place leaves
    all others as they were."""

    def __init__(self, *name: object) -> None:
        self.name = tuple(map(str, name))
        self._random = random.Random("/".join(self.name)).random

    def stream(self, *name: object) -> Dice:
        return Dice(*self.name, *name)

    def chance(self, share: float) -> bool:
        return self._random() < share

    def below(self, bound: int) -> int:
        return int(self._random() * bound)

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self.below(high - low + 1)

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def sample(self, things: Sequence[T], count: int) -> list[T]:
        """`count` different things (all, where there are fewer), in random order."""
        return self.shuffled(things)[: max(0, count)]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        left = list(things)
        for end in range(len(left) - 1, 0, -1):
            other = self.below(end + 1)
            left[end], left[other] = left[other], left[end]
        return left

    def amount(self, low: float, high: float, places: int = 2) -> Decimal:
        """A decimal number; smaller ones are likelier, as prices are."""
        unit = 10**places
        share = (self._random() + self._random()) / 2
        return Decimal(int(low * unit) + int(share * share * (high - low) * unit)).scaleb(-places)

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.below((last - first).days + 1))

    def digits(self, count: int) -> str:
        return "".join(str(self.below(10)) for _ in range(count))

    def letters(self, count: int, alphabet: str = "ABCDEFGHJKLMNPQRSTUVWXYZ") -> str:
        return "".join(self.pick(alphabet) for _ in range(count))
