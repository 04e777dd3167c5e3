"""The register as a workbook: written, filled in, read back; and what hostile tables do to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.project.duplicates import clusters_of, read_decisions
from kbctl.engine.tables.project.reviewed import apply
from kbctl.engine.tables.project.waivers import read_waivers
from kbctl.engine.tables.register.cells import SheetNames, cell_text, csv_text
from kbctl.engine.tables.register.read import read_register
from kbctl.engine.tables.register.review import take
from kbctl.engine.tables.register.sheet import _text
from kbctl.engine.tables.register.standing import stand
from kbctl.engine.tables.register.write import write_register
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from openpyxl import load_workbook
from register_world import CUSTOMERS, book, cells, diagnosed, duplicates, edit, place_of, table

REVIEW = "Review customers.csv"
BLANK = cells("WhitespaceNoise", "city", {3: "Leeds "})


@pytest.fixture
def register(tmp_path: Path, vocabulary: Vocabulary) -> Path:
    made = stand(diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), duplicates(), BLANK))
    path = tmp_path / "register.xlsx"
    write_register(path, made, {"DuplicateCustomer": ["Survivorship merge", "Steward review"]})
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(InputProblems) as raised:
        read_register(path)
    return [str(one).rpartition("/")[2] for one in raised.value.problems]


def test_the_sheet_of_issues_has_all_that_is_asked_for(register: Path) -> None:
    workbook = load_workbook(register)
    head, first, *_ = workbook["Issues"].iter_rows(values_only=True)
    line = dict(zip(head, first, strict=True))
    assert line["id"] == "F-001" and line["severity"] == "blocking" and line["rows affected"] == 2
    assert line["sample keys"] == "C-1 = C-2, C-1 = C-4"
    assert line["proposed remedy"] == "Survivorship merge\nSteward review"
    assert {"owner", "status", "waiver reason", "waiver expiry", "retest"} <= set(head)
    assert workbook.sheetnames == [
        "Issues",
        REVIEW,
        "F-001 DuplicateCustomer",
        "F-002 WhitespaceNoise",
        "Checks",
    ]


def test_two_writings_are_the_same_bytes(register: Path, tmp_path: Path, vocabulary: Vocabulary) -> None:
    made = stand(diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), duplicates(), BLANK))
    again = tmp_path / "again.xlsx"
    write_register(again, made, {"DuplicateCustomer": ["Survivorship merge", "Steward review"]})
    assert again.read_bytes() == register.read_bytes()


def test_an_untouched_register_decides_nothing(register: Path) -> None:
    read = read_register(register)
    assert (read.waivers, read.decisions) == ((), ())
    assert [line.concept for line in read.earlier] == ["DuplicateCustomer", "WhitespaceNoise"]


def test_decisions_come_back_and_hold(register: Path, tmp_path: Path, vocabulary: Vocabulary) -> None:
    # given a reviewer who accepts C-1 and C-2 with C-2 surviving but for the phone, and rejects C-4
    at = {title: place_of(register, REVIEW, title, 0, 2)[:-1] for title in ("decision", "survivor", "phone")}
    edit(register, REVIEW, {
        f"{at['decision']}3": "accept", f"{at['decision']}4": "Accept", f"{at['decision']}5": "reject",
        f"{at['survivor']}4": "x", f"{at['phone']}6": "C-1",
    })  # fmt: skip
    # when the register is taken into the project
    take(read_register(register), tmp_path)
    same, different = sorted(read_decisions(tmp_path), key=lambda one: not one.same)
    assert (same.same, same.survivor, same.fields) == (("C-1", "C-2"), "C-2", {"phone": "C-1"})
    assert different.different == ("C-4", "C-1", "C-2")
    # then the rejected pair is not found again and the accepted one is certain
    found = apply(diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), duplicates(), BLANK), tmp_path)
    assert [(pair.keys, pair.certainty) for pair in found.findings[0].pairs] == [(("C-1", "C-2"), 1.0)]
    assert (found.findings[0].rows, found.findings[0].rate) == (1, 0.25)
    assert clusters_of(read_decisions(tmp_path))["customers.csv", "C-1", "C-4"] is False


def test_where_all_is_rejected_nothing_is_found(
    register: Path, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    at = place_of(register, REVIEW, "decision", 0, 2)[:-1]
    edit(register, REVIEW, {f"{at}{row}": "reject" for row in (3, 4, 5)})
    take(read_register(register), tmp_path)
    found = apply(diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), duplicates()), tmp_path)
    assert found.findings == () and [check.status for check in found.checks] == ["clean"]


def test_an_accepted_pair_is_found_though_the_detector_misses_it(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    text = "schema: kbctl/duplicates/1\ndecisions:\n- {table: customers.csv, same: [C-2, C-3]}\n"
    (tmp_path / "duplicates.yaml").write_text(text, encoding="utf-8")
    found = apply(diagnosed(book({"customers.csv": CUSTOMERS}, vocabulary), duplicates()), tmp_path)
    assert (("C-2", "C-3"), 1.0) in [(pair.keys, pair.certainty) for pair in found.findings[0].pairs]


def test_every_slip_is_told_with_its_cell(register: Path) -> None:
    at = {t: place_of(register, REVIEW, t, 0, 2)[:-1] for t in ("decision", "survivor", "city", "cluster")}
    edit(register, REVIEW, {
        f"{at['decision']}3": "accpt", f"{at['decision']}4": "accept", f"{at['decision']}5": "accept",
        f"{at['survivor']}3": "x", f"{at['survivor']}4": "x", f"{at['survivor']}5": "x",
        f"{at['city']}6": "C-9",
    })  # fmt: skip
    edit(register, "Issues", {
        place_of(register, "Issues", "status", 2): "waved",
        place_of(register, "Issues", "waiver reason", 3): "so",
    })  # fmt: skip
    said = problems(register)
    assert "register.xlsx#Issues!B2: unknown status 'waved' (did you mean waived?)" in said
    assert "register.xlsx#Issues!O3: a waiver needs an expiry, a date (YYYY-MM-DD)" in said
    assert "register.xlsx#Review customers.csv!G3: unknown decision 'accpt' (did you mean accept?)" in said
    assert "register.xlsx#Review customers.csv!H3: only an accepted record can be the survivor" in said
    assert "register.xlsx#Review customers.csv!H5: a second survivor; C-2 is one already" in said
    assert any("L6: 'C-9' is no accepted record of the cluster" in one for one in said)
    assert len(said) == 6


def test_a_waiver_needs_reason_and_date(register: Path, tmp_path: Path) -> None:
    status, expiry = (place_of(register, "Issues", title, 2) for title in ("status", "waiver expiry"))
    edit(register, "Issues", {status: "waived", expiry: "soon"})
    assert [one.partition(": ")[2] for one in problems(register)] == [
        "a waiver needs a reason", "the expiry must be a date (YYYY-MM-DD), not 'soon'"]  # fmt: skip
    edit(
        register, "Issues", {expiry: "2026-12-31", place_of(register, "Issues", "waiver reason", 2): "agreed"}
    )
    take(read_register(register), tmp_path)
    (waiver,) = read_waivers(tmp_path)
    assert (waiver.concept, waiver.reason, waiver.expires) == ("DuplicateCustomer", "agreed", "2026-12-31")


def test_what_is_no_register_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.xlsx"
    text.write_text("no workbook", encoding="utf-8")
    assert problems(text) == ["notes.xlsx: no workbook (.xlsx), or a damaged one"]
    assert problems(tmp_path / "absent.xlsx") == ["absent.xlsx: no such file"]


HOSTILE = [
    "=1+1",
    "+1",
    "-cmd",
    "@SUM(A1)",
    "\x00\x1b[31m",
    "x" * 50_000,
    "_x0041_",
    "<b>&",
    "\ud800",
    "a\nb",
]


def test_hostile_cells_stay_texts(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rows = [["key", "text"], *([f"K{n}", text] for n, text in enumerate(HOSTILE))]
    finding = cells("PlaceholderValue", "text", dict(enumerate(HOSTILE, 2)), "t.csv")
    path = tmp_path / "register.xlsx"
    write_register(path, stand(diagnosed(book({"t.csv": rows}, vocabulary), finding)), {})
    sheet = load_workbook(path)["F-001 PlaceholderValue"]
    shown = [row[2] for row in sheet.iter_rows(min_row=4)]
    assert {cell.data_type for cell in shown} == {"s"}
    assert [cell.value for cell in shown[:4]] == HOSTILE[:4] and all(cell.quotePrefix for cell in shown[:4])
    assert shown[4].value == "␀␛[31m"
    assert len(shown[5].value) == 32_767 and shown[5].value.endswith("… [cut: 50,000 characters]")
    # Excel takes _x0041_ for an A, unless its first sign is itself written so
    assert [cell.value for cell in shown[6:8]] == ["_x005F_x0041_", "<b>&"]
    assert _text(shown[6].value) == "_x0041_"


def test_a_table_wider_than_a_sheet_and_long_ones_go_to_a_file(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    wide = [[f"c{n}" for n in range(17_000)], ["v"] * 17_000, ["=v"] * 17_000]
    finding = cells("PlaceholderValue", "c16999", {3: "=v"}, "wide.csv")
    path = tmp_path / "register.xlsx"
    made = Book((Profiled(table("wide.csv", wide), "other", {}, None),), book({}, vocabulary).names)
    written = write_register(path, stand(diagnosed(made, finding)), {})
    sheet = load_workbook(path)["F-001 PlaceholderValue"]
    assert "200 of 17,000 columns" in sheet["A2"].value and "c16999" in [cell.value for cell in sheet[3]]
    header, row = written[1].read_text(encoding="utf-8-sig").splitlines()
    assert header.count(",") == 17_001 and row.startswith("3,c16999,'=v,")


def test_sheet_names() -> None:
    names = SheetNames(["Issues"])
    assert names.name("a" * 40) == "a" * 31 and names.name("A" * 40) == "A" * 27 + " (2)"
    assert names.name("x/y[1]:*?\\z") == "x y 1 z" and names.name("'") == "sheet"
    assert names.name("issues") == "issues (2)" and names.name("History") == "History (2)"
    assert len(names.name("𝔘" * 31).encode("utf-16-le")) <= 62


@pytest.mark.parametrize("text", ["-5", "+4.20", "-1,5"])
def test_numbers_in_a_csv_stay_numbers(text: str) -> None:
    assert csv_text(text) == text
    assert csv_text("=" + text) == "'=" + text and cell_text(text) == text
