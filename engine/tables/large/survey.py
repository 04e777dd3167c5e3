"""A text file that is too long to be held: its encoding, and whether it is so plainly written that DuckDB's
reader cuts it into the same cells as Python's. One pass over the bytes, a chunk at a time."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.tables.text import NULS, SAMPLE, encoding_from

CHUNK = 4 << 20
#: a cell that begins with white space and has a quote after it: readers differ on these
LATE_QUOTE = re.compile(r'(?:^|[,;\t|])[ \t]+"')


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file in UTF-8 is written. `plain`: one kind of line end, no blank lines but at the end, no zero
    bytes, no quotes that readers differ on, no quoted cell that goes over lines."""

    plain: bool
    quoted: bool


def chunks(path: Path, start: int = 0) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        while chunk := stream.read(CHUNK):
            yield chunk


def encoding_of_file(path: Path) -> tuple[str, bool]:
    """As `text.encoding_of`, and whether the file decodes. Raises NotTextError for binary content."""
    with path.open("rb") as stream:
        start = stream.read(4 * SAMPLE)
    known: dict[str, bool] = {}

    def does(encoding: str) -> bool:
        if encoding not in known:
            known[encoding] = decodes(path, encoding)
        return known[encoding]

    encoding = encoding_from(start, does, lambda: _high_share(path))
    return encoding, does(encoding)


def decodes(path: Path, encoding: str) -> bool:
    """Whether the whole file is text in this encoding."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        pending = encoding not in ("utf-8", "ascii")  # else signs of ASCII stand for themselves
        for chunk in chunks(path):
            if pending or not chunk.isascii():
                decoder.decode(chunk)
                pending = encoding not in ("utf-8", "ascii") or bool(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _high_share(path: Path) -> float:
    high = total = 0
    ascii_ = bytes(range(128))
    for chunk in chunks(path):
        total += len(chunk)
        high += len(chunk.translate(None, ascii_))
    return high / max(1, total)


def transcode(path: Path, encoding: str, target: Path) -> None:
    """Writes the file as UTF-8. What does not decode is replaced."""
    with (
        path.open(encoding=encoding, errors="replace", newline="") as stream,
        target.open("w", encoding="utf-8", errors="replace", newline="") as out,
    ):
        while text := stream.read(CHUNK):
            out.write(text)


def has_blocks_of_zeros(path: Path) -> bool:
    return any(NULS.search(chunk) for chunk in chunks(path) if b"\x00" in chunk)


def has_odd_quotes(path: Path, quote: str) -> bool:
    """`path`: in UTF-8."""
    return sum(chunk.count(quote.encode()) for chunk in chunks(path)) % 2 == 1


def writing_of(path: Path, start: int, delimiter: str) -> Writing:
    """How the file is written from a byte on, which begins a line."""
    quoted, pairs, feeds = False, 0, 0
    for body in _whole_lines(path, start):
        if body.startswith((b"\n", b"\r")) or b"\n\n" in body or b"\n\r" in body or b"\x00" in body:
            return Writing(False, quoted)
        if b'"' in body:
            quoted = True
            if not _well_quoted(body, delimiter):
                return Writing(False, True)
        feeds += body.count(b"\n")
        if b"\r" in body:
            pairs += body.count(b"\r\n")
            if body.count(b"\r") != body.count(b"\r\n"):
                return Writing(False, quoted)
        if pairs not in (0, feeds):
            return Writing(False, quoted)
    return Writing(True, quoted)


def _well_quoted(body: bytes, delimiter: str) -> bool:
    """Whether each line with a quote is a record by itself, its quotes where the standard wants them."""
    reader = csv.reader(_quoted_lines(body), delimiter=delimiter, strict=True)
    try:
        return all(reader.line_num == number for number, _ in enumerate(reader, 1))
    except (csv.Error, ValueError):
        return False


def _quoted_lines(body: bytes) -> Iterator[str]:
    """Raises ValueError at a line whose quotes readers differ on."""
    place = body.find(b'"')
    while place >= 0:
        end = body.find(b"\n", place)
        end = len(body) if end < 0 else end
        line = body[body.rfind(b"\n", 0, place) + 1 : end].decode(errors="replace").rstrip("\r")
        if LATE_QUOTE.search(line):
            raise ValueError(line)
        yield line
        place = body.find(b'"', end)


def _whole_lines(path: Path, start: int) -> Iterator[bytes]:
    """Runs of whole lines, each without the line ends at its very end but for one that goes before what
    follows; blank lines at the end of the file are left out."""
    carry = b""
    for chunk in chunks(path, start):
        text = carry + chunk
        body = text[: text.rfind(b"\n") + 1].rstrip(b"\r\n")
        if body:
            end = text[len(body) : len(body) + 2]
            line_end = end if end == b"\r\n" else end[:1]
            yield body + line_end
            carry = text[len(body) + len(line_end) :]
        else:
            carry = text
    if last := carry.rstrip(b"\r\n"):
        yield last
