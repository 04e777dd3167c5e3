"""Mapping → workbook for people: five sheets, filters, drop-downs, and notes where there are some."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kbctl.engine.tables.mapping.cells import escaped, put
from kbctl.engine.tables.mapping.errors import Fault
from kbctl.engine.tables.mapping.model import STATUSES, Mapped
from kbctl.engine.tables.mapping.workbook import CROSSWALKS, ERRORS, MAPPING, SIGN_OFF, UNMAPPED, Sheet
from kbctl.ontology.source import InputProblems, Location, Problem

WIDTHS = {"transformation": 40, "comment": 40, "validation": 30, "reason": 50, "id": 9, "mandatory": 11}
WIDTH = 20


def write_workbook(mapped: Mapped, faults: Sequence[Fault], path: Path) -> None:
    """Written under a temporary name first. Raises InputProblems where a text is too long for a cell."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    problems: list[Problem] = []
    for sheet, rows in (
        (MAPPING, mapped.entries),
        (CROSSWALKS, mapped.codes),
        (UNMAPPED, mapped.unmapped),
    ):
        _fill(book.create_sheet(sheet.title), sheet, rows, path, problems)
    _errors(book.create_sheet(ERRORS), faults)
    _fill(book.create_sheet(SIGN_OFF.title), SIGN_OFF, mapped.sign_off, path, problems)
    if problems:
        raise InputProblems(problems)
    _choices(book[MAPPING.title], "status", STATUSES)
    _choices(book[MAPPING.title], "mandatory", ("yes", "no"))
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        book.save(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _fill(sheet: Any, shape: Sheet, rows: Sequence[Any], path: Path, problems: list[Problem]) -> None:
    from openpyxl.comments import Comment

    _head(sheet, list(shape.columns), [WIDTHS.get(field, WIDTH) for field in shape.columns.values()])
    for number, row in enumerate(rows, start=2):
        for column, field in enumerate(shape.columns.values(), start=1):
            cell = sheet.cell(number, column)
            try:
                put(cell, getattr(row, field))
            except ValueError as error:
                at = Location(f"{path.name}, {shape.title}!{cell.coordinate}")
                problems.append(Problem(at, "too-long", str(error)))
            if note := getattr(row, "notes", {}).get(field):
                cell.comment = Comment(escaped(note), "kbctl")


def _head(sheet: Any, titles: Sequence[str], widths: Sequence[int]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for column, (title, width) in enumerate(zip(titles, widths, strict=True), start=1):
        cell = sheet.cell(1, column, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="30506E")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(titles))}1"


def _errors(sheet: Any, faults: Sequence[Fault]) -> None:
    _head(sheet, ["Id", "Field", "What is wrong"], [9, 20, 90])
    for number, fault in enumerate(faults, start=2):
        for column, text in enumerate((fault.id, fault.field, fault.message), start=1):
            put(sheet.cell(number, column), text)


def _choices(sheet: Any, field: str, values: Sequence[str]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(list(MAPPING.columns.values()).index(field) + 1)
    choice = DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=True)
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}1048576")
