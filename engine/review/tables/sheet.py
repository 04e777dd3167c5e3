"""The rows of a decision table as a sheet that controllers edit, and back into the YAML.

The first line names the columns: `name`, the conditions, the outputs, `because`. Coming back, rows that are
as they were keep their lines and comments; only the rows are written anew, everything else of the file stays
byte by byte.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kbctl.ontology.document import Mapping, Node, Scalar, parse_yaml
from kbctl.ontology.document import Sequence as Items
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean
from kbctl.rules.cells import WrongCell, cell_of, text_of, yaml_of

Sheet = list[list[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    conditions: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return ("name", *self.conditions, *self.outputs, "because")


def columns_of(node: Node) -> Columns:
    conditions, outputs = (
        node.get(key) if isinstance(node, Mapping) else None for key in ("conditions", "outputs")
    )
    return Columns(
        conditions.keys() if isinstance(conditions, Mapping) else (),
        tuple(str(one.value) for one in outputs if isinstance(one, Scalar))
        if isinstance(outputs, Items)
        else (),
    )


def sheet_of(text: str, shown: str) -> Sheet:
    """The rows of a table file that was checked before. Raises InputProblems where a cell has no sheet
    form.
    """
    node = parse_yaml(text, shown)
    columns = columns_of(node)
    sheet, problems = [list(columns.names)], []
    for row in _rows(node):
        line = []
        for name in columns.names:
            cell = row.get(name)
            try:
                spare = "-" if name in columns.conditions else ""
                line.append(spare if cell is None else text_of(cell))
            except WrongCell as error:
                at = cell.at if cell else row.at
                problems.append(Problem(at, "no-sheet-form", f"the cell '{name}': {error}"))
        sheet.append(line)
    if problems:
        raise InputProblems(problems)
    return sheet


def _rows(node: Node) -> list[Mapping]:
    rows = node.get("rows") if isinstance(node, Mapping) else None
    return [one for one in rows.items if isinstance(one, Mapping)] if isinstance(rows, Items) else []


# --- back ------------------------------------------------------------------------------------


def with_rows(text: str, shown: str, sheet: Sheet, named: str) -> tuple[str, tuple[str, ...]]:
    """The file with the rows of the sheet, and the comments that went with rows that are gone.

    `named` is how messages name the sheet. Raises InputProblems with all that is wrong in it.
    """
    node = parse_yaml(text, shown)
    columns = columns_of(node)
    wanted = _read(sheet, columns, named)
    lines = text.splitlines(keepends=True)
    chunks = _chunks(node, lines)
    old = {name: _said(row, columns) for name, row in ((_name(row), row) for row in _rows(node))}
    made, used = [], set()
    for row in wanted:
        name = str(row["name"])
        before, own = chunks.get(name, ([], []))
        used.add(name)
        same = old.get(name) == {key: value for key, value in row.items() if value is not None}
        made += [*before, *(own if same else [f"  - {{{_flow(row, columns)}}}\n"])]
    lost = tuple(line.strip() for name, (before, _) in chunks.items() if name not in used for line in before)
    start, end = _span(node, lines)
    if start and not lines[start - 1].endswith("\n"):
        lines[start - 1] += "\n"
    return "".join([*lines[:start], *made, *lines[end:]]), lost


def _flow(row: dict[str, object], columns: Columns) -> str:
    return ", ".join(f"{name}: {yaml_of(row[name])}" for name in columns.names if row.get(name) is not None)


def _name(row: Mapping) -> str:
    name = row.get("name")
    return str(name.value) if isinstance(name, Scalar) else ""


def _said(row: Mapping, columns: Columns) -> dict[str, object] | None:
    """What the sheet would say of the row as it stands; None where it says more than a sheet can."""
    if set(row.keys()) - set(columns.names):
        return None
    said: dict[str, object] = {}
    for name in columns.names:
        cell = row.get(name)
        if cell is None:
            continue
        try:
            value = cell_of(text_of(cell)) if name in columns.conditions else _plain(cell)
        except WrongCell:
            return None
        if value is not None:
            said[name] = value
    return said


def _plain(node: Node) -> object:
    return node.value if isinstance(node, Scalar) else None


def _read(sheet: Sheet, columns: Columns, named: str) -> list[dict[str, object]]:
    problems: list[Problem] = []
    if not sheet:
        raise InputProblems([Problem(Location(named, 1, 1), "empty", "the sheet is empty")])
    head = [one.strip() for one in sheet[0]]
    for place, one in enumerate(head, 1):
        if one and one not in columns.names:
            hint = did_you_mean(one, columns.names)
            problems.append(
                Problem(Location(named, 1, place), "unknown-key", f"unknown column '{one}'{hint}")
            )
    for name in ("name", *columns.conditions, *columns.outputs):
        if name not in head:
            problems.append(
                Problem(Location(named, 1, 1), "missing-key", f"the sheet needs a column '{name}'")
            )
    rows = []
    for number, line in enumerate(sheet[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        row: dict[str, object] = {}
        for place, (name, cell) in enumerate(zip(head, line, strict=False), 1):
            try:
                row[name] = _cell(name, cell, columns)
            except WrongCell as error:
                problems.append(Problem(Location(named, number, place), "wrong-cell", f"{name}: {error}"))
        rows.append(row)
    if problems:
        raise InputProblems(problems)
    return rows


def _cell(name: str, text: str, columns: Columns) -> object:
    if name in columns.conditions:
        return cell_of(text)
    if name in columns.outputs:
        value = cell_of(text)
        if isinstance(value, dict):
            raise WrongCell(f"an output is one value, not '{text.strip()}'")
        return value
    return text.strip() or None


def _span(node: Node, lines: Sequence[str]) -> tuple[int, int]:
    """The lines of the rows, from the first below `rows:` up to the next key of the file."""
    assert isinstance(node, Mapping)
    at = next(entry for entry in node.entries if entry.key == "rows").at.line
    after = [entry.at.line for entry in node.entries if entry.at.line > at]
    end = min(after) - 1 if after else len(lines)
    while end > at and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # blank lines and comments at the margin belong to what follows
    return at, end


def _chunks(node: Node, lines: Sequence[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Of each row the comment lines before it and its own lines."""
    start, end = _span(node, lines)
    found: dict[str, tuple[list[str], list[str]]] = {}
    before: list[str] = []
    current: list[str] | None = None
    starts = {row.at.line: _name(row) for row in _rows(node)}
    for number in range(start, end):
        line = lines[number]
        if number + 1 in starts:
            current = [line]
            found[starts[number + 1]] = (before, current)
            before = []
        elif line.strip().startswith("#") or not line.strip():
            before.append(line)
        elif current is not None:
            current += [*before, line]
            before = []
    return found


# --- files -----------------------------------------------------------------------------------


def to_csv(sheet: Sheet) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(sheet)
    return written.getvalue()


def from_csv(text: str) -> Sheet:
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)  # the sheet programs of many countries write semicolons
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=mark))


def to_xlsx(sheet: Sheet, path: str) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    page = book.active
    page.title = "rows"
    for number, line in enumerate(sheet, 1):
        for place, text in enumerate(line, 1):
            cell = page.cell(number, place)
            cell.value, cell.data_type = text, "s"  # `=remedy` and `< 5` are no formulas
            cell.number_format = "@"
            if number == 1:
                cell.font = Font(bold=True)
    page.freeze_panes = "B2"
    book.save(path)


def from_xlsx(path: str) -> Sheet:
    from openpyxl import load_workbook

    page = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    return [[_shown(value) for value in line] for line in page.iter_rows(values_only=True)]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.12g}"
    return re.sub(r"[\r\n]+", " ", str(value))
