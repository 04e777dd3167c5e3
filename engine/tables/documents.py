"""Documents and their lines: how often a document's total is the sum of what its lines say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kbctl.engine.tables.numeric import numbers
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import WORDS

HOPELESS = 50  # documents that disagree, beyond which the rest is not looked at if fewer agree


@dataclass(frozen=True, slots=True)
class Compared:
    """Documents whose total is the sum of their lines, those of them with several lines; the others with
    their total and what the lines sum to."""

    held: int
    several: int
    broken: dict[str, tuple[float, float]]


class Documents:
    """The lines in the rows of one table, by the codes of the documents in the rows of another."""

    def __init__(
        self, key: Column, totals: Sequence[Column], child_key: Column, parts: Sequence[Column]
    ) -> None:
        self._key, self._child_key = key, child_key

    def compare(self, total: Column, part: Column, allowed: float) -> Compared | None:
        """`allowed`: by how much the sum of two lines may differ from the total. None where it disagrees from
        the start."""
        return walked(
            self._child_key.codes.items(),
            lambda code: self._key.codes.get(code, ()),
            numbers(total).__getitem__,
            numbers(part).__getitem__,
            allowed,
        )


def walked(
    lines: Iterable[tuple[str, Sequence[int]]],
    documents: Callable[[str], Sequence[int]],
    said: Callable[[int], float | None],
    values: Callable[[int], float | None],
    allowed: float,
) -> Compared | None:
    """`lines`: code → places of lines; `documents`: code → places of documents; `said` and `values` give the
    total and the amount at a place."""
    held, several = 0, 0
    broken: dict[str, tuple[float, float]] = {}
    for code, own in lines:
        places = documents(code)
        if len(places) != 1 or WORDS.fullmatch(code):
            continue
        told = said(places[0])
        if told is None:
            continue
        known = [value for line in own if (value := values(line)) is not None]
        if len(known) < len(own):
            continue
        # prices rounded line by line may leave a unit of the last place for each line
        if abs(sum(known) - told) <= allowed * max(1.0, len(own) / 2):
            held += 1
            several += len(own) > 1
        else:
            broken[code] = told, sum(known)
            if len(broken) > HOPELESS and held < len(broken):
                return None
    return Compared(held, several, broken)


def by_place(places: Sequence[int], values: Sequence[float | None]) -> Mapping[int, float | None]:
    return dict(zip(places, values, strict=True))
