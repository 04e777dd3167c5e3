"""What is neither delimited text nor a workbook: fixed width, pages, Parquet, databases, broken files."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.diagnose import as_json, examine
from kbctl.engine.tables.load import load
from kbctl.engine.tables.readers.fixed_width import spans_of
from kbctl.engine.tables.readers.url import database_of, shown, without_secrets
from kbctl.engine.tables.render import render
from kbctl.engine.tables.table import Table
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

ROWS = b"part,name,qty\nA,Oak board,1\nB,Ash board,2\n"
RULED = """\
Stock list of the plant                      2024-03-01

Item     Description          Qty  UoM
-------- -------------------- ---- ---
10-0001  Oak board 20 mm        12 EA
10-0002  Ash, planed, 30 mm    104 EA
10-0003                          7 M2

(3 rows)
"""
GUTTERS = """\
Item      Description            Qty  UoM
10-0001   Oak board, 20 mm        12  EA
10-0002   Ash, planed, 30 mm     104  EA
10-0003   Beech                    7  M2
10-0004                           19  EA
"""
PROSE = "Dear Sir,\nplease find  the list\nof  parts that we  spoke of\nin  May.\n"


def one(path: Path) -> Table:
    (table,) = load([path]).tables
    return table


def cells(table: Table) -> dict[str, tuple[str, ...]]:
    return {column.header: column.values for column in table.columns}


@pytest.mark.parametrize("name", ["x.txt", "x.prn", "x.csv"])
def test_fixed_width_by_a_ruler(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(RULED)
    table = one(tmp_path / name)
    assert cells(table) == {
        "Item": ("10-0001", "10-0002", "10-0003"),
        "Description": ("Oak board 20 mm", "Ash, planed, 30 mm", ""),
        "Qty": ("12", "104", "7"),
        "UoM": ("EA", "EA", "M2"),
    }
    assert (table.header_row, table.numbers, table.source.kind) == (3, (5, 6, 7), "fixed width")
    assert [text for _, text in table.source.around][-1] == "(3 rows)"


def test_fixed_width_by_gutters(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(GUTTERS)
    table = one(tmp_path / "x.txt")
    assert cells(table)["Description"] == ("Oak board, 20 mm", "Ash, planed, 30 mm", "Beech", "")
    assert cells(table)["Qty"] == ("12", "104", "7", "19")
    assert table.numbers == (2, 3, 4, 5)


@pytest.mark.parametrize("text", [PROSE, "a,b\n1,2\n3,4\n5,6\n", "one  two\n", "a\tb  c\nd\te  f\ng\th  i\n"])
def test_what_is_no_fixed_width(text: str) -> None:
    assert spans_of(text) == ()


PAGE = """<html><head><style>td {color: red}</style></head><body><h1>Export</h1><table>
<tr><th>Part</th><th>Name</th><th>Price</th></tr>
<tr><td>A1</td><td>Oak &amp; ash&nbsp;board</td><td>1,20</td></tr>
<tr><td>A2</td><td>Glue<br>white</td><td>3,40</td></tr></table></body></html>"""
SHEET = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Items"><Table>
<Row><Cell><Data ss:Type="String">Part</Data></Cell><Cell><Data ss:Type="String">Name</Data></Cell>
<Cell><Data ss:Type="String">Qty</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">A1</Data></Cell><Cell ss:Index="3"><Data
ss:Type="Number">4</Data></Cell></Row>
<Row><Cell><Data>A2</Data></Cell><Cell><Data>Oak</Data></Cell><Cell><Data>5</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_a_page_under_the_name_of_a_workbook(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "prices.xls").write_text(PAGE)
    table = one(tmp_path / "prices.xls")
    assert cells(table) == {
        "Part": ("A1", "A2"),
        "Name": ("Oak & ash board", "Glue\nwhite"),
        "Price": ("1,20", "3,40"),
    }
    (found,) = (f for f in examine([tmp_path], vocabulary).findings if f.concept == "MislabelledFileFormat")
    assert (found.table, found.severity, found.rows) == ("prices.xls", "minor", 2)
    assert found.message.startswith("prices.xls is an HTML page, under the ending .xls")


def test_a_spreadsheet_in_xml(tmp_path: Path) -> None:
    (tmp_path / "items.xls").write_text(SHEET)
    assert cells(one(tmp_path / "items.xls")) == {
        "Part": ("A1", "A2"),
        "Name": ("", "Oak"),
        "Qty": ("4", "5"),
    }


def test_a_text_under_the_name_of_a_workbook_and_the_other_way_round(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    (tmp_path / "items.xlsx").write_bytes(ROWS)
    book = openpyxl.Workbook()
    book.active.append(["Part", "Name"])
    book.active.append(["A1", "Oak"])
    book.save(tmp_path / "stock.csv")
    items, stock = load([tmp_path]).tables
    assert items.source.mislabelled == "plain text, under the ending .xlsx"
    assert stock.source.mislabelled == "an Excel or OpenDocument workbook, under the ending .csv"
    assert (items.rows, stock.name, stock.rows) == (2, "stock.csv#Sheet", 1)


BROKEN = {
    "broken.xlsx": b"PK\x03\x04 this is no archive",
    "scan.csv": b"%PDF-1.4 " + bytes(range(256)),
    "noise.csv": b"\x00\x01\x02" * 90,
}


def test_a_broken_file_stops_no_other(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # given a sound file and three broken ones in a folder
    for name, data in {**BROKEN, "items.csv": ROWS}.items():
        (tmp_path / name).write_bytes(data)
    # when diagnosed, by the folder or by naming them all / then the others are findings beside the sound one
    for paths in ([tmp_path], sorted(tmp_path.iterdir())):
        diagnosis = examine(paths, vocabulary)
        assert [table.name for table in diagnosis.book.tables] == ["items.csv"]
        found = {f.table: f.concept for f in diagnosis.findings if f.concept.endswith(("File", "Format"))}
        assert found == {
            "broken.xlsx": "CorruptFile",
            "noise.csv": "CorruptFile",
            "scan.csv": "MislabelledFileFormat",
        }
        text = render(as_json(diagnosis), "exports")
        assert "scan.csv" in text
    # and a broken file alone, or beside one that is not there, is refused
    for paths, problems in (([tmp_path / "noise.csv"], 1), ([*tmp_path.iterdir(), tmp_path / "none.csv"], 4)):
        with pytest.raises(InputProblems) as caught:
            load(paths)
        assert len(caught.value.problems) == problems


def test_a_protected_workbook_is_a_gap_and_no_damage(
    shared: Path, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    locked = (shared / "awkward_files" / "encrypted_no_password.xls").read_bytes()
    (tmp_path / "locked.xls").write_bytes(locked)
    (tmp_path / "items.csv").write_bytes(ROWS)
    diagnosis = examine([tmp_path], vocabulary)
    assert not [f for f in diagnosis.findings if f.table == "locked.xls"]
    (failed,) = diagnosis.failed
    assert failed.table == "locked.xls"
    assert "protected by a password" in failed.why


def test_zero_bytes_in_the_middle(tmp_path: Path, vocabulary: Vocabulary) -> None:
    lines = b"".join(b"P%03d,Oak board,%d\n" % (n, n) for n in range(40))
    (tmp_path / "x.csv").write_bytes(b"part,name,qty\n" + lines[:300] + b"\x00" * 64 + lines[300:])
    table = one(tmp_path / "x.csv")
    assert table.rows == 40
    (found,) = (f for f in examine([tmp_path], vocabulary).findings if f.concept == "CorruptFile")
    assert "64 zero bytes in 1 block" in found.message


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "编号,名称\nA1,橡木板\n"),
        ("gb18030", "物料,数量,单位\n木板,3,张\n"),
        ("cp949", "고객번호,고객명,도시\nC01,서울가구 주식회사,서울\n"),
        ("big5", "編號,名稱\nA1,橡木板\n"),
        ("cp932", "品目コード,品名\nA1,オーク板\n"),
        ("cp1252", "Código,Descripción\n1,Tornillo año\n"),
    ],
)
def test_encodings_of_two_lines(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "x.csv").write_bytes(text.encode(encoding))
    table = one(tmp_path / "x.csv")
    assert table.encoding == encoding
    assert [column.header for column in table.columns] == text.splitlines()[0].split(",")


ITEMS = [("A", "Oak board", 1, 2.5, "2024-03-04"), ("B", None, 2, 10.0, None)]


def sqlite_file(path: Path, rows: Sequence[tuple[object, ...]] = ITEMS) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute('CREATE TABLE items (part TEXT, "item name" TEXT, qty INT, cost REAL, made DATE)')
        connection.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?)", rows)
        connection.execute("CREATE TABLE bins (bin TEXT)")
        connection.execute("CREATE VIEW cheap AS SELECT * FROM items WHERE cost < 5")
    connection.close()
    return path


def test_sqlite(tmp_path: Path) -> None:
    path = sqlite_file(tmp_path / "old.db")
    for given, name, passed in (
        (path, "old.db#items", "old.db#"),
        (f"sqlite:///{path.as_posix()}", "items", ""),
    ):
        reading = load([given])
        (table,) = reading.tables
        assert (table.name, table.header_row, table.numbers) == (name, 1, (2, 3))
        assert cells(table) == {
            "part": ("A", "B"),
            "item name": ("Oak board", ""),
            "qty": ("1", "2"),
            "cost": ("2.5", "10.0"),
            "made": ("2024-03-04", ""),
        }
        assert table.by_header["made"].dated == {0}
        assert reading.passed_over == (
            f"{passed}bins: a table without rows",
            f"{passed}cheap: a view, its rows come from tables",
        )


def test_duckdb_and_parquet(tmp_path: Path) -> None:
    import duckdb

    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("CREATE TABLE items (part VARCHAR, qty DECIMAL(9, 2), made DATE, live BOOLEAN)")
        connection.execute("INSERT INTO items VALUES ('B', 1.5, '2024-03-04', true), ('A', 20, NULL, NULL)")
        connection.execute("CREATE SCHEMA sales")
        connection.execute("CREATE TABLE sales.orders AS SELECT 1 AS order_no")
        connection.execute(f"COPY items TO '{tmp_path / 'items.parquet'}' (FORMAT parquet)")
    wanted = {"part": ("B", "A"), "qty": ("1.50", "20.00"), "made": ("2024-03-04", ""), "live": ("true", "")}
    parquet, items, orders = load([tmp_path]).tables
    assert [parquet.name, items.name, orders.name] == [
        "items.parquet",
        "old.duckdb#items",
        "old.duckdb#sales.orders",
    ]
    assert cells(parquet) == cells(items) == wanted
    assert parquet.by_header["made"].dated == {0}
    by_url = load([f"duckdb:///{tmp_path.as_posix()}/old.duckdb"]).tables
    assert [table.name for table in by_url] == ["items", "sales.orders"]


def test_two_databases_with_tables_of_one_name(tmp_path: Path) -> None:
    paths = [sqlite_file(tmp_path / name) for name in ("old.db", "new.db")]
    read = load([f"sqlite:///{path.as_posix()}" for path in paths]).tables
    assert [table.name for table in read] == ["items", "new.db/items"]


def test_other_databases_are_refused_with_what_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputProblems) as caught:
        load(["mysql://erp:se:c@ret/x@host/db", "sqlite://old.db", f"sqlite:///{tmp_path}/none.db"])
    said = [str(problem) for problem in caught.value.problems]
    assert said[0].startswith("mysql://erp:***@host/db: databases of the kind mysql:// are not read")
    assert "PostgreSQL (postgresql://…)" in said[0]
    assert said[1].endswith("no such database file")
    assert "three slashes" in said[2]
    assert "ret" not in "".join(said)


def test_passwords_are_never_shown() -> None:
    assert shown("postgresql://u:p@ss/w@host:5432/db?a=b") == "postgresql://u:***@host:5432/db?a=b"
    assert shown("postgresql://host/db?user=u&password=secret") == "postgresql://host/db?user=u&password=***"
    assert shown("data/a:b@c.csv") == "data/a:b@c.csv"
    told = without_secrets("bad URI 'postgresql://u:p%40ss@h' for p@ss", "postgresql://u:p%40ss@h")
    assert "p@ss" not in told
    assert "p%40ss" not in told
    assert database_of("postgres://u:p@host/erp").name == "erp"
