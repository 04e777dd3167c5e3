"""Tables made in the test and repaired in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.diagnose import examine
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.operator import Settings
from kbctl.engine.tables.repair.run import Choice, Repaired, repair
from kbctl.ontology.vocab import Vocabulary

Rows = Sequence[Sequence[object]]


@pytest.fixture
def book(write: Callable[[Mapping[str, Rows]], Path], vocabulary: Vocabulary) -> Callable[..., Book]:
    """The profiled tables given as name → rows."""

    def profiled(tables: Mapping[str, Rows]) -> Book:
        return examine([write(tables)], vocabulary, {}).book

    return profiled


@pytest.fixture
def mended(book: Callable[..., Book]) -> Callable[..., Repaired]:
    """Tables after choices told as `Concept:Remedy`."""

    def repaired(tables: Mapping[str, Rows], *told: str, settings: Settings | None = None) -> Repaired:
        choices = [Choice(*one.split(":"), rule="a-rule", confidence=0.8) for one in told]
        return repair(book(tables), choices, settings)

    return repaired


@pytest.fixture
def rows_of() -> Callable[[Repaired, str], list[list[str]]]:
    """Data rows of a table as they are afterwards."""

    def rows(repaired: Repaired, name: str) -> list[list[str]]:
        table = next(table for table in repaired.book.tables if table.name == name).table
        return [[column.values[place] for column in table.columns] for place in range(table.rows)]

    return rows
