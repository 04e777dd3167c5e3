"""A delimited file with changes: only the spans of changed cells and rows differ from the original's bytes.

Encoding, byte order mark, line ends, quoting and ragged rows of all else stay. The file is cut into records
by the rules of Python's csv reader; where the cut does not give the very cells that were read, or the text
does not give the bytes back, the file is refused rather than damaged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbctl.engine.tables.repair.change import Patch
from kbctl.engine.tables.repair.origin import Origin
from kbctl.engine.tables.text import BOMS, NotTextError, TextFile, read_text


class UnpatchableError(ValueError):
    """The file cannot be changed in place; the message says why."""


@dataclass(frozen=True, slots=True)
class Span:
    """A cell in the text, quotes included."""

    start: int
    end: int
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its cells, where it begins and, its line end included, where it ends."""

    cells: tuple[Span, ...]
    start: int
    stop: int
    newline: str


def patch_text(data: bytes, patch: Patch, origin: Origin) -> bytes:
    """The file with the patch; `origin` says which header stands in which column. Raises UnpatchableError."""
    if not (patch.cells or patch.removed or patch.added):
        return data
    try:
        read = read_text(data)
    except NotTextError as error:
        raise UnpatchableError(str(error)) from None
    mark, codec, text = _decoded(data, read)
    records = cut(text, read)
    position = dict(zip(origin.headers, origin.positions, strict=True))
    pieces: list[str] = []
    done = 0
    rows = patch.rows
    newline = next((one.newline for one in records if one.newline), "\n")
    for row in sorted({*rows, *patch.removed}):
        if not 0 < row <= len(records):
            raise UnpatchableError(f"it has no row {row}")
    for number, record in enumerate(records, start=1):
        if number in patch.removed:
            pieces.append(text[done : record.start])
            done = record.stop
        elif number in rows:
            for start, end, written in _cells(
                record, {position[header]: new for header, new in rows[number].items()}, read
            ):
                pieces += [text[done:start], written]
                done = end
        if number == origin.last_row and patch.added:
            pieces.append(text[done : record.stop])
            done = max(done, record.stop)
            quoted = _quoted_columns(records[max(0, number - 20) : number])
            added = [_row(patch.added[row], position, quoted, read) for row in sorted(patch.added)]
            if record.newline:
                pieces += [line + newline for line in added]
            elif number in patch.removed:
                pieces.append(newline.join(added))
            else:
                pieces += [newline + line for line in added]
    pieces.append(text[done:])
    return mark + "".join(pieces).encode(codec, "surrogateescape")


def _decoded(data: bytes, read: TextFile) -> tuple[bytes, str, str]:
    """Byte order mark, codec, text: encoding the text gives the bytes after the mark."""
    mark = next((mark for mark, _ in BOMS if data.startswith(mark)), b"")
    codec = read.encoding
    if mark:
        codec = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(codec, codec)
        if mark in (b"\xfe\xff", b"\x00\x00\xfe\xff"):
            codec = codec.replace("-le", "-be")
    try:
        text = data[len(mark) :].decode(codec, "surrogateescape")
        same = text.encode(codec, "surrogateescape") == data[len(mark) :]
    except (UnicodeError, LookupError):
        same = False
    if not same:
        raise UnpatchableError(f"its text cannot be written back as it stands ({read.encoding})")
    if "\x00" in text:
        raise UnpatchableError("it holds zero characters")
    return mark, codec, text


def cut(text: str, read: TextFile) -> list[Record]:
    """The records of the text. Raises UnpatchableError where they are not the cells that were read."""
    quote, delimiter = re.escape(read.quote), re.escape(read.delimiter)
    lead = " *" if read.spaced else ""
    cell = re.compile(
        rf"{lead}(?:({quote})((?:[^{quote}]++|{quote}{quote})*+)(?:{quote}|\Z))?([^{delimiter}\r\n]*)"
    )
    line_end = re.compile(r"\r\n|\r|\n")
    records: list[Record] = []
    at = 0
    while at < len(text):
        start, cells = at, []
        while True:
            found = cell.match(text, at)
            if found is None:
                raise UnpatchableError(f"row {len(records) + 1} cannot be cut into cells")
            inner = found[2].replace(read.quote * 2, read.quote) if found[1] else ""
            begin = found.start(1) if found[1] else found.start(3)
            cells.append(Span(begin, found.end(), inner + found[3], bool(found[1])))
            at = found.end()
            if at < len(text) and text[at] == read.delimiter:
                at += 1
                continue
            break
        ending = line_end.match(text, at)
        at = ending.end() if ending else at
        if len(cells) == 1 and cells[0].start == cells[0].end:
            cells = []  # a blank line has no cells
        records.append(Record(tuple(cells), start, at, ending[0] if ending else ""))
    known = read.records
    if len(known) != len(records):
        raise UnpatchableError("its rows cannot be told apart with certainty")
    for number, (record, cells_read) in enumerate(zip(records, known, strict=True), start=1):
        if [span.text for span in record.cells] != cells_read:
            raise UnpatchableError(f"row {number} cannot be cut into the cells that were read")
    return records


def _cells(record: Record, new: dict[int, str], read: TextFile) -> list[tuple[int, int, str]]:
    """Where the new texts go, and how they are written. A short row is filled up with blank cells."""
    known = len(record.cells)
    pieces = [
        (record.cells[place].start, record.cells[place].end, _written(text, record.cells[place].quoted, read))
        for place, text in sorted(new.items())
        if place < known
    ]
    if beyond := [place for place in new if place >= known]:
        end = record.cells[-1].end if record.cells else record.start
        tail = [_written(new.get(place, ""), False, read) for place in range(known, max(beyond) + 1)]
        pieces.append((end, end, read.delimiter * (known > 0) + read.delimiter.join(tail)))
    return pieces


def _written(text: str, quoted: bool, read: TextFile) -> str:
    quote = read.quote
    needs = text.startswith(quote) or any(sign in text for sign in (read.delimiter, "\r", "\n"))
    if quoted or needs or (read.spaced and text.startswith(" ")):
        return quote + text.replace(quote, quote * 2) + quote
    return text


def _quoted_columns(last: list[Record]) -> set[int]:
    """Columns whose cells are quoted in most of the last rows: added rows are written likewise."""
    counts: dict[int, int] = {}
    for record in last:
        for place, span in enumerate(record.cells):
            counts[place] = counts.get(place, 0) + span.quoted
    return {place for place, count in counts.items() if count * 2 > len(last)}


def _row(values: dict[str, str], position: dict[str, int], quoted: set[int], read: TextFile) -> str:
    delimiter = read.delimiter + (" " if read.spaced else "")
    by_place = {place: values.get(header, "") for header, place in position.items()}
    width = 1 + max(by_place)
    return delimiter.join(_written(by_place.get(n, ""), n in quoted, read) for n in range(width))
