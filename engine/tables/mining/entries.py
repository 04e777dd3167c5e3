"""Mapping sheets → entries: which column of which table goes to which field, by which rule, with what
outcome.

What merged cells and sections leave blank is filled from above: a source that has several targets,
and the table and system, which sheets often state once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbctl.engine.tables.mining.grids import Grid
from kbctl.engine.tables.mining.layout import header_of, missing, repeated
from kbctl.engine.tables.mining.outcomes import Outcome, is_left_out, outcome_of
from kbctl.engine.tables.mining.roles import (
    OUTCOME,
    RULE,
    SOURCE,
    SYSTEM,
    TABLE,
    TARGET,
    TARGET_SYSTEM,
    TARGET_TABLE,
)
from kbctl.engine.tables.mining.saying import longest_first, one_line, says, spoken

LONGEST = 60  # letters of the longest name of a column that is believed
SEVERAL = re.compile(r"\s*(?:[\n;|&+、；]|\s/\s)\s*")
COMMA = re.compile(r"\s*[,，]\s*")
#: `Table: ITMMAST` as a section or above the header
STATED = re.compile(r"^\s*([^:：=]{2,30}?)\s*[:：=]\s*(\S.{0,60})$")
_TABLE = longest_first("table|file|tabla|archivo|fichero|表|表名|文件")
_SYSTEM = longest_first("system|sistema|legacy|系统")
_TARGET = longest_first("target|new|destino|nuevo|目标|新")
QUALIFIED = re.compile(r"^([^\s.]+)\.([^\s.]+)$")
QUOTES = "\"'`[]“”‘’"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A row of a sheet, as `file#sheet:row`."""

    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row}"


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something that was not understood. `text`: the name or rule it is about, empty where there is none."""

    at: Place
    code: str
    message: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row. `source` and `target` as the sheet writes them, several of a cell still in it; `source` is
    empty for a target that needs none, `target` for a column that was left out."""

    at: Place
    source: str
    table: str
    system: str
    target: str
    target_table: str
    target_system: str
    rule: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Sheet:
    """A mapping sheet as read. `header`: its row as a spreadsheet shows it."""

    name: str
    header: int
    roles: tuple[str, ...]
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]


def read_sheet(grid: Grid) -> Sheet | str:
    """The entries of a sheet, or why it is no mapping sheet."""
    header = header_of(grid.rows)
    if header is None:
        return missing(grid.rows)
    read: list[Entry | Note] = list(_rows(grid, header.row, dict(header.roles)))
    return Sheet(
        grid.name,
        header.row + 1,
        tuple(sorted(header.roles, key=lambda role: header.roles[role])),
        tuple(one for one in read if isinstance(one, Entry)),
        tuple(one for one in read if isinstance(one, Note)),
    )


def _rows(grid: Grid, header: int, roles: dict[str, int]) -> Iterator[Entry | Note]:
    stated = _stated(cell for row in grid.rows[:header] for cell in row)
    above: dict[str, str] = {}
    for number, row in enumerate(grid.rows[header + 1 :], header + 2):
        at = Place(grid.name, number)
        filled = [cell for cell in row if cell.strip()]
        if not filled:
            above = {}
            continue
        if repeated(row, grid.rows[header]):
            above = {}
            continue
        cells = {role: row[place].strip() if place < len(row) else "" for role, place in roles.items()}
        if len(filled) == 1 and len(roles) > 2 and not (cells[TARGET] and above.get(SOURCE)):
            above = {}
            if found := _stated(filled):
                stated |= found
            else:
                text = one_line(filled[0])[:LONGEST]
                yield Note(at, "lone-cell", "a cell alone: a heading, or half of a row", text)
            continue
        for role in (TABLE, SYSTEM, TARGET_TABLE, TARGET_SYSTEM):
            if role in cells:
                cells[role] = one_line(cells[role] or above.get(role, "")) or stated.get(role, "")
            else:
                cells[role] = stated.get(role, "")
        if not cells[SOURCE] and cells[TARGET] and not _needs_no_source(cells.get(RULE, "")):
            cells[SOURCE] = above.get(SOURCE, "")
        above = cells
        yield from _entry(at, cells)


def _needs_no_source(rule: str) -> bool:
    from kbctl.engine.tables.mining.rules import CONSTANT, DEFAULT, forms_of

    return any(step.form in (CONSTANT, DEFAULT) for step in forms_of(rule))


def _stated(cells: Iterable[str]) -> dict[str, str]:
    """Table and system that titles and sections state: `Legacy system: AS/400`."""
    found: dict[str, str] = {}
    for cell in cells:
        told = STATED.match(cell)
        if not told:
            continue
        said = spoken(told[1])
        target = bool(says(said, _TARGET))
        if says(said, _TABLE):
            found[TARGET_TABLE if target else TABLE] = one_line(told[2])
        elif says(said, _SYSTEM):
            found[TARGET_SYSTEM if target else SYSTEM] = one_line(told[2])
    return found


def _entry(at: Place, cells: dict[str, str]) -> Iterator[Entry | Note]:
    outcome = outcome_of(cells.get(OUTCOME, ""))
    if outcome is None:
        yield Note(at, "outcome", "an outcome that is not understood", one_line(cells[OUTCOME])[:LONGEST])
        outcome = "unknown"
    target = cells[TARGET]
    source = "" if is_left_out(cells[SOURCE]) else cells[SOURCE]
    left_out = is_left_out(target) or outcome == "left out"
    if not source and (left_out or not target):
        if any(cells.get(role) for role in (TARGET, RULE)):
            yield Note(at, "no-source", "neither a source nor a target field")
        return
    if not target and not left_out:
        yield Note(at, "no-target", "a source without a target field", one_line(source)[:LONGEST])
        return
    table = cells[TABLE]
    if not table and (parts := QUALIFIED.match(source)) and all(map(_technical, parts.groups())):
        table, source = parts[1].strip(QUOTES), parts[2]
    yield Entry(
        at,
        source,
        table,
        cells[SYSTEM],
        "" if left_out else target,
        cells[TARGET_TABLE],
        cells[TARGET_SYSTEM],
        cells.get(RULE, ""),
        "left out" if left_out else outcome,
    )


def _technical(word: str) -> bool:
    """`ITMMAST`, `item_no`, `[Items]`, but not the `Cust` of `Cust.No`."""
    return "_" in word or word[0] in QUOTES or (word.isupper() and len(word) > 3)


def parts_of(cell: str) -> tuple[str, ...]:
    """What several names in one cell are taken apart to. A comma separates only what has no blanks, since a
    name may hold one (`Weight, gross`)."""
    parts = [one_line(part).strip(QUOTES) for part in SEVERAL.split(cell)]
    if all(" " not in part.strip() for part in COMMA.split(cell)):
        parts = [part.strip(QUOTES) for one in parts for part in COMMA.split(one)]
    return tuple(dict.fromkeys(part for part in (part.strip() for part in parts) if part))
