"""Where each table comes from: its file, and what must be known of it to write changes into that file again.

This is kept with the originals, so that taking changes back needs neither the input nor any recognition.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.tables.files import discover
from kbctl.engine.tables.profile import Book, Profiled


@dataclass(frozen=True, slots=True)
class Origin:
    """A table: `file` below the folder (empty for one that comes from no file, as from a database server),
    its `sheet`, headers with their columns in the file, key header, and the last row of its data."""

    table: str
    file: str
    sheet: str
    headers: tuple[str, ...]
    positions: tuple[int, ...]
    key: str
    last_row: int


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it came: its name below the folder and the hash of its bytes."""

    name: str
    sha256: str


def origins_of(
    book: Book, paths: Sequence[str | os.PathLike[str]]
) -> tuple[tuple[Origin, ...], dict[str, Path]]:
    """The origin of every table of the book, and the path of each file that holds one."""
    splits = {table.name: _splits(table.name) for table in book.tables}
    endings = frozenset(Path(file).suffix.casefold() for all_ in splits.values() for file, _ in all_)
    roots = [Path(path) for path in paths if Path(path).exists()]
    known = {file.name: file.path for file in discover(roots, endings)[0]} if roots else {}
    found, files = [], {}
    for table in book.tables:
        file, sheet = next((split for split in splits[table.name] if split[0] in known), ("", ""))
        if file:
            files[file] = known[file]
        found.append(_origin(table, file, sheet))
    return tuple(found), files


def _splits(name: str) -> list[tuple[str, str]]:
    """The ways to take a table's name for file and sheet; a file's name may hold the sign itself."""
    parts = name.split("#")
    return [("#".join(parts[:n]), "#".join(parts[n:])) for n in range(len(parts), 0, -1)]


def _origin(table: Profiled, file: str, sheet: str) -> Origin:
    columns = table.table.columns
    return Origin(
        table=table.name,
        file=file,
        sheet=sheet,
        headers=tuple(column.header for column in columns),
        positions=tuple(column.position for column in columns),
        key=table.key.header if table.key else "",
        last_row=max((table.table.header_row, *table.table.numbers)),
    )


def hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def hashes_of(files: Mapping[str, Path]) -> tuple[Original, ...]:
    return tuple(Original(name, hash_of(files[name])) for name in sorted(files))
