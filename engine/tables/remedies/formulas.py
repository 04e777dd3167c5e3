"""FormulaExtraction: the formulas of a workbook listed by pattern, with their inputs; the tables stay as they
are. Cells of a column that depart from its usual pattern are marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbctl.engine.tables.detectors.formulas import CONSTANT, REFERENCE, STRING
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.operator import Plan, Settings, SideTable
from kbctl.engine.tables.table import Finding

REMEDY = "FormulaExtraction"
HEADERS = ("table", "column", "pattern", "cells", "first row", "formula", "inputs", "constants", "usual")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    rows: list[tuple[str, ...]] = []
    for finding in findings:
        column = finding.column
        patterns: dict[str, list[tuple[int, str]]] = {}
        for formula in tables[finding.table].table.formulas:
            if formula.column == column:
                patterns.setdefault(pattern_of(formula.text, formula.row), []).append(
                    (formula.row, formula.text)
                )
        usual = max(patterns, key=lambda one: (len(patterns[one]), one), default="")
        for number, (pattern, cells) in enumerate(
            sorted(patterns.items(), key=lambda item: (-len(item[1]), item[0])), start=1
        ):
            row, text = min(cells)
            inputs = sorted({found[0] for found in REFERENCE.finditer(STRING.sub("", pattern))})
            constants = sorted(set(CONSTANT.findall(REFERENCE.sub("R", STRING.sub('""', text)))))
            rows.append(
                (
                    finding.table, column, f"{column} {number}", str(len(cells)), str(row), f"={text}",
                    " ".join(inputs), " ".join(constants), "yes" if pattern == usual else "no",
                )
            )  # fmt: skip
    side = (SideTable("formulas.csv", HEADERS, tuple(rows)),) if rows else ()
    return Plan(REMEDY, side_tables=side)


def pattern_of(text: str, row: int) -> str:
    """The formula with references to its own row made alike, so that a column filled down is one pattern."""
    return re.sub(rf"(\$?[A-Z]{{1,3}})\$?{row}\b", r"\1ROW", text)


OPERATORS = {REMEDY: plan}
