"""Paths → tables. Every cell stays the text it is in the file, with its row number as a spreadsheet shows it.

A path named by the caller must be a table with rows, else it is a problem; in a folder only files with the
usual endings are looked at, hidden ones are passed over and empty ones noted. A broken file beside others
that could be read stops nothing: it is told as `unread`, whether it was named or come across. All problems
are raised at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kbctl.engine.tables.files import File, discover
from kbctl.engine.tables.large.store import Store
from kbctl.engine.tables.layout import Layout, layout_of
from kbctl.engine.tables.readers.signature import HEAD, Kind, kind_of, promised
from kbctl.engine.tables.readers.url import database_of, is_url, shown
from kbctl.engine.tables.table import Column, Formula, Reading, Source, Table, Unread
from kbctl.engine.tables.text import NotTextError, TextFile, page_text, read_text
from kbctl.engine.tables.workbook import ProtectedError, UnreadableError, read_workbook
from kbctl.ontology.source import InputProblems, Location, Problem

TEXT = frozenset({".csv", ".tsv", ".tab", ".txt", ".prn", ".fwf"})
WORKBOOK = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
DATABASE = frozenset({".sqlite", ".sqlite3", ".db", ".db3", ".duckdb", ".parquet", ".pq"})
ENDINGS = TEXT | WORKBOOK | DATABASE
SIZE_LIMIT = 512 << 20  # bytes of a workbook or a page: they are read into memory
#: bytes of a delimited file from which its cells live in DuckDB: in Python they take about four times as much
LARGE = 16 << 20
SPACED = "a space after each delimiter is not counted as part of the cells"
#: what is only noted about a file that was come across in a folder, where exports leave empty tables and
#: letters
PASSED_OVER = frozenset({"no-table", "no-rows", "empty-file"})
#: what a file can be that is broken: it says so of itself, and others can be read without it
BROKEN: Mapping[str, str] = {
    "corrupt-workbook": "CorruptFile",
    "corrupt-database": "CorruptFile",
    "binary": "CorruptFile",
    "other-format": "MislabelledFileFormat",
    "protected": "",
    "too-large": "",
}
#: what stops only a file that was named: in a folder others may stand that can be read
LOCKED = frozenset({"no-permission", "no-file"})


class NoTableError(ValueError):
    """A file that is no table; (code, message)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class PassedError(ValueError):
    """Parts of a file that are no tables with rows (sheets, views); raised after the others were given."""

    def __init__(self, notes: Sequence[str]) -> None:
        super().__init__("; ".join(notes))
        self.notes = tuple(notes)


def load(paths: Sequence[str | os.PathLike[str]], large: int = LARGE, headers_alone: bool = False) -> Reading:
    """The tables of files, folders and databases, sorted by name. Raises InputProblems where a path cannot be
    read, or nothing is a table. `large`: bytes of a delimited file from which its cells are kept outside
    Python. `headers_alone`: tables without rows are wanted too.
    """
    store = Store()
    urls = [text for text in dict.fromkeys(map(str, paths)) if is_url(text)]
    files, problems, passed = discover([Path(path) for path in paths if not is_url(str(path))], ENDINGS)
    tables: dict[str, Table] = {}
    broken: list[tuple[File, NoTableError]] = []
    for file in files:
        try:
            for table in load_file(file.path, file.name, store, large):
                tables[table.name] = table
        except PassedError as error:
            passed += [f"{file.name}{'' if note.startswith('#') else ': '}{note}" for note in error.notes]
        except NoTableError as error:
            if headers_alone and error.code == "no-rows":
                from kbctl.engine.tables.readers.rowless import headers_of

                tables |= {table.name: table for table in headers_of(file.path, file.name)}
            elif not file.asked and error.code in PASSED_OVER:
                passed.append(f"{file.name}: {error}")
            elif error.code in BROKEN or (error.code in LOCKED and not file.asked):
                broken.append((file, error))
            else:
                problems.append(Problem(Location(file.path.as_posix()), error.code, str(error)))
    for url in urls:
        _add_database(url, tables, problems, passed)
    if problems or not tables:
        problems += [Problem(Location(f.path.as_posix()), e.code, str(e)) for f, e in broken]
    if not tables and not problems:
        listed = "; ".join(sorted(passed)[:3])
        for path in paths:
            at = Location(shown(str(path)) if is_url(str(path)) else Path(path).as_posix())
            problems.append(Problem(at, "no-table", f"no table with rows in it ({listed})"))
    if problems:
        raise InputProblems(problems)
    unread = [Unread(file.name, BROKEN.get(error.code, ""), str(error)) for file, error in broken]
    return Reading(
        tuple(tables[name] for name in sorted(tables)),
        tuple(sorted(passed)),
        tuple(sorted(unread, key=lambda one: one.file)),
    )


def _add_database(url: str, tables: dict[str, Table], problems: list[Problem], passed: list[str]) -> None:
    """A table goes under its own name, and under that of its database too where another has the name."""
    from kbctl.engine.tables.readers.database import DatabaseError, read_database

    try:
        database = database_of(url)
        read = read_database(database)
    except DatabaseError as error:
        problems.append(Problem(Location(shown(url)), "database", str(error)))
        return
    except ValueError as error:
        problems.append(Problem(Location(shown(url)), "other-database", str(error)))
        return
    for table in read.tables:
        name = f"{database.name}/{table.name}" if table.name in tables else table.name
        tables[name] = replace(table, name=name)
    passed += read.notes


def head_of(path: Path) -> tuple[bytes, int]:
    """The first bytes of a file that has some, and its size. Raises NoTableError."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        size = path.stat().st_size
    except PermissionError:
        raise NoTableError("no-permission", "no permission to read it") from None
    except OSError as error:
        raise NoTableError("no-file", f"cannot be read ({error.strerror or error})") from None
    if size == 0:
        raise NoTableError("empty-file", "the file is empty")
    return head, size


def load_file(path: Path, name: str, store: Store, large: int = LARGE) -> Iterator[Table]:
    """The tables of one file, read as what its content is. Raises NoTableError; PassedError at the end."""
    head, size = head_of(path)
    kind, label = kind_of(head)
    if size > SIZE_LIMIT and kind not in ("text", "sqlite", "duckdb", "parquet"):
        limit = f"more than the {SIZE_LIMIT >> 20} MB of {label} that are read"
        raise NoTableError("too-large", f"{size >> 20} MB, {limit}: export it as CSV")
    ending = path.suffix.casefold()
    wanted = promised(ending)
    if kind == "foreign":
        raise NoTableError("other-format", f"no table: it is {label}")
    mislabelled = "" if kind in wanted else f"{label}, under the ending {ending or 'of no kind'}"
    passed: list[str] = []
    try:
        for table in _tables(path, name, kind, wanted, passed, store if size >= large else None):
            said = mislabelled if table.source.file == name else ""
            yield replace(table, source=replace(table.source, mislabelled=said)) if said else table
    except UnicodeDecodeError:
        raise NoTableError("binary", "no table: its bytes are no text") from None
    if passed:
        raise PassedError(passed)


def _tables(
    path: Path, name: str, kind: Kind, wanted: tuple[Kind, ...], passed: list[str], store: Store | None
) -> Iterator[Table]:
    """`store`: for the cells of a large file."""
    if kind in ("zip", "ole"):
        yield from _workbook(path, name, passed)
    elif kind in ("sqlite", "duckdb", "parquet"):
        yield from _database(path, name, kind, passed)
    elif kind in ("page", "sheet page"):
        yield from _page(path, name)
    elif "text" in wanted:
        yield (_long(path, name, store) if store else None) or _delimited(path, name)
    elif {"zip", "ole"} & {*wanted}:
        yield _renamed(path, name)
    else:
        raise NoTableError(
            "corrupt-database", f"no database or column file in spite of its ending {path.suffix}"
        )


def _renamed(path: Path, name: str) -> Table:
    """A text under the ending of a workbook: read where it plainly is a table of several columns."""
    refusal = NoTableError(
        "corrupt-workbook",
        f"no workbook in spite of its ending {path.suffix} (its content is something else)",
    )
    try:
        table = _delimited(path, name)
    except NoTableError:
        raise refusal from None
    if len(table.columns) < 2:
        raise refusal
    return table


def _delimited(path: Path, name: str) -> Table:
    data = path.read_bytes()
    try:
        read = read_text(data)
    except NotTextError as error:
        raise NoTableError("binary", f"no table: {error}") from None
    layout = layout_of(read.records)
    _check(path, layout)
    notes = (
        *layout.notes,
        *((SPACED,) if read.spaced else ()),
        *(("columns of fixed width",) if read.spans else ()),
        *(f"left out: {told}" for told in read.damage),
    )
    return Table(
        name=name,
        columns=_columns(read.records, layout, frozenset()),
        numbers=tuple(position + 1 for position in layout.data),
        header_row=layout.header + 1,
        encoding=read.encoding,
        delimiter=read.delimiter,
        notes=notes,
        source=Source(
            file=name,
            kind="fixed width" if read.spans else "delimited",
            around=_around(read.records, layout),
            ragged=_ragged(read, layout),
            spans=read.spans,
            damage=read.damage,
            cut=read.cut,
        ),
    )


def _check(path: Path, layout: Layout) -> None:
    if not layout.headers:
        raise NoTableError("empty-file", "the file holds nothing but blank lines")
    if path.suffix.casefold() == ".txt" and len(layout.headers) < 2:
        raise NoTableError("no-table", "a text without columns")
    if not layout.data:
        raise NoTableError("no-rows", f"a header ({_few(layout.headers)}) but no rows below it")


def _long(path: Path, name: str, store: Store) -> Table | None:
    """A large file; None where it has to be read into memory after all."""
    from kbctl.engine.tables.large.read import read_long, table_of

    try:
        read = read_long(path, store)
    except NotTextError as error:
        raise NoTableError("binary", f"no table: {error}") from None
    if read is None:
        return None
    _check(path, read.layout)
    return table_of(read, name, store, (SPACED,) if read.cut.spaced else ())


def _around(rows: Sequence[Sequence[str]], layout: Layout) -> tuple[tuple[int, str], ...]:
    return tuple(
        (position + 1, " ".join(cell.strip() for cell in rows[position] if cell.strip()))
        for position in sorted(layout.around)
    )


def _ragged(read: TextFile, layout: Layout) -> dict[int, int]:
    """Rows that have another number of cells than the header, blank ones counted."""
    if layout.header < 0 or read.spans:
        return {}
    width = len(read.records[layout.header])
    return {row + 1: len(read.records[row]) for row in layout.data if len(read.records[row]) != width}


def _workbook(path: Path, name: str, passed: list[str]) -> Iterator[Table]:
    empty = True
    header_only = []
    try:
        for sheet in read_workbook(path):
            layout = layout_of(sheet.rows, sheet.merged)
            if not layout.data:
                header_only.append(f"{sheet.name}: {_few(layout.headers)}")
                continue
            empty = False
            columns = _columns(sheet.rows, layout, sheet.dated)
            inside = set(layout.data)
            merged = {row for (top, _), (end, _) in sheet.merged for row in range(top, end + 1)} & inside
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
                source=Source(
                    file=name,
                    kind="workbook",
                    around=_around(sheet.rows, layout),
                    merged=tuple(sorted(row + 1 for row in merged)),
                ),
            )
    except ProtectedError as error:
        raise NoTableError("protected", str(error)) from None
    except UnreadableError as error:
        raise NoTableError("corrupt-workbook", str(error)) from None
    if header_only and empty:
        raise NoTableError("no-rows", f"a header but no rows below it ({'; '.join(header_only)})")
    if empty:
        raise NoTableError("empty-file", "no sheet of the workbook holds a cell")
    if header_only:
        passed.append(f"a header but no rows below it ({'; '.join(header_only)})")


def _database(path: Path, name: str, kind: Kind, passed: list[str]) -> Iterator[Table]:
    from kbctl.engine.tables.readers.database import DatabaseError, read_file, read_parquet

    try:
        if kind == "parquet":
            yield read_parquet(path, name)
            return
        read = read_file(path, kind, f"{name}#")
    except DatabaseError as error:
        raise NoTableError("corrupt-database" if error.damaged else "too-large", str(error)) from None
    notes = [note.removeprefix(name) for note in read.notes]
    if not read.tables:
        raise NoTableError("no-rows", f"no table with rows in it ({'; '.join(notes) or 'no tables at all'})")
    yield from read.tables
    passed += notes


def _page(path: Path, name: str) -> Iterator[Table]:
    from kbctl.engine.tables.readers.page import grids_of

    text = page_text(path.read_bytes())
    found = []
    for number, grid in enumerate(grids_of(text), start=1):
        layout = layout_of(grid.rows)
        if layout.data and len(layout.headers) > 1:
            found.append((grid.name or f"table {number}", grid, layout))
    if not found:
        raise NoTableError("other-format", "no table: it is HTML or XML without a table of data")
    for title, grid, layout in found:
        yield Table(
            name=name if len(found) == 1 else f"{name}#{title}",
            columns=_columns(grid.rows, layout, frozenset()),
            numbers=tuple(position + 1 for position in layout.data),
            header_row=layout.header + 1,
            notes=(*layout.notes, "read from a page"),
            source=Source(file=name, kind="markup", around=_around(grid.rows, layout)),
        )


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
