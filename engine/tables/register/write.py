"""The register as a workbook: issues, failing rows of each finding, duplicates for review."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kbctl.engine.tables.project.duplicates import Decision
from kbctl.engine.tables.project.reading import replace_file
from kbctl.engine.tables.register import issues_sheet
from kbctl.engine.tables.register.cells import SheetNames, put
from kbctl.engine.tables.register.clusters import clusters_of, review_order
from kbctl.engine.tables.register.review_sheet import PREFIX, Decided, write_review
from kbctl.engine.tables.register.rows_sheet import Failing, failing, needs_file, rows_csv, write_rows
from kbctl.engine.tables.register.standing import Register, Standing
from kbctl.engine.tables.register.style import head, widths, wrapped

SHEETS = 150  # with failing rows: the first findings are the weightiest; the rest stand in CSV files
EPOCH = (1980, 1, 1, 0, 0, 0)  # the date of all parts of the file: two writings are the same bytes
STAMPED = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def write_register(
    path: Path,
    register: Register,
    remedies: Mapping[str, Sequence[str]],
    decisions: Sequence[Decision] = (),
) -> tuple[Path, ...]:
    """Write the workbook, and beside it a CSV file for each finding that a sheet cannot hold. Gives the files
    written. `remedies`: concept → labels of the remedies proposed, best first."""
    from openpyxl import Workbook

    tables = {table.name: table for table in register.diagnosis.book.tables}
    beside = path.with_name(f"{path.stem}-rows")
    book = Workbook()
    book.active.title = issues_sheet.NAME
    names = SheetNames([issues_sheet.NAME])
    files: dict[Path, bytes] = {}
    links: dict[str, str] = {}
    reviewed = Decided.of(decisions)
    for issue in register.issues:
        if issue.finding.pairs and issue.finding.table in tables:
            sheet = book.create_sheet(names.name(f"{PREFIX} {_last(issue.finding.table)}"))
            clusters = review_order(clusters_of(issue.finding.pairs))
            write_review(sheet, issue.finding, tables[issue.finding.table], clusters, reviewed)
    for number, issue in enumerate(register.issues):
        table = tables.get(issue.finding.table)  # none for a file that could not be read
        rows = failing(issue.finding, table) if table else None
        if rows is None or not rows.places:
            continue
        listed = number < SHEETS
        if needs_file(rows) or not listed:
            files[beside / f"{_plain(issue)}.csv"] = rows_csv(rows)
        if listed:
            links[issue.id] = names.name(f"{issue.id} {issue.finding.concept}")
            _rows(book, links[issue.id], issue, rows, beside.name)
    issues_sheet.write_issues(book[issues_sheet.NAME], register, remedies, links)
    _checks(book.create_sheet(names.name("Checks")), register)
    for file, data in files.items():
        replace_file(file, data)
    replace_file(path, _bytes(book))
    return (path, *files)


def _rows(book: Any, name: str, issue: Standing, rows: Failing, beside: str) -> None:
    file = f"{beside}/{_plain(issue)}.csv" if needs_file(rows) else ""
    write_rows(book.create_sheet(name), issue.finding, rows, file)


def _plain(issue: Standing) -> str:
    return f"{issue.id}-{issue.finding.concept}"


def _last(table: str) -> str:
    """`exports/items.xlsx#Items` → `items.xlsx#Items`."""
    return table.rpartition("/")[2]


def _checks(sheet: Any, register: Register) -> None:
    """What was looked for, table by table, and what was not, and why."""
    head(sheet, 1, ("rule", "table", "result", "why"))
    for row, check in enumerate(register.diagnosis.checks, start=2):
        for column, text in enumerate((check.concept, check.table, check.status, check.why), start=1):
            wrapped(put(sheet, row, column, text or None))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:D{len(register.diagnosis.checks) + 1}"
    widths(sheet, {1: 30, 2: 28, 3: 10, 4: 60})


def _bytes(book: Any) -> bytes:
    """The file of a workbook without the time at which it was written."""
    written = io.BytesIO()
    book.save(written)
    plain = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = STAMPED.sub(b"", data)
            target.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return plain.getvalue()
