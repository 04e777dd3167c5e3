"""Operators that choose between several right values: by evidence, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.detectors.common import finding
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import Book, profile
from kbctl.engine.tables.remedies import OPERATORS
from kbctl.engine.tables.remedies.common import table_of
from kbctl.engine.tables.remedies.numbering import numbering
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.ontology.vocab import Vocabulary

Books = Callable[[Mapping[str, Sequence[Sequence[object]]]], Book]


@pytest.fixture
def book(write: Callable[..., Path], vocabulary: Vocabulary) -> Books:
    return lambda tables: profile(load([write(tables)]).tables, vocabulary)


def does(
    remedy: str,
    book: Book,
    concept: str,
    table: str,
    header: str,
    rows: Sequence[int],
) -> Plan:
    own = table_of(book, table)
    assert own is not None
    column = own.table.by_header[header]
    cells = [own.cell(place, column) for place, row in enumerate(own.table.numbers) if row in rows]
    found = finding(concept, own, column, cells, 0.9, "major", "cells")
    return OPERATORS[remedy](book, [found], Settings())


def afters(plan: Plan) -> dict[int, str]:
    return {edit.row: edit.after for edit in plan.edits}


def reasons(plan: Plan) -> dict[int, str]:
    return {row: left.why for left in plan.left for row in left.rows}


# --- codes ------------------------------------------------------------------------------------------

TENS = [f"20{n:03d}0" for n in range(1, 40)]


@pytest.mark.parametrize(
    ("codes", "place", "odd", "meant"),
    [
        pytest.param(TENS, 7, "2000808", "200080", id="the order and the step of ten leave one"),
        pytest.param(TENS, 23, "2002O0", "200240", id="the letter stands for any digit"),
        pytest.param([f"A-{n}" for n in range(1100, 1150)], 30, "A1130", "A-1130", id="a lost separator"),
        pytest.param([f"A-{n}" for n in range(1100, 1150)], 30, "A-113O", "A-1130", id="an O for a nought"),
    ],
)
def test_the_code_that_was_meant(codes: Sequence[str], place: int, odd: str, meant: str) -> None:
    written = [odd if n == place else code for n, code in enumerate(codes)]
    assert numbering(written, {odd}).meant(place, odd) == (meant, True)


def test_a_code_of_which_several_could_be_meant_is_left() -> None:
    # given numbers without order or step, of which two are a slip away and free
    codes = [str(1000 + n * 7919 % 8000) for n in range(60)]
    free = [c for c in ("4711", "4712") if c not in codes]
    assert len(free) == 2
    known = numbering([*codes, "4711X2"], {"4711X2"})
    assert known.meant(60, "47112") == ("", True)
    # unless one of them is named elsewhere and has no row
    named = numbering([*codes, "47112"], {"47112"}, ["4712"])
    assert named.meant(60, "47112") == ("4712", True)


def test_numbers_that_others_issue_are_not_made_up(book: Books) -> None:
    rows = [[f"AB-{n}", f"Thing {n}", f"40063810{n:05d}"] for n in range(30)]
    own = book({"items.csv": [["Item No", "Item Name", "Barcode"], *rows]})
    plan = does("RecodeWithCrossReference", own, "InvalidCodeFormat", "items.csv", "Barcode", [3])
    assert not plan.edits and "issued by others" in reasons(plan)[3]


# --- units and costs --------------------------------------------------------------------------------


def test_a_unit_is_that_of_the_other_rows_of_its_item(book: Books) -> None:
    items = [["Item No", "Item Name", "Base Unit"], *([f"Y-{n}", f"Yarn {n}", "KG"] for n in range(30))]
    units = [["Unit Of Measure", "Description"], ["CON", "Cone"], ["KG", "Kilogram"], ["ROLL", "Roll"]]
    lines = [[f"P-{n}", f"Y-{n % 3}", "10", ["CON", "KG", "REEL"][n % 3]] for n in range(30)]
    lines[0][3], lines[1][3], lines[2][3] = "Cones", "kilo", "RL."
    orders = [["PO No", "Item No", "Order Qty", "Purchase Unit"], *lines]
    own = book({"items.csv": items, "units.csv": units, "purchase_orders.csv": orders})

    plan = does(
        "UnitCodeHarmonisation", own, "InconsistentUnitOfMeasure", "purchase_orders.csv", "Purchase Unit",
        [2, 3, 4],
    )  # fmt: skip

    assert afters(plan) == {2: "CON", 3: "KG"}
    assert "REEL" in reasons(plan)[4]  # RL. may be a roll, which the house has too


def test_a_cost_is_written_as_its_column_is(book: Books) -> None:
    items = [[f"I-{n}", f"Thing {n}", f"{n},1234"] for n in range(1, 20)]
    items[4][2] = "0,0000"
    bought = [[f"P-{n}", "I-5", "2024-03-1" + str(n), "4,5678", "10"] for n in range(3)]
    own = book(
        {
            "items.csv": [["Item No", "Item Name", "Standard Cost"], *items],
            "purchase_orders.csv": [["PO No", "Item No", "Order Date", "Unit Cost", "Order Qty"], *bought],
        }
    )
    plan = does("LastPurchasePriceCost", own, "MissingCost", "items.csv", "Standard Cost", [6])
    assert afters(plan) == {6: "4,5678"}


# --- orphans ----------------------------------------------------------------------------------------


def test_rows_are_not_set_aside_for_parents_that_an_extract_lost(book: Books) -> None:
    # given lots that end early, and movements that name later ones in the order of their numbers
    lots = [["Lot No", "Item No"], *([f"L{n:05d}", "I-1"] for n in range(1, 41))]
    moves = [
        ["Movement No", "Lot No", "Qty"],
        *([f"M-{n}", f"L{(n + 1) // 2:05d}", "5"] for n in range(1, 96)),
    ]
    own = book({"lots.csv": lots, "stock_movements.csv": moves})
    late = list(range(82, 97))

    plan = does("OrphanQuarantine", own, "OrphanRecord", "stock_movements.csv", "Lot No", late)

    assert not plan.removals
    assert set(reasons(plan).values()) == {
        "lots.csv is not whole: the parents may be in the part that is missing"
    }


# --- texts ------------------------------------------------------------------------------------------


def test_what_would_be_half_a_repair_is_left(book: Books) -> None:
    heads = ["Customer No", "Customer Name", "City", "E-Mail"]
    rows = [[f"C-{n}", f"Firm {n}", "Köln", f"info@firm{n}.example"] for n in range(20)]
    rows[3][2], rows[4][2] = "Îäºº", "KÃ¶ln"
    rows[5][3], rows[6][3] = "info@firm5.example, sales.firm5.example", "info@firm6,example"
    own = book({"customers.csv": [heads, *rows]})

    texts = does("EncodingRepair", own, "EncodingCorruption", "customers.csv", "City", [5, 6])
    mails = does("ContactDetailValidation", own, "InvalidContactDetail", "customers.csv", "E-Mail", [7, 8])

    assert afters(texts) == {6: "Köln"} and afters(mails) == {8: "info@firm6.example"}
