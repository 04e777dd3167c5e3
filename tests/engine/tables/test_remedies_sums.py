"""Operators that recalculate: derived fields, totals of documents; and reports made tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.load import load
from kbctl.engine.tables.profile import Book, profile
from kbctl.engine.tables.remedies.operator import Settings
from kbctl.engine.tables.repair.run import Choice, Repaired, repair
from kbctl.ontology.vocab import Vocabulary

Tables = Mapping[str, Sequence[Sequence[object]]]
Books = Callable[[Tables], Book]


@pytest.fixture
def book(write: Callable[[Tables], Path], vocabulary: Vocabulary) -> Books:
    return lambda tables: profile(load([write(tables)]).tables, vocabulary)


def repaired(book: Book, concept: str, remedy: str) -> Repaired:
    return repair(book, [Choice(concept, remedy)], Settings(), detectors=DETECTORS)


def lines() -> list[list[str]]:
    head = ["Order No", "Line", "Item No", "Order Qty", "Unit Price", "Line Amount"]
    rows = [
        [f"SO-{n // 3:03d}", str(n % 3 + 1), f"IT-{n:03d}", str(n % 7 + 2), f"{n % 11 + 1.25:.2f}", ""]
        for n in range(90)
    ]
    for row in rows:
        row[5] = f"{int(row[3]) * float(row[4]):.2f}"
    return [head, *rows]


def orders() -> list[list[str]]:
    sums: dict[str, float] = {}
    for row in lines()[1:]:
        sums[row[0]] = sums.get(row[0], 0.0) + float(row[5])
    head = ["Order No", "Customer No", "Order Total"]
    return [head, *([number, f"C-{n:02d}", f"{total:.2f}"] for n, (number, total) in enumerate(sums.items()))]


def test_a_calculated_value_is_calculated_anew(book: Books) -> None:
    # given two of ninety amounts that are not quantity × price
    rows = lines()
    right = rows[5][5], rows[17][5]
    rows[5][5], rows[17][5] = "1.00", "999.99"
    found = repaired(book({"lines.csv": rows}), "DerivedFieldMismatch", "DerivedFieldRecalculation")
    assert [(c.row, c.after) for c in found.changes] == [(6, right[0]), (18, right[1])]
    assert found.done[0].outcome == "worked"


def test_a_total_becomes_the_sum_of_its_sound_lines(book: Books) -> None:
    # given two totals that are wrong, one of a document with a line that is itself miscalculated
    heads, rows = orders(), lines()
    right = heads[4][2]
    heads[4][2], heads[9][2] = "1.00", "2.00"
    line = rows[25][5]
    rows[25][5] = "7.77"  # a line of the ninth order, whose total waits for it
    tables = {"orders.csv": heads, "order_lines.csv": rows}
    found = repaired(book(tables), "DerivedFieldMismatch", "DerivedFieldRecalculation")
    assert [(c.table, c.row, c.after) for c in found.changes] == [
        ("order_lines.csv", 26, line), ("orders.csv", 5, right)
    ]  # fmt: skip


def test_lines_of_a_report_that_are_no_data_are_set_aside(book: Books) -> None:
    # given a report that repeats its header on every page and has a subtotal after each group
    head = ["Item No", "Item Name", "Warehouse", "Qty On Hand"]
    rows: list[list[str]] = [head]
    for page in range(4):
        rows += [[f"IT-{page}{n:02d}", f"Panel {page} {n}", "MAIN", str(n + 3)] for n in range(12)]
        rows += [["Subtotal", "", "", "114"], *([head] if page < 3 else [])]
    found = repaired(book({"stock.csv": rows}), "ReportLayout", "ReportUnpivoting")
    assert found.done[0].outcome == "worked" and len(found.changes) >= 6
    assert {change.kind for change in found.changes} == {"row-removed"}
    assert found.book.tables[0].rows == 48
