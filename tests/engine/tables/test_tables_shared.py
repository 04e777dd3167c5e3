"""Real tables: what is known of them must come out, and nothing that is not there. Floors, not targets."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from kbctl.engine.tables.diagnose import diagnose, examine
from kbctl.engine.tables.load import load
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

pytestmark = pytest.mark.shared

READ = {
    "excel_pasting.csv": (4, 13, "utf-8"),
    "long.csv": (0, 4000, "utf-8"),
    "mixedGLB.csv": (4, 133, "utf-8"),
    "null.csv": (0, 10, "utf-8"),
    "simple.xlsx": (1, 6, ""),
    "span_rich.xls": (1, 5, ""),
    "spanish_chars.csv": (1, 114, "cp1252"),
    "sparse_with_column_errors.csv": (1, 2200, "cp1252"),
    "utf-16le_encoded.csv": (1, 327, "utf-16"),
    "weird_head_padding.csv": (12, 76, "utf-8"),
}
REFUSED = {
    "encrypted_no_password.xls": "protected by a password",
    "libreoffice.xlsx": "no sheet of the workbook holds a cell",
    "unicode_sheet_name.xls": "but no rows below it",
    "utf8bom.csv": "a header (kitten, win) but no rows below it",
}


def test_every_awkward_file_is_expected(shared: Path) -> None:
    assert {path.name for path in (shared / "awkward_files").iterdir()} == {*READ, *REFUSED}


@pytest.mark.parametrize("name", sorted(READ))
def test_an_awkward_file_is_read(shared: Path, name: str) -> None:
    (table,) = load([shared / "awkward_files" / name]).tables
    assert (table.header_row, table.rows, table.encoding) == READ[name]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_an_awkward_file_is_refused_in_words(shared: Path, name: str) -> None:
    with pytest.raises(InputProblems) as caught:
        load([shared / "awkward_files" / name])
    assert REFUSED[name] in str(caught.value)


def test_awkward_files_together_stop_nothing(shared: Path, vocabulary: Vocabulary) -> None:
    # given the folder as it is / then what cannot be read is noted or is a gap, and the rest is there
    diagnosis = examine([shared / "awkward_files"], vocabulary)
    assert {table.table.source.file for table in diagnosis.book.tables} == set(READ)
    assert [check.table for check in diagnosis.failed] == ["encrypted_no_password.xls"]
    assert len(diagnosis.passed_over) == 3


def test_awkward_files_break_no_detector(shared: Path, vocabulary: Vocabulary) -> None:
    diagnosis = examine([shared / "awkward_files" / name for name in READ], vocabulary)
    assert not diagnosis.failed


def found(result: dict[str, Any], concept: str) -> dict[tuple[str, str | None], dict[str, Any]]:
    return {(f["table"], f["column"]): f for f in result["findings"] if f["concept"] == concept}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_adventureworks(shared: Path, vocabulary: Vocabulary) -> None:
    folder = shared / "adventureworks"
    result = diagnose([folder], vocabulary)
    assert {table["table"]: table["role"] for table in result["tables"]} == {
        "BillOfMaterials.csv": "bom",
        "Location.csv": "warehouse",
        "Product.csv": "item_master",
        "ProductCategory.csv": "item_group",
        "ProductCostHistory.csv": "cost_history",
        "ProductInventory.csv": "inventory",
        "ProductListPriceHistory.csv": "price_list",
        "ProductSubcategory.csv": "item_group",
        "ProductVendor.csv": "item_supplier",
        "PurchaseOrderHeader.csv": "purchase_order",
        "SalesTerritory.csv": "territory",
        "UnitMeasure.csv": "unit_of_measure",
        "Vendor.csv": "supplier_master",
    }
    products = rows_of(folder / "Product.csv")
    # every product has a make flag, so each of the 200 without a cost is bought or made
    (cost,) = found(result, "MissingCost").values()
    assert {cell["key"] for cell in cost["cells"]} == {
        p["ProductID"] for p in products if float(p["StandardCost"]) == 0
    }
    assert cost["rows"] == 200
    # made products that no bill of material has for a parent
    parents = {line["ProductAssemblyID"] for line in rows_of(folder / "BillOfMaterials.csv")}
    (bom,) = found(result, "MissingBillOfMaterials").values()
    assert {cell["key"] for cell in bom["cells"]} == {
        p["ProductID"] for p in products if p["MakeFlag"] == "1" and p["ProductID"] not in parents
    }
    # fixed-width codes are the only white space; all of it is found
    noise = found(result, "WhitespaceNoise")
    assert set(noise) == {
        ("BillOfMaterials.csv", "UnitMeasureCode"),
        ("Product.csv", "SizeUnitMeasureCode"),
        ("Product.csv", "WeightUnitMeasureCode"),
        ("Product.csv", "ProductLine"),
        ("Product.csv", "Class"),
        ("Product.csv", "Style"),
        ("ProductVendor.csv", "UnitMeasureCode"),
        ("UnitMeasure.csv", "UnitMeasureCode"),
    }
    units = rows_of(folder / "UnitMeasure.csv")
    padded = sum(unit["UnitMeasureCode"] != unit["UnitMeasureCode"].strip() for unit in units)
    assert noise["UnitMeasure.csv", "UnitMeasureCode"]["rows"] == padded
    # whole by foreign keys, in ISO dates, without circles and doubles
    # and headers that are no canonical names, which every export has
    assert {f["concept"] for f in result["findings"]} - {"ColumnNameVariation"} == {
        "InconsistentUnitOfMeasure",
        "MissingBillOfMaterials",
        "MissingCost",
        "PlaceholderValue",
        "SpecialCharacterInCode",
        "WhitespaceNoise",
    }
    assert {key: f["rows"] for key, f in found(result, "PlaceholderValue").items()} == {
        ("ProductInventory.csv", "Shelf"): 290
    }
    assert [f["cells"][0]["value"] for f in found(result, "SpecialCharacterInCode").values()] == ["G&KBI0001"]
    assert not [check for check in result["detectors"] if check["status"] == "error"]


def test_adventureworks_with_faults(shared: Path, vocabulary: Vocabulary, tmp_path: Path) -> None:
    # given the real bills with a line that closes a circle, and stock of a product that is not there
    for path in (shared / "adventureworks").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "BillOfMaterials.csv").read_text(encoding="utf-8").splitlines()
    parts = next(line.split(",") for line in lines[1:] if line.split(",")[1] and not line.split(",")[4])
    back = ["99999", parts[2], parts[1], parts[3], "", "EA ", "1", "1.00", parts[8]]
    (tmp_path / "BillOfMaterials.csv").write_text(
        "\n".join([*lines, ",".join(back)]) + "\n", encoding="utf-8"
    )
    with (tmp_path / "ProductInventory.csv").open("a", encoding="utf-8") as stream:
        stream.write("77777,1,A,1,5,X,2025-08-07 00:00:00.000\n")
    result = diagnose([tmp_path], vocabulary)
    (circle,) = found(result, "CircularBillOfMaterials").values()
    assert circle["cells"][-1]["row"] == len(lines) + 1
    (orphan,) = found(result, "OrphanRecord").values()
    assert [cell["value"] for cell in orphan["cells"]] == ["77777"]


def test_northwind(shared: Path, vocabulary: Vocabulary) -> None:
    result = diagnose([shared / "northwind"], vocabulary)
    assert {table["role"] for table in result["tables"]} == {
        "customer_master",
        "item_master",
        "supplier_master",
    }
    # double spaces and hard spaces, and the whole file in the wrong character set, are all there is to find
    assert {f["concept"] for f in result["findings"]} - {"ColumnNameVariation"} == {
        "EncodingCorruption",
        "InvalidContactDetail",
        "WhitespaceNoise",
    }
    assert sum(f["rows"] for f in result["findings"] if f["concept"] == "WhitespaceNoise") == 6
    assert sum(f["rows"] for f in result["findings"] if f["concept"] == "EncodingCorruption") == 94


Row = dict[str, str]
PERSON = ["customer no", "customer name", "address", "address 2", "city", "postal code", "state", "tax id"]


def febrl(row: Row) -> list[str]:
    return [
        row["rec_id"],
        f"{row['given_name']} {row['surname']}".strip(),
        f"{row['street_number']} {row['address_1']}".strip(),
        row["address_2"],
        row["suburb"],
        row["postcode"],
        row["state"],
        row["soc_sec_id"],
    ]


def splink(row: Row) -> list[str]:
    return [row["unique_id"], f"{row['first_name']} {row['surname']}".strip(), row["city"], row["email"]]


@pytest.mark.parametrize(
    ("name", "header", "made", "truth", "precision", "recall"),
    [
        ("febrl1.csv", PERSON, febrl, lambda row: row["rec_id"].split("-")[1], 0.99, 0.90),
        ("febrl3.csv", PERSON, febrl, lambda row: row["rec_id"].split("-")[1], 0.99, 0.80),
        (
            "fake_1000.csv",
            ["customer no", "customer name", "city", "email"],
            splink,
            lambda row: row["cluster"],
            0.99,
            0.33,
        ),
    ],
)
def test_persons_as_if_they_were_customers(
    shared: Path,
    vocabulary: Vocabulary,
    tmp_path: Path,
    name: str,
    header: list[str],
    made: Callable[[Row], list[str]],
    truth: Callable[[Row], str],
    precision: float,
    recall: float,
) -> None:
    """No constant is fitted to these tables; learned weights are a later matter, precision comes first."""
    with (shared / "duplicates" / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, skipinitialspace=True))
    with (tmp_path / "customers.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *map(made, rows)])
    groups = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        groups[truth(row)].append(number)
    true = {pair for members in groups.values() for pair in combinations(members, 2)}
    result = diagnose([tmp_path], vocabulary)
    said = {tuple(pair["rows"]) for f in found(result, "DuplicateCustomer").values() for pair in f["pairs"]}
    right = len(said & true)
    print(
        f"{name}: precision {right / len(said):.3f}, recall {right / len(true):.3f}, "
        f"{len(said)} of {len(true)} pairs"
    )
    assert right / len(said) >= precision
    assert right / len(true) >= recall
