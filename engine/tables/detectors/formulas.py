"""UndocumentedFormula: cells of a workbook that are computed by rules which stand nowhere else.

A formula counts if it decides (IF, LOOKUP …) or has numbers written into it (a markup, a rate). Sums,
products and
links of other cells say nothing that the data does not say.
"""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Cell, Finding, Skip

CONCEPT = "UndocumentedFormula"
STRING = re.compile(r'"[^"]*"')
REFERENCE = re.compile(r"('[^']+'|[A-Za-z_][\w.]*)?!?\$?[A-Z]{1,3}\$?\d+")
DECIDES = re.compile(
    r"\b(IFS?|IFERROR|SWITCH|CHOOSE|[VHX]?LOOKUP|MATCH|INDEX|SUMIFS?|COUNTIFS?|INDIRECT|OFFSET)\s*\(",
    re.IGNORECASE,
)
CONSTANT = re.compile(r"(?<![\w.])(\d+\.?\d*|\.\d+)%?(?![\w(])")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if "#" not in table.name:
        return Skip("no workbook")
    by_column: dict[str, list[tuple[int, str]]] = {}
    for formula in table.table.formulas:
        if holds_rule(formula.text):
            by_column.setdefault(formula.column, []).append((formula.row, formula.text))
    place_of = {number: place for place, number in enumerate(table.table.numbers)}
    found = []
    for column in table.table.columns:
        formulas = by_column.get(column.header, [])
        if not formulas:
            continue
        cells = [Cell(row, table.key_of(place_of[row]), column.header, f"={text}") for row, text in formulas]
        patterns: dict[str, str] = {}
        for row, text in formulas:
            patterns.setdefault(_pattern(text, row), text)
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} are "
            f"computed by "
            f"{count(len(patterns), 'formula')} with rules or rates of their own."
        )
        examples = [quoted("=" + patterns[pattern]) for pattern in sorted(patterns)]
        found.append(finding(CONCEPT, table, column, cells, 0.9, "major", message, examples))
    return tuple(found)


def holds_rule(text: str) -> bool:
    bare = REFERENCE.sub("R", STRING.sub('""', text))
    constants = [number for number in CONSTANT.findall(bare) if float(number.rstrip("%")) not in (0.0, 1.0)]
    return bool(DECIDES.search(bare)) or bool(constants and re.search(r"[*/+\-^]", bare))


def _pattern(text: str, row: int) -> str:
    """The formula with references to its own row made alike, so that a column filled down is one formula."""
    return re.sub(rf"(\$?[A-Z]{{1,3}})\$?{row}\b", r"\1ROW", text)


DETECTORS = {CONCEPT: detect}
