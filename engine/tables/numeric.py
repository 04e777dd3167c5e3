"""Columns as numbers: each distinct text is read once; robust statistics of them."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from statistics import median
from typing import Generic, TypeVar, overload
from weakref import WeakKeyDictionary

from kbctl.engine.tables.numbers import Style, house_style, leaves_open, styles_of
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import number_of

#: of the median absolute deviation, to compare it with a standard deviation
NORMAL = 1.4826
#: shapes that leave open whether their texts are numbers: an exponent's letter, signs beyond ASCII
OPEN_NUMBER = re.compile(r"[^Aa]*[Aa][^Aa]*$|.*ü", re.DOTALL)

T = TypeVar("T")


@lru_cache(maxsize=256)
def numbers(column: Column) -> Sequence[float | None]:
    """The value of each cell, None where it is blank or no number. `1.234` is a thousand where the column
    writes its fractions with a comma. Of a long column each is read when it is asked for."""
    if not isinstance(column.values, tuple):
        return Numbers(column)
    value = reader(column)
    known = {text: value(text) for text in column.counts}
    return tuple(known[text] for text in column.values)


_known: WeakKeyDictionary[Column, Mapping[str, float]] = WeakKeyDictionary()


def values_of(column: Column) -> Mapping[str, float]:
    """The value of each text that is a number, as `numbers` tells them of cells."""
    found = _known.get(column)
    if found is None:
        value = reader(column)
        told = ((text, value(text)) for text in column.counts)
        found = _known[column] = {text: number for text, number in told if number is not None}
    return found


class Numbers(Sequence[float | None]):
    """The values of the cells of a long column."""

    def __init__(self, column: Column) -> None:
        self._texts, self._value = column.values, lru_cache(maxsize=1 << 16)(reader(column))

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[float | None]:
        return map(self._value, self._texts)

    @overload
    def __getitem__(self, place: int) -> float | None: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[float | None]: ...

    def __getitem__(self, place: int | slice) -> float | Sequence[float | None] | None:
        if isinstance(place, slice):
            return [self._value(text) for text in self._texts[place]]
        return self._value(self._texts[place])


def reader(column: Column) -> Callable[[str], float | None]:
    """How a text of this column is read as a number."""
    style = style_of(column)
    return lambda text: _value(text, style)


@lru_cache(maxsize=256)
def style_of(column: Column) -> Style | None:
    """The style in which most numbers of a column are written; None for less than two texts."""
    if len(column.filled) < 2:
        return None
    told = house_style(_alike(column, leaves_open))
    return told[0] if told else None


def places_where(column: Column, wanted: Callable[[float], bool]) -> tuple[int, ...]:
    """The places of the cells whose number is wanted, ascending."""
    value = reader(column)
    return column.places(
        text for text in column.counts if (number := value(text)) is not None and wanted(number)
    )


def values_at(column: Column, places: Sequence[int]) -> list[float | None]:
    """The numbers at these places, in their order."""
    texts, value = column.at(places), reader(column)
    known = {text: value(text) for text in set(texts)}
    return [known[text] for text in texts]


def _alike(column: Column, is_open: Callable[[str], bool]) -> Mapping[str, int]:
    """The filled cells, the shape for all texts that have it, unless it says that they have to be looked at
    one by one."""
    shapes = column.shapes
    asked = [form for form in shapes if is_open(form)]
    found: dict[str, int] = {}
    told = ((form, shapes[form]) for form in shapes if not is_open(form))
    for text, number in chain(told, column.texts(asked).items() if asked else ()):
        if bare := text.strip():
            found[bare] = found.get(bare, 0) + number
    return found


def _value(text: str, style: Style | None) -> float | None:
    if style and (style.decimal == "," or style.group == ".") and style in styles_of(text):
        text = text.replace(style.group, "") if style.group else text
        text = text.replace(",", ".")
    return number_of(text) if text.strip() else None


def decimals(column: Column) -> int:
    """The most digits after the separator that any cell shows, up to 6: how finely the column is rounded."""
    most = 0
    for text in _alike(column, lambda form: "ü" in form):
        _, sign, tail = text.rpartition("," if "," in text and "." not in text else ".")
        if sign and tail.isdigit():
            most = max(most, len(tail))
    return min(most, 6)


def numeric(column: Column, share: float = 0.8) -> bool:
    """Whether this share of the filled cells are numbers."""
    filled = column.filled_rows
    if not filled:
        return False
    read = sum(
        count
        for text, count in _alike(column, lambda form: bool(OPEN_NUMBER.match(form))).items()
        if number_of(text) is not None
    )
    return read >= share * filled


@dataclass(frozen=True)
class Ranked(Generic[T]):
    """Values in order, each as often as it occurs."""

    values: Sequence[T]
    ends: Sequence[int]

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, number: int) -> T:
        return self.values[bisect_right(self.ends, number if number >= 0 else len(self) + number)]


def ranked(counts: Mapping[T, int]) -> Ranked[T]:
    values = sorted(counts)  # type: ignore[type-var]
    return Ranked(values, list(accumulate(counts[value] for value in values)))


def middle(values: Ranked[float]) -> float:
    """The median."""
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def deviation(counts: Mapping[float, int]) -> tuple[float, float]:
    """As `spread`, of values that occur more than once."""
    half = middle(ranked(counts))
    apart: Counter[float] = Counter()
    for value, number in counts.items():
        apart[abs(value - half)] += number
    return half, NORMAL * middle(ranked(apart))


def spread(values: Sequence[float]) -> tuple[float, float]:
    """The median and the scaled median absolute deviation from it."""
    middle = median(values)
    return middle, NORMAL * median(abs(value - middle) for value in values)


def logarithms(values: Iterable[float]) -> list[float]:
    return [math.log10(value) for value in values if value > 0]


def number_text(value: float) -> str:
    """A number for people: no more digits than it needs."""
    return f"{value:,.4f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
