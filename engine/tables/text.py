"""Text files: bytes → encoding, delimiter and quoting (or columns of fixed width) → rows of cells.

A row is a record, as a spreadsheet counts them: a quoted cell may span lines, a blank line is a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kbctl.engine.tables.readers.fixed_width import Spans, cut, spans_of
from kbctl.engine.tables.script import east_asian

DELIMITERS = ",;\t|"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
HIGH = re.compile(rb"[\x80-\xff]+")
PAIRS = 6  # Chinese characters from which they are no chance
SAMPLE = 256 * 1024
ALIKE = 0.9  # share of records of one width from which a delimiter is beyond doubt
MOST_LOST = 0.5  # share of zero bytes from which a file is no text any more
CELL_LIMIT = 1 << 24


NULS = re.compile(b"\\x00{8,}")  # a run that no field of a text leaves behind


class NotTextError(ValueError):
    """The bytes are no text; the message says why one thinks so."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as understood, and its records. `delimiter` is empty where the columns have fixed `spans`;
    `damage`: what was left out; `cut`: how the end shows that more should follow."""

    encoding: str
    delimiter: str
    quote: str
    spaced: bool  # a space follows each delimiter and is no part of the cell
    records: list[list[str]]
    spans: Spans = ()
    damage: tuple[str, ...] = ()
    cut: str = ""


def read_text(data: bytes) -> TextFile:
    """Raises NotTextError for binary content."""
    data, damage = _without_nuls(data)
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        encoding, text = "cp1252", data.decode("cp1252", errors="replace")
    if other := other_format(text[:SAMPLE]):
        raise NotTextError(f"it is {other}")
    delimiter, quote, width, share = dialect_of(text[:SAMPLE])
    if (spans := spans_of(text[:SAMPLE])) and (width < 2 or (len(spans) > width and share < ALIKE)):
        return TextFile(encoding.replace("-sig", ""), "", "", False, cut(text, spans), spans, damage)
    csv.field_size_limit(CELL_LIMIT)
    records = _records(text, delimiter, quote, spaced=False)
    spaced = is_spaced(records)
    if spaced:
        records = _records(text, delimiter, quote, spaced=True)
    return TextFile(
        encoding.replace("-sig", ""), delimiter, quote, spaced, records, (), damage,
        _cut_off(text, records, delimiter, quote),
    )  # fmt: skip


def _without_nuls(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The bytes without blocks of zeros, as a broken transfer or disk leaves them in a text; single zeros
    stay. UTF-16 and UTF-32 have zeros of their own, but not so many in a row."""
    if not (blocks := [found.span() for found in NULS.finditer(data)]):
        return data, ()
    lost = sum(end - start for start, end in blocks)
    if lost > MOST_LOST * len(data):
        return data, ()
    first = data[: blocks[0][0]].count(b"\n") + 1
    told = f"{lost:,} zero bytes in {len(blocks)} block{'s' * (len(blocks) > 1)}, the first on line {first}"
    return NULS.sub(b"", data), (told,)


def _cut_off(text: str, records: list[list[str]], delimiter: str, quote: str) -> str:
    """How the end of the file shows that it breaks off."""
    full = [row for row in records if any(cell.strip() for cell in row)]
    if len(full) < 4:
        return ""
    widths = {len(row) for row in full[1:-1]}
    return cut_off(text, text.count(quote) % 2 == 1, full[-1], widths, delimiter + quote)


def cut_off(end: str, odd: bool, last: list[str], widths: set[int], opened: str) -> str:
    """An open quote, or a last record shorter than all others without an end of line. `end`: the end of the
    text; `odd`: whether its quotes are of an odd number; `widths`: of the records between first and last."""
    if odd and any(opened in line for line in _last_lines(end, last)):
        return "the last cell is not closed by a quote"
    if end.endswith(("\n", "\r")):
        return ""
    if len(widths) == 1 and len(last) < min(widths):
        return f"the last line ends after {len(last)} of {min(widths)} cells, without an end of line"
    return ""


def _last_lines(text: str, last: list[str]) -> list[str]:
    """The lines of the last record, which one open quote has swallowed to the end of the file."""
    number = last[-1].count("\n") + 1
    return text.rstrip("\r\n").split("\n")[-number:]


def page_text(data: bytes) -> str:
    """The text of a page: in the encoding that it names, else as any text."""
    named = re.search(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", data[:4096])
    name = encoding_of(data)
    if named and name not in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        said = named[1].decode("ascii")
        name = said if _decodes(data, said) else name
    return data.decode(name, "replace")


def other_format(text: str) -> str:
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
    return encoding_from(
        data,
        lambda encoding: _decodes(data, encoding),
        lambda: sum(byte > 127 for byte in data) / max(1, len(data)),
    )


def encoding_from(start: bytes, decodes: Callable[[str], bool], high: Callable[[], float]) -> str:
    """`encoding_of` from the start of a text (four samples at least), whether all of it decodes, and its
    share of bytes beyond ASCII."""
    for mark, name in BOMS:
        if start.startswith(mark):
            return name
    head = start[:SAMPLE]
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > len(head) * 0.2 and even < odd / 10:
            return "utf-16-le"
        if even > len(head) * 0.2 and odd < even / 10:
            return "utf-16-be"
        if head.count(0) > len(head) * 0.02:
            raise NotTextError("it holds zero bytes, as binary files do")
    controls = sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)
    if head and controls > len(head) * 0.02:
        raise NotTextError("it holds control characters, as binary files do")
    return "utf-8" if decodes("utf-8") else _guess(start, decodes, high)


def _guess(start: bytes, decodes: Callable[[str], bool], high: Callable[[], float]) -> str:
    """An 8-bit or East Asian encoding. Western text is called cp1252: statistics cannot tell its many near
    relatives
    (cp1250, cp437, latin-1 …) apart in a short table, and it is what Windows spreadsheets write."""
    from charset_normalizer import from_bytes

    if in_pairs(start) and (likelier := east_asian(start)) and decodes(likelier):
        return likelier
    if _is_chinese(start[: 4 * SAMPLE]) and decodes("gb18030"):
        return "gb18030"
    lines = [line for line in start[: 4 * SAMPLE].splitlines() if any(byte > 127 for byte in line)]
    # a few control characters are damage to the cells, and would hide which text it is
    best = from_bytes(b"\n".join(lines)[:SAMPLE].translate(None, CONTROLS)).best()
    multibyte = ("gb", "big5", "hz", "shift", "cp932", "euc", "johab", "iso2022", "cp949")
    if best and (
        best.encoding.startswith(multibyte)
        or best.encoding in ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256")
    ):
        much = high() > 0.05
        if much and best.encoding.startswith(multibyte) and (likelier := east_asian(start)):
            return likelier
        if much and decodes(best.encoding):
            return str(best.encoding)
    return "cp1252" if decodes("cp1252") else "latin-1"


def _is_chinese(data: bytes) -> bool:
    """Chinese in GB 2312, also where only a header is Chinese: bytes beyond ASCII come in pairs only, and
    nearly all of these are among the usual characters, which the set keeps together. In Western text
    they mostly stand alone."""
    runs: list[bytes] = HIGH.findall(data)
    pairs: list[bytes] = [run[at : at + 2] for run in runs for at in range(0, len(run) - 1, 2)]
    if len(pairs) < PAIRS or any(len(run) % 2 for run in runs) or max(map(len, runs)) < 4:
        return False
    return sum(0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1 for pair in pairs) >= 0.8 * len(pairs)


#: share of the runs of bytes beyond ASCII that are of even length; a judgement: damaged cells break pairs
PAIRED = 0.6
RUN = re.compile(rb"[\x80-\xff]+")
#: a sign beyond the two-byte ones of GB 18030: an accented letter, for one
FOUR = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")


def in_pairs(data: bytes) -> bool:
    """Whether bytes beyond ASCII come in pairs, as in East Asian text, and not one by one, as in Western
    words. Some may stand alone, where cells are damaged or hold an accented letter.
    """
    runs = [len(run) for run in RUN.findall(FOUR.sub(b"", data))]
    return bool(runs) and sum(length % 2 == 0 for length in runs) >= PAIRED * len(runs)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def dialect_of(sample: str) -> tuple[str, str, int, float]:
    """Delimiter and quote character, the pair under which most records agree on a width above one; that
    width, and the share of records that are about as wide."""
    best = (0.0, 0, ",", '"', 0, 0.0)
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
            best = max(
                best, (round(score, 6), -rank, delimiter, quote, most, share), key=lambda found: found[:2]
            )
    return best[2:]


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
    return iter(io.StringIO(text, newline=""))


def is_spaced(records: list[list[str]]) -> bool:
    """Whether the writer put a space after every delimiter (`a, b, c`), which is no white space of the
    cells."""
    rows = [row for row in records[:400] if len(row) > 1]
    if len(rows) < 2:
        return False
    cells = [cell for row in rows for cell in row[1:] if cell]
    return len(cells) > 2 and sum(cell.startswith(" ") for cell in cells) > 0.98 * len(cells)
