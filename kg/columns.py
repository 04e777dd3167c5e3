"""Read kg/columns.csv: names of columns in use, with the field each stands for and where it occurs.

A row without a system is a general name of the trade. The file is written by kg/make_columns.py, sorted and
without doubles; a hand that edits it is held to the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kbctl.kg.rows import Row, read_rows
from kbctl.ontology.source import Location, Problem, did_you_mean

HEADER = ["field", "name", "language", "system", "table", "source"]
LANGUAGES = frozenset({"en", "es", "zh", "tech"})


@dataclass(frozen=True, slots=True, order=True)
class Variation:
    """A name of a field. `language` is en, es, zh or tech (the name of a column of a database); `system` and
    `table` are empty for a general name."""

    field: str
    name: str
    language: str
    system: str
    table: str
    source: str = ""


def load_columns(path: Path, fields: Collection[str]) -> tuple[Variation, ...]:
    """All names in the order of the file; none where there is no such file. Raises InputProblems with every
    problem of the file."""
    return tuple(Variation(*row) for row in read_rows(path, HEADER, lambda rows: _problems(rows, fields)))


def _problems(rows: Iterable[tuple[Location, Row]], fields: Collection[str]) -> Iterator[Problem]:
    before: Row = []
    for at, row in rows:
        if row[0] not in fields:
            yield Problem(at, "unknown-term", f"unknown field '{row[0]}'{did_you_mean(row[0], fields)}")
        if row[2] not in LANGUAGES:
            yield Problem(at, "language", f"language '{row[2]}' is none of {', '.join(sorted(LANGUAGES))}")
        if not row[1].strip():
            yield Problem(at, "name", "a row without a name")
        if before and row[:5] == before[:5]:
            yield Problem(at, "twice", f"'{row[1]}' stands there already, line {at.line - 1}")
        elif before and row < before:
            yield Problem(at, "order", "rows are sorted; this one belongs further up")
        before = row
