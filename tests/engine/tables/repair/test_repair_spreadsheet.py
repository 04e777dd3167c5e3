"""Workbooks changed in place: formulas, styles and other sheets stay."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.load import load
from kbctl.engine.tables.repair.change import Change, Patch, fold
from kbctl.engine.tables.repair.delimited import UnpatchableError
from kbctl.engine.tables.repair.run import Choice, repair
from kbctl.engine.tables.repair.spreadsheet import Sheet, patch_workbook
from kbctl.ontology.vocab import Vocabulary
from openpyxl.styles import Font

POSITIONS = {"code": 0, "name": 1, "cost": 2, "price": 3}


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Items"
    sheet.append(list(POSITIONS))
    for number, (code, name, cost) in enumerate(
        [("A-1", "Oak & ash", 5.5), ("A-2", "Elm", None), ("A-3", "Fir", 2)], start=2
    ):
        sheet.append([code, name, cost, f"=C{number}*2"])
    sheet["B3"].font = Font(bold=True)
    other = book.create_sheet("Notes")
    other["A1"] = "=SUM(Items!C2:C4)"
    path = tmp_path / "items.xlsx"
    book.save(path)
    return path.read_bytes()


def patched(data: bytes, patch: Patch) -> openpyxl.Workbook:
    new = patch_workbook(data, {"Items": Sheet(patch, POSITIONS, 4)})
    return openpyxl.load_workbook(io.BytesIO(new))


def removed(row: int) -> Change:
    return Change("c1", "t", row, "", "", "", "", "row-removed", "R", "", 1.0)


def test_a_cell_keeps_its_style_and_a_number_stays_a_number(workbook: bytes) -> None:
    new = patched(workbook, Patch(cells={(3, "name"): "Elm <soft>", (3, "cost"): "7.25"}))["Items"]

    assert new["B3"].value == "Elm <soft>" and new["B3"].font.bold
    assert new["C3"].value == 7.25
    assert new["D3"].value == "=C3*2" and new["B2"].value == "Oak & ash"


def test_a_code_stays_a_text(workbook: bytes) -> None:
    assert patched(workbook, Patch(cells={(2, "code"): "0815"}))["Items"]["A2"].value == "0815"


def test_a_removed_row_leaves_a_blank_line_so_that_formulas_stay_right(workbook: bytes) -> None:
    new = patched(workbook, Patch(removed={3: removed(3)}))

    assert [cell.value for cell in new["Items"][3]] == [None, None, None, None]
    assert new["Items"]["D4"].value == "=C4*2" and new["Notes"]["A1"].value == "=SUM(Items!C2:C4)"


def test_rows_are_added_below(workbook: bytes) -> None:
    new = patched(workbook, Patch(added={5: {"code": "A-4", "cost": "3"}}))["Items"]

    assert [cell.value for cell in new[5]][:3] == ["A-4", None, 3]


def test_other_parts_keep_their_bytes(workbook: bytes) -> None:
    new = patch_workbook(workbook, {"Items": Sheet(Patch(cells={(2, "name"): "Oak"}), POSITIONS, 4)})

    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (workbook, new))
    assert before.namelist() == after.namelist()
    differ = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert differ == {"xl/worksheets/sheet1.xml"}


def test_without_changes_the_bytes_are_the_same(workbook: bytes) -> None:
    assert patch_workbook(workbook, {"Items": Sheet(Patch(), POSITIONS, 4)}) == workbook


def test_a_cell_that_a_formula_computes_is_refused(workbook: bytes) -> None:
    with pytest.raises(UnpatchableError, match="formula"):
        patched(workbook, Patch(cells={(2, "price"): "1"}))


def test_what_is_read_again_is_what_was_written(workbook: bytes, tmp_path: Path) -> None:
    cells = {(2, "name"): "線 – “quoted”\nsecond", (4, "cost"): "0.1"}
    path = tmp_path / "new.xlsx"
    path.write_bytes(patch_workbook(workbook, {"Items": Sheet(Patch(cells=cells), POSITIONS, 4)}))

    table = next(table for table in load([path]).tables if table.name.endswith("#Items"))

    assert table.by_header["name"].values == ("線 – “quoted”\nsecond", "Elm", "Fir")
    assert table.by_header["cost"].values == ("5.5", "", "0.1")


def test_a_text_among_dates_becomes_a_date(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # given a column of dates in which two were typed as texts, one of them in a cell of its own style
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Order No", "Order Date", "Qty"])
    for n in range(1, 31):
        sheet.append([f"S-{n}", date(2026, 1, n), n])
        sheet.cell(row=n + 1, column=2).number_format = "dd/mm/yyyy"
    sheet["B4"], sheet["B5"] = "13.01.2026", "14.01.2026"
    sheet["B5"].number_format = "General"
    path = tmp_path / "orders.xlsx"
    book.save(path)
    tables = examine([path], vocabulary, {}).book

    done = repair(tables, [Choice("MixedDateFormat", "PerSourceDateParsing", "a-rule", 0.8)])

    sheets = {"Sheet": Sheet(fold(done.changes)[tables.tables[0].name], {"Order Date": 1}, 31)}
    new = openpyxl.load_workbook(io.BytesIO(patch_workbook(path.read_bytes(), sheets)))["Sheet"]
    assert done.done[0].outcome == "worked", done.done[0].why
    assert [new[cell].value for cell in ("B4", "B5")] == [datetime(2026, 1, 13), datetime(2026, 1, 14)]
    assert {new[cell].number_format for cell in ("B3", "B4", "B5")} == {"dd/mm/yyyy"}
    assert new["C4"].value == 3
