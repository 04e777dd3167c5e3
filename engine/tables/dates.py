"""Date columns: which order of day and month each notation in a source follows, and what proves it.

A notation like `n/n/yy` is decided by its own cells first (13/04/24 proves day first), then, where a column
names the
source of each row, by the cells of the same source, then by the other date columns of the table, if these
agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kbctl.engine.tables.headers import normal
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import DateShape, Order, date_shape

DATED = "date cell"  # a workbook's own date
SERIAL = "serial number"  # the number under which a spreadsheet keeps a date, shown as it is
#: headers of columns that say where a row came from
_SOURCES = """
source sourcesystem system legacysystem origin sourcefile file db database srcsystem src sourcesys site
plant company entity branch location importedfrom exportedfrom
"""
SOURCES = frozenset(_SOURCES.split())


@dataclass(frozen=True)
class DateColumn:
    """`shapes` by row; None where the cell is blank or no date. `formats` by row: (notation, order or
    None)."""

    column: Column
    shapes: tuple[DateShape | None, ...]
    formats: tuple[tuple[str, Order | None] | None, ...]

    def undecided(self, place: int) -> bool:
        shape, format = self.shapes[place], self.formats[place]
        return shape is not None and shape.two_ways and format is not None and format[1] is None


def date_columns(table: Profiled, kinds: Mapping[str, str]) -> tuple[DateColumn, ...]:
    """The columns that hold dates: most of their filled cells are. `kinds`: field → data type."""
    read = []
    for column in table.table.columns:
        kind = kinds.get(table.field(column), "")
        named = kind == "date"
        if (kind and kind not in ("date", "text")) or column is table.key:
            continue  # part numbers may look like dates
        known = {text: date_shape(text) for text in column.counts}
        dates = sum(number for text, number in column.counts.items() if known[text])
        if dates < 2 or dates < (0.5 if named else 0.6) * column.filled_rows:
            continue
        if (
            not named
            and all(shape.shape == "yyyymmdd" for shape in known.values() if shape)
            and not _says_date(column)
        ):
            continue  # eight-digit numbers
        serial = {text: _serial(text) for text in column.counts}
        shapes = tuple(
            DateShape(DATED, ("YMD",), False) if place in column.dated else (known[text] or serial[text])
            for place, text in enumerate(column.values)
        )
        read.append((column, shapes))
    source = next(
        (c for c in table.table.columns if normal(c.header) in SOURCES and len(c.filled) <= 50), None
    )
    elsewhere = _proofs([shapes for _, shapes in read])
    return tuple(DateColumn(column, shapes, _decide(shapes, source, elsewhere)) for column, shapes in read)


def _says_date(column: Column) -> bool:
    head = normal(column.header)
    return any(word in head for word in ("date", "fecha", "datum", "日期", "dob", "day"))


def _serial(text: str) -> DateShape | None:
    bare = text.strip()
    return (
        DateShape(SERIAL, ("YMD",), False)
        if bare.isdigit() and len(bare) == 5 and 20000 <= int(bare) <= 60000
        else None
    )


def _proofs(columns: list[tuple[DateShape | None, ...]]) -> dict[str, set[Order]]:
    """Notation → the orders that some cell proves, by being a date under one order only."""
    found: dict[str, set[Order]] = {}
    for shapes in columns:
        for shape in set(shapes):
            if shape and shape.shape.startswith("n"):
                found.setdefault(shape.shape, set())
                if len(shape.orders) == 1:
                    found[shape.shape].add(shape.orders[0])
    return found


def _decide(
    shapes: tuple[DateShape | None, ...], source: Column | None, elsewhere: Mapping[str, set[Order]]
) -> tuple[tuple[str, Order | None] | None, ...]:
    own = _proofs([shapes])
    by_source: dict[str, dict[str, set[Order]]] = {}
    if source:
        groups: dict[str, list[DateShape | None]] = {}
        for place, shape in enumerate(shapes):
            groups.setdefault(source.values[place].strip(), []).append(shape)
        by_source = {name: _proofs([tuple(members)]) for name, members in groups.items()}
    formats: list[tuple[str, Order | None] | None] = []
    for place, shape in enumerate(shapes):
        if shape is None:
            formats.append(None)
        elif not shape.shape.startswith("n"):
            formats.append((shape.shape, None))
        elif len(shape.orders) == 1:
            formats.append((shape.shape, shape.orders[0]))
        else:
            told = own[shape.shape]
            if len(told) != 1 and source:
                told = by_source[source.values[place].strip()].get(shape.shape, set())
            if not own[shape.shape]:
                told = told or elsewhere.get(shape.shape, set())
            formats.append((shape.shape, next(iter(told)) if len(told) == 1 else None))
    return tuple(formats)


def tally(column: DateColumn) -> Counter[tuple[str, Order | None]]:
    """How many cells follow each format. Cells of an undecided order count with the one order their notation
    has a
    proof for, if there is just one."""
    return Counter(format for format in column.formats if format)
