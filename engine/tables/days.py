"""Columns as days: dates whose order of day and month is settled by what `dates` proves; the rest is None."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import overload
from weakref import WeakKeyDictionary

from kbctl.engine.tables.dates import SERIAL, ByText, DateColumn, Format, date_columns
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import MONTHS, DateShape, Order

PARTS = re.compile(r"\d+|[^\W\d_]+")
FIRST_SERIAL = date(1899, 12, 30)
#: two-digit years up to this one are of this century, as spreadsheets have it
PIVOT = 49
#: what stands for "no date" or "without end": no day that something happened on
FILLERS = frozenset({date(1900, 1, 1), date(1970, 1, 1), date(1753, 1, 1), date(1, 1, 1)})
#: the last day of a year far ahead, and any day of the last millennium, are "without end"
FAR_YEAR, LAST_YEAR = 2099, 9000

_known: WeakKeyDictionary[Profiled, Mapping[str, Days]] = WeakKeyDictionary()


class Days(Sequence[date | None]):
    """The day of each row of a column with dates. `texts`: the day of each text, where it is the same for all
    its rows; None where rows differ."""

    def __init__(self, column: Column, rows: Sequence[date | None], texts: Mapping[str, date] | None) -> None:
        self._column, self._rows, self._texts = column, rows, texts

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[date | None]:
        return iter(self._rows)

    @overload
    def __getitem__(self, place: int) -> date | None: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[date | None]: ...

    def __getitem__(self, place: int | slice) -> date | Sequence[date | None] | None:
        return self._rows[place]

    @cached_property
    def counts(self) -> Mapping[date, int]:
        """How many rows each day has."""
        if self._texts is None:
            return Counter(day for day in self._rows if day)
        found: Counter[date] = Counter()
        for text, number in self._column.numbers_of(self._texts).items():
            found[self._texts[text]] += number
        return found

    def places(self, days: Collection[date]) -> Sequence[int]:
        """The places of the rows with one of these days, ascending."""
        if self._texts is None:
            return [place for place, day in enumerate(self._rows) if day in days]
        return self._column.places(text for text, day in self._texts.items() if day in days)

    def places_beside(self, days: Collection[date], other: Column, texts: Collection[str]) -> Sequence[int]:
        """Those of them whose text in another column is one of these."""
        if self._texts is None:
            beside = set(other.places(texts))
            return [place for place in self.places(days) if place in beside]
        rows = self._column.told(
            (self._column, {text: "x" for text, day in self._texts.items() if day in days}),
            (other, dict.fromkeys(texts, "x")),
        )
        return rows.places([("x", "x")]).get(("x", "x"), ())


def days_of(book: Book, table: Profiled) -> Mapping[str, Days]:
    """Header → the day of each row, for the columns that hold dates."""
    found = _known.get(table)
    if found is None:
        columns = date_columns(table, book.names.types)
        found = _known[table] = {one.column.header: _days(one) for one in columns}
    return found


def real(day: date | None) -> date | None:
    """The day, but None for fillers such as 1900-01-01 and 9999-12-31."""
    if day is None or day in FILLERS or day.year > LAST_YEAR:
        return None
    return None if day.year >= FAR_YEAR and (day.month, day.day) == (12, 31) else day


def _days(dates: DateColumn) -> Days:
    column = dates.column
    if dates.texts is not None:
        known = {
            text: day for text, (shape, format) in dates.texts.items() if (day := _read(text, shape, format))
        }
        return Days(column, ByText(column, known, None), known)
    found: dict[tuple[str, DateShape, Format], date | None] = {}
    rows: list[date | None] = []
    for text, shape, format in zip(column.values, dates.shapes, dates.formats, strict=True):
        if shape is None or format is None:
            rows.append(None)
            continue
        if (text, shape, format) not in found:
            found[text, shape, format] = _read(text, shape, format)
        rows.append(found[text, shape, format])
    return Days(column, rows, None)


def _read(text: str, shape: DateShape, format: Format) -> date | None:
    order = format[1] or (shape.orders[0] if not shape.two_ways else None)
    return _day(text.strip(), shape.shape, order)


def _day(text: str, shape: str, order: Order | None) -> date | None:
    if shape == SERIAL:
        return FIRST_SERIAL + timedelta(int(text))
    if shape == "yyyymmdd":
        parts = [text[:4], text[4:6], text[6:8]]
    else:
        parts = PARTS.findall(text)
        parts = [
            part for part in parts if part.casefold() not in ("st", "nd", "rd", "th", "de", "年", "月", "日")
        ]
    if order is None or len(parts) < 3:
        return None
    year, month, day = {
        "YMD": (parts[0], parts[1], parts[2]),
        "DMY": (parts[2], parts[1], parts[0]),
        "MDY": (parts[2], parts[0], parts[1]),
    }[order]
    try:
        number = int(year)
        if len(year) == 2:
            number += 2000 if number <= PIVOT else 1900
        return date(number, MONTHS.get(month.casefold()) or int(month), int(day))
    except ValueError:
        return None
