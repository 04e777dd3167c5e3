"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Kind = Literal["zip", "ole", "sqlite", "duckdb", "parquet", "page", "sheet page", "foreign", "text"]

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: first bytes → what the file is; the readable kinds first
MAGIC: tuple[tuple[bytes, Kind, str], ...] = (
    (ZIP, "zip", "an Excel or OpenDocument workbook"),
    (OLE, "ole", "an Excel workbook of the old format"),
    (b"SQLite format 3\x00", "sqlite", "an SQLite database"),
    (b"PAR1", "parquet", "a Parquet file"),
    (b"%PDF", "foreign", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "foreign", "a PNG picture"),
    (b"\xff\xd8\xff", "foreign", "a JPEG picture"),
    (b"GIF8", "foreign", "a GIF picture"),
    (b"\x1f\x8b\x08", "foreign", "a gzip archive: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "foreign", "a 7-Zip archive: unpack it first"),
    (b"Rar!\x1a\x07", "foreign", "a RAR archive: unpack it first"),
    (b"BZh", "foreign", "a bzip2 archive: unpack it first"),
    (b"{\\rtf", "foreign", "an RTF document"),
    (b"MZ\x90\x00", "foreign", "a Windows program"),
)
DUCKDB = (8, b"DUCK")  # from the ninth byte on
PAGE = re.compile(rb"<(!doctype html|html|head|body|table|style|meta|div)\b", re.IGNORECASE)
XML = re.compile(rb"<(\?xml|[a-z][\w:.-]*[\s>/])", re.IGNORECASE)
SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
JSON = re.compile(rb'\{\s*("|\}\s*$)|\[\s*[\[{"\]]')
HEAD = 4096  # bytes that are looked at

#: ending → the kinds that it promises
PROMISED: Mapping[str, tuple[Kind, ...]] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".ods"), ("zip",)),
    ".xls": ("ole",),
    **dict.fromkeys((".sqlite", ".sqlite3", ".db", ".db3"), ("sqlite", "duckdb")),
    ".duckdb": ("duckdb",),
    **dict.fromkeys((".parquet", ".pq"), ("parquet",)),
}


def kind_of(head: bytes) -> tuple[Kind, str]:
    """The kind of a file by its first 4 KB, and its name for people."""
    for magic, kind, label in MAGIC:
        if head.startswith(magic):
            return kind, label
    if head[DUCKDB[0] : DUCKDB[0] + 4] == DUCKDB[1]:
        return "duckdb", "a DuckDB database"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16, as far as the signs of a page go
        text = text[2:].replace(b"\x00", b"").lstrip()
    if SHEET in text and XML.match(text):
        return "sheet page", "a spreadsheet in XML"
    if PAGE.match(text) or (XML.match(text) and b"<html" in text.lower()):
        return "page", "an HTML page"
    if XML.match(text):
        return "foreign", "XML"
    if JSON.match(text):
        return "foreign", "JSON"
    return "text", "plain text"


def promised(ending: str) -> tuple[Kind, ...]:
    """The kinds that a file of this ending is; text for all that are not listed."""
    return PROMISED.get(ending.casefold(), ("text",))
