"""How alike two terms of one hierarchy are, from 0 (nothing in common but the root) to 1 (the same).

Lin's measure with the information content that the hierarchy itself gives (Seco, Veale and Hayes 2004): a
term says the more, the fewer terms are below it. Two members of a family as wide as "data issue" are hardly
alike, two kinds of duplicate are. No list of families is needed, and a term may have several parents.
"""

from __future__ import annotations

from math import log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class Taxonomy:
    """The terms below `root`. `above` gives for a term itself and all above it; other terms are unlike all.

    The likeness is symmetric, 1 for a term and itself, and 0 where only the root is shared.
    """

    __slots__ = ("_above", "_content")

    def __init__(self, above: Mapping[str, Collection[str]], root: str) -> None:
        inside = {term for term, up in above.items() if root in up}
        self._above = {term: inside.intersection(above[term]) for term in inside}
        below: dict[str, int] = dict.fromkeys(inside, 0)
        for up in self._above.values():
            for one in up:
                below[one] += 1
        most = log(len(inside)) if len(inside) > 1 else 1.0
        self._content = {term: 1.0 - log(count) / most for term, count in below.items()}

    def likeness(self, one: str, other: str) -> float:
        if one == other:
            return 1.0 if one in self._above else 0.0
        shared = self._above.get(one, set()) & self._above.get(other, set())
        both = self._content.get(one, 0.0) + self._content.get(other, 0.0)
        if not shared or both <= 0.0:
            return 0.0
        return 2.0 * max(self._content[term] for term in shared) / both

    def relation(self, other: str, term: str) -> str:
        """What the other is to the term: same, broader, narrower or near."""
        if other == term:
            return "same"
        if other in self._above.get(term, ()):
            return "broader"
        return "narrower" if term in self._above.get(other, ()) else "near"

    def average(self, some: Iterable[str], others: Iterable[str]) -> float:
        """The mean of the best match of each, averaged both ways; 0 where one side has none."""
        left, right = sorted(set(some)), sorted(set(others))
        if not left or not right:
            return 0.0
        there = sum(max(self.likeness(a, b) for b in right) for a in left) / len(left)
        back = sum(max(self.likeness(b, a) for a in left) for b in right) / len(right)
        return (there + back) / 2.0
