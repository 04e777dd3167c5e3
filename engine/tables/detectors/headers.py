"""ColumnNameVariation: a header that is not the canonical name of its field.

Only headers that the vocabulary, the grammar of header words or some system knows for the field are reported:
where a field is guessed from a near spelling, or from the kind of table alone, another finding would rest on
sand.
"""

from __future__ import annotations

from dataclasses import replace

from kbctl.engine.tables.columns.normal import flat
from kbctl.engine.tables.detectors.common import finding
from kbctl.engine.tables.headers import candidates, normal
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.roles import NEAR, OTHER
from kbctl.engine.tables.table import Cell, Column, Finding, Skip

CONCEPT = "ColumnNameVariation"


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if not table.table.header_row:
        return Skip("the table has no header")
    if table.role == OTHER:
        return Skip("what kind of table it is is not known")
    # of two columns of one field (a number and a database key) one is it
    known = [c for c in table.table.columns if (field := table.field(c)) and table.column(field) is c]
    if not known:
        return Skip("no header whose field is known")
    return tuple(found for column in known for found in _variation(book, table, column))


def _variation(book: Book, table: Profiled, column: Column) -> tuple[Finding, ...]:
    field = table.field(column)
    if normal(column.header) in (normal(field), normal(book.names.labels.get(field, ""))):
        return ()
    score = candidates(column.header, book.names).get(field, 0.0)
    if field in book.names.variations.get(flat(column.header), ()):
        score = max(score, NEAR)
    if score < NEAR:
        return ()
    cell = Cell(table.table.header_row, "", column.header, column.header)
    message = f"{column.header} is the field {field} under another name."
    found = finding(CONCEPT, table, column, [cell], score, "minor", message)
    # one cell bears it, but every row of the column waits for it to be mapped
    return (replace(found, rows=table.rows, rate=1.0),)


DETECTORS = {CONCEPT: detect}
