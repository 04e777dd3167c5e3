"""Lays the clauses of two versions of a rule side by side: which became which, which came, which went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from kbctl.engine.review.change.plain import key
from kbctl.rules.model import Clause, Comparison, Count, Not, Pattern

One = TypeVar("One")
#: Pairs of before and after; None where there is none.
Pairs = list[tuple[One | None, One | None]]


def paired(before: Sequence[One], after: Sequence[One], likeness: Callable[[One, One], float]) -> Pairs[One]:
    """The likest first, each in one pair; of equals the first by place. What is written alike is not named.

    A likeness of 0 makes no pair. In the order of `after`, what went behind.
    """
    old, new = _without_same(before, after)
    scored = sorted(
        ((-likeness(one, other), n, m) for n, one in enumerate(old) for m, other in enumerate(new)),
    )
    came_from: dict[int, int] = {}
    for minus, n, m in scored:
        if minus < 0 and m not in came_from and n not in came_from.values():
            came_from[m] = n
    pairs: Pairs[One] = [(old[came_from[m]] if m in came_from else None, one) for m, one in enumerate(new)]
    return pairs + [(one, None) for n, one in enumerate(old) if n not in came_from.values()]


def _without_same(before: Sequence[One], after: Sequence[One]) -> tuple[list[One], list[One]]:
    """What is in only one of the two; what is said twice counts once."""
    old, new = {key(one): one for one in before}, {key(one): one for one in after}
    return [one for k, one in old.items() if k not in new], [one for k, one in new.items() if k not in old]


def turned(one: Clause, other: Clause) -> bool:
    """Whether one is the negation of the other."""
    if isinstance(one, Not) and isinstance(other, Pattern):
        return len(one.patterns) == 1 and key(one.patterns[0]) == key(other)
    return isinstance(other, Not) and isinstance(one, Pattern) and turned(other, one)


def clause_likeness(one: Clause, other: Clause) -> float:
    """0 to 1: 0 where they are of other kinds or look at other frames."""
    if turned(one, other):
        return 0.9
    if isinstance(one, Pattern) and isinstance(other, Pattern):
        return pattern_likeness(one, other)
    if isinstance(one, Not | Count) and type(one) is type(other):
        assert isinstance(other, Not | Count)
        scores = [
            pattern_likeness(mine, yours) if mine and yours else 0.0
            for mine, yours in paired(one.patterns, other.patterns, pattern_likeness)
        ]
        same = len({key(p) for p in one.patterns} & {key(p) for p in other.patterns})
        parts = same + len(scores)
        return (same + sum(scores)) / parts if parts else 1.0
    return 0.0


def pattern_likeness(one: Pattern, other: Pattern) -> float:
    """Frames must be the same; then the same variable, and the share of tests that are the same or like."""
    if one.frame != other.frame:
        return 0.0
    mine, yours = {key(test) for test in one.tests}, {key(test) for test in other.tests}
    near = {(test.slot, test.op) for test in one.tests} & {(test.slot, test.op) for test in other.tests}
    most = max(len(mine), len(yours), 1)
    return 0.1 + 0.3 * (one.id == other.id) + 0.4 * len(mine & yours) / most + 0.2 * len(near) / most


def comparison_likeness(one: Comparison, other: Comparison) -> float:
    """Tests of other slots are never one and the same test that was changed."""
    return 0.0 if one.slot != other.slot else 1.0 if one.op == other.op else 0.5
