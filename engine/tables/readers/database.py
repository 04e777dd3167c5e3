"""Databases → tables: every cell as text, rows in the order in which the database keeps them.

Row 1 is the header, so that row 2 is the first data row, as in a CSV of the same table. NULL is a blank cell.
Views are noted; they are read only where a database has no tables, since their rows come from tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from kbctl.engine.tables.readers.url import Database, without_secrets
from kbctl.engine.tables.table import Column, Source, Table

MOST_CELLS = 100_000_000  # of one table: what is read stays in memory
BATCH = 10_000
DATES = ("date", "timestamp", "datetime")


class DatabaseError(ValueError):
    """A database that cannot be read; (message for people, whether the file itself is damaged)."""

    def __init__(self, message: str, damaged: bool = False) -> None:
        super().__init__(message)
        self.damaged = damaged


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view: its name for people, its name in SQL, its columns with their declared types."""

    name: str
    quoted: str
    view: bool
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a database, and notes on what was not."""

    tables: tuple[Table, ...]
    notes: tuple[str, ...]


Rows = Callable[[Relation], Iterable[Sequence[object]]]


def read_file(path: Path, kind: str, prefix: str) -> Read:
    """The tables of an SQLite or DuckDB file, called `prefix` with their name. Raises DatabaseError."""
    return _sqlite(path, prefix) if kind == "sqlite" else _duckdb(path, prefix)


def read_parquet(path: Path, name: str) -> Table:
    """A Parquet file as one table. Raises DatabaseError."""
    import duckdb

    try:
        with closing(duckdb.connect()) as connection:
            file = [str(path)]
            told = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", file).fetchall()
            columns = tuple((str(row[0]), str(row[1])) for row in told)
            connection.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", file)
            return _table(Relation(name, "", False, columns), "", name, _batches(connection))
    except duckdb.Error as error:
        raise DatabaseError(f"no Parquet file that can be read ({_short(error)})", True) from None


def read_database(database: Database) -> Read:
    """The tables of a database given by URL. Raises DatabaseError."""
    if not database.file:
        return _postgres(database.url)
    path = Path(database.file)
    if not path.is_file():
        raise DatabaseError("no such database file")
    return read_file(path, database.scheme, "")


def _sqlite(path: Path, prefix: str) -> Read:
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            listed = connection.execute(
                "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') "
                "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
            ).fetchall()
            relations = []
            for name, kind in listed:
                told = connection.execute(f"PRAGMA table_info({_quoted(name)})").fetchall()
                columns = tuple((str(row[1]), str(row[2])) for row in told)
                relations.append(Relation(name, _quoted(name), kind == "view", columns))
            return _read(relations, prefix, lambda one: connection.execute(f"SELECT * FROM {one.quoted}"))
    except sqlite3.Error as error:
        raise DatabaseError(f"no SQLite database that can be read ({_short(error)})", True) from None


def _duckdb(path: Path, prefix: str) -> Read:
    import duckdb

    try:
        with closing(duckdb.connect(str(path), read_only=True)) as connection:
            listed = connection.execute(
                "SELECT schema_name, table_name, false FROM duckdb_tables() WHERE NOT internal UNION ALL "
                "SELECT schema_name, view_name, true FROM duckdb_views() WHERE NOT internal ORDER BY 1, 2"
            ).fetchall()
            relations = []
            for schema, name, view in listed:
                quoted = f"{_quoted(schema)}.{_quoted(name)}"
                told = connection.execute(f"DESCRIBE {quoted}").fetchall()
                columns = tuple((str(row[0]), str(row[1])) for row in told)
                relations.append(Relation(_named(schema, name, "main"), quoted, view, columns))
            return _read(
                relations, prefix,
                lambda one: _batches(connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM {one.quoted}")),
            )  # fmt: skip
    except duckdb.Error as error:
        raise DatabaseError(f"no DuckDB database that can be read ({_short(error)})", True) from None


def _batches(cursor: Any) -> Iterator[Sequence[object]]:
    while batch := cursor.fetchmany(BATCH):
        yield from batch


_POSTGRES = """
SELECT n.nspname, c.relname, c.relkind IN ('v', 'm'), has_table_privilege(c.oid, 'SELECT'), current_schema(),
       array(SELECT a.attname || chr(31) || format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg!_toast%' ESCAPE '!' AND n.nspname NOT LIKE 'pg!_temp%' ESCAPE '!'
ORDER BY 1, 2
"""


def _postgres(url: str) -> Read:
    try:
        import psycopg
    except ImportError:
        raise DatabaseError(
            "reading PostgreSQL needs the extra [postgres]: pip install 'kbctl[postgres]'"
        ) from None
    try:
        with psycopg.connect(url, connect_timeout=15) as connection:
            connection.read_only = True
            # in the order of storage, which is that of loading, and the same every time
            connection.execute("SET LOCAL synchronize_seqscans = off")
            connection.execute("SET LOCAL max_parallel_workers_per_gather = 0")
            relations, refused = [], []
            for schema, name, view, allowed, default, told in connection.execute(_POSTGRES).fetchall():
                shown = _named(schema, name, default or "public")
                if not allowed:
                    refused.append(f"{shown}: no permission to read it")
                    continue
                columns = tuple((one, kind) for one, _, kind in (text.partition("\x1f") for text in told))
                relations.append(Relation(shown, f"{_quoted(schema)}.{_quoted(name)}", view, columns))

            def rows(one: Relation) -> Iterator[Sequence[object]]:
                wanted = ", ".join(f"{_quoted(column)}::text" for column, _ in one.columns)
                with connection.cursor(name="kbctl") as cursor:
                    cursor.itersize = BATCH
                    yield from cursor.execute(cast(Any, f"SELECT {wanted} FROM {one.quoted}"))

            read = _read(relations, "", rows)
            return Read(read.tables, (*read.notes, *refused))
    except psycopg.Error as error:
        raise DatabaseError(without_secrets(f"cannot be read ({_short(error)})", url)) from None


def _read(relations: Sequence[Relation], prefix: str, rows: Rows) -> Read:
    views_only = bool(relations) and all(one.view for one in relations)
    tables, notes = [], []
    for one in relations:
        name = prefix + one.name
        if one.view and not views_only:
            notes.append(f"{name}: a view, its rows come from tables")
        elif not one.columns:
            notes.append(f"{name}: a table without columns")
        else:
            table = _table(one, prefix, name, rows(one))
            if table.rows:
                tables.append(table)
            else:
                notes.append(f"{name}: a table without rows")
    return Read(tuple(tables), tuple(notes))


def _table(one: Relation, prefix: str, name: str, rows: Iterable[Sequence[object]]) -> Table:
    known: dict[str, str] = {}
    cells: list[list[str]] = [[] for _ in one.columns]
    most = MOST_CELLS // len(one.columns)
    for number, row in enumerate(rows):
        if number >= most:
            raise DatabaseError(f"{name} has more than {most:,} rows: export it and split it")
        for column, value in zip(cells, row, strict=True):
            text = _text(value)
            column.append(known.setdefault(text, text))
    columns = []
    for position, ((header, kind), values) in enumerate(zip(one.columns, cells, strict=True)):
        dated = kind.casefold().startswith(DATES)
        places = frozenset(place for place, text in enumerate(values) if text) if dated else frozenset()
        columns.append(Column(header, position, tuple(values), places))
    count = len(cells[0])
    return Table(
        name=name,
        columns=tuple(columns),
        numbers=tuple(range(2, count + 2)),
        header_row=1,
        source=Source(file=prefix.rstrip("#") or name, kind="database"),
    )


def _text(value: object) -> str:
    """A value as a CSV of it has it; the databases that have types have made text of theirs already."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, float):
        return repr(value)
    return str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _named(schema: str, name: str, default: str) -> str:
    return name if schema == default else f"{schema}.{name}"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
