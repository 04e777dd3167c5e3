"""HermiT's verdict against the compiled closure; and a wrong ontology or closure would be noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kbctl.ontology.export import ReasonerError, Verdict, differences, export, java, reason
from kbctl.ontology.load import read_ontology
from kbctl.ontology.terms import META
from kbctl.ontology.vocab import Vocabulary
from rdflib import Graph

needs_java = [
    pytest.mark.java,
    pytest.mark.skipif(java() is None, reason="no java on the path: HermiT cannot run"),
]

NS = "https://w3id.org/kbctl/"
PREFIXES = f"""@prefix kb: <{NS}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture(scope="session")
def triples(sources: dict[str, str]) -> str:
    return export(sources)


@pytest.fixture(scope="session")
def verdict(triples: str) -> Verdict:
    return reason(triples)


def with_axioms(triples: str, turtle: str) -> str:
    """The exported ontology with further axioms, which the loader would refuse."""
    graph = Graph().parse(data=PREFIXES + turtle, format="turtle")
    return triples + graph.serialize(format="nt11")


class TestShipped:
    pytestmark = needs_java

    def test_it_is_consistent(self, verdict: Verdict) -> None:
        assert verdict.consistent

    def test_every_class_can_have_instances(self, verdict: Verdict) -> None:
        assert verdict.unsatisfiable == ()

    def test_its_hierarchy_is_our_closure(self, verdict: Verdict, shipped: Vocabulary) -> None:
        assert differences(shipped.ancestors, verdict, frozenset(META)) == ()

    def test_the_reasoner_inferred_something(self, verdict: Verdict, shipped: Vocabulary) -> None:
        assert verdict.ancestors is not None
        inferred = {(term, above) for term, found in shipped.reasons.items() for above in found}

        assert len(inferred) > 50
        assert all(above in verdict.ancestors[term] for term, above in inferred)


class TestWrongOntologies:
    pytestmark = needs_java

    def test_an_individual_of_two_disjoint_kinds(self, triples: str) -> None:
        wrong = with_axioms(triples, "kb:Uniqueness a kb:Remedy .")

        assert not reason(wrong).consistent

    def test_a_class_below_two_disjoint_ones(self, triples: str) -> None:
        wrong = with_axioms(triples, "kb:DuplicateCustomer rdfs:subClassOf kb:RequirementChallenge .")

        assert reason(wrong).unsatisfiable == ("DuplicateCustomer",)

    def test_a_restriction_that_leaves_the_range(self, triples: str) -> None:
        wrong = with_axioms(
            triples,
            """kb:TruncatedText rdfs:subClassOf
            [ a owl:Restriction ; owl:onProperty kb:affects ; owl:someValuesFrom kb:Industry ] .""",
        )

        assert reason(wrong).unsatisfiable == ("TruncatedText",)

    def test_an_axiom_that_our_closure_has_not_seen(self, triples: str, shipped: Vocabulary) -> None:
        more = with_axioms(triples, "kb:StaleRecord rdfs:subClassOf kb:CorruptData .")

        found = differences(shipped.ancestors, reason(more), frozenset(META))

        assert "StaleRecord is below CorruptData for the reasoner, not for us" in found

    def test_text_that_is_no_ontology(self) -> None:
        with pytest.raises(ReasonerError, match="HermiT ended without a verdict"):
            reason("this is not N-Triples\n")


class TestWrongClosures:
    """`differences` alone, without a reasoner."""

    def test_a_parent_too_many_and_one_too_few(self, shipped: Vocabulary) -> None:
        right = Verdict(True, (), shipped.ancestors)
        parents = dict(shipped.ancestors)
        parents["StaleRecord"] = parents["StaleRecord"] - {"TimelinessIssue"} | {"CorruptData"}

        assert differences(shipped.ancestors, right) == ()
        assert differences(parents, right) == (
            "StaleRecord is below TimelinessIssue for the reasoner, not for us",
            "StaleRecord is below CorruptData for us, not for the reasoner",
        )

    def test_a_term_that_is_missing(self, shipped: Vocabulary) -> None:
        right = Verdict(True, (), shipped.ancestors)
        fewer = {term: above for term, above in shipped.ancestors.items() if term != "StaleRecord"}

        assert "StaleRecord is below DataIssue for the reasoner, not for us" in differences(fewer, right)
        assert differences(shipped.ancestors, replace(right, ancestors=None)) != ()


def test_two_exports_are_the_same_bytes(triples: str, sources: dict[str, str]) -> None:
    assert export(sources) == triples


@pytest.mark.parametrize(("form", "read_as"), [("rdfxml", "xml"), ("turtle", "turtle")])
def test_every_form_says_the_same(triples: str, sources: dict[str, str], form: str, read_as: str) -> None:
    text = export(sources, form)  # type: ignore[arg-type]

    assert len(Graph().parse(data=text, format=read_as)) == len(triples.splitlines())


def test_the_export_has_no_shorthand(triples: str, sources: dict[str, str]) -> None:
    classes = [line for line in triples.splitlines() if f"<{NS}hasDimension> <{NS}" in line]
    told = [use for m in read_ontology(sources).modules for use in m.uses if use.value == NS + "hasDimension"]

    assert classes == []
    assert triples.count("owl#hasValue>") >= 60
    assert len(told) >= 60
