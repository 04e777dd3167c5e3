"""EncodingCorruption: text decoded with the wrong character set (`MÃ¼ller`), letters lost to replacement
marks (`M�ller`), or to question marks where the same text stands whole elsewhere (`M?ller` beside
`Müller`)."""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent, quoted
from kbctl.engine.tables.encoding import LOST, repair
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "EncodingCorruption"
QUESTION = re.compile(r"[^\W\d_]\?[^\W\d_]|(?<!\S)\?[^\W\d_]{2,}")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    return tuple(found for column in table.table.columns if (found := _column(book, table, column)))


def _column(book: Book, table: Profiled, column: Column) -> Finding | None:
    beyond = column.matching(r"[^\x00-\x7f]")
    garbled = {text: repair(text) for text in beyond if repair(text) != text}
    lost = {text for text in beyond if LOST in text}
    asked = _questioned(book, column)
    if not garbled and not lost and not asked:
        return None
    cells = cells_with(table, column, [*garbled, *lost, *asked])
    mended = sum(LOST not in right for text, right in garbled.items())
    examples = [f"{quoted(text)} for {quoted(right)}" for text, right in sorted({**garbled, **asked}.items())]
    message = (
        f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} were read in "
        f"the wrong character set: {count(mended, 'text')} can be mended"
        + (f", letters are lost in {len(lost | set(asked)):,}." if lost or asked else ".")
    )
    certainty = 0.98 if garbled or lost else 0.85
    return finding(
        CONCEPT, table, column, cells, certainty, "major", message, examples or [*map(quoted, sorted(lost))]
    )


def _questioned(book: Book, column: Column) -> dict[str, str]:
    """Texts with a question mark inside a word, of which the whole text is known with a letter beyond ASCII
    in its place: from this column, or from one of the same header in another table. Without such evidence a
    question mark is a question mark."""
    suspects = [text for text in column.matching(r"\?") if QUESTION.search(text)]
    if not suspects:
        return {}
    known = {
        text
        for table in book.tables
        for other in table.table.columns
        if other is column or other.header == column.header or table.field(other).endswith("_name")
        for text in map(str.strip, other.matching(r"[^\x00-\x7f]"))
        if not text.isascii()
    }
    by_form: dict[str, set[str]] = {}
    for text in known:
        by_form.setdefault("".join(c if c.isascii() else "?" for c in text), set()).add(text)
    return {
        text: next(iter(whole))
        for text in suspects
        if (whole := by_form.get(text.strip())) and len(whole) == 1
    }


DETECTORS = {CONCEPT: detect}
