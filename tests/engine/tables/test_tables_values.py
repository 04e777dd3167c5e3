"""Reading numbers and dates from single cells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.tables.values import date_shape, format_name, is_number, number_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        (".0000", 0.0),
        ("1,234.56", 1234.56),
        ("1.234,56", 1234.56),
        ("1.234.567", 1234567.0),
        ("12,5", 12.5),
        ("$ 4.10", 4.1),
        ("(3.50)", -3.5),
        ("7-", -7.0),
        ("1 200", 1200.0),
        ("5 %", 5.0),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert is_number(text) and number_of(text) == value


@pytest.mark.parametrize("text", ["", "-", "A12", "1-2", "12 pcs", "10-4471"])
def test_no_numbers(text: str) -> None:
    assert not is_number(text)


@pytest.mark.parametrize(
    ("text", "shape", "orders", "two_ways"),
    [
        ("2024-03-04", "yyyy-mm-dd", ("YMD",), False),
        ("2024-03-04 00:00:00.000", "yyyy-mm-dd", ("YMD",), False),
        ("03/04/24", "n/n/yy", ("DMY", "MDY"), True),
        ("03/13/2024", "n/n/yyyy", ("MDY",), False),
        ("13-03-2024", "n-n-yyyy", ("DMY",), False),
        ("04/04/2024", "n/n/yyyy", ("DMY", "MDY"), False),
        ("31.12.2023", "n.n.yyyy", ("DMY",), False),
        ("4 Mar 2024", "d mmm yyyy", ("DMY",), False),
        ("Mar 4, 2024", "mmm d, yyyy", ("MDY",), False),
        ("4-ene-24", "d mmm yy", ("DMY",), False),
        ("20240304", "yyyymmdd", ("YMD",), False),
        ("2024年3月4日", "yyyy年mm月dd日", ("YMD",), False),
    ],
)
def test_dates(text: str, shape: str, orders: tuple[str, ...], two_ways: bool) -> None:
    found = date_shape(text)
    assert found and (found.shape, found.orders, found.two_ways) == (shape, orders, two_ways)


@pytest.mark.parametrize(
    "text", ["13/13/2024", "2024-02-31", "1/2", "10-44-71", "31/06/2024", "12 pcs 2024", ""]
)
def test_no_dates(text: str) -> None:
    assert date_shape(text) is None


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)), st.sampled_from("-/."), st.booleans())
def test_a_date_can_be_read_two_ways_exactly_if_day_and_month_may_change_places(
    day: date, sign: str, month_first: bool
) -> None:
    text = day.strftime(f"%m{sign}%d{sign}%Y" if month_first else f"%d{sign}%m{sign}%Y")
    found = date_shape(text)
    assert found and ("MDY" if month_first else "DMY") in found.orders
    assert found.two_ways == (day.day <= 12 and day.day != day.month)


def test_format_names() -> None:
    assert format_name("n/n/yy", "MDY") == "mm/dd/yy"
    assert format_name("n-n-yyyy", None) == "dd-mm-yyyy or mm-dd-yyyy"
    assert format_name("yyyy-mm-dd", None) == "yyyy-mm-dd"
