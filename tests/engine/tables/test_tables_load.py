"""Files and folders → tables; what cannot be read is refused, all at once, in words (golden file)."""

from __future__ import annotations

import os
import re
import time
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from kbctl.engine.tables.load import load
from kbctl.ontology.source import InputProblems

GOLDEN = Path(__file__).parents[2] / "golden" / "tables"
ROWS = b"part,name,qty\nA,Oak board,1\nB,Ash board,2\n"


def refused(*paths: Path) -> list[str]:
    with pytest.raises(InputProblems) as caught:
        load(paths)
    return [str(problem) for problem in caught.value.problems]


def bad_inputs(folder: Path) -> list[Path]:
    openpyxl = pytest.importorskip("openpyxl")
    made = {
        "empty.csv": b"",
        "blank.csv": b"\n\n  \n",
        "header_only.csv": b"part,name,qty,uom,price\n",
        "binary.csv": b"\x00\x01\x02" * 90,
        "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "page.csv": b"<html><body><table></table></body></html>",
        "data.json": b'{"part": "A"}',
        "corrupt.xlsx": b"PK\x03\x04 this is no archive",
        "corrupt.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off",
        "text.xlsx": b"Dear Sir\nplease find\n",
        "page.parquet": b"Dear Sir\n",
        "cut.sqlite": b"SQLite format 3\x00 cut off",
        "cut.parquet": b"PAR1 cut off",
    }
    paths = [folder / "no_such_file.csv", folder / "empty_folder"]
    (folder / "empty_folder").mkdir()
    for name, data in made.items():
        (folder / name).write_bytes(data)
        paths.append(folder / name)
    book = openpyxl.Workbook()
    book.save(folder / "no_cells.xlsx")
    book.active.append(["part", "name"])
    book.save(folder / "header_only.xlsx")
    return [*paths, folder / "no_cells.xlsx", folder / "header_only.xlsx"]


def test_bad_input_is_refused_all_at_once(tmp_path: Path) -> None:
    # given every kind of file that is no table / when read together / then each has its message
    said = [message.replace(tmp_path.as_posix(), "DATA") for message in refused(*bad_inputs(tmp_path))]
    # the libraries' own words in brackets differ between versions
    text = "\n".join(re.sub(r"(can be read) \(.*\)", r"\1 (…)", line) for line in said) + "\n"
    golden = GOLDEN / "bad_input.txt"
    if os.environ.get("KBCTL_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.csv"
    path.write_bytes(ROWS)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(path) == [f"{path.as_posix()}: no permission to read it"]


def test_too_large_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(b"PK\x03\x04" + ROWS)
    monkeypatch.setattr("kbctl.engine.tables.load.SIZE_LIMIT", 10)
    assert "more than the 0 MB of an Excel or OpenDocument workbook" in refused(path)[0]


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    # given a title, a blank line, a cell with a line break and a blank line between rows
    (tmp_path / "x.csv").write_text('Stock list\n\npart,name,qty\nA,"Oak\nboard",1\n\nB,Ash,2\n')
    (table,) = load([tmp_path / "x.csv"]).tables
    assert (table.header_row, table.numbers) == (3, (4, 6))
    assert table.by_header["name"].values == ("Oak\nboard", "Ash")


def test_cells_stay_the_text_they_are(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('code,qty,note\n00123, 1.50 ,"a ""b"" "\n1E5,01/02/03,\n')
    (table,) = load([tmp_path / "x.csv"]).tables
    assert [column.values for column in table.columns] == [
        ("00123", "1E5"),
        (" 1.50 ", "01/02/03"),
        ('a "b" ', ""),
    ]


def test_a_folder_is_read_by_name_below_it(tmp_path: Path) -> None:
    for name in ("b.csv", "sub/a.csv", ".hidden.csv", "~$lock.xlsx", "notes.md", "letter.txt", "none.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(ROWS)
    (tmp_path / "letter.txt").write_text("Dear Sir\nplease find\n")
    (tmp_path / "none.csv").write_text("part,name\n")
    reading = load([tmp_path])
    assert [table.name for table in reading.tables] == ["b.csv", "sub/a.csv"]
    # empty tables and letters in a folder are noted and stop nothing
    assert reading.passed_over == (
        "letter.txt: a text without columns",
        "none.csv: a header (part, name) but no rows below it",
        "notes.md: no table by its ending",
    )


def test_files_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    # given two exports with the same file in each, and a third file
    for name in ("old/items.csv", "new/items.csv", "new/bom.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(ROWS)
    both = load([tmp_path / "old", tmp_path / "new"])
    assert [table.name for table in both.tables] == ["bom.csv", "new/items.csv", "old/items.csv"]
    named = load(
        [tmp_path / "old" / "items.csv", tmp_path / "new" / "items.csv", tmp_path / "old" / "items.csv"]
    )
    assert [table.name for table in named.tables] == ["new/items.csv", "old/items.csv"]


def test_a_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Items"
    sheet.append(["Parts of the old system"])
    sheet.append([])
    sheet.append(["Part", "Made on", "Cost", "Active"])
    sheet.append(["A1", date(2024, 3, 4), 12.0, True])
    sheet.append(["A2", "04/03/2024", 0.1, False])
    book.create_sheet("Empty")
    other = book.create_sheet("Vendors")
    other.append(["Vendor", "Name"])
    other.append(["V1", "Glue Ltd"])
    book.create_sheet("Soon").append(["Part", "Price"])
    book.save(tmp_path / "old.xlsx")
    reading = load([tmp_path / "old.xlsx"])
    items, vendors = reading.tables
    assert reading.passed_over == ("old.xlsx: a header but no rows below it (Soon: Part, Price)",)
    assert (items.name, vendors.name) == ("old.xlsx#Items", "old.xlsx#Vendors")
    assert (items.header_row, items.numbers) == (3, (4, 5))
    assert items.by_header["Cost"].values == ("12", "0.1")
    assert items.by_header["Active"].values == ("TRUE", "FALSE")
    assert items.by_header["Made on"].values == ("2024-03-04", "04/03/2024")
    assert items.by_header["Made on"].dated == {0}


@pytest.mark.slow
def test_fifty_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("w") as stream:
        stream.write("part,name,warehouse,qty,cost\n")
        for n in range(1_100_000):
            stream.write(f"P{n:07},Oak board number {n},MAIN,{n % 100},{n % 97}.50\n")
    assert path.stat().st_size > 50 << 20 or path.stat().st_size > 45_000_000
    start = time.process_time()
    (table,) = load([path]).tables
    assert table.rows == 1_100_000
    assert time.process_time() - start < 60


def test_empty_cells_and_shared_formulas_of_a_workbook(tmp_path: Path) -> None:
    # given a sheet whose formulas a spreadsheet program wrote once for a whole column
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Part", "Cost", "Price"])
    for n in range(3):
        book.active.append([f"A{n}", n + 1, f"=B{n + 2}*1.4"])
    book.save(tmp_path / "plain.xlsx")
    with ZipFile(tmp_path / "plain.xlsx") as source, ZipFile(tmp_path / "shared.xlsx", "w") as target:
        for part in source.namelist():
            data = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                data = data.replace(b"<f>B2*1.4</f>", b'<f t="shared" ref="C2:C4" si="0">B2*1.4</f>')
                for row in (b"3", b"4"):
                    data = data.replace(b"<f>B" + row + b"*1.4</f>", b'<f t="shared" si="0"/>')
            target.writestr(part, data)
    (table,) = load([tmp_path / "shared.xlsx"]).tables
    assert [(formula.row, formula.text) for formula in table.formulas] == [
        (2, "B2*1.4"),
        (3, "B2*1.4"),
        (4, "B2*1.4"),
    ]


def test_a_workbook_that_bursts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    monkeypatch.setattr("kbctl.engine.tables.workbook.UNPACKED_LIMIT", 10)
    assert "unpacks to 0 MB, more than the 0 MB that are read" in refused(tmp_path / "x.xlsx")[0]


def test_headers_alone(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    (tmp_path / "x.csv").write_text("part,name,qty\n")
    book = openpyxl.Workbook()
    book.active.append(["Part", "Name"])
    book.save(tmp_path / "y.xlsx")
    read = load([tmp_path / "x.csv", tmp_path / "y.xlsx"], headers_alone=True).tables
    assert [(table.name, table.rows, [c.header for c in table.columns]) for table in read] == [
        ("x.csv", 0, ["part", "name", "qty"]),
        ("y.xlsx#Sheet", 0, ["Part", "Name"]),
    ]
