"""How the sheets of the register look: one head line, few colours, widths by content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kbctl.engine.tables.register.cells import put

HEAD, AFFECTED, INPUT, SOFT = "1F3A39", "FCE4D6", "FFF8E1", "F2F2EE"
SEVERITY = {"blocking": "F4B6A6", "major": "FBE3A8", "minor": "DCE8F2"}
STATUS = {"new": "FFFFFF", "open": "FFFFFF", "waived": "E4E4DE", "fixed": "CFE8D3"}


def fill(cell: Any, colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)


def head(sheet: Any, row: int, titles: Sequence[str]) -> None:
    """A head line that stays in sight."""
    from openpyxl.styles import Alignment, Font

    for number, title in enumerate(titles, start=1):
        cell = put(sheet, row, number, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        fill(cell, HEAD)


def widths(sheet: Any, sizes: Mapping[int, float]) -> None:
    from openpyxl.utils import get_column_letter

    for number, size in sizes.items():
        sheet.column_dimensions[get_column_letter(number)].width = size


def wrapped(cell: Any) -> None:
    from openpyxl.styles import Alignment

    cell.alignment = Alignment(vertical="top", wrap_text=True)


def note(sheet: Any, row: int, text: str) -> None:
    from openpyxl.styles import Font

    put(sheet, row, 1, text).font = Font(italic=True, color="62645B")


def choice(sheet: Any, reference: str, allowed: Sequence[str]) -> None:
    """Cells take one of a few texts. Excel holds at most 255 characters of them, without commas."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(allowed)
    if len(listed) > 250 or any("," in one or '"' in one for one in allowed):
        return
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    rule.error = f"One of: {', '.join(allowed)[:200]}"
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(reference)
