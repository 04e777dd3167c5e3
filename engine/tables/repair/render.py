"""Originals and a log → the files of a repaired folder. Pure but for reading and writing these files.

A file without active changes is copied. CSV and XLSX are changed in place, so that all else keeps its bytes.
Any other format, and a file that cannot be changed so, gives way to one CSV file a table, with a note.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from kbctl.engine.tables.files import BESIDES, HOME
from kbctl.engine.tables.load import load
from kbctl.engine.tables.repair.change import COLUMNS, Change, Patch, as_row, crossref, fold
from kbctl.engine.tables.repair.delimited import UnpatchableError, patch_text
from kbctl.engine.tables.repair.log import Log, to_text
from kbctl.engine.tables.repair.memory import patched
from kbctl.engine.tables.repair.origin import Origin
from kbctl.engine.tables.repair.report import report_of
from kbctl.engine.tables.repair.spreadsheet import Sheet, patch_workbook
from kbctl.engine.tables.table import Table

ORIGINALS, LOG = "originals", "log.json"
TEXT, WORKBOOK = frozenset({".csv", ".tsv", ".tab", ".txt", ".prn"}), frozenset({".xlsx", ".xlsm"})
QUARANTINE, CROSSREF, BESIDE, CHANGES, REPORT = BESIDES


def write_state(folder: Path, log: Log) -> None:
    """Write everything but the originals, which stand in the folder's home already."""
    originals = folder / HOME / ORIGINALS
    patches = fold(log.active)
    notes = []
    for original in log.originals:
        mine = [origin for origin in log.origins if origin.file == original.name]
        touched = [origin for origin in mine if origin.table in patches]
        source = originals / original.name
        if not touched:
            _copy(source, folder / original.name)
            continue
        try:
            data = _patched_file(source, original.name, mine, patches)
        except UnpatchableError as error:
            notes.append(f"{original.name} is given as CSV: {error}")
            for name, text in _as_csv(source, original.name, mine, patches):
                _write(folder / name, text.encode("utf-8"))
            continue
        _write(folder / original.name, data)
    for name, rows in _quarantine(log):
        _write(folder / QUARANTINE / name, csv_text(rows).encode("utf-8"))
    for table, pairs in sorted(crossref(log.active).items()):
        rows = [("old", "new", "change", "remedy"), *pairs]
        _write(folder / CROSSREF / side_name(table), csv_text(rows).encode("utf-8"))
    for name, rows in _beside(log):
        _write(folder / BESIDE / name, csv_text(rows).encode("utf-8"))
    _write(folder / CHANGES, csv_text([COLUMNS, *map(as_row, log.active)]).encode("utf-8"))
    report = json.dumps(report_of(log, notes), ensure_ascii=False, indent=1) + "\n"
    _write(folder / REPORT, report.encode("utf-8"))
    _write(folder / HOME / LOG, to_text(log).encode("utf-8"))


def _patched_file(source: Path, name: str, mine: Sequence[Origin], patches: Mapping[str, Patch]) -> bytes:
    suffix = PurePosixPath(name).suffix.casefold()
    if suffix in WORKBOOK:
        sheets = {
            origin.sheet: Sheet(
                patches.get(origin.table, Patch()),
                dict(zip(origin.headers, origin.positions, strict=True)),
                origin.last_row,
            )
            for origin in mine
        }
        return patch_workbook(source.read_bytes(), sheets)
    if suffix in TEXT and len(mine) == 1 and not mine[0].sheet:
        return patch_text(source.read_bytes(), patches[mine[0].table], mine[0])
    raise UnpatchableError("its format is read, but not written")


def _as_csv(
    source: Path, name: str, mine: Sequence[Origin], patches: Mapping[str, Patch]
) -> Iterator[tuple[str, str]]:
    """Every table of a file as CSV."""
    tables = {table.name[len(source.name) :]: table for table in load([source]).tables}
    for origin in mine:
        table = tables[origin.table[len(name) :]]
        new = patched(table, patches.get(origin.table, Patch()))
        yield side_name(origin.table), csv_text(table_rows(new))


def table_rows(table: Table) -> Iterator[tuple[str, ...]]:
    yield tuple(column.header for column in table.columns)
    yield from zip(*(column.values for column in table.columns), strict=True)


def side_name(table: str) -> str:
    """The file name of a table beside its own file: `a/items.xlsx#Items` → `a/items.xlsx.Items.csv`."""
    name = table.replace("#", ".").replace("\\", "_")
    return name if name.casefold().endswith(".csv") else f"{name}.csv"


def csv_text(rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _quarantine(log: Log) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Rows that left, by table: the table's columns and the reason. Rows that a remedy had added itself
    came from nowhere and are not kept."""
    added = {(one.table, one.row) for one in log.active if one.kind == "row-added"}
    by_table: dict[str, list[Change]] = {}
    for one in log.active:
        if one.kind == "row-removed" and (one.table, one.row) not in added:
            by_table.setdefault(one.table, []).append(one)
    for origin in log.origins:
        if gone := by_table.get(origin.table):
            rows: list[tuple[str, ...]] = [(*origin.headers, "reason")]
            for one in sorted(gone, key=lambda one: one.row):
                cells = dict(one.values)
                rows.append((*(cells.get(header, "") for header in origin.headers), one.reason))
            yield side_name(origin.table), rows


def _beside(log: Log) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Tables of remedies that have not been taken back whole; those of one name and shape are one file."""
    standing = {int(run["run"]) for run in log.runs if _stands(run, log)}
    files: dict[str, list[tuple[str, ...]]] = {}
    for one in log.beside:
        if one.run in standing:
            rows = files.setdefault(one.table.name, [one.table.headers])
            if rows[0] == one.table.headers:
                rows += one.table.rows
            else:
                files[f"{one.run}-{one.table.name}"] = [one.table.headers, *one.table.rows]
    for name in sorted(files):
        head, *rows = files[name]
        yield name, [head, *dict.fromkeys(rows)]


def _stands(run: Mapping[str, object], log: Log) -> bool:
    ids = run.get("changes")
    if run.get("undone"):
        return False
    return not isinstance(ids, list) or not ids or any(id not in log.undone for id in ids)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
