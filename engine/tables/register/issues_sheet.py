"""The sheet of issues: one line a finding, with the cells that people fill in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from kbctl.engine.tables.project.reading import is_date
from kbctl.engine.tables.register.cells import put
from kbctl.engine.tables.register.standing import Earlier, Register, Standing
from kbctl.engine.tables.register.style import INPUT, SEVERITY, STATUS, choice, fill, head, widths, wrapped
from kbctl.engine.tables.table import Finding

NAME = "Issues"
#: title → width
COLUMNS: Mapping[str, int] = {
    "id": 8, "status": 10, "severity": 10, "rule": 24, "table": 22, "column": 18, "description": 52,
    "rows affected": 10, "share": 8, "certainty": 10, "sample keys": 26, "proposed remedy": 30, "owner": 16,
    "waiver reason": 28, "waiver expiry": 13, "retest": 24, "comment": 26, "failing rows": 24,
    "fingerprint": 19,
}  # fmt: skip
TITLES = tuple(COLUMNS)
STATUSES = ("new", "open", "waived", "fixed")
ASKED = ("owner", "waiver reason", "waiver expiry", "comment")
SAMPLES = 5  # keys told of each finding


def write_issues(
    sheet: Any, register: Register, remedies: Mapping[str, Sequence[str]], sheets: Mapping[str, str]
) -> None:
    """`remedies`: concept → labels of remedies, best first; `sheets`: finding id → the sheet of its rows."""
    head(sheet, 1, TITLES)
    lines = [_line(issue, remedies, sheets) for issue in register.issues]
    lines += [_earlier(line, "fixed", "not found any more") for line in register.fixed]
    lines += [_earlier(line, line.status, "not tested again") for line in register.untested]
    for row, line in enumerate(lines, start=2):
        for number, title in enumerate(TITLES, start=1):
            cell = put(sheet, row, number, _shown(title, line.get(title)))
            wrapped(cell)
            _dress(cell, title, line)
    last = max(2, len(lines) + 1)
    choice(sheet, f"{_letter('status')}2:{_letter('status')}{last}", STATUSES)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{_letter(TITLES[-1])}{last}"
    widths(sheet, {number: COLUMNS[title] for number, title in enumerate(TITLES, start=1)})
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"


def _line(
    issue: Standing, remedies: Mapping[str, Sequence[str]], sheets: Mapping[str, str]
) -> dict[str, str | int | float]:
    finding = issue.finding
    return {
        "id": issue.id,
        "status": issue.status,
        "severity": finding.severity,
        "rule": finding.concept,
        "table": finding.table,
        "column": finding.column,
        "description": finding.message,
        "rows affected": finding.rows,
        "share": finding.rate,
        "certainty": finding.certainty,
        "sample keys": ", ".join(sample_keys(finding)),
        "proposed remedy": "\n".join(remedies.get(finding.concept, ())),
        "owner": issue.owner,
        "waiver reason": issue.waiver.reason if issue.waiver else "",
        "waiver expiry": issue.waiver.expires if issue.waiver else "",
        "retest": "; ".join(
            part for part in (issue.retest, "waiver expired" if issue.expired else "") if part
        ),
        "comment": issue.comment,
        "failing rows": sheets.get(issue.id, ""),
        "fingerprint": issue.fingerprint,
    }


def _earlier(line: Earlier, status: str, retest: str) -> dict[str, str | int | float]:
    return {
        "status": status, "severity": line.severity, "rule": line.concept, "table": line.table,
        "column": line.column, "description": line.description,
        "rows affected": 0 if status == "fixed" else line.rows, "owner": line.owner, "retest": retest,
        "comment": line.comment, "fingerprint": line.fingerprint,
    }  # fmt: skip


def sample_keys(finding: Finding) -> tuple[str, ...]:
    """Keys of the first rows affected, else their row numbers; of duplicates whole pairs."""
    if finding.pairs:
        told = [
            " = ".join(k or f"row {r}" for k, r in zip(p.keys, p.rows, strict=True)) for p in finding.pairs
        ]
    else:
        told = [cell.key or f"row {cell.row}" for cell in finding.cells]
    return tuple(dict.fromkeys(told))[:SAMPLES]


def _shown(title: str, value: str | int | float | None) -> Any:
    if title == "waiver expiry" and isinstance(value, str) and is_date(value):
        return datetime.date.fromisoformat(value)
    return value if value != "" else None


def _dress(cell: Any, title: str, line: Mapping[str, Any]) -> None:
    if title in ASKED:
        fill(cell, INPUT)
    if title == "severity" and line.get("severity") in SEVERITY:
        fill(cell, SEVERITY[line["severity"]])
    if title == "status" and line.get("status") in ("waived", "fixed"):
        fill(cell, STATUS[line["status"]])
    if title == "share":
        cell.number_format = "0.0%"
    if title == "waiver expiry":
        cell.number_format = "yyyy-mm-dd"
    if title == "failing rows" and cell.value:
        sheet = str(line["failing rows"]).replace("'", "''")
        cell.hyperlink = f"#'{sheet}'!A1"
        cell.style = "Hyperlink"


def _letter(title: str) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(TITLES.index(title) + 1))
