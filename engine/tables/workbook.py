"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): sheets as rows of text, with the cells that are typed as dates and
the formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from kbctl.engine.tables.stacked import Merged

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UNPACKED_LIMIT = 2 << 30  # bytes; more than any real workbook holds, and less than an archive made to burst


class UnreadableError(ValueError):
    """A workbook that cannot be read; the message is for people."""


class ProtectedError(UnreadableError):
    """A workbook that only its password opens: it may be sound."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet from its first row and column on. `dated` and `formulas` are by (row, column), from 0; `merged`
    are the first and the last cell of each range that is shown as one cell."""

    name: str
    rows: list[list[str]]
    dated: frozenset[tuple[int, int]]
    formulas: dict[tuple[int, int], str]
    merged: tuple[Merged, ...] = ()


def read_workbook(path: Path) -> Iterator[Sheet]:
    """Every sheet that holds cells. Raises UnreadableError."""
    import python_calamine as calamine

    _refuse_bomb(path)
    try:
        book = calamine.load_workbook(str(path))
        grids = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            grids.append(
                (name, sheet.to_python(skip_empty_area=False), tuple(sheet.merged_cell_ranges or ()))
            )
    except calamine.PasswordError:
        raise ProtectedError("the workbook is protected by a password: save a copy without it") from None
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableError(f"no workbook that can be read ({_short(error)})") from None
    formulas = _formulas(path)
    for name, grid, merged in grids:
        dated = frozenset(
            (r, c)
            for r, row in enumerate(grid)
            for c, value in enumerate(row)
            if isinstance(value, date | datetime)
        )
        known: dict[str, str] = {}
        rows = [[known.setdefault(text, text) for text in map(_text, row)] for row in grid]
        if any(cell.strip() for row in rows for cell in row):
            yield Sheet(name, rows, dated, formulas.get(name, {}), merged)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _refuse_bomb(path: Path) -> None:
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                size = sum(part.file_size for part in archive.infolist())
        except (zipfile.BadZipFile, OSError) as error:
            raise UnreadableError(f"no workbook that can be read ({_short(error)})") from None
        if size > UNPACKED_LIMIT:
            raise UnreadableError(
                f"unpacks to {size >> 20} MB, more than the {UNPACKED_LIMIT >> 20} MB that are read"
            )


def _text(value: object) -> str:
    """A cell as text: whole numbers without a decimal point, dates in ISO 8601 (midnight is dropped)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _formulas(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Formulas by sheet name; only the XML formats keep them where they can be read without a spreadsheet
    program."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    if path.suffix.casefold() not in (".xlsx", ".xlsm"):
        return found
    try:
        with zipfile.ZipFile(path) as archive:
            for name, part in sheet_parts(archive):
                with archive.open(part) as stream:
                    found[name] = dict(_cells_with_formula(stream))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError):
        # the values were read; a part that is not where the format wants it costs only the formulas
        return found
    return found


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part of the archive that holds it."""
    relations = {
        node.get("Id"): node.get("Target", "")
        for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{SPREADSHEET}sheet"):
        target = relations.get(node.get(RELATION), "")
        yield node.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cells_with_formula(stream: IO[bytes]) -> Iterator[tuple[tuple[int, int], str]]:
    """A shared formula stands in its first cell only; the others of the group carry its number and get its
    text."""
    shared: dict[str, str] = {}
    for _, node in ElementTree.iterparse(stream):
        if node.tag != f"{SPREADSHEET}c":
            if node.tag == f"{SPREADSHEET}row":
                node.clear()
            continue
        formula = node.find(f"{SPREADSHEET}f")
        if formula is None:
            continue
        text = formula.text or ""
        if formula.get("t") == "shared" and (group := formula.get("si")):
            text = shared.setdefault(group, text)
        if text:
            yield _place(node.get("r", "A1")), text


def _place(reference: str) -> tuple[int, int]:
    """`B3` → (2, 1)."""
    found = re.match(r"([A-Z]+)(\d+)", reference)
    if not found:
        return (0, 0)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
