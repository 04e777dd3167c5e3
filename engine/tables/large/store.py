"""The DuckDB database of one run: tables of texts that spill to a temporary folder beyond a bound of memory.

A table's columns are `c0`, `c1` …; its rows' ids count from 0 without a gap, so that they are places. The
folder goes when the store does, at the latest when Python ends.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

#: megabytes of DuckDB's own: a quarter of the machine's, within bounds. Beyond them tables and hashes go to
#: the folder, and each look at them costs several times as much; five million rows of eight columns take 600
MEMORY, LEAST = 3_000, 500
CHUNK = 65_536  # rows fetched at a time where all are looked at


class Store:
    """Not shared between threads: cells are streamed over cursors of one connection."""

    def __init__(self, memory: str = "") -> None:
        self._memory = memory or f"{memory_for(machine_memory())}MB"
        self._names = 0

    @cached_property
    def folder(self) -> Path:
        made = tempfile.mkdtemp(prefix="kbctl-")
        weakref.finalize(self, shutil.rmtree, made, ignore_errors=True)
        return Path(made)

    @cached_property
    def base(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        settings: dict[str, Any] = {
            "memory_limit": self._memory,
            "temp_directory": str(self.folder / "spilled"),
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
        }
        base = duckdb.connect(":memory:", config=settings)
        base.execute("SET enable_progress_bar = false")
        return base

    def new_name(self, stem: str) -> str:
        self._names += 1
        return f"{stem}_{self._names}"

    def run(self, query: str, values: Sequence[object] = ()) -> None:
        self.base.execute(query, list(values))

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self.base.execute(query, list(values)).fetchall()

    def one(self, query: str, values: Sequence[object] = ()) -> Any:
        """The first value of the first row."""
        return self.rows(query, values)[0][0]

    def stream(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows over a cursor of their own, so that others can be asked meanwhile."""
        with self.base.cursor() as cursor:
            answer = cursor.execute(query, list(values))
            while chunk := answer.fetchmany(CHUNK):
                yield from chunk

    def paired(self, columns: Collection[str], rows: Sequence[Sequence[str]]) -> str:
        """A table of these rows of texts. The caller drops it."""
        name = self.new_name("paired")
        known = [row for row in rows if all(map(_encodes, row))]
        made = ", ".join(f"unnest(?::VARCHAR[]) AS {column}" for column in columns)
        self.run(
            f"CREATE TEMP TABLE {name} AS SELECT {made}",
            [list(column) for column in zip(*known, strict=True)] or [[] for _ in columns],
        )
        return name

    def numbered(self, values: Mapping[str, float]) -> str:
        """A table (text, value). The caller drops it."""
        name = self.new_name("numbered")
        known = {text: value for text, value in values.items() if _encodes(text)}
        self.run(
            f"CREATE TEMP TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS text, unnest(?::DOUBLE[]) AS value",
            [list(known), list(known.values())],
        )
        return name

    def listed(self, texts: Iterable[str]) -> str:
        """A table of these texts, each once, in a column `text`. The caller drops it."""
        name = self.new_name("listed")
        known = sorted({text for text in texts if _encodes(text)})
        self.run(f"CREATE TEMP TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS text", [known])
        return name


def memory_for(machine: int) -> int:
    """Megabytes that DuckDB may take on a machine that has so many."""
    return max(LEAST, min(MEMORY, machine // 4))


def machine_memory() -> int:
    """Megabytes; four gigabytes where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (AttributeError, ValueError, OSError):
        return 4_096


def _encodes(text: str) -> bool:
    """A lone surrogate stands in no table of ours."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
