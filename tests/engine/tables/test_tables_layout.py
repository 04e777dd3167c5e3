"""Where a table begins and ends among its titles, notes and totals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.tables.layout import layout_of

HEADER = ["part", "description", "qty"]
DATA = [[f"10-{n}", f"Oak board {n}", str(n * 3)] for n in range(1, 9)]


def test_an_ordinary_file() -> None:
    layout = layout_of([HEADER, *DATA])
    assert (layout.header, layout.headers, layout.data, layout.notes) == (
        0,
        tuple(HEADER),
        tuple(range(1, 9)),
        (),
    )


@given(st.integers(0, 5), st.integers(0, 3))
def test_titles_and_blank_lines_above_only_shift_the_rows(titles: int, blanks: int) -> None:
    above = [[f"Stock list {n}", "", ""] for n in range(titles)] + [["", "", ""]] * blanks
    layout = layout_of([*above, HEADER, *DATA])
    assert layout.header == len(above)
    assert layout.data == tuple(range(len(above) + 1, len(above) + 9))


def test_a_blank_line_in_the_middle_is_no_row() -> None:
    layout = layout_of([HEADER, *DATA[:3], [], *DATA[3:]])
    assert layout.data == (1, 2, 3, 5, 6, 7, 8, 9)


def test_totals_and_notes_below_are_left_out_and_told() -> None:
    layout = layout_of(
        [HEADER, *DATA, ["Total", "", "108"], ["", "", ""], ["Printed by the old system", "", ""]]
    )
    assert layout.data == tuple(range(1, 9))
    assert layout.notes == ('2 lines below the table left out (totals, notes): "Total 108"',)


def test_an_item_called_total_station_stays() -> None:
    layout = layout_of([HEADER, *DATA, ["10-99", "Total station", "1"]])
    assert len(layout.data) == 9


def test_data_in_the_first_line_means_no_header() -> None:
    layout = layout_of([["1", "null", "0", "0"], ["2", "0", "0", "null"], ["3", "null", "", ""]])
    assert layout.header == -1
    assert layout.headers == ("column 1", "column 2", "column 3", "column 4")
    assert len(layout.data) == 3


def test_years_are_headers_of_a_cross_table() -> None:
    rows = [["Product", "2019", "2020", "2021"]] + [[f"Chair {n}", "1,204", "998", "1,410"] for n in range(5)]
    assert layout_of(rows).header == 0


def test_a_row_wider_than_the_header_gets_a_column_of_its_own() -> None:
    layout = layout_of([HEADER, *DATA, ["10-50", "Pine", "4", "see note"]])
    assert layout.headers == (*HEADER, "column 4")
    assert layout.notes == ("1 row wider than the header",)


def test_headers_are_made_distinct() -> None:
    layout = layout_of([["part", "qty", "qty", ""], ["A", "1", "2", "x"], ["B", "3", "4", "y"]])
    assert layout.headers == ("part", "qty", "qty (2)", "column 4")


def test_nothing() -> None:
    assert layout_of([["", " "], []]).headers == ()


def test_a_header_over_two_lines_with_gaps() -> None:
    # given labels of columns above, of their parts below, and a title that is neither
    rows = [
        ["Price list", "", "", "", ""],
        ["Part", "Description", "Price", "", "Stock"],
        ["", "", "List", "Net", ""],
        *([f"A{n}", f"Board {n}", "12.5", "9.9", "4"] for n in range(6)),
    ]
    layout = layout_of(rows)
    assert layout.headers == ("Part", "Description", "Price / List", "Price / Net", "Stock")
    assert (layout.header, layout.data, layout.around) == (2, tuple(range(3, 9)), (0,))
    assert "header over 2 lines, joined" in layout.notes


def test_group_labels_above_repeated_ones() -> None:
    rows = [
        ["", "2023", "", "2024", ""],
        ["", "Plan", "", "Actual", ""],
        ["Part", "Qty", "Value", "Qty", "Value"],
        *([f"A{n}", "1", "2.5", "3", "4.5"] for n in range(6)),
    ]
    headers = ("Part", "Plan / Qty", "Plan / Value", "Actual / Qty", "Actual / Value")
    assert layout_of(rows).headers == headers


def test_merged_labels_of_a_workbook() -> None:
    rows = [
        ["Part", "Address", "", "", "Terms"],
        ["", "Street", "City", "ZIP", ""],
        *([f"A{n}", f"Oak Road {n}", "Dayton", "45402", "30"] for n in range(6)),
    ]
    merged = [((0, 0), (1, 0)), ((0, 1), (0, 3)), ((0, 4), (1, 4))]
    headers = ("Part", "Address / Street", "Address / City", "Address / ZIP", "Terms")
    assert layout_of(rows, merged).headers == headers


@pytest.mark.parametrize(
    "above",
    [
        ["Stock list", "", "", "", "2024-03-01"],
        ["Stock list", "", "", "", ""],
        ["Plant Dayton", "", "Printed by J. Smith", "", ""],
    ],
)
def test_a_title_is_no_group(above: list[str]) -> None:
    rows = [
        above,
        ["Part", "Name", "List", "Net", "Stock"],
        *([f"A{n}", f"Board {n}", "12.5", "9.9", "4"] for n in range(6)),
    ]
    assert layout_of(rows).headers == ("Part", "Name", "List", "Net", "Stock")
    # not even where the title's cells are merged across the sheet
    assert layout_of(rows, [((0, 0), (0, 4))]).headers == ("Part", "Name", "List", "Net", "Stock")


def test_a_first_row_with_blanks_is_no_second_header() -> None:
    rows = [["Part", "Name", "Remark", ""], ["A0", "", "", "see note"]]
    rows += [[f"A{n}", f"B{n}", "", "x"] for n in range(6)]
    assert layout_of(rows).header == 0


STOCK = [["Part", "Name", "Qty", "Value"], *([f"A{n}", f"Board {n}", "2", "5.5"] for n in range(6))]


@pytest.mark.parametrize(
    "line",
    [
        ["Total", "", "12", "33"], ["Gesamt", "", "12", "33"], ["Suma", "", "12", "33"],
        ["合计", "", "12", "33"],
        ["", "Grand total:", "12", "33.00"], ["Total general", "", "12", "33"], ["", "", "12", "33.00"],
        ["(6 rows)", "", "", ""], ["Records: 6", "", "", ""], ["-----", "-----", "---", "---"],
    ],
)  # fmt: skip
def test_lines_that_close_a_table(line: list[str]) -> None:
    assert layout_of([*STOCK, line]).data == tuple(range(1, 7))


@pytest.mark.parametrize(
    "line",
    [
        ["A9", "Total Comfort chair", "2", "5.5"], ["Totality Ltd", "Lamp", "2", "5.5"], ["", "", "11", "34"],
        ["Note pad", "A5, 80 pages", "2", "5.5"], ["Summer set", "Garden", "2", "5.5"],
        ["A9", "", "12", "33"],
    ],
)  # fmt: skip
def test_lines_that_are_data(line: list[str]) -> None:
    assert layout_of([*STOCK, line]).data == tuple(range(1, 8))


def test_the_ruler_of_a_database_client_is_no_row() -> None:
    assert layout_of([STOCK[0], ["----", "-----", "---", "-----"], *STOCK[1:]]).data == tuple(range(2, 8))


def test_a_report_repeats_its_header() -> None:
    layout = layout_of([*STOCK, *STOCK, *STOCK])
    assert (layout.header, layout.headers) == (0, tuple(STOCK[0]))
