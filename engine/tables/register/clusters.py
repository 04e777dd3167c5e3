"""Pairs of duplicates as clusters: the records that are one thing, with how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kbctl.engine.tables.table import Pair

SURE = 0.9  # pairs below it want review, as the detectors' messages count them


@dataclass(frozen=True, slots=True)
class Cluster:
    """`rows` ascending; `pairs` those found among them; `certainty` that of the least certain pair."""

    rows: tuple[int, ...]
    pairs: tuple[Pair, ...]
    certainty: float

    def certainty_of(self, row: int) -> float:
        """That of the surest pair which the row is in."""
        return max((pair.certainty for pair in self.pairs if row in pair.rows), default=0.0)


def clusters_of(pairs: Iterable[Pair]) -> tuple[Cluster, ...]:
    """Clusters by their first row."""
    listed = sorted(pairs, key=lambda pair: pair.rows)
    root: dict[int, int] = {}

    def top(row: int) -> int:
        while root.setdefault(row, row) != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for pair in listed:
        a, b = top(pair.rows[0]), top(pair.rows[1])
        root[max(a, b)] = min(a, b)
    rows: dict[int, set[int]] = {}
    own: dict[int, list[Pair]] = {}
    for pair in listed:
        first = top(pair.rows[0])
        rows.setdefault(first, set()).update(pair.rows)
        own.setdefault(first, []).append(pair)
    return tuple(
        Cluster(tuple(sorted(rows[first])), tuple(own[first]), min(pair.certainty for pair in own[first]))
        for first in sorted(rows)
    )


def review_order(clusters: Iterable[Cluster]) -> list[Cluster]:
    """Those that want review before the sure ones, each by their first row."""
    return sorted(clusters, key=lambda one: (one.certainty >= SURE, one.rows))
