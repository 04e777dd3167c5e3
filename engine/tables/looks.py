"""What the cells of a column look like, told from few texts: from shapes where a shape says all, else from
those texts whose shape leaves it open. So a million different codes cost no more than a thousand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import WORDS, date_shape, is_number

#: what the shape of a date begins with, or is; signs beyond ASCII may be anything
DATE_LIKE = re.compile(
    r"\s*(9{1,4}[-/.]9{1,2}[-/.]9{1,4}|9{8}\s*$|9{1,2}a?[-/ .]+[Aa]|[Aa]+\.?[- ]+9{1,2}a?,?[- ]+9{2,4})|.*ü"
)
FILLER = rf"(?i)^\s*(?:{WORDS.pattern})\s*$"

_fillers: WeakKeyDictionary[Column, frozenset[str]] = WeakKeyDictionary()


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


def fillers_in(column: Column) -> frozenset[str]:
    """The texts, stripped, that are words for a value that is not known (`values.WORDS`)."""
    if column not in _fillers:
        _fillers[column] = frozenset(text.strip() for text in column.matching(FILLER))
    return _fillers[column]
