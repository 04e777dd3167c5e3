"""The shipped knowledge, and mapping sheets made in the test."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.columns.source import packaged_knowledge
from kbctl.engine.tables.mining.mined import Mined
from kbctl.engine.tables.mining.reading import mine_paths
from kbctl.engine.tables.mining.resolve import Resolver
from kbctl.ontology.load import load_vocabulary

Rows = Sequence[Sequence[str]]


@pytest.fixture(scope="session")
def resolver() -> Resolver:
    vocabulary = load_vocabulary()
    return Resolver(packaged_knowledge(vocabulary), vocabulary)


@pytest.fixture
def mined(tmp_path: Path, resolver: Resolver) -> Callable[[Mapping[str, Rows]], Mined]:
    """What the sheets teach: file name → rows; `book.xlsx#Sheet` for a sheet of a workbook."""

    def of(sheets: Mapping[str, Rows]) -> Mined:
        folder = tmp_path / "sheets"
        folder.mkdir(exist_ok=True)
        books: dict[str, dict[str, Rows]] = {}
        for name, rows in sheets.items():
            file, _, sheet = name.partition("#")
            if sheet:
                books.setdefault(file, {})[sheet] = rows
            else:
                with (folder / file).open("w", newline="", encoding="utf-8") as stream:
                    csv.writer(stream).writerows(rows)
        for file, told in books.items():
            write_book(folder / file, told)
        return mine_paths([folder], resolver, "test")

    return of


def write_book(path: Path, sheets: Mapping[str, Rows]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
