"""Dependencies and patterns of a table, and the cells that break them; exceptions are none."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.dependencies.amounts import mixed_units
from kbctl.engine.tables.dependencies.discover import dependencies
from kbctl.engine.tables.dependencies.doubted import doubts
from kbctl.engine.tables.dependencies.patterns import pattern_of
from kbctl.engine.tables.dependencies.slips import is_spoilt
from kbctl.engine.tables.dependencies.spills import spills
from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import profile
from kbctl.engine.tables.remedies.evidence_based_correction import plan
from kbctl.engine.tables.remedies.operator import Settings
from kbctl.engine.tables.table import Column, Finding, Table
from kbctl.ontology.vocab import Vocabulary

Find = Callable[..., tuple[Finding, ...]]
HEADER = ["no", "depot", "town", "contact"]
TOWNS = ["Dayton", "Tulsa", "Boise", "Fargo", "Salem", "Provo", "Macon", "Utica"]


def visits(number: int = 160, seed: int = 1) -> list[list[str]]:
    """Each depot lies in one town; the contact has nothing to do with either."""
    chance = random.Random(seed)
    rows = []
    for n in range(number):
        depot = chance.randrange(8)
        rows.append([str(n), f"D-{depot}", TOWNS[depot], chance.choice("abcdefgh")])
    return rows


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    columns = tuple(Column(name, n, tuple(row[n] for row in rows)) for n, name in enumerate(header))
    return Table("t.csv", columns, tuple(range(2, len(rows) + 2)), 1)


def column(texts: Sequence[str]) -> Column:
    return Column("c", 0, tuple(texts))


def doubted(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> list[tuple[int, str, str, str]]:
    return [(d.place, d.column, d.why, d.expected) for d in doubts(table(header, rows))]


def test_columns_that_settle_each_other_are_found() -> None:
    found = {(d.left.column.header, d.right.column.header) for d in dependencies(table(HEADER, visits()))}
    assert found == {("depot", "town"), ("town", "depot")}


def test_a_mistyped_value_is_found_with_the_right_one() -> None:
    rows = visits()
    rows[50][2] = f"{rows[50][2][:2]}x{rows[50][2][3:]}"
    town = TOWNS[int(rows[50][1][2:])]
    assert doubted(rows) == [(50, "town", "spoilt", town)]


def test_a_blank_that_like_rows_fill_is_found() -> None:
    rows = visits()
    town, rows[50][2] = rows[50][2], ""
    assert doubted(rows) == [(50, "town", "blank", town)]


@pytest.mark.parametrize(
    "other", ["Springfield", "Tulsa", "Denver 2"], ids=["a new town", "another depot's", "unlike"]
)
def test_another_proper_value_is_an_exception(other: str) -> None:
    rows = visits()
    place = next(n for n, row in enumerate(rows) if row[2] == "Dayton")
    rows[place][2] = other
    assert doubted(rows) == []


def test_what_another_column_explains_is_no_slip() -> None:
    # given a code made of region and measure, and few rows of another region
    chance = random.Random(3)
    rows = []
    for n in range(300):
        region, measure = "bk" if n % 30 == 0 else "bl", f"m{chance.randrange(6)}"
        rows.append([str(n), region, measure, f"{region}_{measure}"])
    assert doubted(rows, ["no", "region", "measure", "code"]) == []


@pytest.mark.parametrize(
    ("text", "right", "spoilt"),
    [
        ("birminghxm", "birmingham", True),
        ("2x5593", "205593", True),
        ("main strexet", "main street", True),
        ("table 160", "table 180", False),
        ("Acme Inc.", "ACME Inc", False),
        ("East", "West", False),
        ("35957", "35958", False),
        ("a", "b", False),
    ],
)
def test_slips(text: str, right: str, spoilt: bool) -> None:
    assert is_spoilt(text, right) is spoilt


def test_patterns() -> None:
    found = pattern_of(column([f"{n} boxes" for n in range(100)] + ["3x boxes", "12 bxoes", "none"]))
    assert found is not None
    assert found.templates == ("# boxes",)
    assert set(found.exceptions) == {"3x boxes", "12 bxoes"}


@pytest.mark.parametrize(
    "texts",
    [
        [f"{n}" for n in range(100)] + ["12.5", "-3"],
        [f"AB-{n}" for n in range(100)] + ["AB-12345", "AB 12"],
        [f"2024-01-{n:02}" for n in range(1, 29)] * 3 + ["2/1/24"],
        ["red", "green", "blue"] * 40,
    ],
    ids=["decimals", "longer, another separator", "another date", "words"],
)
def test_other_ways_to_write_are_no_exceptions(texts: list[str]) -> None:
    found = pattern_of(column(texts))
    assert found is None or not found.exceptions


def test_units_in_some_cells_or_in_several_spellings() -> None:
    some = mixed_units(column([f"0.0{n % 9}" for n in range(60)] + ["0.05%", "0.06%"]))
    assert some is not None
    assert some.odd == {"0.05%", "0.06%"}
    several = mixed_units(column(["12 oz", "12 oz.", "16 ounce", "16 OZ"] * 10))
    assert several is not None
    assert len(several.odd) == 4
    assert mixed_units(column(["10 mm", "2 kg", "5 cm"] * 20)) is None
    assert mixed_units(column(["12 oz", "16 oz"] * 30)) is None
    assert mixed_units(column([str(n) for n in range(60)] + ["44L", "12A"])) is None


def test_a_value_that_ran_over() -> None:
    header = ["no", "town", "state"]
    states = ["OH", "OK", "ID", "ND"]
    rows = [[str(n), TOWNS[n % 4], states[n % 4]] for n in range(80)]
    for place in (10, 21, 32):
        rows[place][1] += f" {rows[place][2]}"
        rows[place][2] = ""
    assert {(s.place, s.rest, s.value) for s in spills(table(header, rows))} == {
        (place, TOWNS[place % 4], states[place % 4]) for place in (10, 21, 32)
    }


def test_names_that_end_in_a_word_of_a_list_did_not_run_over() -> None:
    rows = [[str(n), f"Chair {n}", ["Black", "Red", ""][n % 3]] for n in range(90)]
    for n in (2, 5, 8):
        rows[n][1] = "Paint - Black"
    assert spills(table(["no", "name", "colour"], rows)) == ()


def test_the_finding_and_its_repair(
    run: Callable[..., Diagnosis], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    rows = visits()
    right = rows[50][2]
    rows[50][2] = f"{right[:2]}x{right[3:]}"
    diagnosis = run({"visits.csv": [HEADER, *rows]}, "DataRuleViolation")
    (finding,) = diagnosis.findings
    assert [(cell.row, cell.column) for cell in finding.cells] == [(52, "town")]
    assert "mistyped" in finding.message
    # then the repair takes what like rows say, and there is nothing to do a second time
    repair = plan(diagnosis.book, diagnosis.findings, Settings())
    assert [(edit.row, edit.after) for edit in repair.edits] == [(52, right)]
    rows[50][2] = right
    assert run({"visits.csv": [HEADER, *rows]}, "DataRuleViolation").findings == ()


def test_a_wrong_form_alone_is_left(run: Callable[..., Diagnosis]) -> None:
    rows = [[str(n), f"{n * 7 % 97} boxes"] for n in range(100)]
    rows[40][1] = "3x boxes"
    diagnosis = run({"t.csv": [["no", "stock"], *rows]}, "DataRuleViolation")
    repair = plan(diagnosis.book, diagnosis.findings, Settings())
    assert repair.edits == ()
    assert [left.rows for left in repair.left] == [(42,)]


def test_a_cell_has_one_name(run: Callable[..., Diagnosis]) -> None:
    # given fillers and slips in one column of a table
    rows = visits()
    rows[50][2] = "TBD"
    rows[60][2] = f"{rows[60][2][:2]}x{rows[60][2][3:]}"
    findings = run({"visits.csv": [HEADER, *rows]}).findings
    cells = [(f.concept, cell.row) for f in findings for cell in f.cells if cell.column == "town"]
    assert sorted(row for _, row in cells) == sorted({row for _, row in cells})


def test_clean_tables_break_nothing(find: Find) -> None:
    assert find("DataRuleViolation", {"visits.csv": [HEADER, *visits()]}) == ()
    assert "DataRuleViolation" in DETECTORS


@pytest.mark.shared
@pytest.mark.parametrize(("name", "floor"), [("hospital", 0.8), ("beers", 0.7)])
def test_known_errors(shared: Path, vocabulary: Vocabulary, name: str, floor: float) -> None:
    """The detectors' own share: without those that have names for some of the cells."""
    import csv

    folder = shared / "errors" / name
    dirty, clean = (
        list(csv.reader((folder / f"{which}.csv").open(encoding="utf-8", newline="")))
        for which in ("dirty", "clean")
    )
    (read,) = load([folder / "dirty.csv"]).tables
    assert profile((read,), vocabulary).tables[0].rows == len(dirty) - 1
    true = {
        (row - 1, dirty[0][n])
        for row in range(1, len(dirty))
        for n in range(len(dirty[0]))
        if dirty[row][n] != clean[row][n]
    }
    said = {(doubt.place, doubt.column) for doubt in doubts(read)}
    assert len(said & true) >= 0.98 * len(said)
    assert len(said & true) >= floor * len(true)


def test_a_word_for_every_blank_of_an_export_is_told_once(find: Find) -> None:
    # given a table without a blank, in which one word stands for it, one column full of it
    rows = [
        [f"R{n}", "empty", "empty" if n % 3 else "5", "empty" if n % 2 else f"note {n}"] for n in range(60)
    ]
    (finding,) = find("PlaceholderValue", {"t.csv": [["no", "fax", "stock", "remark"], *rows]})
    assert (finding.column, finding.cells) == ("", ())
    assert "3 columns" in finding.message
    # where other cells are blank, the word is somebody's entry
    rows[7][3] = ""
    found = find("PlaceholderValue", {"t.csv": [["no", "fax", "stock", "remark"], *rows]})
    assert all(finding.cells for finding in found)


def test_two_spaces_in_a_sentence_are_typography(find: Find) -> None:
    prose = "Given at the right time.  The patient was asked twice before the start of it all."
    rows = [["1", prose], ["2", "Oak  table"], ["3", "Pine table"]]
    (finding,) = find("WhitespaceNoise", {"t.csv": [["no", "text"], *rows]})
    assert [cell.value for cell in finding.cells] == ["Oak  table"]


def test_a_branch_named_after_its_town_is_no_double(find: Find) -> None:
    header = ["cust no", "name", "city", "phone", "email"]
    others = [
        [f"K{n}", f"{a} {b}", "Tulsa", f"9185550{n}", f"k{n}@x.example"]
        for n, (a, b) in enumerate(
            (a, b) for a in ("Alder", "Birch", "Cedar", "Elm", "Hazel") for b in ("Tools", "Foods", "Hotels")
        )
    ]
    first = ["A1", "Dunmore Controls Co", "Omaha", "4023666180", "buy@dunmore.example"]
    branch = ["A2", "Dunmore Controls Co Denver", "Denver", "3032652415", "buy@dunmore.example"]
    found = find("DuplicateCustomer", {"customers.csv": [header, first, *others, branch]})
    assert all("A2" not in pair.keys for finding in found for pair in finding.pairs)
    # without the town in its name, and in the same town, it is one
    again = ["A2", "Dunmore Controls", "Omaha", "4023666180", "buy@dunmore.example"]
    found = find("DuplicateCustomer", {"customers.csv": [header, first, *others, again]})
    assert any("A2" in pair.keys for finding in found for pair in finding.pairs)


def test_a_value_near_another_is_no_slip_where_it_comes_again(tmp_path: Path) -> None:
    def doubted(rows: Sequence[Sequence[object]]) -> list[tuple[int, str]]:
        path = tmp_path / "moves.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([["order", "kind", "document"], *rows])
        return [(one.place, one.expected) for one in doubts(load([path]).tables[0]) if one.expected]

    # given orders of one kind of movement each, and three of them with one of a kind that is called nearly so
    kinds = ["Production issue", "Transfer out", "Sales return", "Count gain"]
    rows = [[f"W-{n // 6}", kinds[n // 6 % 4], f"D{n // 6}"] for n in range(240)]
    for place in (3, 27, 51):
        rows[place][1] = "Production receipt"
    assert doubted(rows) == []
    # when it comes but once, then it is doubted
    rows[27][1] = rows[51][1] = "Production issue"
    assert doubted(rows) == [(3, "Production issue")]
