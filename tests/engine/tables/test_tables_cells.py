"""Detectors that look at single cells: codes, placeholders, white space, names, formulas."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.detectors.formulas import holds_rule
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.table import Finding
from kbctl.ontology.vocab import Vocabulary

Find = Callable[..., tuple[Finding, ...]]


def items(codes: Sequence[str], **more: Sequence[object]) -> dict[str, list[list[object]]]:
    rows = zip(
        codes,
        [f"Thing of kind {chr(65 + n % 26)}{n}" for n in range(len(codes))],
        *more.values(),
        strict=True,
    )
    return {"items.csv": [["item code", "item name", *more], *map(list, rows)]}


HOUSE = [f"AB-{n:04}" for n in range(60)]


# --- SpecialCharacterInCode ---------------------------------------------------------------------


def test_special_characters_in_codes(find: Find) -> None:
    (finding,) = find("SpecialCharacterInCode", items([*HOUSE, "AB#0061", "AB-006*2", "ÄB-0063"]))
    assert [cell.value for cell in finding.cells] == ["AB#0061", "AB-006*2", "ÄB-0063"]
    assert (finding.column, finding.field, finding.rows) == ("item code", "item_code", 3)


@pytest.mark.parametrize("sign", list("-./_ "))
def test_a_separator_of_the_house_style_is_no_special_character(find: Find, sign: str) -> None:
    assert find("SpecialCharacterInCode", items([f"AB{sign}{n:04}" for n in range(60)])) == ()


def test_a_separator_against_the_house_style(find: Find) -> None:
    (finding,) = find("SpecialCharacterInCode", items([*HOUSE, "AB/0061"]))
    assert [cell.value for cell in finding.cells] == ["AB/0061"]


def test_codes_of_a_second_family_are_house_style_too(find: Find) -> None:
    assert find("SpecialCharacterInCode", items([*HOUSE, *(f"RM.{n}" for n in range(10))])) == ()


def test_codes_in_chinese_are_house_style(find: Find) -> None:
    assert find("SpecialCharacterInCode", items([f"板材{n:03}" for n in range(30)])) == ()


def test_fillers_and_white_space_are_other_findings(find: Find) -> None:
    assert find("SpecialCharacterInCode", items([*HOUSE, "N/A", "  AB-0061 "])) == ()


def test_a_bad_code_is_reported_at_its_master_and_not_again_where_it_is_used(find: Find) -> None:
    orders = [
        ["order no", "customer no", "item code", "order qty"],
        *([f"S{n}", "C1", code, 1] for n, code in enumerate(["AB#61", *HOUSE])),
    ]
    tables = {**items([*HOUSE, "AB#61"]), "sales orders.csv": orders}
    assert [finding.table for finding in find("SpecialCharacterInCode", tables)] == ["items.csv"]


def test_part_numbers_of_suppliers_are_theirs(find: Find) -> None:
    tables = items(HOUSE, **{"supplier item code": [f"X#{n}*" for n in range(60)]})
    assert find("SpecialCharacterInCode", tables) == ()


@pytest.mark.parametrize("seed", range(4))
def test_injected_characters_are_found_exactly(find: Find, seed: int) -> None:
    chance = random.Random(seed)
    codes = [f"P{n:05}" for n in range(300)]
    hit = sorted(chance.sample(range(300), 5 + 10 * seed))
    for place in hit:
        at = chance.randint(1, 5)
        codes[place] = codes[place][:at] + chance.choice("#*&%'\"?@+") + codes[place][at:]
    (finding,) = find("SpecialCharacterInCode", items(codes))
    assert [cell.row for cell in finding.cells] == [place + 2 for place in hit]


# --- PlaceholderValue ---------------------------------------------------------------------------


def column(find: Find, header: str, values: Sequence[object]) -> list[str]:
    tables = items([f"A{n:03}" for n in range(len(values))], **{header: values})
    return [cell.value for finding in find("PlaceholderValue", tables) for cell in finding.cells]


@pytest.mark.parametrize(
    "filler", ["N/A", "TBD", "xxx", "???", "unknown", "to be determined", "null", "待定", "por definir"]
)
def test_words_that_stand_for_nothing(find: Find, filler: str) -> None:
    assert column(find, "material", [f"Oak {n}" for n in range(30)] + [filler]) == [filler]


def test_dates_that_stand_for_nothing(find: Find) -> None:
    dates = ["2024-01-05", "2024-02-06", "1900-01-01", "2024-03-07", "9999-12-31"]
    assert column(find, "created date", dates) == ["1900-01-01", "9999-12-31"]


def test_the_end_of_time_is_no_filler_where_it_means_without_end(find: Find) -> None:
    dates = ["2024-01-05", "2024-02-06", "9999-12-31", "9999-12-31"]
    assert column(find, "valid to", dates) == column(find, "expiry date", dates) == []


def test_nines_that_recur_or_stand_far_out(find: Find) -> None:
    prices = [f"{n}.50" for n in range(10, 60)]
    assert column(find, "sales price", [*prices, "999999"]) == ["999999"]
    assert (
        column(find, "sales price", [*prices, "9999.99", "9999.99", "9999.99", "9999.99"]) == ["9999.99"] * 4
    )


def test_nines_among_their_like_are_a_number(find: Find) -> None:
    assert column(find, "order qty", [str(n) for n in range(9950, 10050)]) == []


def test_a_category_may_be_called_na_or_default(find: Find) -> None:
    assert column(find, "country", ["US", "NA", "DE", "US"]) == []
    assert column(find, "item group", ["Default", "Chairs", "Tables", "Default"]) == []


def test_contacts_made_up(find: Find) -> None:
    rows = [
        [f"C{n}", f"Firm {chr(65 + n)}", f"office@firm{n}.com", f"937-555-{1000 + n * 7}"] for n in range(8)
    ]
    rows += [
        ["C8", "Firm Y", "noemail@none.com", "000-000-0000"],
        ["C9", "Firm Z", "z@firmz.com", "(999) 999-9999"],
    ]
    tables = {"customers.csv": [["customer no", "name", "email", "phone"], *rows]}
    found = [cell.value for finding in find("PlaceholderValue", tables) for cell in finding.cells]
    assert found == ["noemail@none.com", "000-000-0000", "(999) 999-9999"]


# --- WhitespaceNoise ----------------------------------------------------------------------------


def test_white_space_around_and_inside(find: Find) -> None:
    values = [" EA", "EA ", "E  A", "E\u00a0A", "E\u200bA", "E\tA", "EA", "E A"]
    (finding,) = find("WhitespaceNoise", items([f"A{n}" for n in range(8)], uom=values))
    assert [cell.row for cell in finding.cells] == [2, 3, 4, 5, 6, 7]
    assert finding.severity == "minor"


def test_line_breaks_that_structure_a_text_are_no_noise(find: Find) -> None:
    tables = items(["A1", "A2"], address=["12 Oak St\nDayton, OH", "4 Elm Rd\nTulsa"])
    assert find("WhitespaceNoise", tables) == ()


# --- InconsistentNaming -------------------------------------------------------------------------


def test_one_category_written_in_several_ways(find: Find) -> None:
    groups = ["Office Chairs"] * 10 + ["office chairs", "Chairs, Office"] + ["Tables"] * 8
    (finding,) = find("InconsistentCategory", items([f"A{n}" for n in range(20)], **{"item group": groups}))
    assert [cell.value for cell in finding.cells] == ["office chairs", "Chairs, Office"]


def test_names_that_differ_in_a_word_are_two_names(find: Find) -> None:
    groups = ["Office Chairs", "Office Tables", "Chairs", "Garden Chairs"] * 5
    assert find("InconsistentCategory", items([f"A{n}" for n in range(20)], **{"item group": groups})) == ()


def test_items_named_in_capitals_among_others(find: Find) -> None:
    names = [f"Oak table model {n}" for n in range(40)] + [f"PINE SHELF MODEL {n}" for n in range(10)]
    tables = {"items.csv": [["item code", "item name"], *([f"A{n}", name] for n, name in enumerate(names))]}
    (finding,) = find("InconsistentNaming", tables)
    assert (finding.rows, finding.column) == (10, "item name")


def test_a_brand_in_capitals_is_no_second_style(find: Find) -> None:
    names = [f"Oak table model {n}" for n in range(80)] + ["BOSCH DRILL"]
    tables = {"items.csv": [["item code", "item name"], *([f"A{n}", name] for n, name in enumerate(names))]}
    assert find("InconsistentNaming", tables) == ()


# --- UndocumentedFormula ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "rule"),
    [
        ("C2*1.35", True),
        ('IF(B2="custom",C2*D2,C2)', True),
        ("VLOOKUP(A2,Prices!A:B,2,FALSE)", True),
        ("ROUND(C2/0.7,2)", True),
        ("C2*D2", False),
        ("Items!B2", False),
        ("SUM(C2:C9)", False),
        ("B2-C2", False),
    ],
)
def test_formulas_that_hold_a_rule(formula: str, rule: bool) -> None:
    assert holds_rule(formula) == rule


def test_formulas_of_a_workbook(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # given a price list whose prices are computed with a markup, and a plain sum below it
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Prices"
    sheet.append(["Item", "Name", "Cost", "Price"])
    for n in range(2, 8):
        sheet.append([f"A{n}", f"Chair {n}", n * 10, f"=C{n}*1.35" if n < 7 else f"=C{n}*1.5"])
    sheet.append(["Total", None, "=SUM(C2:C7)", None])
    book.save(tmp_path / "prices.xlsx")
    # when diagnosed
    diagnosis = examine([tmp_path / "prices.xlsx"], vocabulary)
    # then the column is found, with its formulas and not the sum
    (finding,) = [f for f in diagnosis.findings if f.concept == "UndocumentedFormula"]
    assert (finding.table, finding.column, finding.rows) == ("prices.xlsx#Prices", "Price", 6)
    assert finding.cells[0].value == "=C2*1.35"
    assert "2 formulas" in finding.message
