"""Columns as numbers: each distinct text is read once; robust statistics of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from statistics import median

from kbctl.engine.tables.numbers import Style, house_style, styles_of
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import number_of

#: of the median absolute deviation, to compare it with a standard deviation
NORMAL = 1.4826


@lru_cache(maxsize=256)
def numbers(column: Column) -> tuple[float | None, ...]:
    """The value of each cell, None where it is blank or no number. `1.234` is a thousand where the column
    writes its fractions with a comma."""
    told = house_style(column.filled) if len(column.filled) > 1 else None
    known = {text: _value(text, told[0] if told else None) for text in column.counts}
    return tuple(known[text] for text in column.values)


def _value(text: str, style: Style | None) -> float | None:
    if style and (style.decimal == "," or style.group == ".") and style in styles_of(text):
        text = text.replace(style.group, "") if style.group else text
        text = text.replace(",", ".")
    return number_of(text) if text.strip() else None


def decimals(column: Column) -> int:
    """The most digits after the separator that any cell shows, up to 6: how finely the column is rounded."""
    most = 0
    for text in column.filled:
        _, sign, tail = text.rpartition("," if "," in text and "." not in text else ".")
        if sign and tail.isdigit():
            most = max(most, len(tail))
    return min(most, 6)


def numeric(column: Column, share: float = 0.8) -> bool:
    """Whether this share of the filled cells are numbers."""
    filled = column.filled_rows
    if not filled:
        return False
    read = sum(count for text, count in column.filled.items() if number_of(text) is not None)
    return read >= share * filled


def spread(values: Sequence[float]) -> tuple[float, float]:
    """The median and the scaled median absolute deviation from it."""
    middle = median(values)
    return middle, NORMAL * median(abs(value - middle) for value in values)


def logarithms(values: Iterable[float]) -> list[float]:
    return [math.log10(value) for value in values if value > 0]


def number_text(value: float) -> str:
    """A number for people: no more digits than it needs."""
    return f"{value:,.4f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
