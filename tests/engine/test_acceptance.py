"""Repaired tables judged by the hidden truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import Book, profile
from kbctl.engine.tables.remedies.operator import Plan
from kbctl.engine.tables.repair.change import Change
from kbctl.engine.tables.repair.memory import applied
from kbctl.engine.tables.repair.run import Choice, Done, Repaired
from kbctl.engine.training.acceptance import accepted, alike, judge, read_truth
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

CUSTOMERS = """Customer No,Customer Name,City
C-01,Acme Ltd,Leeds
C-02, Bolt Ltd ,York
C-03,Crane Ltd,Leds
C-04,Acme Limited,Leeds
C-05,Dawn Ltd,Hull
"""
ORDERS = "Order No,Customer No,Order Qty\nO-1,C-01,5\nO-2,C-04,7\nO-3,C-05,9\n"


NAMED = ("Customer Name", "Bolt Ltd")


def truth() -> dict[str, Any]:
    def cell(row: int, column: str, clean: str) -> dict[str, Any]:
        return {"row": row, "key": "", "column": column, "clean": clean, "dirty": ""}

    return {
        "schema": "kbctl/ledger/1",
        "faults": [
            {"table": "customers.csv", "rows": [], "pairs": [], "cells": [cell(3, *NAMED)]},
            {"table": "customers.csv", "rows": [], "pairs": [], "cells": [cell(4, "City", "Leeds")]},
            {
                "table": "customers.csv", "cells": [], "rows": [5], "pairs": [["C-01", "C-04"]],
                "added": [{"table": "customers.csv", "row": 5}],
            },
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture
def book(tmp_path: Path, vocabulary: Vocabulary) -> Book:
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return profile(load([tmp_path]).tables, vocabulary)


def cell(number: int, table: str, row: int, key: str, column: str, before: str, after: str) -> Change:
    kind = "rekeyed" if column == "Customer No" else "cell"
    return Change(f"C{number}", table, row, key, column, before, after, kind, "R", "", 0.9)  # type: ignore[arg-type]


def removed(number: int, row: int, key: str, into: str = "") -> Change:
    return Change(f"C{number}", "customers.csv", row, key, "", "", into, "row-removed", "R", "", 0.9)


NAME = cell(1, "customers.csv", 3, "C-02", "Customer Name", " Bolt Ltd ", "Bolt Ltd")
CITY = cell(2, "customers.csv", 4, "C-03", "City", "Leds", "Leeds")
MERGE = (removed(3, 5, "C-04", "C-01"), cell(4, "orders.csv", 3, "O-2", "Customer No", "C-04", "C-01"))


def repaired(book: Book, *changes: Change) -> Repaired:
    done = Done(Choice("X", "R"), "worked", "", 0, Plan("R"), changes)
    return Repaired(book, applied(book, changes), (done,))


def test_all_that_is_right_is_credited(book: Book) -> None:
    # given every fault healed and the duplicate merged with its order re-pointed
    found = judge(repaired(book, NAME, CITY, *MERGE), truth())
    assert found.figures() == {
        "pair_f1": 1.0, "cells_restored": 1.0, "cells_recovered": 1.0, "clean_cells_damaged": 0,
        "references_broken": 0, "totals_unexplained": 0,
    }  # fmt: skip


def test_doing_nothing_restores_nothing(book: Book) -> None:
    found = judge(Repaired(book, book), truth())
    assert (found.cells_restored, found.pair_f1, found.clean_cells_damaged) == (None, 0.0, 0)
    assert found.cells_recovered == 0.5  # white space around a name is no other name


def test_quarantining_everything_is_damage(book: Book) -> None:
    everything = [removed(n, row, f"C-0{row - 1}") for n, row in enumerate(range(2, 7), start=1)]
    found = judge(repaired(book, *everything), truth())
    assert found.clean_cells_damaged == 2
    assert found.cells_recovered == 0.0


def test_wrong_writing_of_right_and_of_spoilt_cells(book: Book) -> None:
    wrong = cell(1, "customers.csv", 4, "C-03", "City", "Leds", "Lends")
    harm = cell(2, "customers.csv", 6, "C-05", "City", "Hull", "Hall")
    found = judge(repaired(book, wrong, harm), truth())
    assert found.cells_restored == 0.0 and found.damaged == (("customers.csv", 6, "City"),)


def test_a_false_merge_costs_precision_and_damages_its_row(book: Book) -> None:
    found = judge(repaired(book, *MERGE, removed(9, 6, "C-05", "C-01")), truth())
    assert found.pair_f1 == 0.5  # one true pair, three made: C-01, C-04 and C-05 are one cluster now
    assert found.damaged == (("customers.csv", 6, ""),) and found.references_broken == 1


def test_figures_are_held_against_what_is_wanted(book: Book) -> None:
    judged = judge(repaired(book, NAME), truth())
    told = {
        one["check"]: one["passed"]
        for one in accepted(judged, [("pair_f1", 0.9), ("clean_cells_damaged", 0)])
    }
    assert told["pair_f1"] is False and told["clean_cells_damaged"] is True and told["cells_restored"] is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.50", "1.5", True),
        (" a ", "a", True),
        ("1,5", "1.5", True),
        ("01", "1", True),
        ("a", "b", False),
        ("", "0", False),
    ],
)
def test_what_is_the_same(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


@pytest.mark.parametrize("content", ["", "{}", '{"schema": "kbctl/ledger/2", "faults": []}', "[1]"])
def test_what_is_no_ledger_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputProblems, match=r"x\.json: (cannot be read|no ledger)"):
        read_truth(tmp_path / "x.json")


def test_the_ledger_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "ledger.json").write_text(json.dumps(truth()), encoding="utf-8")
    assert read_truth(tmp_path) == truth()
