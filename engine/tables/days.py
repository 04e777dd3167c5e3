"""Columns as days: dates whose order of day and month is settled by what `dates` proves; the rest is None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from kbctl.engine.tables.dates import SERIAL, DateColumn, date_columns
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import MONTHS, Order

PARTS = re.compile(r"\d+|[^\W\d_]+")
FIRST_SERIAL = date(1899, 12, 30)
#: two-digit years up to this one are of this century, as spreadsheets have it
PIVOT = 49
#: what stands for "no date" or "without end": no day that something happened on
FILLERS = frozenset({date(1900, 1, 1), date(1970, 1, 1), date(1753, 1, 1), date(1, 1, 1)})
#: the last day of a year far ahead, and any day of the last millennium, are "without end"
FAR_YEAR, LAST_YEAR = 2099, 9000


def days_of(book: Book, table: Profiled) -> Mapping[str, tuple[date | None, ...]]:
    """Header → the day of each row, for the columns that hold dates."""
    return {one.column.header: tuple(_days(one)) for one in date_columns(table, book.names.types)}


def days(book: Book, table: Profiled, column: Column | None) -> tuple[date | None, ...]:
    """The day of each row; all None where the column holds no dates or is not there."""
    found = days_of(book, table) if column else {}
    return found.get(column.header, (None,) * table.rows) if column else (None,) * table.rows


def real(day: date | None) -> date | None:
    """The day, but None for fillers such as 1900-01-01 and 9999-12-31."""
    if day is None or day in FILLERS or day.year > LAST_YEAR:
        return None
    return None if day.year >= FAR_YEAR and (day.month, day.day) == (12, 31) else day


def _days(column: DateColumn) -> list[date | None]:
    known: dict[tuple[str, Order | None], date | None] = {}
    found: list[date | None] = []
    for text, shape, format in zip(column.column.values, column.shapes, column.formats, strict=True):
        if shape is None or format is None:
            found.append(None)
            continue
        order = format[1] or (shape.orders[0] if not shape.two_ways else None)
        if (text, order) not in known:
            known[text, order] = _day(text.strip(), shape.shape, order)
        found.append(known[text, order])
    return found


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
