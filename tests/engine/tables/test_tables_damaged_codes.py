"""Detectors of codes: lost zeros, powers of ten, fractions of zero, and what does not follow the scheme."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.identifiers import is_gtin, is_tax_number, tax_country
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
Run = Callable[..., Diagnosis]


def items(codes: Sequence[str], **more: Sequence[object]) -> dict[str, list[list[object]]]:
    rows = zip(codes, [f"Thing of kind {n}" for n in range(len(codes))], *more.values(), strict=True)
    return {"items.csv": [["item code", "item name", *more], *map(list, rows)]}


def customers(**columns: Sequence[object]) -> dict[str, list[list[object]]]:
    rows = zip(*columns.values(), strict=True)
    names = [header.replace("_", " ") for header in columns]
    return {
        "customers.csv": [
            ["customer no", "customer name", *names],
            *([f"C-{n:03}", f"Firm {n}", *row] for n, row in enumerate(rows)),
        ]
    }


def values(findings: tuple[Finding, ...]) -> list[str]:
    return [cell.value for finding in findings for cell in finding.cells]


PADDED = [f"{n:05}" for n in range(300, 3300, 60)] + [f"{n}" for n in range(10400, 10420)]

# --- LeadingZeroLoss ----------------------------------------------------------------------------


def test_shorter_codes_among_codes_of_full_width(find: Find) -> None:
    (finding,) = find("LeadingZeroLoss", items([*PADDED, "471", "12"]))
    assert [(cell.row, cell.value) for cell in finding.cells] == [(72, "471"), (73, "12")]
    assert finding.examples[0] == '"12" for "00012"'


def test_all_zeros_lost_in_one_table_are_told_by_another(find: Find) -> None:
    stripped = [code.lstrip("0") for code in PADDED]
    tables = {**items(stripped), "inventory.csv": [["item code", "qty on hand"], *([c, 1] for c in PADDED)]}
    findings = find("LeadingZeroLoss", tables)
    assert {(finding.table, finding.rows, finding.certainty) for finding in findings} == {
        ("items.csv", 50, 0.97)
    }


def test_postal_codes_by_state_and_country(find: Find) -> None:
    tables = customers(zip=["2134", "60601", "1234", "8001"], state=["MA", "IL", "OH", "NJ"])
    assert values(find("LeadingZeroLoss", tables)) == ["2134", "8001"]
    tables = customers(
        postal_code=["1067", "8001", "80331", "1010"], country=["Germany", "CH", "DE", "Austria"]
    )
    assert values(find("LeadingZeroLoss", tables)) == ["1067"]


def test_bar_codes_shorter_than_any(find: Find) -> None:
    tables = items(["A1", "A2", "A3"], barcode=["036000291452", "36000291452", "4006381333931"])
    assert values(find("LeadingZeroLoss", tables)) == ["36000291452"]


@pytest.mark.parametrize(
    "codes",
    [
        [str(n) for n in range(1, 1300)],  # a running number
        [f"{n:05}" for n in range(900, 1100)],
        ["7", "12", "120", "1200"],
        [f"AB-{n}" for n in range(95, 130)],
    ],
)
def test_numbers_that_never_had_zeros(find: Find, codes: list[str]) -> None:
    assert find("LeadingZeroLoss", items(codes)) == ()


def test_postal_codes_of_countries_with_four_digits(find: Find) -> None:
    tables = customers(postal_code=["8001", "1010", "2100"], country=["Switzerland", "Austria", "Denmark"])
    assert find("LeadingZeroLoss", tables) == ()


# --- ScientificNotationCode ---------------------------------------------------------------------


@pytest.mark.parametrize("code", ["4.00638E+12", "1E+05", "4,00638E+12", "1.2e+11", "1.5E10"])
def test_codes_turned_into_powers_of_ten(find: Find, code: str) -> None:
    tables = items(["A1", "A2", "A3"], barcode=["4006381333931", code, "4006381333948"])
    assert [(c.row, c.value) for f in find("ScientificNotationCode", tables) for c in f.cells] == [(3, code)]


def test_measured_values_and_letters_of_a_scheme(find: Find) -> None:
    assert find("ScientificNotationCode", items(["12E3", "14E5", "1E10", "E+12"])) == ()
    tables = items(["A1", "A2"], **{"net weight": ["1.2E+05", "3.0E-03"]})
    assert find("ScientificNotationCode", tables) == ()


# --- DecimalisedCode ----------------------------------------------------------------------------


def test_fractions_of_zero_behind_codes(find: Find) -> None:
    (finding,) = find("DecimalisedCode", items(["12045.0", "12046.0", "12047", "12048"]))
    assert [(cell.row, cell.value) for cell in finding.cells] == [(2, "12045.0"), (3, "12046.0")]


def test_a_column_that_is_known_by_its_digits_only(find: Find) -> None:
    tables = {"库存.csv": [["零件号", "工厂", "现存量"], *([f"{800010 + n}.0", "W1", n] for n in range(20))]}
    (finding,) = find("DecimalisedCode", tables)
    assert (finding.column, finding.rows) == ("零件号", 20)


def test_codes_with_a_true_dot_and_amounts(find: Find) -> None:
    assert find("DecimalisedCode", items(["12045.0", "12045.1", "4000.10"])) == ()
    assert find("DecimalisedCode", items(["A1", "A2"], **{"standard cost": ["120.0", "12.50"]})) == ()


def test_a_true_dot_elsewhere_and_another_table_decide(find: Find) -> None:
    tables = {
        **items(["12045", "12045.1", "13000"]),
        "inventory.csv": [["item code", "qty on hand"], ["12045.0", 3], ["12045.1", 4], ["13000", 1]],
    }
    assert values(find("DecimalisedCode", tables)) == ["12045.0"]


# --- InvalidCodeFormat --------------------------------------------------------------------------

SCHEME = [f"ITM-{n:05}" for n in range(200, 260)]


@pytest.mark.parametrize("slip", ["ITM-0021", "ITM-002133", "ITM00213", "00213", "ITM-0O213", "IMT-00213"])
def test_slips_against_a_clear_scheme(find: Find, slip: str) -> None:
    (finding,) = find("InvalidCodeFormat", items([*SCHEME, slip]))
    assert [(cell.row, cell.value) for cell in finding.cells] == [(62, slip)]


@pytest.mark.parametrize(
    "slips", [["ITM-002130", "ITM-002177", "ITM-002199", "ITM-002254"], ["ITM00261", "ITM00262", "ITM00263"]]
)
def test_the_same_slip_many_times_over_is_no_scheme(find: Find, slips: list[str]) -> None:
    assert values(find("InvalidCodeFormat", items([*SCHEME, *slips]))) == slips


@pytest.mark.parametrize(
    "codes",
    [
        [*SCHEME, "PUR00261", "PUR00262", "PUR00263"],  # another range, written in its own way
        [f"C-{n}" for n in range(950, 1030)],  # grew by a digit
        [*SCHEME, *(f"OLD-{n}" for n in range(501, 506))],  # an older range
        [*SCHEME, "N/A", " ITM-00300", "12045.0", "4.0E+05", "ITM#00300"],  # faults with names of their own
        [f"{name}{n:04}" for n, name in enumerate(["ACME", "BOLTCO", "CASTING", "DELTA", "EASTERN"] * 9)],
        ["A", "12", "X-9", "B/3"] * 8,
        SCHEME[:10],
        [*map(str, range(1, 60)), *map(str, range(300, 360))],
    ],
)
def test_codes_of_several_schemes_and_growing_numbers(find: Find, codes: list[str]) -> None:
    assert find("InvalidCodeFormat", items(codes)) == ()


def test_a_reference_is_judged_at_its_master(find: Find) -> None:
    tables = {
        **items(SCHEME),
        "inventory.csv": [["item code", "qty on hand"], *([c, 1] for c in [*SCHEME, "ITM-0021"])],
    }
    assert find("InvalidCodeFormat", tables) == ()


def barcodes(count: int) -> list[str]:
    return [str(n) for n in range(4006381333900, 4006381334900) if is_gtin(str(n))][:count]


def test_check_digits_of_bar_codes(find: Find) -> None:
    right = barcodes(40)
    wrong = right[3][:-1] + str((int(right[3][-1]) + 1) % 10)
    tables = items([f"A{n}" for n in range(42)], barcode=[*right, wrong, "400638133"])
    assert values(find("InvalidCodeFormat", tables)) == [wrong, "400638133"]


def test_bar_codes_whose_check_digits_nobody_meant(find: Find) -> None:
    tables = items([f"A{n}" for n in range(40)], barcode=[str(4006381333900 + n) for n in range(40)])
    assert find("InvalidCodeFormat", tables) == ()


def test_no_codes_nothing_to_judge(run: Run) -> None:
    tables = {"notes.csv": [["remarks", "text"], ["a b", "c d"], ["a b", "e f"]]}
    for concept in ("LeadingZeroLoss", "ScientificNotationCode", "DecimalisedCode", "InvalidCodeFormat"):
        assert [check.status for check in run(tables, concept).checks] == ["skipped"], concept


# --- check digits -------------------------------------------------------------------------------


def test_bar_codes_and_tax_numbers() -> None:
    assert is_gtin("4006381333931") and is_gtin("036000291452") and is_gtin("96385074")
    assert not is_gtin("4006381333932") and not is_gtin("400638133393") and not is_gtin("x")
    assert is_tax_number("DE136695976", "DE") is True and is_tax_number("DE136695978", "DE") is False
    assert is_tax_number("12-3456789", "US") is True and is_tax_number("123", "ZZ") is None
    assert (tax_country("EL 094259216"), tax_country("DE136695976"), tax_country("AB-1")) == ("GR", "DE", "")
