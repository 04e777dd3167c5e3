"""The CSV files among the sources of knowledge: rows with the line on which each begins."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from kbctl.ontology.document import read_text
from kbctl.ontology.source import InputProblems, Location, Problem


def read_rows(path: Path, shown: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of every row. Raises InputProblems where it is no text or no CSV."""
    text = read_text(path, shown)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        # A text that is never closed runs to the end of the file, or to the limit of the reader.
        message = "not valid CSV: the quotation marks of the row that begins here do not match"
        raise InputProblems([Problem(Location(shown, line, 1), "csv", message)]) from None
    return rows
