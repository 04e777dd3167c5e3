"""Tables made of headers, with or without cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbctl.engine.tables.table import Column, Table


def table_of(name: str, columns: Mapping[str, Sequence[str]] | Sequence[str]) -> Table:
    """A table of that name; headers alone make a table without rows."""
    cells = columns if isinstance(columns, Mapping) else dict.fromkeys(columns, ())
    made = tuple(Column(header, n, tuple(values)) for n, (header, values) in enumerate(cells.items()))
    rows = max((len(column.values) for column in made), default=0)
    return Table(name, made, tuple(range(2, rows + 2)), 1)
