from __future__ import annotations

import pytest
from kbctl.ontology.competency import with_closure
from kbctl.ontology.load import read_ontology
from kbctl.ontology.shapes import violations
from kbctl.ontology.vocab import NAMESPACE, Vocabulary
from rdflib import Graph, Literal, URIRef


@pytest.fixture(scope="module")
def graph(sources: dict[str, str], shipped: Vocabulary) -> Graph:
    return with_closure(read_ontology(sources).graph, shipped)


def kb(name: str) -> URIRef:
    return URIRef(NAMESPACE + name)


def without(graph: Graph, term: str, name: str) -> Graph:
    """A copy in which the term has no value of the property."""
    changed = Graph()
    for triple in graph:
        if triple[:2] != (kb(term), kb(name)):
            changed.add(triple)
    return changed


def test_the_shipped_terms_conform(graph: Graph) -> None:
    assert [str(one) for one in violations(graph)] == []


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("DuplicateCustomer", "showsAs"),
        ("DuplicateCustomer", "rootCause"),
        ("SurvivorshipMerge", "effortDays"),
        ("SurvivorshipMerge", "verifyBy"),
        ("SurvivorshipMerge", "inPhase"),
        ("customer_name", "dataType"),
    ],
)
def test_what_is_missing_is_noticed(graph: Graph, term: str, name: str) -> None:
    # given a term without a property that its kind must have, when validated, then it is named
    found = violations(without(graph, term, name))

    assert (term, name) in {(one.term, one.path) for one in found}


def test_a_challenge_with_one_remedy_and_a_remedy_that_cannot_be_undone_are_noticed(graph: Graph) -> None:
    # given only one remedy left for a challenge, and an executable remedy that is not reversible
    changed = Graph()
    for triple in graph:
        if not (
            triple[1:] == (kb("resolves"), kb("MixedDateFormat")) and triple[0] != kb("PerSourceDateParsing")
        ):
            changed.add(triple)
    changed.set((kb("SurvivorshipMerge"), kb("reversible"), Literal(False)))

    found = {one.term: one.message for one in violations(changed)}

    assert "two remedies" in found["MixedDateFormat"]
    assert "reversible" in found["SurvivorshipMerge"]
