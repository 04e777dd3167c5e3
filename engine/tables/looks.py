"""What the cells of a column look like, told from few texts: from shapes where a shape says all, else from
those texts whose shape leaves it open. So a million different codes cost no more than a thousand."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from weakref import WeakKeyDictionary

from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import WORDS, date_shape, is_number

#: what the shape of a date begins with, or is; signs beyond ASCII may be anything
DATE_LIKE = re.compile(
    r"\s*(9{1,4}[-/.]9{1,2}[-/.]9{1,4}|9{8}\s*$|9{1,2}a?[-/ .]+[Aa]|[Aa]+\.?[- ]+9{1,2}a?,?[- ]+9{2,4})|.*ü"
)
FILLER = rf"(?i)^\s*(?:{WORDS.pattern})\s*$"

_fillers: WeakKeyDictionary[Column, frozenset[str]] = WeakKeyDictionary()
GOLDEN = 0.6180339887498949  # its multiples lie evenly in any interval, whatever repeats in the rows


def numbers_in(column: Column) -> int:
    """How many cells are numbers (`values.is_number`, for which one digit is as good as another)."""
    plain = sum(number for shape, number in column.shapes.items() if "ü" not in shape and is_number(shape))
    odd = column.texts(shape for shape in column.shapes if "ü" in shape)
    return plain + sum(number for text, number in odd.items() if is_number(text))


def date_like(column: Column) -> Mapping[str, int]:
    """The texts that may be dates by their shape."""
    return column.texts(shape for shape in column.shapes if DATE_LIKE.match(shape))


def dates_in(column: Column) -> Mapping[str, int]:
    """The texts that are dates, and how often each occurs."""
    return {text: number for text, number in date_like(column).items() if date_shape(text)}


def filler_texts(column: Column) -> frozenset[str]:
    """The texts, as they stand, that are words for a value that is not known (`values.WORDS`)."""
    if column not in _fillers:
        _fillers[column] = frozenset(column.matching(FILLER))
    return _fillers[column]


def fillers_in(column: Column) -> frozenset[str]:
    """The same texts stripped."""
    return frozenset(text.strip() for text in filler_texts(column))


def blank_texts(column: Column) -> Collection[str]:
    """The texts that hold nothing but white space."""
    return column.unlike(r"\S").keys()


def drawn(column: Column, number: int) -> list[str]:
    """So many cells spread over the rows, all of them where there are no more."""
    rows = len(column.values)
    if rows <= number:
        return list(column.values)
    return column.at(sorted({int(rows * (place * GOLDEN % 1)) for place in range(number)}))
