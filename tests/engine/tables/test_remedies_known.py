"""What the ontology says can be carried out on tables, and what can, are the same."""

from __future__ import annotations

from kbctl.engine.tables.detectors import DETECTORS
from kbctl.engine.tables.remedies import OPERATORS
from kbctl.ontology.vocab import Vocabulary


def test_a_remedy_is_executable_where_it_has_an_operator(vocabulary: Vocabulary) -> None:
    said = {term.id for term in vocabulary.of_kind("remedy") if term.get("executable") is True}
    assert said == set(OPERATORS)


def test_every_operator_is_for_something_that_is_detected(vocabulary: Vocabulary) -> None:
    for remedy in OPERATORS:
        assert vocabulary.resolves[remedy] & set(DETECTORS), remedy


def test_every_detector_is_of_a_challenge_that_tables_show(vocabulary: Vocabulary) -> None:
    seen = {t.id for t in vocabulary.of_kind("challenge") if "table" in t.properties.get("seenIn", ())}
    assert set(DETECTORS) <= seen
