"""Workbook that people edited → mapping. Columns are found by their titles, so they may be moved or left out.

A column that is left out keeps what the mapping said; a row without an id is a new entry; a row that is gone
is an entry taken out. All that cannot be understood is told at once, by sheet and cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kbctl.engine.tables.mapping.cells import taken, unescaped
from kbctl.engine.tables.mapping.model import STATUSES, Entry, Mapped
from kbctl.engine.tables.mapping.workbook import MAPPING, READ, Sheet
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean

YES_NO = {
    "": "",
    "yes": "yes",
    "y": "yes",
    "true": "yes",
    "x": "yes",
    "1": "yes",
    "no": "no",
    "n": "no",
    "0": "no",
}
YES_NO |= {"false": "no", "sí": "yes", "si": "yes", "是": "yes", "否": "no"}
ID = re.compile(r"M-(\d+)$")


def read_workbook(path: Path, standing: Mapped) -> Mapped:
    """`standing`: the mapping as it is without the workbook. Raises InputProblems."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except (InvalidFileException, KeyError, ValueError, OSError, EOFError, SyntaxError) as error:
        said = f"no workbook that can be read ({str(error) or type(error).__name__})"
        raise InputProblems([Problem(Location(path.as_posix()), "workbook", said)]) from None
    except Exception as error:  # zipfile and XML errors of a damaged file are many and undocumented
        said = f"no workbook that can be read ({type(error).__name__})"
        raise InputProblems([Problem(Location(path.as_posix()), "workbook", said)]) from None
    problems: list[Problem] = []
    if MAPPING.title not in book.sheetnames:
        near = did_you_mean(MAPPING.title, book.sheetnames)
        problems.append(Problem(Location(path.as_posix()), "sheet", f"no sheet '{MAPPING.title}'{near}"))
        raise InputProblems(problems)
    found: dict[type, tuple[Any, ...]] = {}
    for shape in READ:
        if shape.title in book.sheetnames:
            found[shape.kind] = tuple(_rows(book[shape.title], shape, path, standing, problems))
    if problems:
        raise InputProblems(problems)
    kept = {shape.kind: found.get(shape.kind) for shape in READ}
    mapping, codes, unmapped, sign_off = (kept[shape.kind] for shape in READ)
    return Mapped(
        _numbered(mapping or ()),
        standing.codes if codes is None else codes,
        standing.unmapped if unmapped is None else unmapped,
        standing.sign_off if sign_off is None else sign_off,
    )


def lost(path: Path, standing: Mapped) -> str:
    """Why a workbook must not be written over, for people; empty where it says nothing that the mapping does
    not."""
    if not path.is_file() or not path.stat().st_size:
        return ""
    try:
        said = read_workbook(path, standing)
    except InputProblems:
        return "it is there, and no mapping workbook that can be read; write to another file"
    if said == standing:
        return ""
    return "people have written in it, and that would be lost: import it first, or write to another file"


def _rows(sheet: Any, shape: Sheet, path: Path, standing: Mapped, problems: list[Problem]) -> Iterator[Any]:
    columns = _columns(sheet, shape, path, problems)
    known = {entry.id: entry for entry in standing.entries} if shape is MAPPING else {}
    seen: dict[str, int] = {}
    for cells in sheet.iter_rows(min_row=2):
        said = {field: taken(cells[place]) for field, place in columns.items() if place < len(cells)}
        if not any(text.strip() for text in said.values()):
            continue
        row = cells[0].row
        for field in (f for f in shape.identity if shape is not MAPPING):
            if not said.get(field, "").strip():
                title = next(title for title, name in shape.columns.items() if name == field)
                problems.append(_problem(path, sheet, f"row {row}", f"'{title}' is blank"))
        if shape is not MAPPING:
            yield shape.kind(**said)
            continue
        if (id_ := said.get("id", "").strip()) and id_ in seen:
            problems.append(
                _problem(path, sheet, f"row {row}", f"id {id_} stands in row {seen[id_]} already")
            )
        seen.setdefault(id_, row)
        notes = {
            field: unescaped(cells[place].comment.text)
            for field, place in columns.items()
            if place < len(cells) and cells[place].comment
        }
        _check(said, columns, cells, path, sheet, problems)
        if not (said.get("source_field", "").strip() or said.get("target_field", "").strip()):
            problems.append(_problem(path, sheet, f"row {row}", "neither a source field nor a target field"))
        yield replace(known.get(id_, Entry(id_)), **{**said, "id": id_}, notes=notes)


def _columns(sheet: Any, shape: Sheet, path: Path, problems: list[Problem]) -> dict[str, int]:
    titles = {title.casefold(): field for title, field in shape.columns.items()}
    found: dict[str, int] = {}
    for cell in sheet[1]:
        title = taken(cell).strip()
        if not title:
            continue
        field = titles.get(title.casefold())
        if field is None:
            message = f"unknown column '{title}'{did_you_mean(title, shape.columns)}"
            problems.append(_problem(path, sheet, cell.coordinate, message))
        elif field in found:
            problems.append(_problem(path, sheet, cell.coordinate, f"column '{title}' stands here twice"))
        else:
            found[field] = cell.column - 1
    needed = ("id",) if shape is MAPPING else shape.identity
    for field in needed:
        if field not in found:
            title = next(title for title, name in shape.columns.items() if name == field)
            problems.append(_problem(path, sheet, "row 1", f"no column '{title}'"))
    return found


def _check(
    said: dict[str, str], columns: dict[str, int], cells: Any, path: Path, sheet: Any, problems: list[Problem]
) -> None:
    status = said.get("status", "").strip()
    if status and status not in STATUSES:
        lowered = {one.casefold(): one for one in STATUSES}
        if status.casefold() in lowered:
            said["status"] = lowered[status.casefold()]
        else:
            near = did_you_mean(status, STATUSES) or f" ({', '.join(STATUSES)})"
            place = cells[columns["status"]].coordinate
            problems.append(_problem(path, sheet, place, f"unknown status '{status}'{near}"))
    if "mandatory" in said:
        answer = YES_NO.get(said["mandatory"].strip().casefold())
        if answer is None:
            place = cells[columns["mandatory"]].coordinate
            problems.append(
                _problem(path, sheet, place, f"'Mandatory' is yes or no, not '{said['mandatory']}'")
            )
        else:
            said["mandatory"] = answer


def _numbered(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """New entries get the next free numbers, in their order."""
    taken_ids = [int(found[1]) for entry in entries if (found := ID.match(entry.id))]
    following = max(taken_ids, default=0)
    done = []
    for entry in entries:
        if not entry.id:
            following += 1
            entry = replace(entry, id=f"M-{following:03d}")
        done.append(entry)
    return tuple(done)


def _problem(path: Path, sheet: Any, place: str, message: str) -> Problem:
    return Problem(Location(f"{path.as_posix()}, {sheet.title}!{place}"), "workbook", message)
