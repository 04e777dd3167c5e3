"""Which detectors are run, and how those left out are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kbctl.engine.tables.choice import UnknownConceptError
from kbctl.engine.tables.diagnose import diagnose
from kbctl.ontology.vocab import Vocabulary

TABLES = {"items.csv": [["part", "description"], ["T-1", "Oak table "], ["T-2", "N/A"], ["T-3", "Desk"]]}


def _ran(result: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {check["concept"]: check["why"] for check in result["detectors"] if check["status"] != "skipped"}


def test_only_one_concept_is_looked_for(write: Callable[..., Path], vocabulary: Vocabulary) -> None:
    result = diagnose([write(TABLES)], vocabulary, only=["WhitespaceNoise"])
    assert set(_ran(result)) == {"WhitespaceNoise"}
    assert [finding["concept"] for finding in result["findings"]] == ["WhitespaceNoise"]
    assert {check["why"] for check in result["detectors"] if check["concept"] == "PlaceholderValue"} == {
        "left out by --only WhitespaceNoise"
    }


def test_a_broad_concept_leaves_out_all_kinds_of_it(
    write: Callable[..., Path], vocabulary: Vocabulary
) -> None:
    result = diagnose([write(TABLES)], vocabulary, skip=["DuplicateRecord"])
    whys = {check["concept"]: check["why"] for check in result["detectors"]}
    assert vocabulary.is_a("DuplicateItem", "DuplicateRecord")
    assert whys["DuplicateItem"] == whys["DuplicateRecord"] == "left out by --skip DuplicateRecord"
    assert "PlaceholderValue" in _ran(result)


def test_an_unknown_concept_is_refused(write: Callable[..., Path], vocabulary: Vocabulary) -> None:
    with pytest.raises(UnknownConceptError, match="did you mean WhitespaceNoise"):
        diagnose([write(TABLES)], vocabulary, skip=["WhitespaceNoyse"])
