"""Tables that have a header and no rows, for those who ask about headers only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kbctl.engine.tables.layout import layout_of
from kbctl.engine.tables.readers.signature import OLE, ZIP
from kbctl.engine.tables.table import Column, Source, Table
from kbctl.engine.tables.text import read_text
from kbctl.engine.tables.workbook import read_workbook


def headers_of(path: Path, name: str) -> Iterator[Table]:
    """The tables of a text or workbook that was found to have no rows of data."""
    data = path.read_bytes()
    if data.startswith((ZIP, OLE)):
        for sheet in read_workbook(path):
            yield from _rowless(f"{name}#{sheet.name}", name, sheet.rows)
    else:
        yield from _rowless(name, name, read_text(data).records)


def _rowless(name: str, file: str, rows: Sequence[Sequence[str]]) -> Iterator[Table]:
    layout = layout_of(rows)
    if layout.headers and not layout.data:
        columns = tuple(Column(header, place, ()) for place, header in enumerate(layout.headers))
        yield Table(name, columns, (), layout.header + 1, source=Source(file=file))
