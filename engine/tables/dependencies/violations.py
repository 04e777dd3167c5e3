"""Cells that break what the other rows keep to, with the value that these expect.

A cell is doubted where rows that share its determinants say something else, nearly all the same thing, and

- its text is that value spoilt, and rare beside it; or
- it is blank in a column that is otherwise full.

A different proper value is taken for an exception, until the project has accepted the dependency as a rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kbctl.engine.tables.dependencies.discover import Coded, Dependency, by_right
from kbctl.engine.tables.dependencies.slips import is_spoilt
from kbctl.engine.tables.table import Column, Table
from rapidfuzz.distance import OSA

WORD = re.compile(r"[^\W_]+")
Kind = Literal["spoilt", "blank"]
MOST = 0.6  # share of the other rows of a group that must say the same
NEARLY_ALL = 0.9  # the same where the cell itself gives no sign of an error
RARE = 0.2  # how often a spoilt text may stand beside once of the right one
OWN = 2  # rows of a text among those that say another thing, from which it is a value of its own
NEAR, AGAIN = 2, 3  # signs beyond which one text is no slip that is made in so many groups (a judgement)
FULL = 0.9  # share of filled cells from which a blank one is missing
SHORT = 4  # characters below which two texts are near by chance
WITNESSES = 4  # rows, for each of two determinants, that make the expected value sure


@dataclass(frozen=True, slots=True)
class Violation:
    """A doubted cell: its place, the value expected, by which columns, and how sure."""

    place: int
    column: str
    expected: str
    by: tuple[str, ...]
    kind: Kind
    certainty: float


def violations(table: Table, found: Sequence[Dependency]) -> tuple[Violation, ...]:
    return tuple(
        violation
        for right, own in by_right(found).items()
        for violation in _of_column(right, own, table.columns)
    )


def _of_column(right: Coded, own: Sequence[Dependency], row: Sequence[Column]) -> Iterator[Violation]:
    rows = len(right.codes)
    full = 1 - right.counts[0] / rows >= FULL
    verdicts: dict[tuple[int, ...], Violation | None] = {}
    suspects = [(d, _doubtful(d)) for d in own]
    for place, code in enumerate(right.codes):
        if not code and not full:
            continue
        lefts = tuple(d.left.codes[place] if d.left.codes[place] in doubt else 0 for d, doubt in suspects)
        if not any(lefts):
            continue
        key = (code, *lefts)
        if key not in verdicts:
            verdicts[key] = _verdict(right, code, own, lefts)
        verdict = verdicts[key]
        if verdict and not (verdict.kind != "blank" and _explained(verdict, right, place, row)):
            yield Violation(
                place, verdict.column, verdict.expected, verdict.by, verdict.kind, verdict.certainty
            )


def _explained(verdict: Violation, right: Coded, place: int, row: Sequence[Column]) -> bool:
    """The words in which the cell differs from what is expected are another cell's of its row: it is made up
    with them (`ak_12` in a row of `ak`), and the dependency knows only half of what settles it."""
    own, wanted = (
        set(WORD.findall(right.texts[right.codes[place]])),
        set(WORD.findall(verdict.expected)),
    )
    odd = own - wanted
    beside = {
        text for column in row if column is not right.column for text in (column.values[place].strip(),)
    }
    return bool(odd) and odd <= {word for text in beside if text for word in WORD.findall(text)}


def _doubtful(dependency: Dependency) -> frozenset[int]:
    """Determinants whose rows are not of one mind, or some of them blank."""
    blank = {
        x
        for x, y in zip(dependency.left.codes, dependency.right.codes, strict=True)
        if x and not y and x in dependency.groups
    }
    return frozenset(x for x, own in dependency.groups.items() if len(own) > 1 or x in blank)


def _verdict(right: Coded, code: int, own: Sequence[Dependency], lefts: Sequence[int]) -> Violation | None:
    votes: Counter[int] = Counter()
    sayers: defaultdict[int, list[tuple[Dependency, int, float]]] = defaultdict(list)
    for dependency, left in zip(own, lefts, strict=True):
        if not left:
            continue
        others = Counter(dependency.groups[left])
        if code:
            others[code] -= 1
        total = sum(others.values())
        if not total:
            continue
        said, number = max(others.items(), key=lambda kv: (kv[1], -kv[0]))
        share = number / total
        if share >= MOST and number > (1 if code else 0):
            votes[said] += number
            sayers[said].append((dependency, number, share))
        elif code and others[code] > 0.5 * total:
            votes[code] += others[code]
    if not votes:
        return None
    expected = max(votes, key=lambda said: (votes[said], -said))
    if expected == code or votes[code] > RARE * votes[expected]:
        return None
    return _judged(right, code, expected, sayers[expected])


def _of_its_own(
    code: int, expected: int, right: Coded, sayers: Sequence[tuple[Dependency, int, float]]
) -> bool:
    """The text stands where most rows say another thing than the expected one, or it is not very near that
    one and comes again and again: it is a value, and no slip."""
    far = OSA.distance(right.texts[code], right.texts[expected]) > NEAR
    for dependency, _, _ in sayers:
        elsewhere = groups = 0
        for own in dependency.groups.values():
            if own[code] and own.total() > 1:
                said = max(own, key=lambda value: (own[value], value == expected, -value))
                elsewhere += own[code] if said != expected else 0
                groups += 1
        if elsewhere >= OWN or (far and groups >= AGAIN):
            return True
    return False


def _judged(
    right: Coded, code: int, expected: int, sayers: Sequence[tuple[Dependency, int, float]]
) -> Violation | None:
    text, wanted = right.texts[code], right.texts[expected]
    by = tuple(dependency.left.column.header for dependency, _, _ in sayers)
    strong = [one for one in sayers if one[2] >= NEARLY_ALL]
    if not code:
        if not strong:
            return None
        return Violation(0, right.column.header, wanted, by, "blank", 0.9)
    sure = len(strong) >= 2 and sum(number for _, number, _ in strong) >= 2 * WITNESSES
    if len(wanted) < SHORT and not sure:
        return None
    rare = right.counts[code] <= max(1, RARE * right.counts[expected])
    if rare and is_spoilt(text, wanted, sure) and not _of_its_own(code, expected, right, sayers):
        return Violation(0, right.column.header, wanted, by, "spoilt", 0.95 if strong else 0.85)
    return None
