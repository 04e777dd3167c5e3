"""SignConvention: one kind of movement is kept below zero in one file or period and above in another.

Seen where a column names kinds of movements beside a quantity: a kind that is of one sign in most files
and of the other in this one, or that changes its sign once, at some row, and keeps the new one. Kinds
that hold both signs in any order (corrections, transfers) and returns of a kind of their own are as they
should be.
"""

from __future__ import annotations

from collections.abc import Iterator

from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.headers import normal
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import number_of

CONCEPT = "SignConvention"
PURE = 0.95  # share of one sign, from which a kind is of that sign (reversals are the rest)
MOST = 0.7  # the same in the file or period that departs, of which parts may have been mended
ENOUGH = 5  # movements of a kind on either side


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    pairs = list(_pairs(book, table))
    if not pairs:
        return Skip("no kinds of movements beside a quantity that is above and below zero")
    found = []
    for kinds, amounts in pairs:
        for kind, rows in _rows(kinds, amounts).items():
            wrong = _turned(rows) or _otherwise(book, table, kinds, amounts, kind, rows)
            if not wrong:
                continue
            cells = [table.cell(place, amounts) for place in wrong]
            side = "above" if rows[wrong[0]] > 0 else "below"
            message = (
                f"{count(len(cells), 'row')} ({percent(len(cells), table.rows)}) of {kind} have "
                f"{amounts.header} {side} zero, where others of that kind have it on the other side."
            )
            found.append(finding(CONCEPT, table, amounts, cells, 0.9, "major", message))
    return tuple(found)


def _pairs(book: Book, table: Profiled) -> Iterator[tuple[Column, Column]]:
    """A column of few kinds, and one of amounts of both signs, in this table or in another of its form."""
    kinds = [
        column
        for column in table.table.columns
        if 2 <= len(column.filled) <= 20
        and column.filled_rows >= 0.9 * table.rows
        and meaning_of(book, table, column).kind in ("category", "code", "name")
        and any(word in normal(column.header) for word in ("type", "kind", "tipo", "art", "类型", "movement"))
    ]
    for column in table.table.columns:
        if kinds and meaning_of(book, table, column).kind == "number":
            alike = [other for other in _alike(book, table) if column.header in other.table.by_header]
            if any(_negative(other.table.by_header[column.header]) for other in (table, *alike)):
                yield kinds[0], column


def _negative(column: Column) -> bool:
    return any(text.startswith(("-", "(")) or text.endswith("-") for text in column.filled)


def _alike(book: Book, table: Profiled) -> list[Profiled]:
    """Other tables with the same headers: files of other years or sources."""
    own = {column.header for column in table.table.columns}
    return [
        other
        for other in book.tables
        if other is not table and {c.header for c in other.table.columns} == own
    ]


def _rows(kinds: Column, amounts: Column) -> dict[str, dict[int, float]]:
    """Kind → row → amount, zeros left out."""
    read = {text: number_of(text) for text in amounts.counts}
    found: dict[str, dict[int, float]] = {}
    for place, (kind, text) in enumerate(zip(kinds.values, amounts.values, strict=True)):
        if kind.strip() and (value := read[text]):
            found.setdefault(kind.strip(), {})[place] = value
    return found


def _turned(rows: dict[int, float]) -> list[int]:
    """The rows after the one at which the sign changed for good; empty where it did not."""
    places = sorted(rows)
    above = [rows[place] > 0 for place in places]
    total = sum(above)
    best, at = 0, 0
    before = 0
    for split in range(len(places) + 1):
        # rows that fit "below before, above after", or the other way round
        fit = max((split - before) + (total - before), before + (len(places) - split) - (total - before))
        if fit > best and ENOUGH <= split <= len(places) - ENOUGH:
            best, at = fit, split
        before += above[split] if split < len(places) else 0
    if not at:
        return []
    first, then = above[:at], above[at:]
    share = sum(first) / len(first), sum(then) / len(then)
    later = share[1] > 0.5
    before_pure = (share[0] <= 1 - PURE) if later else (share[0] >= PURE)
    if not before_pure or (share[1] if later else 1 - share[1]) < MOST:
        return []
    return [place for place, sign in zip(places[at:], then, strict=True) if sign == later]


def _otherwise(
    book: Book, table: Profiled, kinds: Column, amounts: Column, kind: str, rows: dict[int, float]
) -> list[int]:
    """All rows of a kind whose sign is another than in most files of the same form."""
    own = _sign(rows, MOST)
    if own is None:
        return []
    others = []
    for other in _alike(book, table):
        columns = other.table.by_header
        sign = _sign(_rows(columns[kinds.header], columns[amounts.header]).get(kind, {}))
        if sign is not None:
            others.append(sign)
    against = sum(sign != own for sign in others)
    first = min((other.name for other in _alike(book, table)), default="") > table.name
    usual = against > len(others) - against + 1 or (against == 1 == len(others) and own and not first)
    return [place for place in sorted(rows) if (rows[place] > 0) == own] if against and usual else []


def _sign(rows: dict[int, float], pure: float = PURE) -> bool | None:
    """True above zero, False below, None where both or too few."""
    if len(rows) < ENOUGH:
        return None
    share = sum(value > 0 for value in rows.values()) / len(rows)
    return True if share >= pure else False if share <= 1 - pure else None


DETECTORS = {CONCEPT: detect}
