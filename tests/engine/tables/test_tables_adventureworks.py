"""The gaps of a real manufacturer's tables, with their exact counts."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.diagnose import as_json, examine
from kbctl.ontology.vocab import Vocabulary

pytestmark = pytest.mark.shared


@pytest.fixture
def found(shared: Path, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    wanted = ("MissingCost", "InconsistentUnitOfMeasure", "DerivedFieldMismatch", "MissingTransactionHistory")
    detectors = {concept: DETECTORS[concept] for concept in wanted}
    listed: list[dict[str, Any]] = as_json(examine([shared / "adventureworks"], vocabulary, detectors))[
        "findings"
    ]
    return listed


def rows_of(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "adventureworks" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_products_without_cost_and_those_that_bills_in_force_use(
    shared: Path, found: list[dict[str, Any]]
) -> None:
    (cost,) = [one for one in found if one["concept"] == "MissingCost"]
    free = {row["ProductID"] for row in rows_of(shared, "Product.csv") if float(row["StandardCost"]) == 0}
    used = {row["ComponentID"] for row in rows_of(shared, "BillOfMaterials.csv") if not row["EndDate"]}
    assert ({cell["key"] for cell in cost["cells"]}, len(free), len(free & used)) == (free, 200, 76)
    assert "200 items" in cost["message"]
    assert "76 of them are components of bills of material in force" in cost["message"]


def test_weights_in_pounds_and_grams(shared: Path, found: list[dict[str, Any]]) -> None:
    (unit,) = [one for one in found if one["concept"] == "InconsistentUnitOfMeasure"]
    said = [row["WeightUnitMeasureCode"].strip() for row in rows_of(shared, "Product.csv")]
    assert (unit["column"], said.count("LB"), said.count("G")) == ("WeightUnitMeasureCode", 176, 29)
    assert "lb 176, g 29" in unit["message"]
    assert unit["rows"] == 29


def test_totals_add_up_and_sparse_purchasing_is_no_gap(found: list[dict[str, Any]]) -> None:
    """TotalDue is SubTotal + TaxAmt + Freight in all 4,012 orders; in its first years purchases were rare."""
    told = {one["concept"] for one in found}
    assert not told & {"DerivedFieldMismatch", "MissingTransactionHistory"}
