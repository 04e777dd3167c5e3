"""Sheets that people have edited, as lines of texts that know their cells."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean

#: a character as a workbook writes those that it cannot hold, or a text that looks like one
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Line:
    """A line under a head: title → text. `cells`: the texts in order of the columns."""

    number: int
    texts: Mapping[str, str]
    cells: tuple[str, ...]

    def text(self, title: str) -> str:
        return self.texts.get(title, "").strip()


@dataclass(frozen=True)
class Sheet:
    """`titles` in order of the columns. `path` and `name` for messages."""

    path: str
    name: str
    titles: tuple[str, ...]
    lines: tuple[Line, ...]

    def problem(self, line: Line, column: int | str, message: str, code: str = "register") -> Problem:
        """A problem in a cell, told as `file.xlsx#Sheet!B7`; `column` by its title or its number from 0."""
        from openpyxl.utils import get_column_letter

        at = column if isinstance(column, int) else self.titles.index(column)
        place = f"{self.path}#{self.name}!{get_column_letter(at + 1)}{line.number}"
        return Problem(Location(place), code, message)


def open_workbook(path: Path) -> Any:
    """The workbook with the values of its formulas. Raises InputProblems where it is none."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    at = Location(path.as_posix())
    try:
        return load_workbook(path, data_only=True)
    except FileNotFoundError:
        raise InputProblems([Problem(at, "not-found", "no such file")]) from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError):
        message = "no workbook (.xlsx), or a damaged one"
        raise InputProblems([Problem(at, "no-workbook", message)]) from None
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise InputProblems([Problem(at, "unreadable", message)]) from None


def read_sheet(
    book: Any, path: Path, name: str, own: Sequence[str], required: Sequence[str], head_row: int
) -> Sheet:
    """The lines below the head that hold anything. Titles of `own` are known wherever they stand, each by its
    first column; others keep what they are called. Raises InputProblems where one required is missing."""
    rows = book[name].iter_rows(values_only=True)
    listed = [tuple(_text(value) for value in row) for row in rows]
    titles = tuple(text.strip() for text in listed[head_row - 1]) if len(listed) >= head_row else ()
    missing = [title for title in required if title not in titles]
    if missing:
        at = Location(f"{path.as_posix()}#{name}!{head_row}:{head_row}")
        hint = did_you_mean(missing[0], [title for title in titles if title and title not in own])
        message = f"no column '{missing[0]}' in the head line{hint}"
        raise InputProblems([Problem(at, "no-column", message)])
    first = {title: titles.index(title) for title in own if title in titles}
    lines = tuple(
        Line(number, {title: row[at] for title, at in first.items()}, row)
        for number, row in enumerate(listed[head_row:], start=head_row + 1)
        if any(text.strip() for text in row)
    )
    return Sheet(path.as_posix(), name, titles, lines)


def sheets_called(book: Any, prefix: str) -> Iterator[str]:
    return (name for name in book.sheetnames if name.startswith(prefix))


def _text(value: object) -> str:
    """A cell as text: a whole number without decimals, a date as ISO 8601, escapes undone."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
