"""Scores: what is found, what is false, what lies beside a fault, and what decoys cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kbctl.engine.training.generate.score import false_on_clean, score

TRUTH: dict[str, Any] = {
    "faults": [
        {
            "concept": "MissingCost",
            "table": "items.csv",
            "column": "Cost",
            "rows": [],
            "pairs": [],
            "cells": [
                {"row": 3, "key": "A", "column": "Cost", "clean": "1", "dirty": ""},
                {"row": 4, "key": "B", "column": "Cost", "clean": "2", "dirty": ""},
            ],
            "also": [{"concept": "DerivedFieldMismatch", "table": "bom.csv", "row": 9}],
        },
        {
            "concept": "DuplicateCustomer",
            "table": "customers.csv",
            "column": "Name",
            "cells": [],
            "rows": [8],
            "pairs": [["C1", "C9"]],
            "added": [{"table": "customers.csv", "row": 8}],
        },
        {
            "concept": "CircularBillOfMaterials",
            "table": "bom.csv",
            "column": "Part",
            "rows": [],
            "pairs": [],
            "cells": [],
            "groups": [[{"table": "bom.csv", "row": 2}, {"table": "bom.csv", "row": 5}]],
        },
    ],
    "decoys": [
        {"id": "free", "looks_like": "MissingCost", "table": "items.csv", "column": "Cost", "rows": [7]}
    ],
    "headers": [{"table": "items.csv", "column": "Cost", "field": "standard_cost"}],
}


def found(
    concept: str, table: str, column: str | None, rows: Sequence[int], pairs: Sequence[Any] = ()
) -> Mapping[str, Any]:
    cells = [{"row": row, "key": "", "column": column, "value": ""} for row in rows]
    return {
        "concept": concept,
        "table": table,
        "column": column,
        "cells": cells,
        "message": "",
        "examples": [],
        "pairs": [{"rows": list(pair), "keys": [], "certainty": 1.0} for pair in pairs],
    }


def test_all_found_and_nothing_else_is_recall_and_precision_one() -> None:
    said = score(
        [
            found("MissingCost", "items.csv", "Cost", [3, 4]),
            found("DuplicateCustomer", "customers.csv", "Name", [8], [(2, 8)]),
            found("CircularBillOfMaterials", "bom.csv", "Part", [5]),
            found("ColumnNameVariation", "items.csv", "Cost", []),
        ],
        TRUTH,
    )
    assert all(tally.recall == 1.0 and tally.precision == 1.0 for tally in said.concepts.values())
    assert said.alarms == () and said.decoys == ()


def test_what_lies_outside_every_fault_is_false() -> None:
    said = score(
        [found("MissingCost", "items.csv", "Cost", [3, 11]), found("OutlierValue", "bom.csv", "Qty", [40])],
        TRUTH,
    )
    assert (said.concepts["MissingCost"].true, said.concepts["MissingCost"].false) == (1, 1)
    assert [alarm["concept"] for alarm in said.alarms] == ["OutlierValue"]
    assert said.missed["MissingCost"] == (("items.csv", 4, "Cost"),)


def test_another_true_word_on_a_spoilt_cell_counts_neither_way() -> None:
    said = score(
        [
            found("PlaceholderValue", "items.csv", "Cost", [3]),
            found("DerivedFieldMismatch", "bom.csv", "Qty", [9]),
        ],
        TRUTH,
    )
    assert all((tally.true, tally.false) == (0, 0) for tally in said.concepts.values() if not tally.wanted)
    assert said.alarms == ()


def test_the_broader_word_finds_the_cell_too() -> None:
    assert (
        score([found("MissingRequiredField", "items.csv", "Cost", [3])], TRUTH).concepts["MissingCost"].found
        == 1
    )


def test_a_decoy_taken_for_an_issue_is_told() -> None:
    assert score([found("MissingCost", "items.csv", "Cost", [3, 7])], TRUTH).decoys == ("free",)


def test_in_clean_tables_only_a_right_word_on_a_header_is_no_false_alarm() -> None:
    right = found("ColumnNameVariation", "items.csv", "Cost", [])
    wrong = found("WhitespaceNoise", "items.csv", "Cost", [3])
    assert false_on_clean([right, wrong], TRUTH) == [wrong]
