"""ScientificNotationCode: a long code that a spreadsheet turned into a power of ten (`4.00638E+12`).

A measured value may rightly be written so; and in `12E3` the E may be a letter of the scheme: without a plus
or a fraction it is taken for one.
"""

from __future__ import annotations

from kbctl.engine.tables.codes import LIKE_CODES, code_columns
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Finding, Skip
from kbctl.engine.tables.values import EXPONENT

CONCEPT = "ScientificNotationCode"


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [*code_columns(book, table)]
    columns += [
        column
        for column in table.table.columns
        if column not in columns
        and (table.field(column) in LIKE_CODES or meaning_of(book, table, column).kind in LIKE_CODES)
    ]
    if not columns:
        return Skip("no column of codes")
    found = []
    for column in columns:
        spoilt = {text for text in column.matching(r"\d[eE]\+?\d") if EXPONENT.match(text)}
        if not spoilt:
            continue
        cells = cells_with(table, column, spoilt)
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} are codes "
            "turned into powers of ten; their last digits are lost."
        )
        found.append(finding(CONCEPT, table, column, cells, 0.97, "major", message))
    return tuple(found)


DETECTORS = {CONCEPT: detect}
