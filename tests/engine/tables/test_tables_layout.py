"""Where a table begins and ends among its titles, notes and totals."""

from __future__ import annotations

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
