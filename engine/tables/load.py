"""Paths → tables. Every cell stays the text it is in the file, with its row number as a spreadsheet shows it.

A path named by the caller must be a table with rows, else it is a problem. In a folder only files with the
usual
endings are looked at, hidden ones are passed over and empty ones noted. All problems are raised at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from kbctl.engine.tables.files import discover
from kbctl.engine.tables.layout import Layout, layout_of
from kbctl.engine.tables.table import Column, Formula, Reading, Table
from kbctl.engine.tables.text import NotTextError, read_text
from kbctl.engine.tables.workbook import UnreadableError, read_workbook
from kbctl.ontology.source import InputProblems, Location, Problem

TEXT = frozenset({".csv", ".tsv", ".tab", ".txt"})
WORKBOOK = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
SIZE_LIMIT = 512 << 20  # bytes of one file: what is read stays in memory, about four times its size
#: what is only noted about a file that was come across in a folder, where exports leave empty tables and
#: letters
PASSED_OVER = frozenset({"no-table", "no-rows", "empty-file"})
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class NoTableError(ValueError):
    """A file that is no table; (code, message)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class EmptySheetsError(ValueError):
    """Some sheets of a workbook have no rows; raised after the others were given."""


def load(paths: Sequence[str | os.PathLike[str]]) -> Reading:
    """The tables of files and folders, sorted by name. Raises InputProblems where a file is no table."""
    files, problems, passed = discover([Path(path) for path in paths], TEXT | WORKBOOK)
    tables: dict[str, Table] = {}
    for file in files:
        try:
            for table in load_file(file.path, file.name):
                tables[table.name] = table
        except EmptySheetsError as error:
            passed.append(f"{file.name}: {error}")
        except NoTableError as error:
            if not file.asked and error.code in PASSED_OVER:
                passed.append(f"{file.name}: {error}")
            else:
                problems.append(Problem(Location(file.path.as_posix()), error.code, str(error)))
    if not tables and not problems:
        listed = "; ".join(sorted(passed)[:3])
        for path in paths:
            at = Location(Path(path).as_posix())
            problems.append(Problem(at, "no-table", f"no table with rows in it ({listed})"))
    if problems:
        raise InputProblems(problems)
    return Reading(tuple(tables[name] for name in sorted(tables)), tuple(sorted(passed)))


def head_of(path: Path) -> tuple[bytes, int]:
    """The first bytes of a file that has some, and its size. Raises NoTableError."""
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
        size = path.stat().st_size
    except PermissionError:
        raise NoTableError("no-permission", "no permission to read it") from None
    except OSError as error:
        raise NoTableError("no-file", f"cannot be read ({error.strerror or error})") from None
    if size == 0:
        raise NoTableError("empty-file", "the file is empty")
    return head, size


def load_file(path: Path, name: str) -> Iterator[Table]:
    """The tables of one file. Raises NoTableError."""
    head, size = head_of(path)
    if size > SIZE_LIMIT:
        raise NoTableError(
            "too-large", f"{size >> 20} MB, more than the {SIZE_LIMIT >> 20} MB that are read: split it"
        )
    if path.suffix.casefold() in WORKBOOK or head.startswith((ZIP, OLE)):
        yield from _workbook(path, name, head)
    else:
        yield _delimited(path, name)


def _delimited(path: Path, name: str) -> Table:
    data = path.read_bytes()
    try:
        read = read_text(data)
    except NotTextError as error:
        raise NoTableError("binary", f"no table: {error}") from None
    layout = layout_of(read.records)
    if not layout.headers:
        raise NoTableError("empty-file", "the file holds nothing but blank lines")
    if path.suffix.casefold() == ".txt" and len(layout.headers) < 2:
        raise NoTableError("no-table", "a text without columns")
    if not layout.data:
        raise NoTableError("no-rows", f"a header ({_few(layout.headers)}) but no rows below it")
    notes = (
        *layout.notes,
        *(("a space after each delimiter is not counted as part of the cells",) if read.spaced else ()),
    )
    return Table(
        name=name,
        columns=_columns(read.records, layout, frozenset()),
        numbers=tuple(position + 1 for position in layout.data),
        header_row=layout.header + 1,
        encoding=read.encoding,
        delimiter=read.delimiter,
        notes=notes,
    )


def _workbook(path: Path, name: str, head: bytes) -> Iterator[Table]:
    if not head.startswith((ZIP, OLE)):
        raise NoTableError(
            "corrupt-workbook",
            f"no workbook in spite of its ending {path.suffix} (its content is something else)",
        )
    empty = True
    header_only = []
    try:
        for sheet in read_workbook(path):
            layout = layout_of(sheet.rows)
            if not layout.data:
                header_only.append(f"{sheet.name}: {_few(layout.headers)}")
                continue
            empty = False
            columns = _columns(sheet.rows, layout, sheet.dated)
            inside = set(layout.data)
            yield Table(
                name=f"{name}#{sheet.name}",
                columns=columns,
                numbers=tuple(position + 1 for position in layout.data),
                header_row=layout.header + 1,
                notes=layout.notes,
                formulas=tuple(
                    Formula(row + 1, columns[column].header, text)
                    for (row, column), text in sorted(sheet.formulas.items())
                    if row in inside and column < len(columns)
                ),
            )
    except UnreadableError as error:
        raise NoTableError("corrupt-workbook", str(error)) from None
    if header_only and not empty:
        raise EmptySheetsError(f"a header but no rows below it ({'; '.join(header_only)})")
    if header_only:
        raise NoTableError("no-rows", f"a header but no rows below it ({'; '.join(header_only)})")
    if empty:
        raise NoTableError("empty-file", "no sheet of the workbook holds a cell")


def _few(headers: Sequence[str]) -> str:
    return ", ".join(headers[:4]) + (", …" if len(headers) > 4 else "")


def _columns(
    rows: Sequence[Sequence[str]], layout: Layout, dated: frozenset[tuple[int, int]]
) -> tuple[Column, ...]:
    dates: dict[int, set[int]] = {}
    if dated:
        for place, row in enumerate(layout.data):
            for column in range(len(layout.headers)):
                if (row, column) in dated:
                    dates.setdefault(column, set()).add(place)
    columns = []
    for position, header in enumerate(layout.headers):
        values = tuple(rows[row][position] if position < len(rows[row]) else "" for row in layout.data)
        columns.append(Column(header, position, values, frozenset(dates.get(position, ()))))
    return tuple(
        c for c in columns if not (c.header.startswith("column ") and not any(v.strip() for v in c.values))
    )
