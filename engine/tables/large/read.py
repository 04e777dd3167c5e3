"""A long delimited file → a table in the store: the same cells, header, row numbers and notes as for a short
one.

Plainly written files are cut into cells by DuckDB, others by Python, a batch of rows at a time. The header is
sought among the first records, the totals and notes below the table among the last. Text in columns of fixed
width and damaged text is left to the reader that holds a file in memory.
"""

from __future__ import annotations

import csv
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from kbctl.engine.tables.large import sql
from kbctl.engine.tables.large.column import KEPT, StoredColumn
from kbctl.engine.tables.large.lazy import Texts
from kbctl.engine.tables.large.store import Store
from kbctl.engine.tables.large.survey import (
    encoding_of_file,
    has_blocks_of_zeros,
    has_odd_quotes,
    transcode,
    writing_of,
)
from kbctl.engine.tables.layout import Extent, Layout, Rest, layout_of
from kbctl.engine.tables.readers.fixed_width import spans_of
from kbctl.engine.tables.table import Source, Table
from kbctl.engine.tables.text import (
    CELL_LIMIT,
    SAMPLE,
    NotTextError,
    cut_off,
    dialect_of,
    is_spaced,
    other_format,
)

HEAD, TAIL = 1_000, 1_000  # records in which the header and the lines below the table are sought
QUOTE = '"'
BATCH = 20_000  # records put into the store at a time where Python cuts the cells


@dataclass(frozen=True, slots=True)
class Cut:
    """A file in UTF-8 and how its records are cut into cells."""

    path: Path
    delimiter: str
    quote: str
    spaced: bool

    def records(self) -> Iterator[list[str]]:
        """Raises NotTextError."""
        csv.field_size_limit(CELL_LIMIT)
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(
                stream, delimiter=self.delimiter, quotechar=self.quote, skipinitialspace=self.spaced
            )
            number = 0
            while True:
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    told = f"row {number + 1} cannot be read as cells ({error})"
                    raise NotTextError(told) from None
                number += 1
                yield row


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows with content in the store: the table, how many columns wide, the number of each record and how
    many cells each has (the same for all of them, or one by one); how the end of the file breaks off."""

    table: str
    width: int
    numbers: Sequence[int]
    cells: int | Sequence[int]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Long:
    """What is known of a long file: as `text.TextFile` and `layout.Layout`, the rows in the store.
    `around`: the lines that are no data, by number. `wide`: how many cells the header has."""

    encoding: str
    cut: Cut
    layout: Layout
    around: tuple[tuple[int, str], ...]
    wide: int
    loaded: Loaded


def read_long(path: Path, store: Store) -> Long | None:
    """None for what has to be held in memory. Raises NotTextError for binary content."""
    if has_blocks_of_zeros(path):
        return None
    encoding, decodes = encoding_of_file(path)
    if not decodes:
        encoding = "cp1252"
    text = path
    if encoding not in ("utf-8", "utf-8-sig"):
        text = store.folder / store.new_name("utf8")
        transcode(path, encoding, text)
    try:
        cut = _cut_of(text)
        return _placed(cut, encoding.replace("-sig", ""), store) if cut else None
    finally:
        if text is not path:
            text.unlink()


def table_of(long: Long, name: str, store: Store, notes: tuple[str, ...] = (), kept: int = KEPT) -> Table:
    loaded = long.loaded
    columns = []
    for position, header in enumerate(long.layout.headers):
        column = f"c{position}"
        if header.startswith("column ") and not store.one(
            f"SELECT count(*) FROM {loaded.table} WHERE {sql.is_filled(column)} = 1"
        ):
            continue
        texts = Texts(store, loaded.table, column, len(loaded.numbers))
        columns.append(
            StoredColumn(header, position, texts, store=store, table=loaded.table, name=column, kept=kept)
        )
    return Table(
        name=name,
        columns=tuple(columns),
        numbers=loaded.numbers,
        header_row=long.layout.header + 1,
        encoding=long.encoding,
        delimiter=long.cut.delimiter,
        notes=(*long.layout.notes, *notes),
        source=Source(file=name, around=long.around, ragged=_ragged(long), cut=loaded.broken),
    )


def _ragged(long: Long) -> dict[int, int]:
    """Rows that have another number of cells than the header."""
    cells, numbers = long.loaded.cells, long.loaded.numbers
    if long.layout.header < 0:
        return {}
    if isinstance(cells, int):
        return {} if cells == long.wide else dict.fromkeys(numbers, cells)
    return {number: own for number, own in zip(numbers, cells, strict=True) if own != long.wide}


def _cut_of(path: Path) -> Cut | None:
    """None for columns of fixed width."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        sample = stream.read(SAMPLE)
    if other := other_format(sample):
        raise NotTextError(f"it is {other}")
    if spans_of(sample):
        return None
    delimiter, quote, _, _ = dialect_of(sample)
    tight = Cut(path, delimiter, quote, spaced=False)
    spaced = is_spaced(list(islice(tight.records(), 400)))
    return Cut(path, delimiter, quote, spaced)


def _placed(cut: Cut, encoding: str, store: Store) -> Long | None:
    """Where the data begins is guessed from the first records and looked at again with all. None where no
    beginning proves right."""
    head = list(islice(cut.records(), HEAD))
    layout = layout_of(head)
    for _ in range(3):
        if not layout.data:
            return None
        first = layout.data[0]
        loaded = _load(cut, head, first, store)
        rows, numbers, rest = _sample(head, loaded, store)
        layout = layout_of(rows, rest=rest)
        if layout.data[:1] == (first,):
            told = tuple((numbers[place], _bare(rows[place])) for place in sorted(layout.around))
            below = sum(place > layout.data[-1] for place in layout.around)
            wide = len(head[layout.header]) if layout.header >= 0 else 0
            kept = _shortened(store, loaded, below, len(layout.headers))
            return Long(encoding, cut, layout, told, wide, kept)
        store.run(f"DROP TABLE {loaded.table}")
    return None


def _bare(row: Sequence[str]) -> str:
    return " ".join(cell.strip() for cell in row if cell.strip())


def _sample(
    head: Sequence[list[str]], loaded: Loaded, store: Store
) -> tuple[list[list[str]], list[int], Rest | None]:
    """The first and the last records with their numbers, and what is between. A gap in the numbers of the
    last ones, where blank lines are, is one blank line here."""
    count = len(loaded.numbers)
    after = bisect_right(loaded.numbers, len(head))
    start = max(after, count - TAIL)
    rows, numbers = list(head), list(range(1, len(head) + 1))
    found = store.rows(f"SELECT * FROM {loaded.table} WHERE rowid >= {start} ORDER BY rowid")
    for number, row in zip(loaded.numbers[start:], found, strict=True):
        if number - numbers[-1] > 1 and (len(rows) > len(head) or start == after):
            rows.append([])
            numbers.append(number - 1)
        rows.append(list(row))
        numbers.append(number)
    if start == after:
        return rows, numbers, None
    inside = f"WHERE rowid BETWEEN {after} AND {start - 1}"
    between = store.stream(f"SELECT * FROM {loaded.table} {inside} ORDER BY rowid")
    return rows, numbers, Rest(_extents_of(store, loaded, inside), between)


def _shortened(store: Store, loaded: Loaded, below: int, width: int) -> Loaded:
    """Without the totals and notes that close the table, and with columns for headers beyond the rows."""
    count = len(loaded.numbers) - below
    if below:
        store.run(f"DELETE FROM {loaded.table} WHERE rowid >= {count}")
    for column in range(loaded.width, width):
        store.run(f"ALTER TABLE {loaded.table} ADD COLUMN c{column} VARCHAR DEFAULT ''")
    cells = loaded.cells if isinstance(loaded.cells, int) else loaded.cells[:count]
    return replace(loaded, width=max(width, loaded.width), numbers=loaded.numbers[:count], cells=cells)


def _load(cut: Cut, head: Sequence[Sequence[str]], first: int, store: Store) -> Loaded:
    """The records from number `first` (from 0) on that have content."""
    if cut.quote == QUOTE and not cut.spaced:
        try:
            return _by_duckdb(cut, head, first, store)
        except _NotPlainError:
            pass
    return _by_python(cut, first, store)


class _NotPlainError(Exception):
    """DuckDB's reader might cut the file into other cells than Python's."""


def _by_duckdb(cut: Cut, head: Sequence[Sequence[str]], first: int, store: Store) -> Loaded:
    import duckdb

    with cut.path.open("rb") as stream:
        above = [stream.readline() for _ in range(first)]
    if any(b'"' in line or b"\r" in line.replace(b"\r\n", b"") for line in above):
        raise _NotPlainError
    writing = writing_of(cut.path, sum(map(len, above)), cut.delimiter)
    if not writing.plain:
        raise _NotPlainError
    width = max(len(row) for row in head)
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(width))
    names = ", ".join(f"'c{n}'" for n in range(width))
    options = (
        f"header = false, auto_detect = false, skip = {first}, columns = {{{columns}}}, "
        f"delim = {sql.quoted(cut.delimiter)}, quote = {sql.quoted(QUOTE if writing.quoted else '')}, "
        f"escape = {sql.quoted(QUOTE if writing.quoted else '')}, strict_mode = true, "
        f"force_not_null = [{names}], encoding = 'utf-8'"
    )
    made = store.new_name("rows")
    try:
        store.run(f"CREATE TABLE {made} AS SELECT * FROM read_csv({_path(cut.path)}, {options})")
    except duckdb.Error:  # rows of several widths, a very long line
        raise _NotPlainError from None
    rows = int(store.one(f"SELECT count(*) FROM {made}"))
    filled = " + ".join(sql.is_filled(f"c{n}") for n in range(width))
    if not store.one(f"SELECT count(*) FROM {made} WHERE {filled} = 0"):
        return Loaded(made, width, range(first + 1, first + 1 + rows), width)
    kept = store.new_name("rows")
    places = store.stream(f"SELECT rowid FROM {made} WHERE {filled} > 0 ORDER BY rowid")
    numbers = array("q", (place + first + 1 for (place,) in places))
    store.run(f"CREATE TABLE {kept} AS SELECT * FROM {made} WHERE {filled} > 0 ORDER BY rowid")
    store.run(f"DROP TABLE {made}")
    return Loaded(kept, width, numbers, width)


def _path(path: Path) -> str:
    return "'" + path.as_posix().replace("'", "''") + "'"


def _by_python(cut: Cut, first: int, store: Store) -> Loaded:
    made, width = store.new_name("rows"), 1
    store.run(f"CREATE TABLE {made} (c0 VARCHAR)")
    numbers, cells = array("q"), array("l")
    batch: list[list[str]] = []
    full, widths, last = 0, set[int](), list[str]()

    def put() -> int:
        wide = max([width, *map(len, batch)])
        for column in range(width, wide):
            store.run(f"ALTER TABLE {made} ADD COLUMN c{column} VARCHAR DEFAULT ''")
        columns = [[row[n] if n < len(row) else "" for row in batch] for n in range(wide)]
        asked = ", ".join("unnest(?::VARCHAR[])" for _ in columns)
        store.run(f"INSERT INTO {made} SELECT {asked}", columns)
        batch.clear()
        return wide

    for number, row in enumerate(cut.records(), 1):
        if not any(cell and not cell.isspace() for cell in row):
            continue
        if full > 1:
            widths.add(len(last))
        full, last = full + 1, row
        if number > first:
            numbers.append(number)
            cells.append(len(row))
            batch.append(row)
            if len(batch) == BATCH:
                width = put()
    if batch:
        width = put()
    broken = ""
    if full >= 4:
        odd = has_odd_quotes(cut.path, cut.quote)
        broken = cut_off(_end_of(cut.path), odd, last, widths, cut.delimiter + cut.quote)
    return Loaded(made, width, numbers, cells, broken)


def _end_of(path: Path) -> str:
    """The last million bytes, which hold the last record."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - (1 << 20)))
        return stream.read().decode(errors="replace")


def _extents_of(store: Store, loaded: Loaded, where: str) -> Counter[Extent]:
    """How many rows have how many filled cells, of which the last is where; the first is not looked at."""
    names = range(loaded.width)
    last = " ".join(f"WHEN f{n} = 1 THEN {n}" for n in reversed(names))
    flags = ", ".join(f"{sql.is_filled(f'c{n}')} AS f{n}" for n in names)
    rows = store.rows(
        f"SELECT {' + '.join(f'f{n}' for n in names)}, CASE {last} ELSE -1 END, count(*) "
        f"FROM (SELECT {flags} FROM {loaded.table} {where}) GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return Counter({Extent(filled, 0, place): number for filled, place, number in rows})
