"""Pairs → clusters: records that are one thing, and not merely a chain of likenesses."""

from __future__ import annotations

from collections.abc import Mapping

#: share of the pairs between two clusters that must be likely, or not known, before they are joined
HOLDS = 0.5


def clusters(
    pairs: Mapping[tuple[int, int], float], likely: float, possible: float
) -> tuple[tuple[int, ...], ...]:
    """Groups of two and more places, each in order.

    The surest pairs come first. Two groups are joined by a pair of certainty `likely` only if at least half
    of all pairs between them are of certainty `possible`: a single link between two groups whose other
    members are unlike holds nothing together.
    """
    group: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for (a, b), certainty in sorted(pairs.items(), key=lambda kv: (-kv[1], kv[0])):
        if certainty < likely:
            break
        x, y = group.setdefault(a, a), group.setdefault(b, b)
        left, right = members.setdefault(x, [x]), members.setdefault(y, [y])
        if x == y:
            continue
        between = sum(pairs.get((min(i, j), max(i, j)), 0.0) >= possible for i in left for j in right)
        if between < HOLDS * len(left) * len(right):
            continue
        for place in right:
            group[place] = x
        left += members.pop(y)
    return tuple(sorted(tuple(sorted(own)) for own in members.values() if len(own) > 1))
