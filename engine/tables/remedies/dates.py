"""PerSourceDateParsing and DominantFormatDateParsing: the dates of a column in one notation, that of most of
its cells. AmbiguousDateQuarantine: dates that nothing decides are set aside with both readings.

The first reads a date only as its own source proves it (see `engine.tables.dates`); the second reads what
nothing decides as most of the column is written. Neither touches a cell that is in the notation already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbctl.engine.tables.dates import DateColumn, date_columns
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import pointing
from kbctl.engine.tables.remedies.date_text import (
    Format,
    format_counts,
    has_time,
    house_format,
    read_date,
    writer_of,
)
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Removal, Settings, SideTable
from kbctl.engine.tables.roles import BY_ID
from kbctl.engine.tables.table import Finding
from kbctl.engine.tables.values import Order

PER_SOURCE, DOMINANT, QUARANTINE = (
    "PerSourceDateParsing", "DominantFormatDateParsing", "AmbiguousDateQuarantine",
)  # fmt: skip
UNDECIDED = "it can be read two ways, and nothing in its source decides"


def per_source(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    return _in_one_notation(PER_SOURCE, book, findings, guess=False)


def dominant(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    return _in_one_notation(DOMINANT, book, findings, guess=True)


def _in_one_notation(remedy: str, book: Book, findings: Sequence[Finding], guess: bool) -> Plan:
    edits: list[Edit] = []
    left: list[Left] = []
    notes: list[str] = []
    usual: Counter[Format] = Counter()
    for one in book.tables:
        for dates in date_columns(one, book.names.types):
            usual += format_counts(dates)
    for finding, table, dates in _columns(book, findings):
        house = house_format(dates, usual - format_counts(dates))
        if house is None:
            continue
        values = dates.column.values
        own = [values[p] for p, format in enumerate(dates.formats) if format and format[0] == house[0]]
        writer = writer_of(house, own)
        reasons: dict[str, list[int]] = {}
        for place, format in enumerate(dates.formats):
            if format is None or format == house:
                continue
            cell = table.cell(place, dates.column)
            shape = dates.shapes[place]
            order: Order | None = format[1] or (shape.orders[0] if shape and not shape.two_ways else None)
            if dates.undecided(place):
                if format[0] == house[0] or not guess or house[1] is None:
                    reasons.setdefault(UNDECIDED, []).append(cell.row)
                    continue
                order = house[1]
            day = read_date(cell.value, order)
            new = writer.write(day) if day else None
            if has_time(cell.value):
                reasons.setdefault("it holds a time of day, which the notation has no room for", []).append(
                    cell.row
                )
            elif new is None:
                reasons.setdefault("the column's notation cannot say it", []).append(cell.row)
            elif new != cell.value:
                confidence = 0.6 if dates.undecided(place) else finding.certainty
                edits.append(Edit(table.name, cell.row, cell.column, cell.value, new, confidence))
        left += [Left(table.name, tuple(rows), finding.column, why) for why, rows in sorted(reasons.items())]
    return Plan(remedy, tuple(edits), left=tuple(left), notes=tuple(notes))


def _columns(book: Book, findings: Sequence[Finding]) -> list[tuple[Finding, Profiled, DateColumn]]:
    tables = {table.name: table for table in book.tables}
    found = []
    for finding in findings:
        table = tables[finding.table]
        for dates in date_columns(table, book.names.types):
            if dates.column.header == finding.column:
                found.append((finding, table, dates))
    return found


def quarantine(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    """Rows of events wait in the quarantine. Of a thing (a customer, an item), and of a row that others
    point at, only the date is taken out, and listed beside."""
    edits: list[Edit] = []
    removals: list[Removal] = []
    listed: list[tuple[str, ...]] = []
    seen: set[tuple[str, int]] = set()
    for finding, table, dates in _columns(book, findings):
        place_of = {number: place for place, number in enumerate(table.table.numbers)}
        keep = (table.role in BY_ID and BY_ID[table.role].master) or _pointed_at(book, table)
        for cell in finding.cells:
            if not dates.undecided(place_of[cell.row]):
                continue
            readings = [day.isoformat() for o in ("DMY", "MDY") if (day := read_date(cell.value, o))]
            told = " or ".join(readings)
            if keep:
                edits.append(Edit(table.name, cell.row, cell.column, cell.value, "", finding.certainty))
                listed.append((table.name, str(cell.row), cell.key, cell.column, cell.value, *readings))
            elif (table.name, cell.row) not in seen:
                seen.add((table.name, cell.row))
                reason = f"{cell.column} {cell.value} is {told}, and nothing in its source decides"
                removals.append(Removal(table.name, cell.row, reason, finding.certainty))
    headers = ("table", "row", "key", "column", "value", "day first", "month first")
    side = (SideTable("ambiguous-dates.csv", headers, tuple(listed)),) if listed else ()
    return Plan(QUARANTINE, tuple(edits), tuple(removals), side_tables=side)


def _pointed_at(book: Book, table: Profiled) -> bool:
    return table.key is not None and bool(pointing(book, table, table.key))


OPERATORS = {PER_SOURCE: per_source, DOMINANT: dominant, QUARANTINE: quarantine}
