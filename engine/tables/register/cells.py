"""Texts of others as cells of a workbook or a CSV file that a spreadsheet opens: nothing is run, nothing is
refused, nothing is lost without a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

LONGEST = 32_767  # characters in a cell, a limit of Excel
COLUMNS = 16_384  # of a sheet, likewise
SHEET_NAME = 31
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: what XML cannot hold: controls but tab and line ends, half characters, the two non-characters
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
#: what a workbook takes for an escaped character
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
NO_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def cell_text(text: str) -> str:
    """The text as a cell can hold it: controls are shown as signs, what is too long is cut and says so."""
    shown = ESCAPE.sub("_x005F_", NO_XML.sub(_sign, text))
    if len(shown) <= LONGEST:
        return shown
    note = f"… [cut: {len(text):,} characters]"
    return shown[: LONGEST - len(note)] + note


def _sign(found: re.Match[str]) -> str:
    """The picture of a control character (`␀`), or the sign for what cannot be shown."""
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def put(sheet: Any, row: int, column: int, value: str | int | float | None) -> Any:
    """Write a cell; texts stay texts, whatever they look like. Gives the cell."""
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, str):
        cell.value = cell_text(value)
        cell.data_type = "s"
        if value.startswith(STARTS_FORMULA):
            cell.quotePrefix = True  # as if typed behind an apostrophe, so that editing keeps it a text
    elif value is not None:
        cell.value = value
    return cell


def csv_text(text: str) -> str:
    """The text for a CSV file that may be opened in a spreadsheet: what would be a formula is behind an
    apostrophe."""
    if text.startswith(STARTS_FORMULA) and not PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


class SheetNames:
    """Gives each sheet a name that spreadsheets take: 31 characters, none forbidden, none twice."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken} | {"history"}  # Excel keeps that one for itself

    def name(self, wanted: str) -> str:
        plain = " ".join(NO_SHEET.sub(" ", NO_XML.sub("", wanted)).split()).strip("'") or "sheet"
        made = _cut(plain, SHEET_NAME)
        number = 1
        while made.casefold() in self._taken:
            number += 1
            tail = f" ({number})"
            made = _cut(plain, SHEET_NAME - len(tail)) + tail
        self._taken.add(made.casefold())
        return made


def _cut(text: str, units: int) -> str:
    """The longest start that has at most so many UTF-16 units, which is how Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.rstrip(" '")
