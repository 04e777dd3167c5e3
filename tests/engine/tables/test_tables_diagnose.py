"""The diagnosis as a whole: its form, its order, its sameness, and a detector that fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.diagnose import as_json, diagnose, examine, examine_tables
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.render import render
from kbctl.engine.tables.table import Column, Skip, Table
from kbctl.ontology.vocab import Vocabulary

GOLDEN = Path(__file__).parents[2] / "golden" / "tables"
TABLES = {
    "items.csv": [
        ["part", "description", "type", "std cost"],
        ["T-1", "Oak table 180", "make", "90.00"],
        ["T-2", "Oak desk 140 ", "make", "0.00"],
        ["B-1", "Oak board", "purchased", "4.10"],
        ["B-2", "Oak leg", "purchased", "TBD"],
    ],
    "bom.csv": [
        ["parent", "component", "qty per"],
        ["T-1", "B-1", "2"],
        ["T-1", "B-2", "4"],
        ["T-1", "B-7", "1"],
    ],
    "orders/orders.csv": [
        ["order no", "customer no", "part", "order date"],
        ["S1", "C1", "T-1", "01/13/24"],
        ["S2", "C2", "T-2", "02/14/24"],
        ["S3", "C2", "T-2", "15-02-2024"],
    ],
}


def test_every_detector_is_a_challenge_seen_in_tables(vocabulary: Vocabulary) -> None:
    for concept in DETECTORS:
        assert vocabulary.is_a(concept, "DataIssue"), concept
        assert "table" in vocabulary.terms[concept].properties.get("seenIn", ()), concept


def test_contract(write: Callable[..., Path], vocabulary: Vocabulary) -> None:
    result = diagnose([write(TABLES)], vocabulary)
    assert json.loads(json.dumps(result)) == result
    assert {"tables", "findings", "detectors"} <= set(result)
    items = next(table for table in result["tables"] if table["table"] == "items.csv")
    assert {key: items[key] for key in ("table", "role", "rows", "header_row", "key")} == {
        "table": "items.csv",
        "role": "item_master",
        "rows": 4,
        "header_row": 1,
        "key": "part",
    }
    assert [finding["id"] for finding in result["findings"]] == [
        f"F-{n:03}" for n in range(1, len(result["findings"]) + 1)
    ]
    keys = [
        "id",
        "concept",
        "table",
        "column",
        "field",
        "rows",
        "rate",
        "certainty",
        "severity",
        "message",
        "examples",
        "cells",
        "pairs",
        "fingerprint",
    ]
    for finding in result["findings"]:
        assert list(finding) == keys
        assert 0 < finding["rate"] <= 1 and 0 < finding["certainty"] <= 1 and finding["rows"] >= 1
        assert finding["severity"] in ("blocking", "major", "minor")
        assert finding["message"].endswith(".")
    checked = {(check["concept"], check["table"]): check for check in result["detectors"]}
    assert len(checked) == len(DETECTORS) * 3 == len(result["detectors"])
    for check in checked.values():
        assert check["status"] in ("issue", "clean", "skipped", "error")
        assert bool(check["why"]) == (check["status"] in ("skipped", "error"))
    issues = {key for key, check in checked.items() if check["status"] == "issue"}
    assert issues == {(finding["concept"], finding["table"]) for finding in result["findings"]}


def test_every_cell_is_where_it_is_said_to_be(write: Callable[..., Path], vocabulary: Vocabulary) -> None:
    for finding in diagnose([write(TABLES)], vocabulary)["findings"]:
        for cell in finding["cells"]:
            rows = TABLES[finding["table"]]
            assert rows[cell["row"] - 1][rows[0].index(cell["column"])] == cell["value"]


def test_text(write: Callable[..., Path], vocabulary: Vocabulary) -> None:
    text = render(diagnose([write(TABLES)], vocabulary), "exports/")
    golden = GOLDEN / "diagnose.txt"
    if os.environ.get("KBCTL_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 100


def test_colour_changes_nothing_but_colour(write: Callable[..., Path], vocabulary: Vocabulary) -> None:
    import re

    result = diagnose([write(TABLES)], vocabulary)
    coloured = render(result, "exports/", colour=True)
    assert coloured != render(result, "exports/")
    assert re.sub("\x1b\\[\\d*m", "", coloured) == render(result, "exports/")


def test_a_detector_that_fails_is_told_and_stops_no_other(
    write: Callable[..., Path], vocabulary: Vocabulary
) -> None:
    def broken(book: Book, table: Profiled) -> Skip:
        raise ZeroDivisionError("division by zero")

    diagnosis = examine([write(TABLES)], vocabulary, {**DETECTORS, "CodeCollision": broken})
    assert [(check.concept, check.why) for check in diagnosis.failed] == [
        ("CodeCollision", "ZeroDivisionError: division by zero")
    ] * 3
    assert diagnosis.findings
    assert "Failed, so this answer is not whole" in render(as_json(diagnosis), "exports/")


def test_the_same_bytes_whatever_the_hash_seed(write: Callable[..., Path]) -> None:
    folder = write(TABLES)
    code = (
        "import json, sys; from kbctl.ontology.load import load_vocabulary;"
        "from kbctl.engine.tables.diagnose import diagnose;"
        "print(json.dumps(diagnose([sys.argv[1]], load_vocabulary())))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1


def test_the_order_of_paths_does_not_matter(write: Callable[..., Path], vocabulary: Vocabulary) -> None:
    folder = write(TABLES)
    paths = [folder / "items.csv", folder / "bom.csv", folder / "orders" / "orders.csv"]
    assert diagnose(paths, vocabulary) == diagnose(paths[::-1], vocabulary)


def test_nothing_to_find(
    run: Callable[..., object], write: Callable[..., Path], vocabulary: Vocabulary
) -> None:
    folder = write({"colours.csv": [["colour", "hex"], ["Red", "FF0000"], ["Green", "00FF00"]]})
    result = diagnose([folder], vocabulary)
    assert result["findings"] == []
    assert "Findings  none" in render(result, "x/")


HEADERS = [
    "part",
    "Name",
    "customer no",
    "customer name",
    "parent",
    "component",
    "std cost",
    "type",
    "order date",
    "due date",
    "qty",
    "uom",
    "phone",
    "tax id",
    "zip",
    "source",
    "",
    "Name",
    "valid from",
    "supplier",
    "make flag",
    "on hand",
]
CELLS = [
    "",
    " ",
    "A",
    "A-1",
    "a-1 ",
    "0",
    "-1",
    "9999999",
    "1e400",
    "nan",
    "N/A",
    "01/02/03",
    "2024-13-45",
    "31/12/99",
    "1900-01-01",
    "x" * 300,
    "é\u0301",
    "\u200b",
    "\ufeff",
    "名称",
    "=1+1",
    "#REF!",
    '"',
    "'",
    "a\nb",
    "\t",
    "1.234,56",
    "½",
    "٣",
    "²",
    "Y",
    "make",
    "purchased",
]


@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_table_breaks_a_detector(data: st.DataObject, vocabulary: Vocabulary) -> None:
    # given tables of random headers and cells under names that suggest roles
    tables = []
    for name in data.draw(
        st.lists(
            st.sampled_from(["items", "customers", "bom", "orders", "inventory", "x#y"]),
            min_size=1,
            max_size=3,
            unique=True,
        )
    ):
        headers = data.draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6, unique=True))
        height = data.draw(st.integers(1, 8))
        columns = [
            Column(
                header,
                n,
                tuple(data.draw(st.lists(st.sampled_from(CELLS), min_size=height, max_size=height))),
            )
            for n, header in enumerate(headers)
        ]
        tables.append(Table(name, tuple(columns), tuple(range(2, height + 2)), 1))
    # when all detectors run / then none fails, and what they say is JSON and text
    diagnosis = examine_tables(tuple(tables), vocabulary)
    assert not diagnosis.failed, diagnosis.failed
    result = as_json(diagnosis)
    json.dumps(result, allow_nan=False)
    assert render(result, "x/")
    for finding in result["findings"]:
        assert 0 < finding["rate"] <= 1 and 0 < finding["certainty"] <= 1


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_tiny_tables_break_no_detector(write: Callable[..., Path], vocabulary: Vocabulary, rows: int) -> None:
    tables = {name: table[: rows + 1] for name, table in TABLES.items()}
    assert not examine([write(tables)], vocabulary).failed


def test_the_page_names_every_detector() -> None:
    page = (Path(__file__).parents[3] / "docs" / "diagnose.md").read_text(encoding="utf-8")
    found = page.partition("## What is found")[2].partition("\n\nHow an item")[0]
    named = {
        name for line in found.splitlines() for name in line.partition("|")[2].partition("|")[0].split(",")
    }
    assert {name.strip() for name in named} - {"", "concept", "---"} == set(DETECTORS)
