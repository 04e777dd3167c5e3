"""Rows of a decision table as a sheet and back: nothing but the edits changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.review.tables.sheet import from_csv, from_xlsx, sheet_of, to_csv, to_xlsx, with_rows
from kbctl.ontology.document import Scalar, parse_yaml
from kbctl.ontology.source import InputProblems, Location
from kbctl.rules.cells import WrongCell, cell_of, text_of, yaml_of

TABLE = """\
# sizes, agreed with finance
table: by-size
kind: conditional
conditions: {rate: $c.rate, is: $c.is}
outputs: [remedy, confidence]
rows:
  # people look at these
  - {name: few, rate: {lt: 2 %}, remedy: StewardReview, confidence: 0.7}
  - name: some            # in the middle
    rate: {gte: 2 %, lt: 8 %}
    is: {in: [DuplicateCustomer, DuplicateItem]}
    remedy: StewardReview
    confidence: 0.5

  - {name: many, rate: {gte: 8 %}, remedy: SurvivorshipMerge, confidence: 0.8, because: "数据, many"}
# what follows
tests: []
"""


def test_a_sheet_shows_the_rows_as_controllers_write_them() -> None:
    assert sheet_of(TABLE, "t.yaml") == [
        ["name", "rate", "is", "remedy", "confidence", "because"],
        ["few", "< 2 %", "-", "StewardReview", "0.7", ""],
        ["some", "[2 %..8 %)", "DuplicateCustomer, DuplicateItem", "StewardReview", "0.5", ""],
        ["many", ">= 8 %", "-", "SurvivorshipMerge", "0.8", '"数据, many"'],
    ]


def test_a_sheet_that_was_not_edited_changes_nothing(tmp_path: Path) -> None:
    # given the sheet through both kinds of file
    sheet = sheet_of(TABLE, "t.yaml")
    to_xlsx(sheet, str(tmp_path / "t.xlsx"))
    # then
    for back in (sheet, from_csv(to_csv(sheet)), from_xlsx(str(tmp_path / "t.xlsx"))):
        back[3][5] = "数据, many"  # a text column is text, not a cell with quotes
        assert with_rows(TABLE, "t.yaml", back, "t.csv") == (TABLE, ())


def test_only_what_was_edited_changes() -> None:
    # given a threshold moved, a row added, a row gone, and the order changed
    sheet = sheet_of(TABLE, "t.yaml")
    sheet[3][5] = "数据, many"
    sheet[2][1] = "[2 %..5 %)"
    edited = [
        sheet[0],
        sheet[3],
        sheet[2],
        ["new", "unknown", "not(DuplicateItem)", "StewardReview", "0.4", ""],
    ]
    # when
    text, lost = with_rows(TABLE, "t.yaml", edited, "t.csv")
    # then
    assert lost == ("# people look at these",)
    assert text.splitlines() == [
        *TABLE.splitlines()[:6],
        "",
        "  - {name: many, rate: {gte: 8 %}, remedy: SurvivorshipMerge, confidence: 0.8, "
        'because: "数据, many"}',
        "  - {name: some, rate: {gte: 2 %, lt: 5 %}, is: {in: [DuplicateCustomer, DuplicateItem]}, "
        "remedy: StewardReview, confidence: 0.5}",
        "  - {name: new, rate: {exists: false}, is: {ne: DuplicateItem}, remedy: StewardReview, "
        "confidence: 0.4}",
        "# what follows",
        "tests: []",
    ]


def test_what_is_wrong_in_a_sheet_is_told_by_line_and_column() -> None:
    sheet = [["name", "rate", "iss", "remedy"], ["a", "<", "-", "> 4"]]
    with pytest.raises(InputProblems) as caught:
        with_rows(TABLE, "t.yaml", sheet, "t.csv")
    assert str(caught.value).splitlines() == [
        "t.csv:1:1: the sheet needs a column 'confidence'",
        "t.csv:1:1: the sheet needs a column 'is'",
        "t.csv:1:3: unknown column 'iss' (did you mean is?)",
        "t.csv:2:2: rate: '<' is no value; write -, a value, < 5, [1..5), a, b, not(a), known or unknown",
        "t.csv:2:4: remedy: an output is one value, not '> 4'",
    ]


def test_semicolons_of_other_countries_are_read() -> None:
    assert from_csv("\ufeffname;rate\na;< 2 %\n") == [["name", "rate"], ["a", "< 2 %"]]


VALUES = st.one_of(
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(-1e6, 1e6).map(lambda number: float(f"{number:.6g}")),
    st.text(min_size=1, max_size=12),
)


@given(VALUES, st.sampled_from(["bare", "lt", "gte", "ne", "contains", "range", "in"]))
def test_every_cell_comes_back_as_it_was(value: object, form: str) -> None:
    cells: dict[str, object] = {
        "bare": value,
        "range": {"gte": value, "lt": value},
        "in": {"in": [value, "x"]},
    }
    cell = cells.get(form, {form: value})
    node = parse_yaml(f"cell: {yaml_of(cell)}", "t").get("cell")  # type: ignore[union-attr]
    if isinstance(node, Scalar) and node.value == "_":
        return  # anything, not the text
    try:
        written = text_of(node)
    except WrongCell:
        return
    assert cell_of(written) == cell, written


def test_a_text_that_reads_as_something_else_stands_in_quotes() -> None:
    for text in ("true", "5", "< 5", "a, b", "-", "known", "not(x)", 'say "x"', "_"):
        written = text_of(Scalar(text, Location("t"))) if text != "_" else '"_"'
        assert cell_of(written) == text, written
