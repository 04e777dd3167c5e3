"""ReportLayout: a printed report instead of a table: headers repeated on every page, page lines, subtotals
and headings between the rows, groups written once, months as columns.

Titles above and totals below a table are left out when it is read, and are no report. The cells are those of
the lines that are no data; a group written once rests on its blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from kbctl.engine.tables.detectors.common import count, finding
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Cell, Finding, Skip, code_form, shape
from kbctl.engine.tables.totals import is_total
from kbctl.engine.tables.values import MONTHS

CONCEPT = "ReportLayout"
LEFT = 4  # columns in which labels of lines are looked for
#: words that a subtotal's label has; each line is then judged as a whole
TOTAL = r"(?i)total|sum|gesamt|razem|somme|合计|小计|总计|总和|合計|小計"
PAGE = r"(?i)^\W*(page|seite|página|pagina|pág\.?)\s*:?\s*\d+|^第\s*\d+\s*页|\x0c|^\s*[-=_*]{5,}\s*$"
REPEATED = 0.6  # share of a line's cells that are the header's own text
LONE_ROWS = 200_000  # rows above which single cells are not walked
PERIODS = 6  # headers in order of time that make a cross table
PERIOD = re.compile(
    r"(?:19|20)\d\d(?:[-/. ]?(?:0?[1-9]|1[0-2]|q[1-4]))?|q[1-4]|(?:wk|kw|week) ?\d\d?|\d\d?月"
)
GROUPS = 3  # groups below which blanks under a value say nothing


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if len(table.table.columns) < 2 or table.rows < 3:
        return Skip("too small to tell a report from a table")
    lines: dict[int, str] = {}
    for kind, places in (
        ("repeated header", _headers(table)),
        ("page line", _marked(table, PAGE, lambda texts, usual: len(texts) <= max(1, 0.5 * usual))),
        ("subtotal", _marked(table, TOTAL, is_total)),
    ):
        for place in places:
            lines.setdefault(place, kind)
    headings = _headings(table, lines)
    if lines or len(headings) >= 2:
        lines |= {place: "heading" for place in headings if place not in lines}
    found = []
    if lines:
        found.append(_of_lines(table, lines))
    elif once := _written_once(table):
        found.append(once)
    if across := _across(table):
        found.append(across)
    return tuple(found)


def _headers(table: Profiled) -> Iterator[int]:
    """Rows that repeat the header, wholly or for the most part."""
    columns = table.table.columns
    likely: dict[int, int] = {}
    for column in columns:
        wanted = code_form(column.header)
        texts: Iterable[str] = column.counts
        if column.header.isascii():  # asked for by a pattern: a long column is not walked through
            said = r"\s+".join(map(re.escape, column.header.split()))
            texts = column.matching(rf"(?i)^\s*{said}\s*$")
        for place in column.places(text for text in texts if code_form(text) == wanted):
            likely[place] = likely.get(place, 0) + 1
    for place, hits in sorted(likely.items()):
        if hits >= 2 and hits >= REPEATED * len(_texts(table, place)):
            yield place


def _marked(table: Profiled, pattern: str, judged: Callable[[Sequence[str], int], bool]) -> Iterator[int]:
    """Rows whose first text matches the pattern and that are judged to be no record."""
    usual = _usual(table)
    seen: set[int] = set()
    for column in table.table.columns[:LEFT]:
        seen |= {*column.places(column.matching(pattern))}
    for place in sorted(seen):
        texts = _texts(table, place)
        if texts and re.search(pattern, texts[0]) and len(texts) < usual and judged(texts, usual):
            yield place


def _headings(table: Profiled, lines: dict[int, str]) -> list[int]:
    """Rows with a single text at the left, of a form that the column's other texts have not, each with fuller
    rows below it."""
    usual = _usual(table)
    first = table.table.columns[0]
    if usual < 4 or table.rows > LONE_ROWS or not first.filled_rows:
        return []
    lone = [
        place
        for place in range(table.rows - 1)
        if place not in lines and first.values[place].strip() and len(_texts(table, place)) == 1
    ]
    if not lone or len(lone) > 0.34 * table.rows:
        return []
    alone = set(lone)
    usual_shapes = {shape(text.strip()) for n, text in enumerate(first.values) if n not in alone}
    other = [place for place in lone if shape(first.values[place].strip()) not in usual_shapes]
    # headings are not written twice, and rows follow them; a record that is merely poor has its like among
    # the others
    return other if len(other) >= 0.8 * len(lone) and all(place + 1 not in alone for place in other) else []


def _of_lines(table: Profiled, lines: dict[int, str]) -> Finding:
    cells = [_cell(table, place) for place in sorted(lines)]
    tally = {kind: [*lines.values()].count(kind) for kind in sorted(set(lines.values()))}
    told = ", ".join(count(number, kind) for kind, number in tally.items())
    certainty = 0.95 if len(lines) > 1 or "repeated header" in tally else 0.8
    message = (
        f"{table.name} is laid out as a printed report: among its rows stand {told}, which are no records."
    )
    return finding(CONCEPT, table, None, cells, certainty, "major", message)


def _written_once(table: Profiled) -> Finding | None:
    """A first column that is filled where its group begins and blank below, in a table that is full else."""
    first, *others = table.table.columns
    texts = len(first.filled)
    if texts < GROUPS or first.filled_rows != texts or not 0.02 <= first.filled_rows / table.rows <= 0.5:
        return None
    full = [column for column in others if column.filled_rows >= 0.95 * table.rows]
    if not first.values[0].strip() or len(full) < max(2, 0.6 * len(others)):
        return None
    cells = [table.cell(place, first) for place, text in enumerate(first.values) if not text.strip()]
    message = (
        f"{first.header} is written once for each of {count(texts, 'group')} and blank in the "
        f"{count(len(cells), 'row')} below, as a printed report has it."
    )
    examples = [f"{first.header}: {text}" for text in sorted(first.filled)]
    return finding(CONCEPT, table, first, cells, 0.75, "major", message, examples)


def _across(table: Profiled) -> Finding | None:
    """Periods as columns: months or years in order, one beside the other."""
    runs = [list(run) for told, run in groupby(table.table.columns, key=lambda c: _period(c.header)) if told]
    run = max(runs, key=len, default=[])
    if len(run) < PERIODS:
        return None
    first, last = run[0].header, run[-1].header
    message = (
        f"{count(len(run), 'column')} of {table.name} are periods ({first} to {last}): a cross table with an "
        f"amount for each instead of a row for each."
    )
    return Finding(
        CONCEPT, table.name, "", "", table.rows, 1.0, 0.85, "minor", message,
        tuple(column.header for column in run[:3]),
    )  # fmt: skip


def _period(header: str) -> bool:
    text = header.strip().casefold().rstrip(".")
    if PERIOD.fullmatch(text):
        return True
    words = re.split(r"[-_/ .']+", text)
    return words[0] in MONTHS and all(re.fullmatch(r"\d\d(?:\d\d)?", word) for word in words[1:])


def _usual(table: Profiled) -> int:
    """How many cells a row has filled, on average over the table."""
    return round(sum(column.filled_rows for column in table.table.columns) / max(1, table.rows))


def _texts(table: Profiled, place: int) -> list[str]:
    texts = (column.values[place].strip() for column in table.table.columns)
    return [text for text in texts if text]


def _cell(table: Profiled, place: int) -> Cell:
    """The first cell of a line that holds something."""
    column = next(c for c in table.table.columns if c.values[place].strip())
    return table.cell(place, column)


DETECTORS = {CONCEPT: detect}
