"""The vectors of what is said of challenges and remedies, and how near a query is to each.

The vectors of one model all point much the same way, so that raw cosines hardly differ; what they have in
common (their mean) is taken off the query and the texts first. Plain Python, so that the same vectors give
the same order on every machine.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbctl.kg.embedder import Vector
    from kbctl.kg.store import Base

KINDS = ("challenge", "remedy")
#: Ids and causes are left out: an id repeats the label, a cause tells of what else goes wrong.
FORMS = ("label", "alternative", "definition", "sign")
#: So many of a thing's texts speak for it, the best of them once more.
SPEAKING = 3

Thing = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of `dimension` in rows, one for each text, with what is needed to take the mean off."""

    dimension: int
    mean: array[float]
    #: The length of each row less the mean.
    lengths: array[float]
    rows: array[float]

    def row(self, n: int) -> array[float]:
        return self.rows[n * self.dimension : (n + 1) * self.dimension]


def texts_of(base: Base) -> dict[Thing, list[str]]:
    """What is compared, for each thing by id and kind, sorted; the roots of all challenges and remedies are
    nothing that anyone asks for.
    """
    statement = (
        f"SELECT DISTINCT id, kind, name FROM entry WHERE kind IN ({_marks(KINDS)}) "
        f"AND form IN ({_marks(FORMS)}) AND id IN (SELECT id FROM parent) ORDER BY id, kind, name"
    )
    told: dict[Thing, list[str]] = {}
    for ident, kind, text in base.rows(statement, *KINDS, *FORMS):
        told.setdefault((ident, kind), []).append(text)
    return told


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def gather(rows: Sequence[Vector]) -> Vectors:
    """The vectors with their mean."""
    dimension = len(rows[0]) if rows else 0
    flat = array("f")
    for row in rows:
        flat.extend(row)
    mean = array("d", [fsum(flat[at::dimension]) / len(rows) for at in range(dimension)])
    lengths = array("d", [_length(map(float.__sub__, map(float, row), mean)) for row in rows])
    return Vectors(dimension, mean, lengths, flat)


def _length(values: Iterator[float]) -> float:
    return sqrt(fsum(value * value for value in values))


def similarities(vectors: Vectors, query: Vector) -> list[float]:
    """The cosine of the query with each row, both less the mean: -1..1."""
    less = [said - common for said, common in zip(query, vectors.mean, strict=True)]
    length = _length(iter(less))
    if not length:
        return [0.0] * len(vectors.lengths)
    away = sum(map(mul, vectors.mean, less))
    size = vectors.dimension
    flat = memoryview(vectors.rows)
    return [
        (sum(map(mul, flat[n * size : (n + 1) * size], less)) - away) / (length * own) if own else 0.0
        for n, own in enumerate(vectors.lengths)
    ]


def nearness(told: Mapping[Thing, Sequence[str]], near: Mapping[str, float]) -> dict[Thing, float]:
    """How near each thing is: half its nearest text, half the mean of the nearest few, as one text alone may
    be near by its turn of phrase.
    """
    found = {}
    for thing, texts in told.items():
        best = sorted([near[text] for text in texts], reverse=True)[:SPEAKING]
        found[thing] = round((best[0] + sum(best) / len(best)) / 2, 3)
    return found
