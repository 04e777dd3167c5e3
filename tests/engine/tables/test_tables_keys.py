"""Keys of one or several columns, and foreign keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.diagnose import diagnose
from kbctl.engine.tables.keys import Link, keys, references
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import Book, profile
from kbctl.ontology.vocab import Vocabulary

Tables = Mapping[str, Sequence[Sequence[object]]]


@pytest.fixture
def book(write: Callable[[Tables], Path], vocabulary: Vocabulary) -> Callable[[Tables], Book]:
    return lambda tables: profile(load([write(tables)]).tables, vocabulary)


ITEMS = [["item no", "description", "cost"], *([f"P-{n:03d}", f"Board {n}", n * 1.5] for n in range(60))]
STOCK = [
    ["item no", "warehouse", "qty on hand", "counted on"],
    *([f"P-{n:03d}", where, n % 7, "2024-03-04"] for n in range(60) for where in ("MAIN", "YARD")),
]
WAREHOUSES = [["warehouse", "warehouse name"], ["MAIN", "Main store"], ["YARD", "Yard"]]


def test_single_and_composite_keys(book: Callable[[Tables], Book]) -> None:
    found = keys(book({"items.csv": ITEMS, "stock.csv": STOCK, "warehouses.csv": WAREHOUSES}))
    assert found == {
        "items.csv": ("item no",),
        "stock.csv": ("item no", "warehouse"),
        "warehouses.csv": ("warehouse",),
    }


def test_a_row_that_stands_twice_does_not_hide_the_key(book: Callable[[Tables], Book]) -> None:
    assert keys(book({"stock.csv": [*STOCK, STOCK[3]]})) == {"stock.csv": ("item no", "warehouse")}


def test_amounts_and_prose_are_no_keys(book: Callable[[Tables], Book]) -> None:
    rows = [["remark", "amount", "weight"], *([f"see note {n} of May", n + 0.25, n + 0.5] for n in range(40))]
    assert keys(book({"log.csv": rows})) == {}


def test_foreign_keys_by_field_and_by_inclusion(book: Callable[[Tables], Book]) -> None:
    log = [["seen", "thing", "flag"], *([n % 9, f"P-{n % 50:03d}", "x"] for n in range(300))]
    found = references(
        book({"items.csv": ITEMS, "stock.csv": STOCK, "warehouses.csv": WAREHOUSES, "log.csv": log})
    )
    assert found == (
        Link("log.csv", "thing", "items.csv", "item no", 1.0),
        Link("stock.csv", "item no", "items.csv", "item no", 1.0),
        Link("stock.csv", "warehouse", "warehouses.csv", "warehouse", 1.0),
    )


def test_small_numbers_point_nowhere(book: Callable[[Tables], Book]) -> None:
    bins = [["bin", "aisle"], *([n, "A"] for n in range(60))]
    log = [["seen", "thing"], *(["x", n % 40] for n in range(300))]
    assert references(book({"bins.csv": bins, "log.csv": log})) == ()


def test_in_the_result(write: Callable[[Tables], Path], vocabulary: Vocabulary) -> None:
    said = diagnose([write({"items.csv": ITEMS, "stock.csv": STOCK})], vocabulary)
    assert [table["key"] for table in said["tables"]] == ["item no", "item no + warehouse"]
    assert said["references"] == [
        {
            "table": "stock.csv",
            "column": "item no",
            "to_table": "items.csv",
            "to_column": "item no",
            "share": 1.0,
        }
    ]


@pytest.mark.shared
def test_adventureworks(shared: Path, vocabulary: Vocabulary) -> None:
    book = profile(load([shared / "adventureworks"]).tables, vocabulary)
    found = keys(book)
    assert found["ProductInventory.csv"] == ("ProductID", "LocationID")
    assert found["ProductCostHistory.csv"] == ("ProductID", "StartDate")
    assert found["ProductVendor.csv"] == ("ProductID", "BusinessEntityID")
    assert len(found) == 13
    links = {(link.table, link.column): (link.to_table, link.share) for link in references(book)}
    assert len(links) == 13
    assert links["PurchaseOrderHeader.csv", "VendorID"] == ("Vendor.csv", 1.0)
    assert set(links.values()) <= {(name, 1.0) for name in found}


def test_the_name_of_a_list_may_be_part_of_a_key(book: Callable[[Tables], Book]) -> None:
    rows = [["price list", "item no", "list price"]]
    rows += [[name, f"P-{n:03d}", f"{n}.50"] for name in ("Dealers", "Export 2024") for n in range(40)]
    assert keys(book({"prices.csv": rows})) == {"prices.csv": ("price list", "item no")}
