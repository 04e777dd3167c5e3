"""DecimalisedCode: a code of digits that was read as a decimal number and written back with `.0`.

Codes with a true dot (revision `12045.1`, account `4000.10`) show it by what else stands behind their dots.
"""

from __future__ import annotations

import re

from kbctl.engine.tables.codes import LIKE_CODES, code_columns, sisters
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "DecimalisedCode"
DECIMAL = re.compile(r"(\d{2,})[.,]0{1,2}$")
DOTTED = re.compile(r"\d+[.,]\d+$")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [*code_columns(book, table)]
    columns += [c for c in table.columns(*sorted(LIKE_CODES)) if c not in columns]
    if not columns:
        return Skip("no column of codes")
    found = []
    for column in columns:
        spoilt = _spoilt(book, table, column)
        if not spoilt:
            continue
        cells = cells_with(table, column, column.as_written(spoilt))
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} are codes "
            "with a fraction of zero behind them, as of a number."
        )
        found.append(finding(CONCEPT, table, column, cells, 0.95, "major", message))
    return tuple(found)


def _spoilt(book: Book, table: Profiled, column: Column) -> set[str]:
    spoilt = {text.strip() for text in column.matching(r"^\s*\d{2,}[.,]0{1,2}\s*$")}
    if not spoilt:
        return set()
    if all(text in spoilt for text in map(str.strip, column.matching(r"^\s*\d+[.,]\d+\s*$"))):
        return spoilt
    known = {code for _, sister in sisters(book, table, column) for code in sister.filled}
    return {text for text in spoilt if text not in known and re.split("[.,]", text)[0] in known}


DETECTORS = {CONCEPT: detect}
