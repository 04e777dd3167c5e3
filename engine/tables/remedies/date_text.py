"""Dates read under an order of day and month, and written in the notation of a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kbctl.engine.tables.dates import DATED, SERIAL, DateColumn, tally
from kbctl.engine.tables.values import (
    CHINESE_DATE,
    COMPACT_DATE,
    MONTHS,
    NAMED_DATE,
    NAMED_FIRST,
    NUMERIC_DATE,
    Order,
)

Format = tuple[str, Order | None]
FAIR = 0.1  # share of a column from which a format may be the house's and is no slip
PIVOT = 70  # two-digit years from here on are of the last century, as spreadsheets nearly have it
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's serial numbers


def read_date(text: str, order: Order | None) -> date | None:
    """The day that the text names; `order` decides where it can be read two ways. A time of day is not
    looked at."""
    text = text.strip()
    try:
        if found := NUMERIC_DATE.match(text):
            a, b, c = found[1], found[3], found[4]
            if len(a) == 4:
                return date(int(a), int(b), int(c))
            day, month = (a, b) if order == "DMY" else (b, a)
            return date(_year(c), int(month), int(day)) if order in ("DMY", "MDY") else None
        if COMPACT_DATE.match(text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        if found := CHINESE_DATE.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := NAMED_DATE.match(text):
            return date(_year(found[4]), MONTHS[found[3].casefold()], int(found[1]))
        if found := NAMED_FIRST.match(text):
            return date(_year(found[3]), MONTHS[found[1].casefold()], int(found[2]))
        if text.isdigit() and len(text) == 5:
            return EPOCH + timedelta(int(text))
    except (ValueError, KeyError):
        return None
    return None


def has_time(text: str) -> bool:
    return ":" in text


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= PIVOT else 2000)


def house_format(dates: DateColumn, elsewhere: Mapping[Format, int]) -> Format | None:
    """The format that all cells are to be written in; None where there is none. Of those that a fair share
    of the column follows it is the one most used `elsewhere`, in the other date columns of the house; where
    these use none of them, the one of most cells. One file's faults may outnumber its sound cells, a house's
    habit stands."""
    counts = format_counts(dates)
    fair = [one for one in counts if counts[one] >= FAIR * sum(counts.values())]
    return max(
        sorted(fair, key=lambda one: (one[0], one[1] or "")),
        key=lambda one: (elsewhere.get(one, 0), counts[one]),
        default=None,
    )


def format_counts(dates: DateColumn) -> Counter[Format]:
    """How often each format occurs; cells of an undecided order count with the order that is more frequent
    in their notation."""
    counts: Counter[Format] = Counter()
    known = tally(dates)
    for (shape, order), number in known.items():
        decided = [(n, o) for (other, o), n in known.items() if other == shape and o]
        counts[shape, order or (max(decided)[1] if decided else None)] += number
    return counts


@dataclass(frozen=True)
class Writer:
    """Writes dates as the cells of a format do, with or without leading zeros. Notations with names of months
    are not written: their language and style are the writer's."""

    format: Format
    padded: bool

    def write(self, day: date) -> str | None:
        """None where the format cannot say it."""
        shape, order = self.format
        if shape == DATED:
            return day.isoformat()
        if shape == SERIAL:
            return str((day - EPOCH).days)
        if shape == "yyyymmdd":
            return day.strftime("%Y%m%d") if day.year > 999 else None
        if shape == "yyyy年mm月dd日":
            return f"{day.year}年{self._two(day.month)}月{self._two(day.day)}日"
        if shape.startswith("yyyy"):
            sign = shape[4]
            return f"{day.year:04}{sign}{self._two(day.month)}{sign}{self._two(day.day)}"
        year = f"{day.year:04}" if shape.endswith("yyyy") else f"{day.year % 100:02}"
        if not shape.endswith("yyyy") and not 1900 + PIVOT <= day.year < 2000 + PIVOT:
            return None
        if shape.startswith("n"):
            sign = shape[1]
            first, second = (day.day, day.month) if order == "DMY" else (day.month, day.day)
            return f"{self._two(first)}{sign}{self._two(second)}{sign}{year}" if order else None
        return None

    def _two(self, number: int) -> str:
        return f"{number:02}" if self.padded else str(number)


def writer_of(format: Format, texts: Iterable[str]) -> Writer:
    """`texts`: cells that follow the format. They are padded where one of them shows a leading zero, or
    none could need one."""
    seen = list(texts)
    parts = [
        part for text in seen if (found := NUMERIC_DATE.match(text.strip())) for part in (found[1], found[3])
    ]
    bare = any(len(part) == 1 for part in parts)
    return Writer(format, not bare)
