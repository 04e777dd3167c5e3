"""Date columns: which order of day and month each notation in a source follows, and what proves it.

A notation like `n/n/yy` is decided by its own cells first (13/04/24 proves day first), then, where a column
names the
source of each row, by the cells of the same source, then by the other date columns of the table, if these
agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload
from weakref import WeakKeyDictionary

from kbctl.engine.tables.headers import normal
from kbctl.engine.tables.looks import date_like
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


Format = tuple[str, Order | None]
T = TypeVar("T")


class ByText(Sequence[T]):
    """What is said of each row, where it is the same for all rows with one text."""

    def __init__(self, column: Column, told: Mapping[str, T], other: T) -> None:
        self._column, self._told, self._other = column, told, other

    def __len__(self) -> int:
        return len(self._column.values)

    def __iter__(self) -> Iterator[T]:
        return (self._told.get(text, self._other) for text in self._column.values)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [self._told.get(text, self._other) for text in self._column.values[place]]
        return self._told.get(self._column.values[place], self._other)


@dataclass(frozen=True)
class DateColumn:
    """`shapes` by row; None where the cell is blank or no date. `formats` by row: (notation, order or
    None). `texts`: how each text is written and in which format, where this is the same for all its rows;
    None where rows differ."""

    column: Column
    shapes: Sequence[DateShape | None]
    formats: Sequence[Format | None]
    texts: Mapping[str, tuple[DateShape, Format]] | None = None

    def undecided(self, place: int) -> bool:
        return _is_undecided(self.shapes[place], self.formats[place])

    def undecided_places(self) -> Sequence[int]:
        if self.texts is None:
            return [place for place in range(len(self.shapes)) if self.undecided(place)]
        return self.column.places(text for text, told in self.texts.items() if _is_undecided(*told))

    def places_where(self, wanted: Callable[[Format], bool]) -> Sequence[int]:
        """The places of the dates whose format is wanted, ascending."""
        if self.texts is None:
            return [place for place, format in enumerate(self.formats) if format and wanted(format)]
        return self.column.places(text for text, (_, format) in self.texts.items() if wanted(format))


def _is_undecided(shape: DateShape | None, format: Format | None) -> bool:
    return shape is not None and shape.two_ways and format is not None and format[1] is None


#: tables looked at, under which types of fields
_known: WeakKeyDictionary[Profiled, tuple[Mapping[str, str], tuple[DateColumn, ...]]] = WeakKeyDictionary()


def date_columns(table: Profiled, kinds: Mapping[str, str]) -> tuple[DateColumn, ...]:
    """The columns that hold dates: most of their filled cells are. `kinds`: field → data type."""
    known = _known.get(table)
    if known is None or known[0] is not kinds:
        known = _known[table] = (kinds, _date_columns(table, kinds))
    return known[1]


def _date_columns(table: Profiled, kinds: Mapping[str, str]) -> tuple[DateColumn, ...]:
    read: list[tuple[Column, dict[str, DateShape]]] = []
    for column in table.table.columns:
        kind = kinds.get(table.field(column), "")
        named = kind == "date"
        if (kind and kind not in ("date", "text")) or column is table.key:
            continue  # part numbers may look like dates
        likely = date_like(column)
        known = {text: shape for text in likely if (shape := date_shape(text))}
        dates = sum(number for text, number in likely.items() if text in known)
        if dates < 2 or dates < (0.5 if named else 0.6) * column.filled_rows:
            continue
        if (
            not named
            and all(shape.shape == "yyyymmdd" for shape in known.values())
            and not _says_date(column)
        ):
            continue  # eight-digit numbers
        for text in _serials(column):
            if serial := _serial(text):
                known.setdefault(text, serial)
        read.append((column, known))
    source = next(
        (c for c in table.table.columns if normal(c.header) in SOURCES and len(c.filled) <= 50), None
    )
    elsewhere = _proofs([known.values() for _, known in read])
    return tuple(_date_column(column, known, source, elsewhere) for column, known in read)


DATED_CELL = DateShape(DATED, ("YMD",), False)


def _date_column(
    column: Column,
    known: Mapping[str, DateShape],
    source: Column | None,
    elsewhere: Mapping[str, set[Order]],
) -> DateColumn:
    own = _proofs([known.values()])
    doubtful = source and any(
        len(shape.orders) > 1 and shape.shape.startswith("n") and len(own[shape.shape]) != 1
        for shape in known.values()
    )
    if column.dated or doubtful:
        shapes = tuple(
            DATED_CELL if place in column.dated else known.get(text)
            for place, text in enumerate(column.values)
        )
        return DateColumn(column, shapes, _decide(shapes, source, elsewhere))
    told = dict(zip(known, _decide(tuple(known.values()), None, elsewhere), strict=True))
    texts = {text: (known[text], format) for text, format in told.items() if format}
    return DateColumn(column, ByText(column, known, None), ByText(column, told, None), texts)


def _says_date(column: Column) -> bool:
    head = normal(column.header)
    return any(word in head for word in ("date", "fecha", "datum", "日期", "dob", "day"))


def _serials(column: Column) -> Mapping[str, int]:
    """The texts of five digits."""
    return column.texts(form for form in column.shapes if form.strip() == "99999")


def _serial(text: str) -> DateShape | None:
    bare = text.strip()
    return (
        DateShape(SERIAL, ("YMD",), False)
        if bare.isdigit() and len(bare) == 5 and 20000 <= int(bare) <= 60000
        else None
    )


def _proofs(columns: Sequence[Iterable[DateShape | None]]) -> dict[str, set[Order]]:
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
) -> tuple[Format | None, ...]:
    own = _proofs([shapes])
    by_source: dict[str, dict[str, set[Order]]] = {}
    if source:
        groups: dict[str, list[DateShape | None]] = {}
        for place, shape in enumerate(shapes):
            groups.setdefault(source.values[place].strip(), []).append(shape)
        by_source = {name: _proofs([tuple(members)]) for name, members in groups.items()}
    formats: list[Format | None] = []
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


def tally(column: DateColumn) -> Counter[Format]:
    """How many cells follow each format. Cells of an undecided order count with the one order their notation
    has a
    proof for, if there is just one."""
    if column.texts is None:
        return Counter(format for format in column.formats if format)
    found: Counter[Format] = Counter()
    for text, number in date_like(column.column).items() | _serials(column.column).items():
        if text in column.texts:
            found[column.texts[text][1]] += number
    return found
