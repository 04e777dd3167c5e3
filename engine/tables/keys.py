"""What identifies a row, also by several columns, and which columns point at which tables.

A key is sought on the fewest columns whose texts are codes and whose combinations hardly repeat: dirty tables
have a row twice. Amounts and prose are no parts of a key, however unique they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kbctl.engine.tables.headers import words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import SAME_CODES, reference, share_of
from kbctl.engine.tables.roles import GENERIC
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import is_date, is_number

BETWEEN = " + "
UNIQUE = 0.98  # share of distinct combinations from which columns are a key; a judgement
PARTS = 3  # columns of a composite key at most
CANDIDATES = 7  # columns that are tried, the likelier first
MOST_ROWS = 500_000  # above which composite keys are not sought: every combination is a pass over the rows
INCLUDED = 0.95  # share of codes that must be found where neither field nor header says what a column is
ENOUGH = 20  # distinct codes for that
MEASURES = frozenset({"money", "quantity", "number", "ratio", "boolean"})
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Link:
    """`column` of `table` points at `to_column` of `to_table`; `share` of its distinct codes are there."""

    table: str
    column: str
    to_table: str
    to_column: str
    share: float


def keys(book: Book) -> Mapping[str, tuple[str, ...]]:
    """Table → headers of its key, one or several; tables without a key are left out."""
    found = {table.name: key_columns(book, table) for table in book.tables}
    return {name: headers for name, headers in found.items() if headers}


def key_columns(book: Book, table: Profiled) -> tuple[str, ...]:
    """The profile's own key where it nearly identifies rows; else the fewest columns that do together."""
    if table.key and (table.rows < 2 or len(table.key.filled) >= UNIQUE * table.key.filled_rows):
        return (table.key.header,)
    if not 1 < table.rows <= MOST_ROWS:
        return (table.key.header,) if table.key else ()
    parts = sorted(_parts(book, table), key=lambda part: part[:2])[:CANDIDATES]
    columns = [column for _, _, column in parts]
    for size in range(2, PARTS + 1):
        for chosen in combinations(columns, size):
            if _identify(table, chosen):
                return tuple(c.header for c in sorted(chosen, key=lambda c: c.position))
    return (table.key.header,) if table.key else ()


def _parts(book: Book, table: Profiled) -> Iterator[tuple[int, int, Column]]:
    """Columns that may be parts of a key: codes with a field first, then other codes, then dates."""
    for column in table.table.columns:
        field = table.field(column)
        if column.filled_rows < UNIQUE * table.rows or len(column.filled) < 2:
            continue
        if book.names.types.get(field, "") in MEASURES and field != "operation_seq":
            continue
        sample = column.sample(SAMPLE)
        if sum(map(is_date, sample)) > 0.5 * len(sample):
            yield 2, column.position, column
        elif all(_code(text) for text in sample):
            yield (0 if field else 1), column.position, column


def _code(text: str) -> bool:
    """Short, without spaces inside; a number only if it is whole."""
    return len(text) <= 40 and len(text.split()) <= 2 and not (is_number(text) and not text.isdigit())


def _identify(table: Profiled, columns: tuple[Column, ...]) -> bool:
    """Whether combinations hardly repeat. Where the product of the columns' varieties is below the number of
    rows they cannot be told apart, and no row is looked at."""
    possible = 1
    for column in columns:
        possible *= len(column.filled)
    if possible < UNIQUE * table.rows:
        return False
    return len(set(zip(*(column.values for column in columns), strict=True))) >= UNIQUE * table.rows


def references(book: Book) -> tuple[Link, ...]:
    """The foreign keys in order of table and column. By field or header where they say what a column points
    at; else by inclusion alone, where the codes are many and of a form that does not agree by chance."""
    found = []
    for table in book.tables:
        for column in table.table.columns:
            said = reference(book, table, column)
            if said and said.share >= SAME_CODES:
                found.append(
                    Link(
                        table.name, column.header, said.parent.name, said.target.header, round(said.share, 4)
                    )
                )
            elif not said and (link := _included(book, table, column)):
                found.append(link)
    return tuple(found)


def _included(book: Book, table: Profiled, column: Column) -> Link | None:
    if column is table.key or table.field(column) or len(column.filled) < ENOUGH:
        return None
    if set(words(column.header)) <= GENERIC or not all(map(_telling, column.sample(SAMPLE))):
        return None
    best: tuple[float, str, Column] | None = None
    for parent in book.tables:
        key = parent.key
        if parent is table or key is None or len(key.filled) < UNIQUE * parent.rows:
            continue
        share = share_of(column, key)
        if share >= INCLUDED and (best is None or share > best[0]):
            best = (share, parent.name, key)
    return Link(table.name, column.header, best[1], best[2].header, round(best[0], 4)) if best else None


def _telling(text: str) -> bool:
    """A code that another table has hardly by chance: letters and digits, or five digits and more."""
    digits = sum(sign.isdigit() for sign in text)
    return _code(text) and not is_date(text) and bool(digits) and (digits >= 5 or digits < len(text))
