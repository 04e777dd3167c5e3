"""SpreadsheetErrorValue: the error of a failed formula where a value should stand, in the languages in which
spreadsheets write it. A row of `#` is a column too narrow for its number, and none."""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip

CONCEPT = "SpreadsheetErrorValue"
# English; German; Spanish; French; Italian; Portuguese; Dutch; then LibreOffice's own
_ERRORS = """
#REF! #N/A #VALUE! #DIV/0! #NAME? #NUM! #NULL! #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #UNKNOWN! #BUSY!
#GETTING_DATA #ERROR! #EXTERNAL! #BEZUG! #WERT! #NV #ZAHL! #ÜBERLAUF! #¡REF! #¡VALOR! #¡DIV/0! #¿NOMBRE? #N/D
#¡NUM! #¡NULO! #¡DESBORDAMIENTO! #VALEUR! #NOM? #NOMBRE! #NUL! #RIF! #VALORE! #NOME? #VALOR! #NÚM! #NULO!
#WAARDE! #VERW! #NB #NAAM? #GETAL! #DEEL/0! #LEEG!
"""
ERRORS = frozenset(error.casefold() for error in _ERRORS.split())
LIBRE = re.compile(r"err:5\d\d$", re.IGNORECASE)


def is_error(text: str) -> bool:
    bare = text.strip()
    return bare.casefold() in ERRORS if bare.startswith("#") else LIBRE.match(bare) is not None


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = []
    for column in table.table.columns:
        errors = {text for text in column.matching(r"(?i)#|err:5") if is_error(text)}
        if not errors:
            continue
        cells = cells_with(table, column, errors)
        told = ", ".join(sorted({text.strip() for text in errors}))
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} hold the "
            f"error of a failed formula: {told}."
        )
        found.append(finding(CONCEPT, table, column, cells, 1.0, "major", message))
    return tuple(found)


DETECTORS = {CONCEPT: detect}
