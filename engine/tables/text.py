"""Delimited text files: bytes → encoding, delimiter, quoting → rows of cells.

A row is a record, as a spreadsheet counts them: a quoted cell may span lines, a blank line is a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

DELIMITERS = ",;\t|"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
SAMPLE = 256 * 1024
CELL_LIMIT = 1 << 24


class NotTextError(ValueError):
    """The bytes are no text; the message says why one thinks so."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A delimited file as understood, and its records."""

    encoding: str
    delimiter: str
    quote: str
    spaced: bool  # a space follows each delimiter and is no part of the cell
    records: list[list[str]]


def read_text(data: bytes) -> TextFile:
    """Raises NotTextError for binary content."""
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        encoding, text = "cp1252", data.decode("cp1252", errors="replace")
    if other := _other_format(text[:SAMPLE]):
        raise NotTextError(f"it is {other}")
    delimiter, quote = dialect_of(text[:SAMPLE])
    csv.field_size_limit(CELL_LIMIT)
    records = _records(text, delimiter, quote, spaced=False)
    spaced = _is_spaced(records)
    if spaced:
        records = _records(text, delimiter, quote, spaced=True)
    return TextFile(encoding.replace("-sig", ""), delimiter, quote, spaced, records)


def _other_format(text: str) -> str:
    """Text of a known kind that is no table, or an empty text."""
    start = text.lstrip("\ufeff \t\r\n")[:200]
    if re.match(r"<(\?xml|!doctype|html|table|[a-z]+[\s>])", start, re.IGNORECASE):
        return "HTML or XML"
    if re.match(r'\{\s*("|\}\s*$)|\[\s*[\[{"\]]', start):
        return "JSON"
    return ""


def encoding_of(data: bytes) -> str:
    """The name Python knows the encoding by. A byte order mark decides; then UTF-8 where it decodes; then
    statistics."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name
    head = data[:SAMPLE]
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > len(head) * 0.2 and even < odd / 10:
            return "utf-16-le"
        if even > len(head) * 0.2 and odd < even / 10:
            return "utf-16-be"
        raise NotTextError("it holds zero bytes, as binary files do")
    controls = sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)
    if head and controls > len(head) * 0.02:
        raise NotTextError("it holds control characters, as binary files do")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data)
    return "utf-8"


def _guess(data: bytes) -> str:
    """An 8-bit or East Asian encoding. Western text is called cp1252: statistics cannot tell its many near
    relatives
    (cp1250, cp437, latin-1 …) apart in a short table, and it is what Windows spreadsheets write."""
    from charset_normalizer import from_bytes

    lines = [line for line in data[: 4 * SAMPLE].splitlines() if any(byte > 127 for byte in line)]
    best = from_bytes(b"\n".join(lines)[:SAMPLE]).best()
    multibyte = ("gb", "big5", "hz", "shift", "cp932", "euc", "johab", "iso2022", "cp949")
    if best and (
        best.encoding.startswith(multibyte)
        or best.encoding in ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256")
    ):
        high = sum(byte > 127 for byte in data) / max(1, len(data))
        if high > 0.05 and _decodes(data, best.encoding):
            return str(best.encoding)
    return "cp1252" if _decodes(data, "cp1252") else "latin-1"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def dialect_of(sample: str) -> tuple[str, str]:
    """Delimiter and quote character: the pair under which most records agree on a width above one."""
    best = (0.0, 0, ",", '"')
    for rank, delimiter in enumerate(DELIMITERS):
        for quote in "\"'":
            if quote == "'" and not _quotes_cells(sample, delimiter):
                continue
            widths = Counter(
                len(_trimmed(row))
                for row in _records(sample, delimiter, quote, False)[:400]
                if any(c.strip() for c in row)
            )
            wide = {width: count for width, count in widths.items() if width > 1}
            if not wide:
                continue
            most = max(wide, key=lambda width: (wide[width], width))
            near = sum(count for width, count in wide.items() if abs(width - most) <= 1 + most // 5)
            share = near / sum(widths.values())
            score = share + 0.02 * min(most, 10)
            best = max(best, (round(score, 6), -rank, delimiter, quote), key=lambda found: found[:2])
    return best[2], best[3]


def _trimmed(row: list[str]) -> list[str]:
    """The row without the empty cells at its end, which exports of spreadsheets are padded with."""
    end = len(row)
    while end > 1 and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _quotes_cells(sample: str, delimiter: str) -> bool:
    """Whether single quotes open and close cells, and double quotes do not."""
    single = sample.count(f"{delimiter}'") + sample.count(f"'{delimiter}")
    double = sample.count(f'{delimiter}"') + sample.count(f'"{delimiter}')
    return single > 10 and single > 5 * double


def _records(text: str, delimiter: str, quote: str, spaced: bool) -> list[list[str]]:
    reader = csv.reader(_lines(text), delimiter=delimiter, quotechar=quote, skipinitialspace=spaced)
    known: dict[str, str] = {}
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([known.setdefault(cell, cell) for cell in row])
    except csv.Error as error:
        raise NotTextError(f"row {len(rows) + 1} cannot be read as cells ({error})") from None
    return rows


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text.replace("\x00", ""), newline=""))


def _is_spaced(records: list[list[str]]) -> bool:
    """Whether the writer put a space after every delimiter (`a, b, c`), which is no white space of the
    cells."""
    rows = [row for row in records[:400] if len(row) > 1]
    if len(rows) < 2:
        return False
    cells = [cell for row in rows for cell in row[1:] if cell]
    return len(cells) > 2 and sum(cell.startswith(" ") for cell in cells) > 0.98 * len(cells)
