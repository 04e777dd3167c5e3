"""Tables with a few findings, their register, and the workbook written from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.profile import Book, profile
from kbctl.engine.tables.table import Cell, Column, Finding, Pair, Table
from kbctl.ontology.vocab import Vocabulary

CUSTOMERS = [
    ["cust_no", "customer name", "city", "phone"],
    ["C-1", "Acme Furniture", "Leeds", "1"],
    ["C-2", "ACME Furniture Inc", "Leeds", "2"],
    ["C-3", "Bolt Ltd", "York", "3"],
    ["C-4", "Acme Furn", "Leeds", ""],
]


def table(name: str, rows: Sequence[Sequence[str]]) -> Table:
    header, *body = rows
    columns = tuple(Column(title, n, tuple(row[n] for row in body)) for n, title in enumerate(header))
    return Table(name, columns, tuple(range(2, len(body) + 2)), 1)


def book(tables: Mapping[str, Sequence[Sequence[str]]], vocabulary: Vocabulary) -> Book:
    return profile(tuple(table(name, rows) for name, rows in sorted(tables.items())), vocabulary)


def duplicates(name: str = "customers.csv", pairs: Sequence[tuple[int, int]] = ((2, 3), (2, 5))) -> Finding:
    made = tuple(Pair(rows, (f"C-{rows[0] - 1}", f"C-{rows[1] - 1}"), 0.8) for rows in pairs)
    return Finding("DuplicateCustomer", name, "customer name", "customer_name", 2, 0.5, 0.8, "blocking",
                   "2 customer records (50.0 %) repeat another one.", ('"a" = "b"',), pairs=made)  # fmt: skip


def cells(concept: str, column: str, rows: Mapping[int, str], name: str = "customers.csv") -> Finding:
    found = tuple(Cell(row, f"C-{row - 1}", column, text) for row, text in rows.items())
    return Finding(concept, name, column, "", len(rows), len(rows) / 4, 0.9, "minor",
                   f"{len(rows)} cells of {column}.", tuple(f'"{text[:20]}"' for text in rows.values()),
                   cells=found)  # fmt: skip


def diagnosed(made: Book, *findings: Finding) -> Diagnosis:
    from kbctl.engine.tables.diagnose import Check

    return Diagnosis(made, findings, tuple(Check(one.concept, one.table, "issue") for one in findings))


def edit(path: Path, sheet: str, changes: Mapping[str, object]) -> None:
    """Write cells of a workbook as a person would: `D5` → value."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    for place, value in changes.items():
        workbook[sheet][place] = value
    workbook.save(path)


def place_of(path: Path, sheet: str, title: str, row: int, head: int = 1) -> str:
    """The address of a cell under a title."""
    from openpyxl import load_workbook

    for cell in load_workbook(path)[sheet][head]:
        if cell.value == title:
            return f"{cell.column_letter}{row}"
    raise AssertionError(title)
