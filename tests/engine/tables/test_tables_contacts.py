"""Contact details, tax and bank numbers, cells with several values, and parts of addresses that disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from kbctl.engine.tables.detectors.contacts import is_mail
from kbctl.engine.tables.detectors.multi_values import parts_of
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
Run = Callable[..., Diagnosis]
Rows = dict[str, list[list[object]]]


def customers(**columns: Sequence[object]) -> Rows:
    rows = zip(*columns.values(), strict=True)
    return {
        "customers.csv": [
            ["customer no", "customer name", *(header.replace("_", " ") for header in columns)],
            *([f"C-{n:03}", f"Firm {n}", *row] for n, row in enumerate(rows)),
        ]
    }


def values(findings: tuple[Finding, ...]) -> list[str]:
    return [cell.value for finding in findings for cell in finding.cells]


# --- InvalidContactDetail -----------------------------------------------------------------------

MAILS = [f"orders{n}@firm{n}.example" for n in range(12)]
PHONES = [f"(616) 555-{n:04}" for n in range(120, 150)]


@pytest.mark.parametrize(
    "mail",
    ["orders.example", "a@b", "ann@@firm.com", "ann@gmial.com", "ann@firm.con", "a..b@c.com", "ask Ann"],
)
def test_mail_that_reaches_nobody(find: Find, mail: str) -> None:
    (finding,) = find("InvalidContactDetail", customers(email=[*MAILS, mail]))
    assert [(cell.row, cell.value) for cell in finding.cells] == [(14, mail)]


@pytest.mark.parametrize(
    "mail",
    ["o'neil+x@sub.firm.co.uk", "müller@köln.de", "A_b-c@x1.io", "n/a", "test@test.com", "a@x.de; b@y.de"],
)
def test_mail_that_is_unusual_or_another_fault(find: Find, mail: str) -> None:
    assert find("InvalidContactDetail", customers(email=[*MAILS, mail])) == ()


@pytest.mark.parametrize(
    "phone", ["(616) 306-ABCD", "12345", "+1 616 555 01", "call us", "61655501239876543"]
)
def test_telephone_numbers_that_cannot_be(find: Find, phone: str) -> None:
    assert values(find("InvalidContactDetail", customers(phone=[*PHONES, phone]))) == [phone]


@pytest.mark.parametrize(
    "phone",
    ["616-555-0199 x12", "555-0199", "1-800-FLOWERS", "+49 30 901820", "Tel. 616 555 0100", "000-000-0000"],
)
def test_telephone_numbers_that_are_unusual(find: Find, phone: str) -> None:
    assert find("InvalidContactDetail", customers(phone=[*PHONES, phone])) == ()


def test_too_few_digits_for_the_country(find: Find) -> None:
    tables = customers(
        phone=["030 901820", "030 1234567", "089 12345678", "0621 08460", "03"], country=["Germany"] * 5
    )
    assert values(find("InvalidContactDetail", tables)) == ["03"]


def test_web_addresses(find: Find) -> None:
    sites = ["www.acme.com", "https://bolt.de/x?y=1", "cast.io", "http:/delta", "no site yet"]
    assert values(find("InvalidContactDetail", customers(website=sites))) == ["http:/delta", "no site yet"]


def test_the_form_of_mail() -> None:
    assert is_mail("ann@firm.com") and is_mail("a@gmail.com")
    assert not is_mail("ann@-firm.com") and not is_mail(".ann@firm.com") and not is_mail("")


# --- InvalidTaxIdentifier, InvalidBankDetail ----------------------------------------------------

GERMAN = ["DE136695909", "DE136695917", "DE136695925", "DE136695933", "DE136695941", "DE136695950"]


def test_check_digits_of_tax_numbers(find: Find) -> None:
    (finding,) = find("InvalidTaxIdentifier", customers(tax_id=[*GERMAN, "DE136695978"]))
    assert values((finding,)) == ["DE136695978"]
    assert finding.examples == ('"DE136695978" in DE',)


def test_forms_by_country_of_the_row(find: Find) -> None:
    numbers = [f"{n}-1234567" for n in range(20, 30)]
    tables = customers(tax_id=[*numbers, "20-123456", "XAXX010101000"], country=["USA"] * 11 + ["Mexico"])
    assert values(find("InvalidTaxIdentifier", tables)) == ["20-123456"]


@pytest.mark.parametrize(
    "numbers",
    [
        [f"DE{n:09}" for n in range(123456789, 123456801)],  # made up: hardly any check digit is right
        [f"{n}-1234567" for n in range(20, 30)] + ["TBD", ""],
        ["A1", "B2", "C3", "D4", "E5", "F6"],
    ],
)
def test_tax_numbers_that_are_not_judged(find: Find, numbers: list[str]) -> None:
    assert find("InvalidTaxIdentifier", customers(tax_id=numbers)) == ()


def test_check_digits_of_bank_accounts(find: Find) -> None:
    right = ["DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "FR1420041010050500013M02606"]
    tables = customers(iban=[*right, "DE89370400440532013001"])
    assert values(find("InvalidBankDetail", tables)) == ["DE89370400440532013001"]
    assert find("InvalidBankDetail", customers(iban=[*right, "N/A"])) == ()


# --- MultiValueCell -----------------------------------------------------------------------------


def test_several_addresses_in_a_cell(find: Find) -> None:
    tables = customers(email=[*MAILS, "a@x.de; b@y.de"], phone=[*PHONES[:12], "616 555 0120 / 616 555 0121"])
    assert values(find("MultiValueCell", tables)) == ["a@x.de; b@y.de", "616 555 0120 / 616 555 0121"]


def test_several_codes_and_categories_in_a_cell(find: Find) -> None:
    tables: Rows = {
        "items.csv": [
            ["item code", "item name", "color"],
            *([f"10-44{n}", f"Thing {n}", ["Red", "Blue"][n % 2]] for n in range(10, 30)),
            ["10-4471", "Thing", "Red; Blue"],
        ],
        "orders.csv": [
            ["order no", "customer no", "item code", "order qty"],
            ["S1", "C1", "10-4410", 1],
            ["S2", "C1", "10-4410/10-4411", 2],
        ],
    }
    found = {finding.table: values((finding,)) for finding in find("MultiValueCell", tables)}
    assert found == {"items.csv": ["Red; Blue"], "orders.csv": ["10-4410/10-4411"]}


def test_lists_of_codes_that_outnumber_the_codes(find: Find) -> None:
    centres = [f"{name}01" for name in ("SAW", "CNC", "ASM", "FIN")]
    lists = [f"{one}, {other}" for one in centres for other in centres if one < other]
    tables: Rows = {
        "work_centers.csv": [
            ["work_center_code", "work_center_name"],
            *([one, f"Centre {one}"] for one in centres),
        ],
        "routings.csv": [
            ["item_code", "operation_no", "work_center_code"],
            *([f"P{n:03}", 10, text] for n, text in enumerate([*centres * 6, *lists])),
        ],
    }
    assert values(find("MultiValueCell", tables)) == lists


@pytest.mark.parametrize(
    "texts", [["Screw, M6"] * 5, ["Black/White", "Black", "White"] * 3, ["Oak, oiled", "Oak", "Ash"] * 3]
)
def test_separators_that_belong_to_the_value(find: Find, texts: list[str]) -> None:
    assert find("MultiValueCell", customers(customer_group=texts)) == ()


def test_parts() -> None:
    assert parts_of("a@x.de, b@y.de", "email") == ("a@x.de", "b@y.de")
    assert parts_of("a@x.de, Ann", "email") == () == parts_of("030/901820", "phone")


# --- InconsistentAddress ------------------------------------------------------------------------


def test_a_postal_code_of_another_town(find: Find) -> None:
    tables = customers(
        city=["Zaragoza"] * 8 + ["Madrid"] * 8,
        zip=[*(f"5000{n}" for n in range(8)), *(f"2800{n}" for n in range(8))],
    )
    tables["customers.csv"][3][3] = "28014"
    (finding,) = find("InconsistentAddress", tables)
    assert [(cell.row, cell.value) for cell in finding.cells] == [(4, "28014")]


def test_another_city_of_the_same_name(find: Find) -> None:
    tables = customers(city=["Springfield"] * 9, zip=["62701"] * 8 + ["01101"], state=["IL"] * 8 + ["MA"])
    assert find("InconsistentAddress", tables) == ()


def test_state_codes_in_small_letters_are_odd_only_beside_capitals(find: Find) -> None:
    small = customers(state=["al", "ak", "tx", "ny"] * 8)
    assert find("InconsistentAddress", small) == ()
    mixed = customers(state=["AL", "AK", "TX", "NY"] * 8 + ["al"])
    assert values(find("InconsistentAddress", mixed)) == ["al"]


def test_words_for_streets(find: Find) -> None:
    streets = [f"{n} Oak Street" for n in range(12)] + ["12 Elm St.", "Calle Oak 3", "Street End 4"]
    assert values(find("InconsistentAddress", customers(address=streets))) == ["12 Elm St."]


def test_nothing_of_the_kind_is_skipped(run: Run) -> None:
    tables: Rows = {"notes.csv": [["remarks", "text"], ["a b", "c d"], ["a e", "e f"]]}
    for concept in ("InvalidContactDetail", "InvalidTaxIdentifier", "InvalidBankDetail"):
        assert [check.status for check in run(tables, concept).checks] == ["skipped"], concept
