"""Tables made in the test, read and profiled with the shipped vocabulary."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.diagnose import Diagnosis, examine
from kbctl.engine.tables.table import Finding
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.vocab import Vocabulary

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
Rows = Sequence[Sequence[object]]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared/data is absent")
    return SHARED


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, Rows]], Path]:
    """Writes CSV files (name → rows) into a folder and returns it."""

    def written(tables: Mapping[str, Rows]) -> Path:
        for name, rows in tables.items():
            path = tmp_path / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows(rows)
        return tmp_path / "in"

    return written


@pytest.fixture
def run(write: Callable[[Mapping[str, Rows]], Path], vocabulary: Vocabulary) -> Callable[..., Diagnosis]:
    """The diagnosis of tables; with `only`, of one concept."""

    def ran(tables: Mapping[str, Rows], only: str = "") -> Diagnosis:
        detectors = {only: DETECTORS[only]} if only else DETECTORS
        return examine([write(tables)], vocabulary, detectors)

    return ran


@pytest.fixture
def find(run: Callable[..., Diagnosis]) -> Callable[..., tuple[Finding, ...]]:
    """Findings of one concept in tables given as name → rows."""

    def found(concept: str, tables: Mapping[str, Rows]) -> tuple[Finding, ...]:
        diagnosis = run(tables, concept)
        assert not diagnosis.failed, diagnosis.failed
        return diagnosis.findings

    return found
