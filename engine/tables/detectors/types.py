"""TypeMismatch: words in a column of amounts (`approx. 12 pcs`), or what is no date in a column of dates.

Fillers, spreadsheet errors and other notations of a number are findings of their own. Columns of codes and
remarks hold what they like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.detectors.spreadsheet_errors import is_error
from kbctl.engine.tables.numbers import styles_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import NUMERIC, meaning_of, says_amount, says_date
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import WORDS, date_shape, is_number

CONCEPT = "TypeMismatch"
TYPED = 0.75  # share of cells that must be of the type, where the header says it
UNSAID = 0.95  # the same where only the cells say it: in 5 of 100 a list of sizes has its XL
ENOUGH = 8  # filled cells below which a type is not told from chance


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found: list[Finding] = []
    typed = False
    for column in table.table.columns:
        kind = meaning_of(book, table, column).kind
        if kind not in ("number", "date") or column.filled_rows < ENOUGH:
            continue
        typed = True
        wrong = _wrong(book, table, column, kind)
        if wrong:
            cells = cells_with(table, column, column.as_written(wrong))
            what = "numbers" if kind == "number" else "dates"
            message = (
                f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header}, a "
                f"column of {what}, hold something else."
            )
            found.append(finding(CONCEPT, table, column, cells, 0.92, "major", message))
    if not typed:
        return Skip("no column of numbers or dates with enough cells")
    return tuple(found)


def _wrong(book: Book, table: Profiled, column: Column, kind: str) -> set[str]:
    fits: Callable[[str], bool] = _is_amount if kind == "number" else _is_day
    forms = [form for form in column.shapes if kind == "date" or "ü" in form or not is_number(form)]
    other = {text.strip() for text in column.texts(forms) if text.strip() and not fits(text.strip())}
    if not other:
        return set()
    right = column.filled_rows - sum(column.filled[text] for text in other)
    wrong = {text for text in other if not WORDS.fullmatch(text) and not is_error(text)}
    wrong.discard(column.header.strip())  # a header repeated within the rows is a matter of layout
    judged = right + sum(column.filled[text] for text in wrong)
    said = _said(book.names.types, table, column, kind)
    return wrong if wrong and right >= (TYPED if said else UNSAID) * judged else set()


def _said(types: Mapping[str, str], table: Profiled, column: Column, kind: str) -> bool:
    type = types.get(table.field(column), "")
    if kind == "date":
        return type == "date" or says_date(column.header)
    return type in NUMERIC or says_amount(column.header)


def _is_amount(text: str) -> bool:
    return is_number(text) or bool(styles_of(text))


def _is_day(text: str) -> bool:
    """A date in any notation, the number under which a spreadsheet keeps one, or a time stamp."""
    return date_shape(text) is not None or (text.isdigit() and len(text) in (5, 8, 10, 13))


DETECTORS = {CONCEPT: detect}
