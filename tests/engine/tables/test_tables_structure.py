"""Costs, bills of material and references: what the item master and the other tables say together."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.table import Finding

Find = Callable[..., tuple[Finding, ...]]
Tables = dict[str, list[list[str]]]
ITEMS = ["part", "description", "type", "std cost"]


def keys(found: tuple[Finding, ...]) -> list[str]:
    return [cell.key for finding in found for cell in finding.cells]


def master(*rows: Sequence[str], header: Sequence[str] = ITEMS) -> Tables:
    filler = [[f"F{n}", f"Filler {n}", "purchased", "1.10"][: len(header)] for n in range(6)]
    return {"items.csv": [list(header), *map(list, rows), *filler]}


# --- MissingCost --------------------------------------------------------------------------------


@pytest.mark.parametrize("cost", ["", "0", "0.00", ".0000", "N/A"])
@pytest.mark.parametrize("kind", ["purchased", "make", "raw material", "Finished Good", ""])
def test_an_item_bought_or_made_without_cost(find: Find, kind: str, cost: str) -> None:
    assert keys(find("MissingCost", master(["A", "Oak board", kind, cost]))) == ["A"]


@pytest.mark.parametrize(
    "kind", ["free issue", "customer supplied", "consigned", "service", "phantom", "non-stock"]
)
def test_an_item_that_needs_no_cost(find: Find, kind: str) -> None:
    assert find("MissingCost", master(["A", "Oak board", kind, "0"])) == ()


def test_a_flag_marks_free_issue(find: Find) -> None:
    tables = {
        "items.csv": [
            ["part", "description", "free issue", "std cost"],
            ["A", "Oak board", "Y", ""],
            ["B", "Ash board", "N", ""],
            ["C", "Elm board", "N", "2.10"],
        ]
    }
    assert keys(find("MissingCost", tables)) == ["B"]


def test_a_cost_above_nothing_is_a_cost(find: Find) -> None:
    assert (
        find("MissingCost", master(["A", "Washer", "purchased", "0.0004"], ["B", "Bolt", "make", "1,50"]))
        == ()
    )


def test_the_standard_cost_counts_and_not_the_last_one(find: Find) -> None:
    header = ["part", "description", "last cost", "standard cost"]
    tables = {"items.csv": [header, ["A", "Oak board", "2.10", ""], ["B", "Ash board", "", "3.00"]]}
    (finding,) = find("MissingCost", tables)
    assert (keys((finding,)), finding.column) == (["A"], "standard cost")


# --- MissingBillOfMaterials ---------------------------------------------------------------------

BOM = [["parent", "component", "qty per"], ["T1", "B1", "2"], ["T1", "B2", "1"]]
COMPONENTS = [["B1", "Oak board", "purchased", "1"], ["B2", "Oak leg", "purchased", "1"]]


def test_a_made_item_without_bill(find: Find) -> None:
    tables = {
        **master(["T1", "Table", "make", "9"], ["T2", "Desk", "make", "9"], *COMPONENTS),
        "bom.csv": BOM,
    }
    (finding,) = find("MissingBillOfMaterials", tables)
    assert (keys((finding,)), finding.table, finding.severity) == (["T2"], "items.csv", "blocking")
    assert finding.cells[0].row == 3


@pytest.mark.parametrize("kind", ["purchased", "raw material", "service", "trading goods"])
def test_an_item_that_needs_no_bill(find: Find, kind: str) -> None:
    tables = {**master(["T1", "Table", "make", "9"], ["X", "Glue", kind, "9"], *COMPONENTS), "bom.csv": BOM}
    assert find("MissingBillOfMaterials", tables) == ()


def test_without_flags_sold_and_not_bought_means_made(find: Find) -> None:
    # given items without a type, one sold without bill, one sold and bought, others neither
    header = ["part", "description"]
    rows = [["T1", "Table"], ["T2", "Desk"], ["T3", "Lamp"], ["B1", "Oak board"], ["B2", "Oak leg"]]
    orders = [
        ["order no", "customer no", "part", "order qty"],
        ["S1", "C1", "T1", "1"],
        ["S2", "C1", "T2", "1"],
        ["S3", "C2", "T3", "4"],
    ]
    bought = [
        ["po no", "vendor", "part", "order date", "qty"],
        ["P1", "V1", "T3", "2024-01-02", "9"],
        ["P2", "V1", "B1", "2024-01-02", "9"],
    ]
    tables = {
        "items.csv": [header, *rows],
        "bom.csv": BOM,
        "sales orders.csv": orders,
        "purchase orders.csv": bought,
    }
    (finding,) = find("MissingBillOfMaterials", tables)
    assert keys((finding,)) == ["T2"]
    assert finding.certainty < 0.9


def test_without_bills_nothing_is_said(run: Callable[..., Diagnosis]) -> None:
    diagnosis = run(master(["T1", "Table", "make", "9"]), "MissingBillOfMaterials")
    assert [(check.status, check.why) for check in diagnosis.checks] == [
        ("skipped", "no bill of material whose parents are items of this table")
    ]


@pytest.mark.parametrize("seed", range(3))
def test_removed_bills_are_found_exactly(find: Find, seed: int) -> None:
    chance = random.Random(seed)
    made = [f"T{n:03}" for n in range(100)]
    gone = sorted(chance.sample(made, 10 + 10 * seed))
    bom = [["parent", "component", "qty per"], *([code, "B1", "1"] for code in made if code not in gone)]
    tables = {**master(*([code, f"Table {code}", "make", "5"] for code in made), *COMPONENTS), "bom.csv": bom}
    assert keys(find("MissingBillOfMaterials", tables)) == gone


# --- CircularBillOfMaterials --------------------------------------------------------------------


def loops(
    find: Find, *lines: Sequence[str], header: Sequence[str] = ("parent", "component", "qty per")
) -> list[int]:
    found = find("CircularBillOfMaterials", {"bom.csv": [list(header), *map(list, lines)]})
    return [cell.row for finding in found for cell in finding.cells]


def test_a_circle_of_three(find: Find) -> None:
    assert loops(
        find, ["A", "B", "1"], ["B", "C", "1"], ["C", "A", "1"], ["A", "D", "1"], ["D", "E", "2"]
    ) == [2, 3, 4]


def test_an_item_in_itself(find: Find) -> None:
    assert loops(find, ["A", "B", "1"], ["B", "b ", "1"], ["C", "D", "1"]) == [3]


def test_a_part_used_in_many_places_is_no_circle(find: Find) -> None:
    assert (
        loops(find, ["A", "B", "1"], ["A", "C", "1"], ["B", "D", "1"], ["C", "D", "1"], ["A", "D", "4"]) == []
    )


def test_lines_that_are_never_valid_together_are_no_circle(find: Find) -> None:
    header = ("parent", "component", "qty per", "start date", "end date")
    then, now = ["2020-01-01", "2020-12-31"], ["2021-01-01", ""]
    assert loops(find, ["A", "B", "1", *then], ["B", "A", "1", *now], header=header) == []
    assert loops(find, ["A", "B", "1", *then], ["B", "A", "1", "2020-06-01", ""], header=header) == [2, 3]


def test_bills_with_a_header_table(find: Find) -> None:
    headers = [["bom no", "item code"], ["1001", "A"], ["1002", "B"]]
    lines = [["bom no", "component", "qty per"], ["1001", "B", "1"], ["1002", "A", "1"], ["1002", "C", "1"]]
    found = find("CircularBillOfMaterials", {"bom header.csv": headers, "bom lines.csv": lines})
    assert [cell.row for finding in found for cell in finding.cells] == [2, 3]


@pytest.mark.parametrize("seed", range(4))
def test_a_tree_has_no_circle_and_one_line_back_makes_one(find: Find, seed: int) -> None:
    chance = random.Random(seed)
    lines = [[f"P{chance.randrange(n)}", f"P{n}", "1"] for n in range(1, 80)]
    assert loops(find, *lines) == []
    parent = {child: parent for parent, child, _ in lines}
    deep = "P79"
    path = [deep]
    while path[-1] != "P0":
        path.append(parent[path[-1]])
    found = loops(find, *lines, [deep, "P0", "1"])
    assert len(found) == len(path)


# --- OrphanRecord -------------------------------------------------------------------------------


def test_a_component_that_is_no_item(find: Find) -> None:
    bom = [["parent", "component", "qty per"], ["T1", "B1", "2"], ["T1", "B9", "1"], ["T1", " b2", "1"]]
    tables = {**master(["T1", "Table", "make", "9"], *COMPONENTS), "bom.csv": bom}
    (finding,) = find("OrphanRecord", tables)
    assert (finding.table, finding.column, [cell.row for cell in finding.cells]) == (
        "bom.csv",
        "component",
        [3],
    )
    assert finding.cells[0].value == "B9"


def test_orders_of_customers_that_are_not_there(find: Find) -> None:
    customers = [["customer no", "name"], *([f"C{n}", f"Firm {n}"] for n in range(20))]
    orders = [
        ["order no", "customer no", "order date"],
        *([f"S{n}", f"C{n}", "2024-01-02"] for n in range(20)),
        ["S20", "C77", "2024-01-02"],
        ["S21", "", "2024-01-02"],
        ["S22", "N/A", "2024-01-02"],
    ]
    (finding,) = find("OrphanRecord", {"customers.csv": customers, "orders.csv": orders})
    assert [cell.value for cell in finding.cells] == ["C77"]


def test_another_code_system_has_no_orphans(run: Callable[..., Diagnosis]) -> None:
    customers = [["customer no", "name"], *([f"C{n}", f"Firm {n}"] for n in range(20))]
    orders = [
        ["order no", "customer no", "order date"],
        *([f"S{n}", f"{9000 + n}", "2024-01-02"] for n in range(20)),
    ]
    diagnosis = run({"customers.csv": customers, "orders.csv": orders}, "OrphanRecord")
    assert diagnosis.findings == ()
    assert "shares 0% of its codes" in next(
        check.why for check in diagnosis.checks if check.table == "orders.csv"
    )


def test_a_key_of_the_same_header_is_pointed_at(find: Find) -> None:
    models = [["ModelID", "Model"], *([f"{n}", f"Model {chr(65 + n)}"] for n in range(10))]
    parts = [
        ["part", "description", "ModelID"],
        *([f"P{n}", f"Part {n}", f"{n % 10}"] for n in range(30)),
        ["P31", "Part 31", "55"],
    ]
    (finding,) = find("OrphanRecord", {"models.csv": models, "parts.csv": parts})
    assert [cell.value for cell in finding.cells] == ["55"]


@pytest.mark.parametrize("seed", range(3))
def test_injected_orphans_are_found_exactly(find: Find, seed: int) -> None:
    chance = random.Random(seed)
    codes = [f"P{n:03}" for n in range(80)]
    stock = [[chance.choice(codes), "MAIN", str(n)] for n in range(200)]
    hit = sorted(chance.sample(range(200), 3 + 5 * seed))
    for place in hit:
        stock[place][0] = f"Q{place:03}"
    tables = {
        "items.csv": [["part", "description"], *([code, f"Part {code}"] for code in codes)],
        "inventory.csv": [["part", "warehouse", "on hand"], *stock],
    }
    (finding,) = find("OrphanRecord", tables)
    assert [cell.row for cell in finding.cells] == [place + 2 for place in hit]


def test_flags_for_bought_and_sold(find: Find) -> None:
    # given an item master with flags in place of a type
    header = ["part", "description", "is purchased", "is sold"]
    rows = [
        ["T1", "Table", "N", "Y"],
        ["T2", "Desk", "N", "Y"],
        ["T3", "Lamp", "Y", "Y"],
        ["B1", "Board", "Y", "N"],
        ["B2", "Leg", "Y", "N"],
    ]
    tables = {
        "items.csv": [header, *rows],
        "bom.csv": BOM,
        "suppliers by item.csv": [["part", "vendor"], ["T3", "V1"], ["B1", "V1"]],
    }
    assert keys(find("MissingBillOfMaterials", tables)) == ["T2"]


@pytest.mark.parametrize(("letter", "made"), [("M", True), ("B", False), ("E", True), ("F", False)])
def test_letters_of_make_or_buy(find: Find, letter: str, made: bool) -> None:
    header = ["part", "description", "make/buy"]
    rows = [
        ["T1", "Table", "M" if letter in "MB" else "E"],
        ["T2", "Desk", letter],
        ["B1", "Board", "B" if letter in "MB" else "F"],
        ["B2", "Leg", "B" if letter in "MB" else "F"],
    ]
    assert keys(find("MissingBillOfMaterials", {"items.csv": [header, *rows], "bom.csv": BOM})) == (
        ["T2"] if made else []
    )
