"""CorruptData: control characters in cells, rows whose values stand one field off, records that end half way,
checksums that fail.

Line breaks and tabs are no damage. A table whose rows differ in width throughout is written that way. A cut
at the very end of a file is an incomplete extract, and replacement signs are a matter of encodings.
"""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent, quoted
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import EMAIL, LOOKS, meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import WORDS

CONCEPT = "CorruptData"
#: C0 controls but tab, line ends and page feeds, and DEL; C1 controls come of encodings
CONTROL = r"[\x00-\x08\x0e-\x1f\x7f]"
#: kinds of content whose look can be told from that of others
STRICT = ("date", "email", "url", "number", "currency", "unit", "country", "phone")
RARE = 0.1  # share of rows above which another width or place is the table's way
SHIFTED = 2  # cells of a row that must fit their neighbour's column, and not their own
FEW = 20  # rows below which nothing is said about the usual width
CHECKS = frozenset({"checksum", "crc", "crc32", "md5", "sha1", "hash", "pruefsumme", "prufsumme", "校验和"})
VERIFIED = 0.5  # share of rows whose checksum must be right: no other way of summing hits one row by chance


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = list(_controls(table))
    odd = {*_uneven(table)}
    if odd:
        found.append(_broken_rows(table, odd))
    shifted = [place for place in _shifted(book, table) if place not in odd]
    if shifted:
        found.append(_shifted_rows(table, shifted))
    return (*found, *_checksums(table))


def _controls(table: Profiled) -> Iterator[Finding]:
    for column in table.table.columns:
        damaged = column.matching(CONTROL)
        if damaged:
            cells = cells_with(table, column, damaged)
            message = (
                f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} hold "
                f"control characters, the remains of other data."
            )
            yield finding(CONCEPT, table, column, cells, 0.97, "major", message)


def _uneven(table: Profiled) -> Iterator[int]:
    """Places of rows with more or fewer cells than the header, where nearly all have as many."""
    ragged = table.table.source.ragged
    if table.rows < FEW or not ragged or len(ragged) > RARE * table.rows or table.table.header_row == 0:
        return
    for place, number in enumerate(table.table.numbers):
        last = place == table.rows - 1
        if number in ragged and not (last and table.table.source.cut):
            yield place


def _broken_rows(table: Profiled, odd: set[int]) -> Finding:
    ragged = table.table.source.ragged
    cells = [table.cell(place, _last_filled(table, place)) for place in sorted(odd)]
    wide = sum(ragged[cell.row] > len(table.table.columns) for cell in cells)
    message = (
        f"{count(len(cells), 'row')} ({percent(len(cells), table.rows)}) of {table.name} have another number "
        f"of cells than the header: values are broken off or stand in the wrong column."
    )
    examples = [f"row {cell.row}: {ragged[cell.row]} cells" for cell in cells]
    return finding(
        CONCEPT, table, None, cells, 0.9 if wide or len(cells) > 1 else 0.8, "major", message, examples
    )


def _last_filled(table: Profiled, place: int) -> Column:
    filled = [column for column in table.table.columns if column.values[place].strip()]
    return filled[-1] if filled else table.table.columns[0]


def _doubtful(column: Column, kind: str) -> Mapping[str, int]:
    """The texts that do not look like the kind at first sight: its pattern or their shape says that all
    others do."""
    if kind == "email":
        return column.unlike(f"^{EMAIL.pattern}")
    if kind in ("number", "phone"):
        looks = LOOKS[kind]
        return column.texts(form for form in column.shapes if "ü" in form or not looks(form.strip()))
    return column.counts


def _shifted(book: Book, table: Profiled) -> Iterator[int]:
    """Places of rows in which several cells do not fit their column and would fit the one beside it."""
    columns = table.table.columns
    kinds = {}
    for column in columns:
        kind = meaning_of(book, table, column).kind
        if kind in STRICT:
            kinds[column.position] = kind
    if table.rows < FEW or len(set(kinds.values())) < 2:
        return
    wrong: dict[int, list[Column]] = {}
    for column in columns:
        if column.position in kinds:
            looks = LOOKS[kinds[column.position]]
            odd = [
                t
                for t in _doubtful(column, kinds[column.position])
                if t.strip() and not looks(t.strip()) and not WORDS.fullmatch(t.strip())
            ]
            for place in column.places(odd):
                wrong.setdefault(place, []).append(column)
    by_position = {column.position: column for column in columns}
    if len(wrong) > RARE * table.rows:
        return
    for place, cells in sorted(wrong.items()):
        for step in (1, -1):
            hits = 0
            for column in cells:
                beside = kinds.get(column.position - step)
                text = column.values[place].strip()
                if beside and beside != kinds[column.position] and LOOKS[beside](text):
                    hits += 1
                elif (one := by_position.get(column.position - step)) and not beside:
                    hits += text in one.filled  # what its neighbour usually holds
            if hits >= SHIFTED and hits >= 0.6 * len(cells):
                yield place
                break


def _shifted_rows(table: Profiled, places: Sequence[int]) -> Finding:
    columns = table.table.columns
    cells = [table.cell(place, c) for place in places for c in columns if c.values[place].strip()]
    message = (
        f"{count(len(places), 'row')} ({percent(len(places), table.rows)}) of {table.name} have their values "
        f"one field off: they fit the columns beside them."
    )
    examples = [
        f"row {table.table.numbers[place]}: "
        + quoted(" · ".join(c.values[place].strip() for c in columns[:6]))
        for place in places
    ]
    return finding(CONCEPT, table, None, cells, 0.9, "major", message, examples)


#: algorithm → the sum of some bytes, as text
SUMS: Mapping[str, Callable[[bytes], str]] = {
    "crc32": lambda data: f"{binascii.crc32(data):08x}",
    "crc32, decimal": lambda data: str(binascii.crc32(data)),
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False).hexdigest(),
    "sum of bytes": lambda data: str(sum(data)),
    "sum of bytes modulo 256": lambda data: str(sum(data) % 256),
}


def _checksums(table: Profiled) -> Iterator[Finding]:
    """A column of checksums over the other cells of its row, by whatever way most of them agree with."""
    for column in table.table.columns:
        if not CHECKS & {*words(column.header)} or column.filled_rows < FEW:
            continue
        others = [c for c in table.table.columns if c is not column]
        wrong = _wrong(column, others)
        if wrong:
            cells = [table.cell(place, column) for place in wrong]
            message = (
                f"{count(len(cells), 'row')} ({percent(len(cells), table.rows)}) of {table.name} do not "
                f"agree with their checksum in {column.header}."
            )
            yield finding(CONCEPT, table, column, cells, 0.97, "major", message)


def _wrong(column: Column, others: Sequence[Column]) -> list[int]:
    """Places whose checksum fails under the way that most of them hold with; none where no way is found."""
    filled = [place for place, text in enumerate(column.values) if text.strip()]
    for between in ("", ",", ";", "|", "\t"):
        rows = [between.join(c.values[place] for c in others).encode() for place in filled]
        said = [column.values[place].strip().casefold() for place in filled]
        for name in sorted(SUMS):
            fails = [p for p, row, text in zip(filled, rows, said, strict=True) if SUMS[name](row) != text]
            if len(fails) <= (1 - VERIFIED) * len(filled):
                return fails
    return []


DETECTORS = {CONCEPT: detect}
