"""Files → grids of text: every sheet with all of its rows, since a mapping sheet has titles and sections that
a table of data has not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.tables.files import discover
from kbctl.engine.tables.load import SIZE_LIMIT, TEXT, WORKBOOK, NoTableError, head_of
from kbctl.engine.tables.readers.signature import OLE, ZIP
from kbctl.ontology.source import InputProblems, Location, Problem


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet. `name` is the path below the folder given, with `#sheet` for a workbook; row 0 is the line
    that a spreadsheet shows as 1. `asked`: the caller named its file."""

    name: str
    rows: Sequence[Sequence[str]]
    asked: bool = False


def read_grids(paths: Sequence[str | os.PathLike[str]]) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """The sheets of files and folders in order of name, and notes on files that were passed over.

    Raises InputProblems with every file that cannot be read.
    """
    files, problems, passed = discover([Path(path) for path in paths], TEXT | WORKBOOK)
    grids: list[Grid] = []
    for file in files:
        try:
            grids += [Grid(name, rows, file.asked) for name, rows in _read(file.path, file.name)]
        except NoTableError as error:
            problems.append(Problem(Location(file.path.as_posix()), error.code, str(error)))
    if problems:
        raise InputProblems(problems)
    return tuple(sorted(grids, key=lambda grid: grid.name)), tuple(sorted(passed))


def _read(path: Path, name: str) -> Iterator[tuple[str, list[list[str]]]]:
    head, size = head_of(path)
    if size > SIZE_LIMIT:
        raise NoTableError("too-large", f"{size >> 20} MB: no mapping sheet is that large")
    if head.startswith((ZIP, OLE)):
        yield from _sheets(path, name)
    elif path.suffix.casefold() in WORKBOOK:
        raise NoTableError("corrupt-workbook", f"no workbook in spite of its ending {path.suffix}")
    else:
        yield name, _records(path)


def _sheets(path: Path, name: str) -> Iterator[tuple[str, list[list[str]]]]:
    from kbctl.engine.tables.workbook import UnreadableError, read_workbook

    sheets = 0
    try:
        for sheet in read_workbook(path):
            sheets += 1
            yield f"{name}#{sheet.name}", sheet.rows
    except UnreadableError as error:
        raise NoTableError("corrupt-workbook", str(error)) from None
    if not sheets:
        raise NoTableError("empty-file", "no sheet of the workbook holds a cell")


def _records(path: Path) -> list[list[str]]:
    from kbctl.engine.tables.text import NotTextError, read_text

    try:
        return read_text(path.read_bytes()).records
    except NotTextError as error:
        raise NoTableError("binary", f"no table: {error}") from None
