"""Approximate functional dependencies: columns whose text settles that of another, but for a few rows.

Discovery looks at single determinants. Each pair of columns is one pass over the pairs of their distinct
texts, so that a table costs the number of its columns squared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from kbctl.engine.tables.table import Column, Table

#: share of the repeated rows that must say the same: a tenth of the pairs may be spoilt by errors in either
AGREE = 0.85
#: how much of what chance leaves open the determinant must settle
SETTLED = 0.75
#: agreement from which a column of nearly one value is settled, if a rarer one has groups of its own
PLAIN = 0.95
OWN = 5  # rows that a rarer value must fill its group with
GROUPS = 3  # groups of equal determinants below which nothing is shown
REPEATED = 20  # repeated rows below which nothing is shown
KEYLIKE = 0.8  # distinct texts a row from which a column neither determines nor is determined
SAMPLE = 2_000  # rows of a sample of groups
LARGE = 100_000  # rows from which the pass over all pairs of columns takes longer than the rest
MOST = 50_000_000  # cells that all pairs of columns look at in their sample, beyond which it takes as long


@dataclass(frozen=True, eq=False)
class Coded:
    """A column as small whole numbers: equal texts, equal numbers. Blank is 0."""

    column: Column
    codes: tuple[int, ...]
    texts: tuple[str, ...]

    @cached_property
    def counts(self) -> Counter[int]:
        return Counter(self.codes)

    @cached_property
    def sample(self) -> tuple[int, ...]:
        """Places of some whole groups of equal texts, spread over all: enough to see that a column settles
        nothing."""
        chosen: set[int] = set()
        rows = 0
        repeated = (code for code, number in self.counts.items() if code and number > 1)
        for code in sorted(repeated, key=lambda code: (code * 2654435761 % (1 << 32), code)):
            if rows >= SAMPLE:
                break
            chosen.add(code)
            rows += self.counts[code]
        return tuple(place for place, code in enumerate(self.codes) if code in chosen)[: 2 * SAMPLE]


@dataclass(frozen=True, eq=False)
class Dependency:
    """`left` settles `right`. `agreement`: share of the repeated rows that say what most of their group say;
    `groups`: left → how often each right stands with it."""

    left: Coded
    right: Coded
    agreement: float
    support: int
    groups: Mapping[int, Counter[int]]


def coded(column: Column, unsaid: frozenset[str] = frozenset()) -> Coded:
    """`unsaid` are texts that say nothing: fillers, and those that are known to be wrong."""
    known: dict[str, int] = {"": 0}
    bare = {
        text: 0 if text in unsaid else known.setdefault(text.strip(), len(known)) for text in column.counts
    }
    return Coded(column, tuple(map(bare.__getitem__, column.values)), tuple(known))


def dependencies(
    table: Table, unsaid: Mapping[str, frozenset[str]] = MappingProxyType({})
) -> tuple[Dependency, ...]:
    """The dependencies of a table in the order of its columns; `unsaid`: header → texts that say nothing."""
    usable = _usable(table, unsaid)
    lefts = [one for one in usable if table.rows - one.counts[0] - (len(one.texts) - 1) >= REPEATED]
    found = []
    for right in usable if lefts else ():
        chance = _chance(right)
        for left in lefts:
            if left is not right and (dependency := _dependency(left, right, chance)):
                found.append(dependency)
    return tuple(found)


def why_not(table: Table) -> str:
    """Why the dependencies of a table are not sought; empty where they are."""
    if table.rows > LARGE:
        return f"dependencies between columns are not sought in more than {LARGE:,} rows"
    varied = sum(2 <= len(c.filled) <= table.rows - REPEATED for c in table.columns)
    if varied**2 * min(table.rows, 2 * SAMPLE) > MOST:
        return f"dependencies are not sought between so many columns ({len(table.columns):,})"
    return ""


def usable_pairs(table: Table, unsaid: Mapping[str, frozenset[str]] = MappingProxyType({})) -> int:
    """How many pairs of columns `dependencies` looks at."""
    number = len(_usable(table, unsaid))
    return number * (number - 1)


def _usable(table: Table, unsaid: Mapping[str, frozenset[str]]) -> list[Coded]:
    columns = [coded(column, unsaid.get(column.header, frozenset())) for column in table.columns]
    return [one for one in columns if 2 < len(one.texts) <= KEYLIKE * table.rows + 1]


def _chance(right: Coded) -> float:
    """How often two rows say the same by chance."""
    filled = sum(right.counts.values()) - right.counts[0]
    return sum((n / filled) ** 2 for code, n in right.counts.items() if code) if filled else 1.0


def _dependency(left: Coded, right: Coded, chance: float) -> Dependency | None:
    """Blank cells say nothing on either side."""
    if len(left.codes) > 4 * SAMPLE and not _promising(left, right):
        return None
    groups: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for (x, y), number in Counter(zip(left.codes, right.codes, strict=True)).items():
        if x and y:
            groups[x][y] = number
    repeated = agreeing = several = 0
    for own in groups.values():
        size = sum(own.values())
        if size > 1:
            several += 1
            repeated += size - 1
            agreeing += max(own.values()) - 1
    if several < GROUPS or repeated < REPEATED:
        return None
    agreement = agreeing / repeated
    if agreement < AGREE:
        return None
    if 1 - agreement > (1 - SETTLED) * (1 - chance) and not (agreement >= PLAIN and _told(groups, right)):
        return None
    return Dependency(left, right, agreement, repeated, groups)


def _promising(left: Coded, right: Coded) -> bool:
    """False where a sample of groups is far from agreeing."""
    groups: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for place in left.sample:
        if y := right.codes[place]:
            groups[left.codes[place]][y] += 1
    repeated = sum(sum(own.values()) - 1 for own in groups.values())
    agreeing = sum(max(own.values()) - 1 for own in groups.values())
    return repeated < REPEATED or agreeing >= (AGREE - 0.1) * repeated


def _told(groups: Mapping[int, Counter[int]], right: Coded) -> bool:
    """A value beside the commonest one that stands in groups of its own and hardly in any other."""
    usual = max((code for code in right.counts if code), key=lambda code: (right.counts[code], -code))
    inside: Counter[int] = Counter()
    for own in groups.values():
        code, number = own.most_common(1)[0]
        if code != usual and number >= OWN:
            inside[code] += number
    return any(number >= 0.9 * right.counts[code] for code, number in inside.items())


def by_right(found: Sequence[Dependency]) -> Mapping[Coded, tuple[Dependency, ...]]:
    kept: defaultdict[Coded, list[Dependency]] = defaultdict(list)
    for dependency in found:
        kept[dependency.right].append(dependency)
    return {right: tuple(own) for right, own in kept.items()}
