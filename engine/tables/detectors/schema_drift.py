"""SchemaDrift: files of one series (a file a month, a year, a week) whose columns differ.

The layout that most files of the series have counts as the usual one, the earliest of equals; each file that
departs from it is reported. The order of columns is no drift, since they are read by name.
"""

from __future__ import annotations

from collections import Counter

from kbctl.engine.tables.detectors.common import count, ratio
from kbctl.engine.tables.headers import normal
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import is_date, is_number
from kbctl.engine.tables.versions import alike, headers_of, series

CONCEPT = "SchemaDrift"
TYPED = 0.9  # share of cells of one kind that makes the column's type
ENOUGH = 5  # filled cells below which a type is not told
SAMPLE = 200


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    group = next((group for group in series(book).values() if table in group), None)
    if group is None:
        return Skip("no other file of the same kind for another period")
    usual = _usual(group)
    if table is usual:
        return ()
    if not alike(table, usual):
        return Skip(f"not of the same kind as {usual.name}")
    mine = {normal(c.header) or c.header: c for c in table.table.columns}
    theirs = {normal(c.header) or c.header: c for c in usual.table.columns}
    added = [mine[name].header for name in mine if name not in theirs]
    dropped = [theirs[name].header for name in theirs if name not in mine]
    typed = [
        f"{column.header} ({_type(theirs[name])} → {_type(column)})"
        for name, column in mine.items()
        if name in theirs and _type(column) and _type(theirs[name]) and _type(column) != _type(theirs[name])
    ]
    told = [
        *([f"has {', '.join(added)}"] if added else []),
        *([f"lacks {', '.join(dropped)}"] if dropped else []),
        *([f"another type in {', '.join(typed)}"] if typed else []),
    ]
    if not told:
        return ()
    number = len(added) + len(dropped) + len(typed)
    message = (
        f"{table.name} differs from {usual.name} and the like of its series in {count(number, 'column')}: "
        f"{'; '.join(told)}."
    )
    examples = (*(f"+ {name}" for name in added), *(f"- {name}" for name in dropped), *typed)
    return (
        Finding(
            CONCEPT, table.name, "", "", table.rows, ratio(table.rows, table.rows), 0.9, "major", message,
            examples[:3],
        ),
    )  # fmt: skip


def _usual(group: tuple[Profiled, ...]) -> Profiled:
    often = Counter(headers_of(table) for table in group)
    most = max(often.values())
    return next(table for table in group if often[headers_of(table)] == most)


def _type(column: Column) -> str:
    """`numbers`, `dates`, `texts`; empty where too little is filled or it is mixed."""
    if column.filled_rows < ENOUGH:
        return ""
    sample = column.sample(SAMPLE)
    dates, numbers = sum(map(is_date, sample)), sum(map(is_number, sample))
    if dates >= TYPED * len(sample):
        return "dates"
    if numbers >= TYPED * len(sample):
        return "numbers"
    return "texts" if numbers + dates <= (1 - TYPED) * len(sample) else ""


DETECTORS = {CONCEPT: detect}
