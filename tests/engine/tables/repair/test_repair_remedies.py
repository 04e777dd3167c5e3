"""What single remedies do and what they leave: evidence or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.repair.run import Choice, Repaired, repair
from kbctl.ontology.vocab import Vocabulary

Mended = Callable[..., Repaired]
RowsOf = Callable[[Repaired, str], list[list[str]]]


def column(rows: list[list[str]], place: int) -> list[str]:
    return [row[place] for row in rows]


# --- dates ------------------------------------------------------------------------------------------

DATES = [["Order No", "Source", "Order Date", "Qty"]]
DATES += [[f"S-{n}", "ERP", f"2024-03-{n:02}", "1"] for n in range(1, 21)]
DATES += [["S-21", "Shop", "25.03.2024", "1"], ["S-22", "Shop", "04.03.2024", "1"]]
OPEN = [["S-23", "Web", "05/03/2024", "1"]]


def test_dates_are_read_as_their_source_proves_and_written_as_the_column_is(
    mended: Mended, rows_of: RowsOf
) -> None:
    done = mended({"orders.csv": DATES}, "MixedDateFormat:PerSourceDateParsing")

    assert column(rows_of(done, "orders.csv"), 2)[-2:] == ["2024-03-25", "2024-03-04"]
    assert done.done[0].outcome == "worked" and len(done.changes) == 2


def test_an_undecided_date_is_left_by_the_first_and_read_like_the_rest_by_the_other(
    mended: Mended, rows_of: RowsOf
) -> None:
    done = mended({"orders.csv": [*DATES, *OPEN]}, "MixedDateFormat:PerSourceDateParsing")

    assert column(rows_of(done, "orders.csv"), 2)[-1] == "05/03/2024"
    assert done.done[0].outcome == "partly" and "two ways" in done.done[0].left[0].why


def test_an_undecided_date_of_an_event_waits_with_both_readings(mended: Mended, rows_of: RowsOf) -> None:
    done = mended({"orders.csv": [*DATES, *OPEN]}, "AmbiguousDate:AmbiguousDateQuarantine")

    (gone,) = done.changes
    assert gone.kind == "row-removed" and "2024-03-05 or 2024-05-03" in gone.reason


def test_of_a_thing_only_the_date_goes(mended: Mended, rows_of: RowsOf) -> None:
    rows = [["Customer No", "Customer Name", "Created Date"], ["C-0", "Acme", "05/03/2024"]]
    rows += [[f"C-{n}", f"Firm {n} Ltd", f"2024-03-{n:02}"] for n in range(1, 12)]

    done = mended({"customers.csv": rows}, "AmbiguousDate:AmbiguousDateQuarantine")

    assert rows_of(done, "customers.csv")[0] == ["C-0", "Acme", ""]
    assert done.done[0].side_tables[0].rows[0][-2:] == ("2024-03-05", "2024-05-03")


# --- codes ------------------------------------------------------------------------------------------

ITEMS = [["Part No", "Description"], *([f"AB-{1000 + n}", f"Part number {n}"] for n in range(30))]
STOCK = [["Part No", "Location", "Qty On Hand"], *([f"AB-{1000 + n}", "M", str(n)] for n in range(30))]


def test_codes_lose_their_odd_signs_in_all_tables(mended: Mended, rows_of: RowsOf) -> None:
    items, stock = [list(row) for row in ITEMS], [list(row) for row in STOCK]
    items[3][0] = stock[3][0] = "AB-1002#"

    done = mended({"items.csv": items, "stock.csv": stock}, "SpecialCharacterInCode:CodeSanitisation")

    assert rows_of(done, "items.csv")[2][0] == rows_of(done, "stock.csv")[2][0] == "AB-1002"
    assert {one.kind for one in done.changes} == {"rekeyed"}


def test_a_code_that_would_become_another_is_left_and_can_be_recoded(mended: Mended, rows_of: RowsOf) -> None:
    items, stock = [list(row) for row in ITEMS], [list(row) for row in STOCK]
    items[3][0] = stock[3][0] = "AB-1001#"
    tables = {"items.csv": items, "stock.csv": stock}

    left = mended(tables, "SpecialCharacterInCode:CodeSanitisation").done[0]
    done = mended(tables, "SpecialCharacterInCode:RecodeWithCrossReference")

    assert "another row's code" in left.why
    assert rows_of(done, "items.csv")[2][0] == rows_of(done, "stock.csv")[2][0] == "AB-1030"


# --- orphans ----------------------------------------------------------------------------------------

CUSTOMERS = [
    ["Customer No", "Customer Name", "Inactive"],
    *([f"C-{n}", f"Firm {n}", "N"] for n in range(1, 31)),
]
ORDERS = [["Order No", "Customer No"], *([f"S-{n}", f"C-{n}"] for n in range(1, 31)), ["S-31", "C-99"]]
TOOLS = [["Tooling No", "Customer No"], *([f"T-{n}", f"C-{n}"] for n in range(1, 31)), ["T-31", "C-99"]]
MOVES = [["Moved", "Tooling No", "Bay"], *([f"m{n}", f"T-{(n + 1) // 2}", "left"] for n in range(1, 63))]


def test_orphans_wait_with_what_hangs_on_them(mended: Mended, rows_of: RowsOf) -> None:
    tables = {"customers.csv": CUSTOMERS, "tooling.csv": TOOLS, "moves.csv": MOVES}

    done = mended(tables, "OrphanRecord:OrphanQuarantine")

    assert len(rows_of(done, "tooling.csv")) == 30 and len(rows_of(done, "moves.csv")) == 60
    assert any("C-99 is not there in customers.csv" in one.reason for one in done.changes)
    assert any("of tooling.csv is held back" in one.reason for one in done.changes)


def test_too_many_orphans_are_not_set_aside(mended: Mended) -> None:
    many = [*ORDERS, *([f"S-{n}", f"C-{n}"] for n in range(100, 108))]

    done = mended({"customers.csv": CUSTOMERS, "sales orders.csv": many}, "OrphanRecord:OrphanQuarantine")

    assert not done.changes and "more than 10%" in done.done[0].why


def test_a_stub_says_what_it_is(mended: Mended, rows_of: RowsOf) -> None:
    done = mended({"customers.csv": CUSTOMERS, "sales orders.csv": ORDERS}, "OrphanRecord:StubParentCreation")

    assert rows_of(done, "customers.csv")[-1] == ["C-99", "UNKNOWN C-99", "Y"]
    assert done.done[0].outcome == "worked"


# --- costs and bills --------------------------------------------------------------------------------

PARTS = [["Part No", "Description", "Make/Buy", "UOM", "Unit Cost"]]
PARTS += [[f"P-{n}", f"Bought part {n}", "B", "EA", f"{n}.00"] for n in range(1, 11)]
PARTS += [[f"M-{n}", f"Made thing {n}", "M", "EA", f"{3 * n}.00"] for n in range(1, 8)]
BOM = [["Parent Part", "Component Part", "Qty Per"]]
BOM += [[f"M-{n}", f"P-{n}", "1"] for n in range(1, 9)] + [[f"M-{n}", f"P-{n}", "2"] for n in range(1, 9)]


def test_the_last_price_in_the_items_own_unit_counts(mended: Mended, rows_of: RowsOf) -> None:
    parts = [*PARTS, ["P-11", "Bought part", "B", "EA", ""], ["P-12", "Bought part", "B", "EA", "0.00"]]
    bought = [["PO No", "PO Date", "Item No", "Qty", "UOM", "Unit Cost"],
              ["1", "2024-01-05", "P-11", "9", "EA", "4.5"], ["2", "2024-03-01", "P-11", "9", "EA", "4.75"],
              ["3", "2024-02-01", "P-11", "9", "EA", "9"], ["4", "2024-02-01", "P-12", "9", "BOX", "90"],
              *([str(n + 10), "2024-02-01", f"P-{n}", "1", "EA", "1"] for n in range(1, 9))]  # fmt: skip

    done = mended({"items.csv": parts, "purchases.csv": bought}, "MissingCost:LastPurchasePriceCost")

    assert column(rows_of(done, "items.csv"), 4)[-2:] == ["4.75", "0.00"]
    assert any("another unit" in one.why for one in done.done[0].left)


def test_a_roll_up_is_believed_where_it_gives_the_known_costs(mended: Mended, rows_of: RowsOf) -> None:
    parts = [*PARTS, ["M-8", "Made thing 8", "M", "EA", ""]]

    done = mended({"items.csv": parts, "bom.csv": BOM}, "MissingCost:CostRollUp")

    assert rows_of(done, "items.csv")[-1][4] == "24.00"


def test_a_roll_up_that_misses_labour_is_not_believed(mended: Mended) -> None:
    parts = [*([*row[:4], "99.00"] if row[0].startswith("M-") else row for row in PARTS)]
    parts.append(["M-8", "Made thing 8", "M", "EA", ""])

    done = mended({"items.csv": parts, "bom.csv": BOM}, "MissingCost:CostRollUp")

    assert not done.changes and "labour or overhead is missing" in done.done[0].why


def test_a_median_needs_a_group_of_one_kind(mended: Mended, rows_of: RowsOf) -> None:
    rows = [["Part No", "Description", "Category", "UOM", "Unit Cost"]]
    rows += [[f"P-{n}", f"Screw {n}", "Screws", "EA", f"1.{n}0"] for n in range(1, 9)]
    rows += [[f"Q-{n}", f"Board {n}", "Boards", "EA", f"{n * n}.00"] for n in range(1, 9)]
    rows += [["P-9", "Screw 9", "Screws", "EA", ""], ["Q-9", "Board 9", "Boards", "EA", ""]]

    done = mended({"items.csv": rows}, "MissingCost:CategoryMedianCost")

    assert column(rows_of(done, "items.csv"), 4)[-2:] == ["1.45", ""]
    assert done.done[0].side_tables[0].name == "estimated-costs.csv"


def test_a_circle_is_broken_where_one_line_is_plainly_wrong(mended: Mended, rows_of: RowsOf) -> None:
    bom = [*BOM, ["M-1", "M-1", "1"], ["M-2", "M-3", "1"], ["M-3", "M-2", "1"]]

    done = mended({"items.csv": PARTS, "bom.csv": bom}, "CircularBillOfMaterials:BomCycleBreak")

    assert [one.reason for one in done.changes] == ["an item cannot contain itself"]
    assert "engineering has to name it" in done.done[0].left[0].why


def test_variants_with_one_bill_lend_it(mended: Mended, rows_of: RowsOf) -> None:
    items = [["Part No", "Description", "Category", "Make/Buy"],
             *([f"T-{n}", f"Oak table {n}0 cm", "Tables", "M"] for n in range(1, 5)),
             *([f"B-{n}", f"Bench {n}0 cm", "Benches", "M"] for n in range(1, 4)),
             *([f"P-{n}", f"Leg {n}", "Parts", "B"] for n in range(1, 5))]  # fmt: skip
    bom = [
        ["Parent Part", "Component Part", "Qty Per"],
        *([f"T-{n}", "P-1", "4"] for n in range(1, 4)),
        *([f"B-{n}", f"P-{n}", "2"] for n in range(1, 3)),
    ]

    done = mended({"items.csv": items, "bom.csv": bom}, "MissingBillOfMaterials:BomFromSimilarItem")

    assert rows_of(done, "bom.csv")[-1] == ["T-4", "P-1", "4"] and len(done.changes) == 1
    assert "different bills" in done.done[0].left[0].why


# --- names and formulas -----------------------------------------------------------------------------


def test_the_usual_spelling_wins_and_unknown_words_are_left(mended: Mended, rows_of: RowsOf) -> None:
    names = [
        f"{wood} {thing}" for wood in ("Oak", "Ash", "Elm", "Fir", "Yew") for thing in ("Table", "Bench")
    ]
    rows = [["Part No", "Description", "Category"]]
    rows += [[f"P-{n}", f"{names[n % 10]} {n}", "Solid Wood"] for n in range(40)]
    rows += [["P-40", "OAK TABLE 40", "solid wood"], ["P-41", "KRYPTON BENCH 41", "Solid Wood"]]

    done = mended(
        {"items.csv": rows}, "InconsistentNaming:NameClustering", "InconsistentCategory:NameClustering"
    )

    assert rows_of(done, "items.csv")[40] == ["P-40", "Oak Table 40", "Solid Wood"]
    assert rows_of(done, "items.csv")[41][1] == "KRYPTON BENCH 41"


@pytest.fixture
def priced(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Part No", "Cost", "Price"])
    for n in range(2, 9):
        book.active.append([f"P-{n}", n, f"=B{n}*1.62" if n != 5 else f"=B{n}*1.9"])
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "prices.xlsx")
    return tmp_path / "in"


def test_formulas_are_listed_with_the_odd_ones_out(priced: Path, vocabulary: Vocabulary) -> None:
    done = repair(
        examine([priced], vocabulary, {}).book, [Choice("UndocumentedFormula", "FormulaExtraction")]
    )

    rows = done.done[0].side_tables[0].rows
    assert [(row[3], row[5], row[7], row[8]) for row in rows] == [
        ("6", "=B2*1.62", "1.62", "yes"),
        ("1", "=B5*1.9", "1.9", "no"),
    ]
    assert not done.changes and done.done[0].outcome == "worked"
