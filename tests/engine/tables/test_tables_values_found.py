"""Detectors that look at what stands in cells: formula errors, formatting code, numbers, types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.numbers import house_style, named, negative_of, styles_of
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
Run = Callable[..., Diagnosis]


def items(header: str, values: Sequence[object]) -> dict[str, list[list[object]]]:
    return {
        "items.csv": [
            ["item code", "item name", header],
            *([f"AB-{n:04}", f"Oak table {n}", value] for n, value in enumerate(values)),
        ]
    }


def values(findings: tuple[Finding, ...]) -> list[str]:
    return [cell.value for finding in findings for cell in finding.cells]


# --- SpreadsheetErrorValue ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", ["#REF!", "#N/A", "#DIV/0!", " #value! ", "#NV", "#BEZUG!", "#¡VALOR!", "#NOM?", "Err:502"]
)
def test_errors_of_formulas(find: Find, error: str) -> None:
    (finding,) = find("SpreadsheetErrorValue", items("standard cost", ["1.50", error, "2.00"]))
    assert [(cell.row, cell.column, cell.value) for cell in finding.cells] == [(3, "standard cost", error)]


@pytest.mark.parametrize("text", ["########", "#1 oak", "#10-32 screw", "N/A", "REF", "#", "Error", "0"])
def test_what_only_begins_like_an_error(find: Find, text: str) -> None:
    assert find("SpreadsheetErrorValue", items("remarks", ["fine", text])) == ()


# --- EmbeddedMarkup -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Oak<br>oiled", "Oak &amp; ash", "<p class='x'>Oak</p>", "5 &#181;m", r"{\rtf1\ansi Oak}", "Oak_x000D_"],
)
def test_formatting_code(find: Find, text: str) -> None:
    assert values(find("EmbeddedMarkup", items("item description", ["Oak table", text]))) == [text]


@pytest.mark.parametrize(
    "text", ["R&D; parts", "<5 %", "a < b > c", "<M8>", "AT&T", "C:\\parts\\new", "Bed & Co; oak", "x_y0000"]
)
def test_signs_that_belong_to_the_text(find: Find, text: str) -> None:
    assert find("EmbeddedMarkup", items("item description", ["Oak table", text])) == ()


# --- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        ("1.234,56", {"1.234,56"}),
        ("1,234.56", {"1,234.56"}),
        ("12.5", {"1234.56", "1,234.56", "1 234.56", "1'234.56"}),
        ("1,234", {"1234,56", "1.234,56", "1 234,56", "1'234,56", "1,234.56"}),
        ("1234", {"1234.56", "1234,56"}),
        ("0.125", {"1234.56", "1,234.56", "1 234.56", "1'234.56"}),
        ("€ 1 234,50", {"1 234,56"}),
        ("(1,200.00)", {"1,234.56"}),
        ("AB-12", set()),
        ("12 kg", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_styles(text: str, styles: set[str]) -> None:
    assert {named(style) for style in styles_of(text)} == styles


def test_the_style_of_most() -> None:
    house = house_style({"1234.50": 5, "1.234,50": 2, "12": 40, "x": 9})
    assert house is not None and (named(house[0]), house[1]) == ("1234.56", 45)
    assert house_style({"x": 1}) is None


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("-5", "leading minus"),
        ("5-", "trailing minus"),
        ("(5)", "brackets"),
        ("$-5", "leading minus"),
        ("5", ""),
    ],
)
def test_signs_of_negative_numbers(text: str, sign: str) -> None:
    assert negative_of(text) == sign


PRICES = [f"{1000 + 37 * n}.{n % 100:02}" for n in range(40)]


def test_a_comma_among_points(find: Find) -> None:
    (finding,) = find("MixedNumberFormat", items("unit cost", [*PRICES, "1.234,56", "987,50"]))
    assert [(cell.row, cell.value) for cell in finding.cells] == [(42, "1.234,56"), (43, "987,50")]
    assert finding.certainty == 0.97


def test_a_point_among_commas(find: Find) -> None:
    commas = [price.replace(".", ",") for price in PRICES]
    assert values(find("MixedNumberFormat", items("unit cost", [*commas, "987.50", "1.234,50"]))) == [
        "987.50",
        "1.234,50",
    ]


def test_minus_before_and_behind(find: Find) -> None:
    found = find("MixedNumberFormat", items("qty on hand", ["-3", "-4.5", *PRICES, "12-"]))
    assert values(found) == ["12-"]


@pytest.mark.parametrize(
    "prices",
    [
        [*PRICES, "12.5", "1200", "7.125", ".0000"],  # several numbers of decimals
        [f"({price})" for price in PRICES],  # brackets throughout
        [f"1.{n:03},50" for n in range(20)] + ["120,5", "3"],
        ["1,234", "12,500", "980"],
        ["N/A", "#REF!", *PRICES],
    ],
)
def test_one_style_throughout(find: Find, prices: list[str]) -> None:
    assert find("MixedNumberFormat", items("unit cost", prices)) == ()


def test_codes_are_no_amounts(run: Run) -> None:
    diagnosis = run(
        {"items.csv": [["item code", "item name"], ["1.2", "A"], ["1,3", "B"]]}, "MixedNumberFormat"
    )
    assert (diagnosis.findings, diagnosis.checks[0].status) == ((), "skipped")


# --- TypeMismatch -------------------------------------------------------------------------------


def test_words_among_quantities(find: Find) -> None:
    (finding,) = find(
        "TypeMismatch", items("safety stock", [*map(str, range(30)), "approx. 12 pcs", "a few"])
    )
    assert [(cell.row, cell.value) for cell in finding.cells] == [(32, "approx. 12 pcs"), (33, "a few")]


def test_words_among_dates(find: Find) -> None:
    days = [f"2024-01-{n:02}" for n in range(1, 29)]
    assert values(find("TypeMismatch", items("created date", [*days, "next week", "2024-02-31"]))) == [
        "next week",
        "2024-02-31",
    ]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("standard cost", [*PRICES, "N/A", "TBD", "#REF!", "", "$4.50", "1.234,5", "4-"]),
        (
            "created date",
            [*(f"2024-01-{n:02}" for n in range(1, 29)), "45321", "1.3.2024", "Mar 3, 2024", ""],
        ),
        ("size", [*map(str, range(30, 50)), "XL", "S"]),
        ("remarks", ["call first", "12", "13", "14"]),
        ("drawing no", [*map(str, range(1000, 1030)), "1030A"]),
    ],
)
def test_columns_that_hold_what_they_are_for(find: Find, header: str, cells: list[str]) -> None:
    assert find("TypeMismatch", items(header, cells)) == ()


def test_types_need_columns_of_numbers_or_dates(run: Run) -> None:
    diagnosis = run(items("remarks", ["a b", "c d"]), "TypeMismatch")
    assert diagnosis.checks[0].status == "skipped"
