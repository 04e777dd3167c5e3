"""TruncatedText: texts that end at the length limit of an earlier system, within a word.

Two things must come together: far more texts of exactly one length than of lengths near it, with hardly
any longer ones; and last words that are the beginning of longer words of the same texts, or texts that
another table has whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "TruncatedText"
SHORTEST = 8  # characters of the shortest limit of a field for texts
HEAP = 2.5  # texts of that length, for each of an average length near it
LONGER = 0.6  # longer texts for each of that length: entered again since, or out of another system
LEAST = 3
CUT = 0.3  # share of them that end within a word: the others were cut between two
WORD = re.compile(r"[^\W\d_]{2,}")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [
        column
        for column in table.table.columns
        if meaning_of(book, table, column).kind in ("text", "name", "category") and column is not table.key
    ]
    if not columns:
        return Skip("no column of texts")
    return tuple(found for column in columns if (found := _column(book, table, column)))


def _column(book: Book, table: Profiled, column: Column) -> Finding | None:
    limit = _limit(Counter(map(len, column.filled)))
    if not limit:
        return None
    heap = sorted(text for text in column.filled if len(text) == limit)
    whole = _whole(book, table, column, limit)
    known = _words(column, limit) | {word for text in whole for word in WORD.findall(text.casefold())}
    cut = [text for text in heap if _is_cut(text, sorted(known), known, whole)]
    if len(cut) < max(LEAST, CUT * len(heap)):
        return None
    cells = cells_with(table, column, (text for text in column.counts if text.strip() in set(heap)))
    message = (
        f"{count(len(cells), 'text')} ({percent(len(cells), table.rows)}) of {column.header} end at "
        f"{limit} characters, {len(cut):,} of {len(heap):,} within a word."
    )
    return finding(CONCEPT, table, column, cells, 0.9, "major", message, [f'"{text}"' for text in cut[:3]])


def _limit(lengths: Counter[int]) -> int:
    """The length at which texts heap up, with hardly any longer ones; 0 where there is none."""
    for limit in sorted(lengths, key=lambda length: (-lengths[length], length)):
        near = [lengths[limit + step] for step in (-4, -3, -2, -1, 1, 2, 3, 4)]
        longer = sum(number for length, number in lengths.items() if length > limit)
        if limit < SHORTEST or lengths[limit] < LEAST:
            continue
        if lengths[limit] >= HEAP * sum(near) / len(near) and longer <= LONGER * lengths[limit]:
            return limit
    return 0


def _words(column: Column, limit: int) -> set[str]:
    """Words that stand whole: in shorter texts, and before the last word of those of the limit."""
    found: set[str] = set()
    for text in column.filled:
        words = WORD.findall(text.casefold())
        found.update(words if len(text) != limit else words[:-1])
    return found


def _whole(book: Book, table: Profiled, column: Column, limit: int) -> list[str]:
    """Longer texts of the same field or header in other tables, sorted."""
    field = table.field(column)
    return sorted(
        text
        for other in book.tables
        for candidate in other.table.columns
        if candidate is not column
        and ((field and other.field(candidate) == field) or candidate.header == column.header)
        for text in candidate.filled
        if len(text) > limit
    )


def _is_cut(text: str, words: list[str], known: set[str], whole: list[str]) -> bool:
    at = bisect_left(whole, text)
    if at < len(whole) and whole[at].startswith(text):
        return True
    if text[-1] in "-,/&(+" or text.count("(") > text.count(")"):
        return True
    last = re.search(r"[^\W\d_]{2,}$", text)
    if last is None or (end := last[0].casefold()) in known:
        return False
    at = bisect_left(words, end)
    return at < len(words) and words[at].startswith(end)


DETECTORS = {CONCEPT: detect}
