"""Gaps in the history of tables of dated events, taken over all files of one kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from kbctl.engine.tables.days import Days, days_of, real
from kbctl.engine.tables.numbered import missing_between
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column

EVENTS = ("stock_movement", "sales_order", "purchase_order", "work_order")
DATES = ("order_date", "invoice_date", "planned_start_date", "production_date", "created_date")
#: days without an event, and events that were to be expected in them, from which a period is missing. With
#: fifteen expected, none at all does not happen by chance; a works holiday is shorter, or comes back every
#: year.
LONG, EXPECTED = 25, 12.0
AROUND = timedelta(60)
#: events to be expected, and days needed, where the running numbers of the documents have the gap too
NUMBERED, FEWEST = 3.0, 20
SHORT = 50_000  # rows of a table up to which its numbers are read
#: days needed to know how dense they are
ENOUGH = 60


@dataclass(frozen=True, slots=True)
class Gap:
    """No event after `last` and before `first`. `places`: (table, place) of an event on each side."""

    last: date
    first: date
    before: tuple[str, int]
    after: tuple[str, int]
    expected: int


def event_column(book: Book, table: Profiled) -> Column | None:
    """The column with the day of the event: of a date field, else the first one with dates."""
    if table.role not in EVENTS:
        return None
    dated = days_of(book, table)
    for field in DATES:
        for column in table.columns(field):
            if column.header in dated:
                return column
    if table.role != "stock_movement":
        return None
    return next((c for c in table.table.columns if c.header in dated and not table.field(c)), None)


@lru_cache(maxsize=32)
def gaps(book: Book, role: str, headers: tuple[str, ...]) -> tuple[Gap, ...]:
    """The gaps in all tables of a role that have these headers."""
    events: dict[date, tuple[str, Days]] = {}
    for table in book.of_role(role):
        if tuple(c.header for c in table.table.columns) != headers:
            continue
        column = event_column(book, table)
        if column and (told := days_of(book, table).get(column.header)):
            for one in told.counts:
                if day := real(one):
                    events.setdefault(day, (table.name, told))

    def event(day: date) -> tuple[str, int]:
        name, told = events[day]
        return name, told.places([day])[0]

    days = sorted(events)
    # lone events far from all others are a matter of outliers
    if len(days) < FEWEST:
        return ()
    inner = days[len(days) // 50 : len(days) - len(days) // 50]
    found = []
    for last, first in pairwise(inner):
        empty = (first - last).days - 1
        if empty < LONG:
            continue
        # the pace of the quieter side, as a history often begins slowly
        pace = min(
            sum(timedelta(0) <= way * (day - edge) < AROUND for day in days)
            for way, edge in ((-1, last), (1, first))
        )
        expected = empty * pace / AROUND.days
        enough = (expected >= EXPECTED and len(days) >= ENOUGH) or (
            expected >= NUMBERED and missing_between(_numbered(book, role, headers), last, first)
        )
        if enough and not _every_year(events, last, first):
            found.append(Gap(last, first, event(last), event(first), round(expected)))
    return tuple(found)


def _numbered(book: Book, role: str, headers: tuple[str, ...]) -> Iterator[tuple[date, str]]:
    """The day and the number of each document of these tables; long ones show a gap without numbers."""
    for table in book.of_role(role):
        column = event_column(book, table)
        if (
            table.key is None
            or column is None
            or table.rows > SHORT
            or tuple(c.header for c in table.table.columns) != headers
        ):
            continue
        told = days_of(book, table)[column.header]
        yield from (
            (day, text) for one, text in zip(told, table.key.values, strict=True) if (day := real(one))
        )


def _every_year(events: Mapping[date, object], last: date, first: date) -> bool:
    """Whether the same weeks of another year, within the history, are empty too."""
    begin, end = min(events), max(events)
    for years in (-2, -1, 1, 2):
        start, stop = last + timedelta(365 * years + 7), first + timedelta(365 * years - 7)
        if begin < start and stop < end and not any(start < day < stop for day in events):
            return True
    return False
