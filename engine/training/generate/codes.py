"""How a customer numbers its things. One scheme for a kind of thing, as the old system gave it out."""

from __future__ import annotations

from dataclasses import dataclass

from kbctl.engine.training.generate.dice import Dice


@dataclass(frozen=True, slots=True)
class Scheme:
    """`prefix` + number of `width` digits (leading zeros; 0: as long as it is), from `start` in steps."""

    prefix: str
    start: int
    width: int
    step: int = 1

    def code(self, index: int) -> str:
        return f"{self.prefix}{self.start + index * self.step:0{self.width}d}"

    @property
    def digits_only(self) -> bool:
        return self.prefix.isdigit() or not self.prefix

    @property
    def padded(self) -> bool:
        return self.digits_only and self.code(0).startswith("0")


def scheme(dice: Dice, letters: str) -> Scheme:
    """Digits with leading zeros, digits only, or letters and digits: each as likely as it is met."""
    kind = dice.below(10)
    if kind < 4:
        return Scheme("", dice.between(3, 60) * 10 + 1, 6, 1)
    if kind < 6:
        return Scheme("", dice.between(10, 70) * 1000 + 1, 5, 1)
    if kind < 9:
        return Scheme(f"{letters}-", dice.between(1, 5) * 1000 + 1, 4, 1)
    return Scheme(letters, dice.between(1, 9) * 10000 + 1, 5, 1)
