"""Which code of a numbering was meant by one that a slip sets apart from it: candidates, and evidence.

A candidate is a free code of the scheme that is one slip away. Evidence picks one of them: records elsewhere
that name a code which no row has; the order of the rows, where codes rise from row to row; the step of the
numbering, and the one gap in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile

from kbctl.engine.tables.table import code_form, shape

NUMBERED = re.compile(r"^(.*?)(\d+)$")
DIGITS = "0123456789"
#: Shapes that at least this share of the sound codes have are the scheme's; rarer ones may be slips.
COMMON = 0.02
RISING = 0.95  # share of neighbouring codes that rise where rows stand in the order of their codes
DENSE = 0.9  # share of a numbering's places that are taken where a gap in it is telling
STEPS = (1000, 100, 50, 20, 10, 5)  # in which people leave room between numbers
ENOUGH = 10  # codes under one head below which neither is judged

Look = tuple[str, str]


@dataclass(frozen=True)
class Numbering:
    """The sound codes of a column in the order of its rows, blank where a row's is odd."""

    codes: tuple[str, ...]
    scheme: frozenset[Look]
    used: frozenset[str]
    orphans: frozenset[str]

    def meant(self, place: int, text: str) -> tuple[str, bool]:
        """The code that was meant, empty where that is not known; and whether any could have been."""
        bare = text.strip()
        return self.pick(place, bare, slips(bare, self.scheme))

    def pick(self, place: int, bare: str, forms: Iterable[str]) -> tuple[str, bool]:
        """The one of these forms that has its place in the numbering; and whether any is free."""
        fit = {one for one in forms if look(one) in self.scheme}
        free = sorted(one for one in fit if code_form(one) not in self.used)
        named = [one for one in free if code_form(one) in self.orphans]
        if named:
            return (named[0] if len(named) == 1 else ""), True
        verdicts = {one: self._fits(place, one) for one in free}
        proven = [one for one in free if verdicts[one]]
        plain = [one for one in free if verdicts[one] is None and _plain_slip(bare, one)]
        choice = proven or plain
        return (choice[0] if len(choice) == 1 else ""), bool(free)

    @cached_property
    def heads(self) -> Mapping[str, Head]:
        """The numbers under each beginning."""
        found: dict[str, tuple[list[int], list[int]]] = {}
        for place, code in enumerate(self.codes):
            head, number = parts(code)
            if number >= 0:
                places, numbers = found.setdefault(head, ([], []))
                places.append(place)
                numbers.append(number)
        return {head: Head(tuple(places), tuple(numbers)) for head, (places, numbers) in found.items()}

    def _fits(self, place: int, code: str) -> bool | None:
        """Whether the numbering has its place for the code here; None where it has no order to tell."""
        head, number = parts(code)
        own = self.heads.get(head)
        return own.fits(place, number) if own and len(own.places) >= ENOUGH else None


@dataclass(frozen=True)
class Head:
    """The numbers under one beginning, and the places of their rows, ascending."""

    places: tuple[int, ...]
    numbers: tuple[int, ...]

    def fits(self, place: int, number: int) -> bool | None:
        step, rest = self.step
        if number % step != rest:
            return False
        if self.rising:
            at = bisect_left(self.places, place)
            above = self.numbers[at - 1] if at else None
            below = self.numbers[at] if at < len(self.numbers) else None
            if above is not None and below is not None:
                return above < number < below
            edge = number - above if above is not None else (below or 0) - number
            return edge == self.usual_step
        low, high = min(self.numbers), max(self.numbers)
        if len(self.numbers) >= DENSE * ((high - low) // step + 1):
            return low < number < high
        return None

    @cached_property
    def step(self) -> tuple[int, int]:
        """The round step in which numbers were given out, and what its division leaves; (1, 0) where there
        is none."""
        for step in STEPS:
            rest, number = Counter(value % step for value in self.numbers).most_common(1)[0]
            if number >= DENSE * len(self.numbers):
                return step, rest
        return 1, 0

    @cached_property
    def rising(self) -> bool:
        return sum(a < b for a, b in pairwise(self.numbers)) >= RISING * (len(self.numbers) - 1)

    @cached_property
    def usual_step(self) -> int:
        steps = Counter(b - a for a, b in pairwise(self.numbers))
        return max(steps, key=lambda step: (steps[step], -step))


def numbering(codes: Sequence[str], odd: Collection[str], named: Collection[str] = ()) -> Numbering:
    """`named`: codes (in the form of comparison) that other tables name."""
    sound = {text.strip() for text in codes if text.strip() and text not in odd}
    shapes = Counter(map(shape, sound))
    usual = {one for one, number in shapes.items() if number >= max(2, COMMON * len(sound))}
    scheme = frozenset(look(text) for text in sound if shape(text) in usual)
    used = frozenset(code_form(text) for text in codes if text.strip())
    return Numbering(
        tuple("" if text in odd else text.strip() for text in codes),
        scheme, used, frozenset(named) - used,
    )  # fmt: skip


def look(text: str) -> Look:
    """The shape of a code with the letters that it begins with."""
    return shape(text), "".join(takewhile(str.isalpha, text))


def parts(code: str) -> tuple[str, int]:
    """What stands before the number at the end, and the number; -1 where there is none."""
    found = NUMBERED.match(code)
    return (f"{found[1]}/{len(found[2])}", int(found[2])) if found else (code, -1)


def slips(text: str, scheme: Collection[Look]) -> Iterator[str]:
    """All texts that are one slip away: a sign too many, a separator too few, a letter for a digit."""
    signs = sorted({sign for form, _ in scheme for sign in form if not sign.isalnum()})
    for n, sign in enumerate(text):
        yield text[:n] + text[n + 1 :]
        if sign.isalpha():
            yield from (text[:n] + digit + text[n + 1 :] for digit in DIGITS)
        if n:
            yield from (text[:n] + other + text[n:] for other in signs)


def _plain_slip(text: str, code: str) -> bool:
    """Whether the digits of both are the same, an O or l for 0 or 1 included: nothing of the number is
    guessed."""
    alike = str.maketrans("OoIl", "0011")
    return _digits(text) == _digits(code) or _digits(text.translate(alike)) == _digits(code)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
