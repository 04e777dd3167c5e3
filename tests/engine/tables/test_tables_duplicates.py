"""Duplicate customers, suppliers, items and rows; branches and variants are none."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from kbctl.engine.tables.linkage import surplus
from kbctl.engine.tables.similarity import alignment, company, same_word, tokens
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
HEADER = ["cust no", "name", "address", "city", "zip", "phone", "tax id"]
FIRST = (
    "Alder",
    "Birch",
    "Cedar",
    "Dorn",
    "Elm",
    "Fichte",
    "Ginkgo",
    "Hazel",
    "Ivory",
    "Juniper",
    "Kauri",
    "Linden",
    "Maple",
    "Nutmeg",
    "Olive",
)
SECOND = ("Hotels", "Schools", "Kitchens", "Offices", "Libraries", "Clinics", "Theatres", "Cafes")


def others(number: int = 60, seed: int = 1) -> list[list[str]]:
    """Customers that have nothing to do with each other but words and towns."""
    chance = random.Random(seed)
    rows = []
    for n, (a, b) in enumerate((a, b) for a in FIRST for b in SECOND):
        if n < number:
            rows.append(
                [
                    f"K{n:03}",
                    f"{a} {b}",
                    f"{chance.randint(1, 900)} {chance.choice(FIRST)} Street",
                    chance.choice(["Dayton", "Tulsa", "Boise"]),
                    str(chance.randint(10000, 99999)),
                    f"{chance.randint(200, 989)}-555-{chance.randint(1000, 9999)}",
                    f"{chance.randint(10, 99)}-{chance.randint(1000000, 9999999)}",
                ]
            )
    return rows


def pairs(
    find: Find,
    rows: Sequence[Sequence[str]],
    concept: str = "DuplicateCustomer",
    header: Sequence[str] = HEADER,
    name: str = "customers.csv",
) -> set[tuple[str, str]]:
    return {pair.keys for finding in find(concept, {name: [header, *rows]}) for pair in finding.pairs}


A = ["A1", "Acme Furniture, Inc.", "12 Oak Street", "Dayton", "45402", "937-555-0101", "12-3456789"]


@pytest.mark.parametrize(
    "again",
    [
        ["A2", "ACME Furn. Inc", "12 Oak St", "Dayton", "45402", "(937) 555-0101", ""],
        ["A2", "Acme Furnitrue", "12 Oak Street", "Dayton", "45402", "", "12-3456789"],
        ["A2", "Furniture Acme Inc.", "12 Oak St.", "Dayton", "45402", "", ""],
        ["A2", "Acme Furniture", "PO Box 9", "Dayton", "45403", "", "12-3456789"],
        ["A2", "The Acme Furniture", "PO Box 9", "Dayton", "45401", "", ""],
        ["A2", "Acme Furniture, Inc.", "12 Oak Street", "Dayton", "45402", "937-555-0101", "12-3456789"],
    ],
    ids=[
        "abbreviated",
        "mistyped",
        "turned round",
        "moved, same tax id",
        "post box",
        "equal but for the code",
    ],
)
def test_one_customer_twice(find: Find, again: list[str]) -> None:
    assert pairs(find, [A, *others(), again]) == {("A1", "A2")}


@pytest.mark.parametrize(
    "other",
    [
        ["A2", "Acme Furniture, Inc.", "900 Lake Avenue", "Austin", "78701", "512-555-0199", "98-7654321"],
        ["A2", "Acme Furniture, Inc.", "900 Lake Avenue", "Austin", "78701", "512-555-0199", ""],
        ["A2", "Beck Plumbing", "12 Oak Street", "Dayton", "45402", "937-555-0140", "98-7654321"],
        ["A2", "Acme Funerals", "77 High Street", "Dayton", "45402", "937-555-0170", "98-7654321"],
        ["A2", "Acme Furniture Repair Academy", "3 Low Road", "Boise", "83701", "208-555-0170", ""],
        ["A2", "Acme Lighting", "12 Oak Street", "Dayton", "45402", "937-555-0140", ""],
    ],
    ids=[
        "branch",
        "branch without tax number",
        "neighbour",
        "like name",
        "longer name elsewhere",
        "sister firm at one address",
    ],
)
def test_two_customers(find: Find, other: list[str]) -> None:
    assert pairs(find, [A, *others(), other]) == set()


def test_one_word_of_a_long_name_makes_another_customer(find: Find) -> None:
    one = ["A1", "Ropa Deportiva Macias SAPI de CV", "", "Merida", "", "999-915-0376", ""]
    other = ["A2", "Ropa Deportiva Salinas SAPI de CV", "", "Merida", "", "999-510-2463", ""]
    assert pairs(find, [one, *others(40), other]) == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Theodore Morris", "Theodore Mosrir", True),
        ("Benjamin Lopez", "Benjamin Lopz", True),
        ("Isaac James", "Isaac Jones", False),
        ("Jan Lee", "Jan Loe", False),
        ("Precision Moldings", "Precision Buildings", False),
    ],
)
def test_slips_are_few_for_what_differs(find: Find, one: str, other: str, same: bool) -> None:
    # given two parties of one telephone number in one town, with names alike
    a = ["A1", one, "", "Merida", "97000", "999-915-0376", ""]
    b = ["A2", other, "", "Merida", "", "999-915-0376", ""]
    said = pairs(find, [a, *others(40), b])
    assert said == ({("A1", "A2")} if same else set())


def test_unrelated_customers_with_common_words(find: Find) -> None:
    assert pairs(find, others(120)) == set()


def test_rows_are_those_that_would_go(find: Find) -> None:
    # given one customer three times and another twice
    rows = [A, ["A2", *A[1:]], ["A3", *A[1:]], *others(), ["K999", *others()[0][1:]]]
    (finding,) = find("DuplicateCustomer", {"customers.csv": [HEADER, *rows]})
    # then three records are too many, in four pairs
    assert (finding.rows, len(finding.pairs), finding.rate) == (3, 4, round(3 / 64, 4))
    assert all(pair.certainty >= 0.8 for pair in finding.pairs)
    assert finding.pairs[0].rows == (2, 3)


def test_suppliers(find: Find) -> None:
    header = ["vendor no", *HEADER[1:]]
    found = pairs(
        find, [A, *others(), ["A2", "Acme Furn Inc", *A[2:]]], "DuplicateSupplier", header, "vendors.csv"
    )
    assert found == {("A1", "A2")}


def test_fillers_are_nothing_in_common(find: Find) -> None:
    # given customers that share a phone number which is none
    rows = [[*row[:5], "N/A", "unknown"] for row in others(40)]
    assert pairs(find, rows) == set()


@pytest.mark.parametrize("seed", range(3))
def test_injected_duplicates_are_found(find: Find, seed: int) -> None:
    # given 100 customers of which 15 come again, each spoilt in one or two ways
    chance = random.Random(seed)
    rows = others(100, seed)
    truth = set()
    for n, place in enumerate(chance.sample(range(100), 15)):
        row = list(rows[place])
        row[0] = f"X{n}"
        for spoil in chance.sample(range(4), 2):
            if spoil == 0:
                row[1] = row[1].upper() + " LLC"
            elif spoil == 1:
                row[2] = row[2].replace("Street", "St.")
            elif spoil == 2:
                row[5] = ""
            else:
                row[6] = ""
        rows.append(row)
        truth.add((f"K{place:03}", f"X{n}"))
    # when diagnosed / then all are found and nothing else
    assert pairs(find, rows) == truth


# --- items --------------------------------------------------------------------------------------

ITEMS = ["part no", "description", "uom", "color"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oak table 180 x 90 cm", "Table, oak 180x90cm"),
        ("Hex bolt M8 x 40 stainless", "Hex bolt M8x40 SS"),
        ("Drawer slide, ball bearing 450 mm", "Drawer slide ball bering 450 mm"),
        ("Cabinet assembly left", "Cabinet assy left"),
    ],
)
def test_one_item_under_two_codes(find: Find, one: str, other: str) -> None:
    rows = [["1", one, "EA", ""], ["2", other, "EA", ""], ["3", "Pine shelf 90 cm", "EA", ""]]
    assert pairs(find, rows, "DuplicateItem", ITEMS, "items.csv") == {("1", "2")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oak table 180 x 90 cm", "Oak table 160 x 90 cm"),
        ("Frame black, 42", "Frame black, 44"),
        ("Sock, S", "Sock, M"),
        ("HL road frame", "ML road frame"),
        ("External lock washer", "Internal lock washer"),
        ("Chain", "Chain stays"),
        ("Hinge left", "Hinge right"),
        ("Panel oak natural", "Panel oak dark"),
    ],
)
def test_variants_are_two_items(find: Find, one: str, other: str) -> None:
    rows = [["1", one, "EA", ""], ["2", other, "EA", ""], ["3", "Pine shelf 90 cm", "EA", ""]]
    assert pairs(find, rows, "DuplicateItem", ITEMS, "items.csv") == set()


def test_a_variant_by_another_column(find: Find) -> None:
    rows = [
        ["1", "Panel oak 40", "EA", "black"],
        ["2", "Panel oak 40", "EA", "white"],
        ["3", "Pine shelf", "EA", ""],
    ]
    assert pairs(find, rows, "DuplicateItem", ITEMS, "items.csv") == set()


# --- rows ---------------------------------------------------------------------------------------


def test_rows_that_stand_twice(find: Find) -> None:
    rows = [["P1", "C1", "2"], ["P1", "C2", "1"], ["P1", "C1", "2 "], ["P2", "C1", "2"]]
    (finding,) = find("DuplicateRecord", {"bom.csv": [["parent", "component", "qty per"], *rows]})
    assert [pair.rows for pair in finding.pairs] == [(2, 4)]
    assert finding.rows == 1


def test_many_equal_rows_make_no_flood_of_pairs(find: Find) -> None:
    (finding,) = find(
        "DuplicateCustomer",
        {"customers.csv": [HEADER, *([f"A{n}", *A[1:]] for n in range(90)), *others(120)]},
    )
    assert (finding.rows, len(finding.pairs)) == (89, 89)


def test_masters_are_left_to_their_own_detectors(run: Callable[..., object]) -> None:
    diagnosis = run({"customers.csv": [HEADER, A, A, *others(10)]})
    found = {finding.concept: finding for finding in diagnosis.findings}  # type: ignore[attr-defined]
    assert "DuplicateRecord" not in found
    assert found["DuplicateCustomer"].pairs[0].certainty == 1.0


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("furniture", "furn", True),
        ("manufacturing", "mfg", True),
        ("bering", "bearing", True),
        ("chair", "chairs", True),
        ("left", "lift", False),
        ("100", "101", False),
        ("tire", "tube", False),
        ("oak", "ash", False),
        ("m8", "m6", False),
    ],
)
def test_same_word(a: str, b: str, same: bool) -> None:
    assert bool(same_word(a, b)) == bool(same_word(b, a)) == same


def test_names_without_legal_form() -> None:
    assert company("Muebles Ana S.A. de C.V.") == ("muebles", "ana")
    assert company("The Company Co.") == ("company", "co")
    assert tokens("Øak & Sons, 180cm") == ("øak", "sons", "180", "cm")
    assert alignment(("acme", "furn"), ("furniture", "acme"))[1:] == (0, 0)


def test_surplus_of_clusters() -> None:
    assert surplus([(1, 2), (2, 3), (1, 3), (7, 9)]) == 3
    assert surplus([]) == 0


def test_a_shared_maker_number_makes_one_item_of_two_names(find: Find) -> None:
    header = ["part no", "description", "manufacturer part no"]
    rows = [
        ["1", "Drawer slide soft close", "BLUM-563H4570"],
        ["2", "Slide soft close Blum 450", "BLUM-563H4570"],
        ["3", "Hinge", "X-12345"],
    ]
    assert pairs(find, rows, "DuplicateItem", header, "items.csv") == {("1", "2")}


def test_bar_codes_that_a_spreadsheet_rounded_are_nothing_in_common(find: Find) -> None:
    header = ["part no", "description", "uom", "barcode"]
    rows = [[f"P-{n}", name, "EA", "8.43008E+12"] for n, name in enumerate(("", "", "Bed frame oak", "TBD"))]
    assert pairs(find, rows, "DuplicateItem", header, "items.csv") == set()


def test_names_are_known_by_their_look_where_no_header_tells(find: Find) -> None:
    header = ["part no", "xq17", "uom", "barcode", "item group"]
    rows = [
        [f"P-{n}", f"Thread {colour} no {n}", "EA", "", "T"] for n, colour in enumerate(["red", "blue"] * 9)
    ]
    rows.append(["P-40", "THREAD BLUE NO 3", "EA", "", "T"])
    assert pairs(find, rows, "DuplicateItem", header, "items.csv") == {("P-3", "P-40")}


def test_names_that_may_be_cut_make_nothing_one_by_themselves(find: Find) -> None:
    # given names that end at 25 characters, two of them of one colour and at two costs, two of one record
    header = ["part no", "description", "unit cost", "lead time days"]
    rows = [[f"P-{n}", f"{word} varnished", f"{n}.5", str(n)] for n, word in enumerate(WORDS_OF_ITEMS)]
    rows += [
        ["S-1", "Single jersey merino whit", "15.27", "15"],
        ["S-2", "Single jersey merino whit", "7.44", "12"],
    ]
    rows += [
        ["T-1", "Carcass panel oak natural", "9.11", "8"],
        ["T-2", "CARCASS PANEL OAK NATURAL", "9.11", "8"],
    ]
    (found,) = find("DuplicateItem", {"items.csv": [header, *rows]})
    sure = {pair.keys: pair.certainty >= 0.9 for pair in found.pairs}
    assert sure == {("S-1", "S-2"): False, ("T-1", "T-2"): True}


WORDS_OF_ITEMS = (
    "Shelf",
    "Drawer front",
    "Back",
    "Table top",
    "Leg",
    "Bed rail",
    "Door",
    "Plinth",
    "Moulding",
)
