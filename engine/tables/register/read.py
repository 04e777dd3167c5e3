"""A register that people filled in → what they decided: lines, waivers, decisions on duplicates.

All problems of the workbook are raised at once, each with its sheet and cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from kbctl.engine.tables.project.duplicates import Decision
from kbctl.engine.tables.project.reading import is_date
from kbctl.engine.tables.project.waivers import Waiver
from kbctl.engine.tables.register import issues_sheet
from kbctl.engine.tables.register.read_review import read_review
from kbctl.engine.tables.register.review_sheet import HEAD_ROW, OWN, PREFIX
from kbctl.engine.tables.register.sheet import Line, Sheet, open_workbook, read_sheet, sheets_called
from kbctl.engine.tables.register.standing import Earlier, Status
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean

REQUIRED = ("status", "rule", "table", "column", "waiver reason", "waiver expiry", "fingerprint")


@dataclass(frozen=True)
class Reviewed:
    """`earlier`: every line of the sheet of issues."""

    earlier: tuple[Earlier, ...]
    waivers: tuple[Waiver, ...]
    decisions: tuple[Decision, ...]


def read_register(path: Path) -> Reviewed:
    """Raises InputProblems."""
    book = open_workbook(path)
    if issues_sheet.NAME not in book.sheetnames:
        hint = did_you_mean(issues_sheet.NAME, book.sheetnames)
        message = f"no sheet '{issues_sheet.NAME}': is this a register?{hint}"
        raise InputProblems([Problem(Location(path.as_posix()), "no-sheet", message)])
    problems: list[Problem] = []
    issues = read_sheet(book, path, issues_sheet.NAME, issues_sheet.TITLES, REQUIRED, 1)
    earlier, waivers = _issues(issues, problems)
    decisions: list[Decision] = []
    for name in sheets_called(book, PREFIX + " "):
        needed = OWN
        sheet = read_sheet(book, path, name, OWN, needed, HEAD_ROW)
        decisions += read_review(sheet, problems)
    if problems:
        raise InputProblems(problems)
    return Reviewed(earlier, waivers, tuple(decisions))


def _issues(sheet: Sheet, problems: list[Problem]) -> tuple[tuple[Earlier, ...], tuple[Waiver, ...]]:
    lines: dict[str, Earlier] = {}
    waivers: list[Waiver] = []
    for line in sheet.lines:
        mark = line.text("fingerprint")
        if not mark:
            continue  # a line that people added for themselves
        if mark in lines:
            problems.append(sheet.problem(line, "fingerprint", f"fingerprint {mark} stands twice"))
        status = line.text("status").casefold() or "open"
        if status not in issues_sheet.STATUSES:
            known = issues_sheet.STATUSES
            message = (
                f"unknown status '{status}'{did_you_mean(status, known) or '; one of ' + ', '.join(known)}"
            )
            problems.append(sheet.problem(line, "status", message))
        lines[mark] = Earlier(
            mark, line.text("rule"), line.text("table"), line.text("column"), line.text("description"),
            line.text("severity"), _number(line.text("rows affected")), cast(Status, status),
            line.text("owner"), line.text("comment"),
        )  # fmt: skip
        if waiver := _waiver(sheet, line, status, problems):
            waivers.append(waiver)
    return tuple(lines.values()), tuple(waivers)


def _waiver(sheet: Sheet, line: Line, status: str, problems: list[Problem]) -> Waiver | None:
    """The waiver of a line: asked for by its status, or by anything written in its two cells."""
    reason, expires = line.text("waiver reason"), line.text("waiver expiry")
    if not (reason or expires or status == "waived"):
        return None
    if not reason:
        problems.append(sheet.problem(line, "waiver reason", "a waiver needs a reason"))
    if not expires:
        message = "a waiver needs an expiry, a date (YYYY-MM-DD)"
        problems.append(sheet.problem(line, "waiver expiry", message))
    elif not is_date(expires):
        message = f"the expiry must be a date (YYYY-MM-DD), not '{expires}'"
        problems.append(sheet.problem(line, "waiver expiry", message))
    told: Mapping[str, str] = {key: line.text(key) for key in ("fingerprint", "table", "column", "owner")}
    return Waiver(**told, concept=line.text("rule"), reason=reason, expires=expires)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
