"""MixedDateFormat: one column writes dates in several notations, or in one notation with both orders of day
and month.
AmbiguousDate: a date that can be read two ways, and nothing else in its source decides."""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.tables.dates import DateColumn, Format, date_columns, tally
from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip
from kbctl.engine.tables.values import format_name

MIXED, AMBIGUOUS = "MixedDateFormat", "AmbiguousDate"


def detect_mixed(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = date_columns(table, book.names.types)
    if not columns:
        return Skip("no column of dates")
    return tuple(found for column in columns if (found := _mixed(table, column)))


def _mixed(table: Profiled, dates: DateColumn) -> Finding | None:
    """The cells are those outside the most frequent format. Undecided cells count with whichever order of
    their notation is more frequent, and are no cells of this finding: no remedy for it could read them."""
    counts = tally(dates)
    formats: dict[Format, Format] = {}
    for shape, order in counts:
        decided = [(number, known) for (other, known), number in counts.items() if other == shape and known]
        formats[shape, order] = (shape, order or (max(decided)[1] if decided else None))
    merged: dict[Format, int] = {}
    for format, number in counts.items():
        merged[formats[format]] = merged.get(formats[format], 0) + number
    if len(merged) < 2:
        return None
    ranked = sorted(merged, key=lambda format: (-merged[format], format[0], format[1] or ""))
    undecided = set(dates.undecided_places())
    outside = dates.places_where(lambda format: formats[format] != ranked[0])
    if undecided:
        outside = [place for place in outside if place not in undecided]
    if not outside:
        return None
    cells = table.cells(dates.column, outside)
    told = ", ".join(f"{format_name(*format)} {merged[format]:,}" for format in ranked)
    examples = []
    for format in ranked[:3]:
        examples.append(quoted(dates.column.values[_first(dates, formats, format)]))
    message = f"{dates.column.header} writes dates in {count(len(ranked), 'format')}: {told}."
    beside = " beside ".join(examples[:2])
    return finding(MIXED, table, dates.column, cells, 0.98, "major", message, [beside, *examples[2:]])


def _first(dates: DateColumn, formats: Mapping[Format, Format], wanted: Format) -> int:
    return next(place for place, own in enumerate(dates.formats) if own and formats[own] == wanted)


def detect_ambiguous(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = date_columns(table, book.names.types)
    if not columns:
        return Skip("no column of dates")
    found = []
    for dates in columns:
        cells = table.cells(dates.column, dates.undecided_places())
        if cells:
            message = (
                f"{count(len(cells), 'date')} ({percent(len(cells), table.rows)}) of "
                f"{dates.column.header} can be read with the day or the "
                "month first, and nothing in the file decides."
            )
            found.append(finding(AMBIGUOUS, table, dates.column, cells, 0.95, "blocking", message))
    return tuple(found)


DETECTORS = {MIXED: detect_mixed, AMBIGUOUS: detect_ambiguous}
