"""The rows of a CSV file that people edit: every problem of the file at once, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from kbctl.kg.source_table import read_rows as placed_rows
from kbctl.ontology.source import InputProblems, Location, Problem

Row = list[str]
Check = Callable[[Iterable[tuple[Location, Row]]], Iterable[Problem]]


def read_rows(path: Path, header: Sequence[str], check: Check) -> list[Row]:
    """The rows below the header; none where there is no such file. `check` sees those of the right length.

    Raises InputProblems.
    """
    shown = f"kg/{path.name}"
    if not path.exists():
        return []
    rows = placed_rows(path, shown)
    problems = list(_problems(rows, header, check, shown))
    if problems:
        raise InputProblems(problems)
    return [row for _, row in rows[1:]]


def _problems(
    rows: Sequence[tuple[int, Row]], header: Sequence[str], check: Check, shown: str
) -> Iterator[Problem]:
    if not rows or rows[0][1] != list(header):
        yield Problem(Location(shown, 1, 1), "header", f"the first line is not '{','.join(header)}'")
        return
    placed = [(Location(shown, line, 1), row) for line, row in rows[1:]]
    for at, row in placed:
        if len(row) != len(header):
            yield Problem(at, "columns", f"{len(row)} columns where {len(header)} are expected")
    yield from check((at, row) for at, row in placed if len(row) == len(header))
