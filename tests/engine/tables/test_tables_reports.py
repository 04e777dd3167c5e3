"""Detectors of what is wrong with a table as a whole: report, cut, damaged, drifted, in several versions."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.table import Finding
from kbctl.engine.tables.versions import period_of, without_period, without_version
from kbctl.ontology.vocab import Vocabulary

Find = Callable[..., tuple[Finding, ...]]
HEAD = ["item no", "description", "uom", "qty on hand", "unit cost"]


def items(first: int, count: int) -> list[list[str]]:
    return [
        [f"10-{n:04d}", f"Oak board {n * 7 % 90} mm", "EA" if n % 3 else "M2", str(n % 50), f"{n % 9}.50"]
        for n in range(first, first + count)
    ]


def rows_of(found: Sequence[Finding]) -> list[list[int]]:
    return [[cell.row for cell in one.cells] for one in found]


def test_a_printed_report(find: Find) -> None:
    # given three pages with header, heading, subtotal and page line
    rows: list[list[str]] = []
    for page in range(3):
        rows += [HEAD, [f"Group: boards {page}", "", "", "", ""], *items(page * 10, 10)]
        rows += [["Subtotal boards", "", "", "245", ""], [f"Page {page + 1} of 3", "", "", "", ""]]
    (found,) = find("ReportLayout", {"stock.csv": rows})
    # then the lines that are no records are found, but for those at both ends, which reading leaves out
    assert found.rows == 9
    assert "among its rows stand 3 headings, 2 page lines, 2 repeated headers, 2 subtotals" in found.message
    assert 2 in {cell.row for cell in found.cells}


def test_a_group_written_once(find: Find) -> None:
    rows = [[f"Group {n // 8}" if n % 8 == 0 else "", *row] for n, row in enumerate(items(0, 40))]
    (found,) = find("ReportLayout", {"stock.csv": [["group", *HEAD], *rows]})
    assert (found.column, found.rows) == ("group", 35)


def test_months_as_columns(find: Find) -> None:
    head = ["item no", "Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    (found,) = find("ReportLayout", {"plan.csv": [head, *([f"10-{n:04d}", *"123456"] for n in range(20))]})
    assert (found.severity, found.rate) == ("minor", 1.0)


N30 = range(30)
POOR = ["", "", "", ""]
QUIET: Mapping[str, Sequence[Sequence[str]]] = {
    "title and total": [["Stock list", "", "", "", ""], HEAD, *items(0, 30), ["Total", "", "", "735", ""]],
    "a customer called Total": [
        ["cust no", "customer name", "city", "phone"],
        *([f"C{n:03d}", f"Firm {n}" if n - 9 else "Total Comfort Ltd", "Dayton", f"555-{n}"] for n in N30),
    ],
    "an optional first column": [
        ["old no", *HEAD],
        *([f"X{n}" if n % 2 else "", *row] for n, row in enumerate(items(0, 30))),
    ],
    "poor records": [HEAD, *items(0, 20), ["10-0020", *POOR], *items(21, 20), ["10-0041", *POOR]],
    "a blank line": [HEAD, *items(0, 10), ["", "", "", "", ""], *items(10, 10)],
    "a page in a name": [HEAD, *items(0, 10), ["10-0010", "Page holder", "EA", "1", "2.00"], *items(11, 10)],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(QUIET))
@pytest.mark.parametrize("concept", ["ReportLayout", "IncompleteExtract", "CorruptData"])
def test_tables_that_are_whole(find: Find, name: str, concept: str) -> None:
    assert find(concept, {"stock.csv": QUIET[name]}) == ()


def raw(
    folder: Path, vocabulary: Vocabulary, concept: str, files: Mapping[str, bytes]
) -> tuple[Finding, ...]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    diagnosis = examine([folder], vocabulary)
    assert not diagnosis.failed
    return tuple(one for one in diagnosis.findings if one.concept == concept)


def text(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(",".join(row) for row in rows)


def test_a_last_line_that_breaks_off(tmp_path: Path, vocabulary: Vocabulary) -> None:
    whole = text([HEAD, *items(0, 40)])
    # given a file that stops in a line, one that stops in a quoted cell, one that lacks the last line end
    files = {
        "cut.csv": whole[: whole.rindex(",") - 4].encode(),
        "open.csv": (whole + '\n10-0040,"Oak bo').encode(),
        "whole.csv": whole.encode(),
    }
    found = raw(tmp_path, vocabulary, "IncompleteExtract", files)
    assert {one.table for one in found} == {"cut.csv", "open.csv"}
    assert "ends after 3 of 5 cells" in found[0].message
    assert not raw(tmp_path, vocabulary, "CorruptData", files)


@pytest.mark.parametrize(
    ("footer", "missing"),
    [
        ("(60 rows)", 20),
        ("Records: 1,250", 1210),
        ("(40 rows)", 0),
        ("41 records exported", 0),
        ("Rows: 12", 0),
    ],
)
def test_a_declared_count(find: Find, footer: str, missing: int) -> None:
    found = find("IncompleteExtract", {"stock.csv": [HEAD, *items(0, 40), [], [footer]]})
    assert [one.rows for one in found] == ([missing] if missing else [])
    if missing:
        assert found[0].rate == round(missing / (40 + missing), 4)


def test_a_list_of_the_files_handed_over(find: Find) -> None:
    tables = {
        "stock.csv": [HEAD, *items(0, 40)],
        "bins.csv": [["bin", "aisle"], *([f"B{n}", "A"] for n in range(12))],
        "manifest.csv": [["file", "rows"], ["stock.csv", "60"], ["bins.csv", "12"]],
    }
    (found,) = find("IncompleteExtract", tables)
    assert (found.table, found.rows) == ("stock.csv", 20)
    assert "manifest.csv lists it with 60 rows" in found.message


def orders(codes: Sequence[str]) -> list[list[str]]:
    head = ["order no", "order date", "item no", "qty"]
    return [head, *([f"SO{n:05d}", "2024-03-04", code, "3"] for n, code in enumerate(codes))]


def test_codes_beyond_the_last_key(find: Find) -> None:
    # given items cut at a thousand, with orders for later ones
    codes = [f"10-{n:04d}" for n in range(0, 1040, 4)]
    (found,) = find("IncompleteExtract", {"items.csv": [HEAD, *items(0, 1000)], "orders.csv": orders(codes)})
    assert (found.table, found.rows, found.certainty) == ("items.csv", 10, 0.92)
    assert "after exactly 1,000 rows" in found.message


def test_slips_beyond_the_last_key_are_no_cut(find: Find) -> None:
    codes = [f"10-{n:04d}" for n in range(0, 500, 2)] + [f"10-{n:04d}" for n in (740, 1033, 2210, 4711, 8000)]
    assert find("IncompleteExtract", {"items.csv": [HEAD, *items(0, 500)], "orders.csv": orders(codes)}) == ()


def test_orphans_and_round_numbers_alone_say_nothing(find: Find) -> None:
    codes = [f"10-{n:04d}" for n in range(0, 1000, 4)]
    whole = {"items.csv": [HEAD, *items(0, 1000)], "orders.csv": orders(codes)}
    assert find("IncompleteExtract", whole) == ()
    scattered = {"items.csv": [HEAD, *items(0, 500), *items(520, 480)], "orders.csv": orders(codes)}
    assert find("IncompleteExtract", scattered) == ()


def test_control_characters(find: Find) -> None:
    rows = [HEAD, *items(0, 40)]
    rows[7] = ["10-0006", "Oak\x03\x1b board", "EA", "4", "2.50"]
    rows[9] = ["10-0008", "Oak\tboard\nplaned", "EA", "4", "2.50"]
    (found,) = find("CorruptData", {"stock.csv": rows})
    assert (found.column, rows_of([found])) == ("description", [[8]])


def test_rows_one_field_off(find: Find) -> None:
    head = ["cust no", "customer name", "email", "since", "currency", "credit limit"]
    rows = [
        [f"C{n:03d}", f"Firm {n}", f"info@firm{n}.com", f"2020-01-{n % 28 + 1:02d}", "USD", f"{n * 100}.00"]
        for n in range(60)
    ]
    rows[10] = ["C010", "", "Firm 10", "info@firm10.com", "2020-01-11", "USD"]
    rows[30] = ["C030", "info@firm30.com", "2020-01-03", "USD", "3000.00", ""]
    rows[40][2] = "no mail"
    rows[41][3] = "soon"
    (found,) = find("CorruptData", {"customers.csv": [head, *rows]})
    assert sorted({cell.row for cell in found.cells}) == [12, 32]
    assert "one field off" in found.message


def test_rows_of_another_width(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = items(0, 60)
    rows[20] = ["10-0020", "Oak board", " planed", "EA", "4", "2.50"]  # a comma that was not quoted
    rows[30] = ["10-0030", "Oak"]
    padded = [row if n % 2 else row[:4] for n, row in enumerate(items(0, 60))]  # a writer that drops blanks
    files = {
        "odd.csv": text([HEAD, *rows]).encode() + b"\n",
        "short.csv": text([HEAD, *padded]).encode() + b"\n",
    }
    (found,) = raw(tmp_path, vocabulary, "CorruptData", files)
    assert (found.table, rows_of([found])) == ("odd.csv", [[22, 32]])


def test_checksums(find: Find) -> None:
    rows = [[*row, f"{binascii.crc32(';'.join(row).encode()):08X}"] for row in items(0, 40)]
    rows[5][3] = "4711"
    (found,) = find("CorruptData", {"stock.csv": [[*HEAD, "checksum"], *rows]})
    assert (found.column, rows_of([found])) == ("checksum", [[7]])


MONTH = ["order no", "order date", "item no", "qty", "price"]


def month(number: int, head: Sequence[str] = MONTH) -> list[Sequence[str]]:
    rows = [
        [f"SO{number}{n:03d}", f"2024-0{number}-0{n % 9 + 1}", f"10-{n:04d}", "3", "2.5"] for n in range(12)
    ]
    return [head, *(row + ["x"] * (len(head) - len(row)) for row in rows)]


def test_a_series_whose_columns_change(find: Find) -> None:
    tables = {f"orders_2024_0{n}.csv": month(n) for n in (1, 2, 4)}
    tables["orders_2024_03.csv"] = month(
        3, ["order no", "order date", "item no", "quantity", "price", "currency"]
    )
    (found,) = find("SchemaDrift", tables)
    assert (found.table, found.rows, found.rate) == ("orders_2024_03.csv", 12, 1.0)
    assert "has quantity, currency; lacks qty" in found.message


def test_what_is_no_drift(find: Find) -> None:
    # another order of columns, two sites, another kind of file
    moved = [[row[1], row[0], *row[2:]] for row in month(2)]
    assert not find("SchemaDrift", {"orders_2024_01.csv": month(1), "orders_2024_02.csv": moved})
    assert not find(
        "SchemaDrift", {"site1_orders.csv": month(1), "site2_orders.csv": [[*HEAD], *items(0, 9)]}
    )
    assert not find("SchemaDrift", {"orders_2024.csv": month(1), "budget_2024.csv": [HEAD, *items(0, 9)]})


def test_versions_of_a_file(find: Find) -> None:
    changed = items(0, 40)
    changed[4][4] = "99.00"
    changed[9][1] = "Ash board"
    tables = {"items_v2.csv": [HEAD, *items(0, 40)], "items_final.csv": [HEAD, *changed, *items(40, 3)]}
    (found,) = find("ConflictingFileVersion", tables)
    assert (found.table, found.rows) == ("items_v2.csv", 2)
    assert [(cell.row, cell.column) for cell in found.cells] == [(6, "unit cost"), (11, "description")]
    assert "3 records stand in one of them only" in found.message


def test_what_is_no_conflict_of_versions(find: Find) -> None:
    changed = items(0, 40)
    changed[4][4] = "99.00"
    one, other = [HEAD, *items(0, 40)], [HEAD, *changed]
    # equal copies; snapshots of periods; two sources; other keys
    assert not find("ConflictingFileVersion", {"items.csv": one, "items (1).csv": one})
    assert not find("ConflictingFileVersion", {"items_2024-01.csv": one, "items_2024-02.csv": other})
    assert not find("ConflictingFileVersion", {"sales/items.csv": one, "plant/items.csv": other})
    assert not find(
        "ConflictingFileVersion", {"items_old.csv": one, "items_new.csv": [HEAD, *items(500, 40)]}
    )


@pytest.mark.parametrize(
    ("name", "version", "period", "series"),
    [
        ("Items_v2.csv", "items", "", "items v2"),
        ("items-final_v3.xlsx#Sheet1", "items#sheet1", "", "items final v3#sheet1"),
        ("a/items (1).csv", "items", "", "a/items 1"),
        ("orders_2024-03.csv", "orders 2024 03", "2024-03", "orders"),
        ("book.xlsx#Mar 24", "book#mar 24", "mar", "book# 24"),
        ("new items.csv", "new items", "", "new items"),
        ("marks.csv", "marks", "", "marks"),
    ],
)
def test_names(name: str, version: str, period: str, series: str) -> None:
    assert (without_version(name), period_of(name), without_period(name)) == (version, period, series)
