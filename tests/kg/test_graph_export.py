"""The exports hold what is known, in every format the same, and the same bytes each time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from graph_world import CORE, ISSUES, knowledge
from kbctl.kg.graph.export_network import network, written
from kbctl.kg.graph.export_rdf import CASE, RULE, rdf_graph, serialised
from kbctl.kg.graph.knowledge import Knowledge
from kbctl.kg.graph.rdf_xml import rdf_xml
from kbctl.ontology.load import read_sources
from kbctl.ontology.mappings import SHOWN, read_mappings
from kbctl.ontology.vocab import NAMESPACE
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

ROOT = Path(__file__).parents[2]
SMALL = {"ontology/core.ttl": CORE, "ontology/issues.ttl": ISSUES}
PARSER = {"ttl": "turtle", "owl": "xml", "jsonld": "json-ld"}


@pytest.fixture(scope="module")
def graph(shipped_graph: Knowledge) -> Graph:
    return rdf_graph(read_sources(), shipped_graph, ("rules", "cases"))


@pytest.mark.parametrize("form", PARSER)
def test_every_form_is_read_back_as_the_same_graph(form: str) -> None:
    graph = rdf_graph(SMALL, knowledge(), ("rules", "cases"))
    read = Graph().parse(data=serialised(graph, form), format=PARSER[form])  # type: ignore[arg-type]
    assert isomorphic(read, graph)


def test_every_term_rule_and_case_is_in_it(graph: Graph, shipped_graph: Knowledge) -> None:
    subjects = {str(one) for one in graph.subjects()}
    assert {NAMESPACE + one for one in shipped_graph.vocabulary.terms} <= subjects
    assert {RULE + one for one in shipped_graph.rules} <= subjects
    assert {CASE + one for one in shipped_graph.cases} <= subjects
    rule = next(one for one in shipped_graph.rules.values() if one.recommendations)
    link = (RULE + rule.id, NAMESPACE + "recommends", NAMESPACE + rule.recommendations[0].remedy)
    assert tuple(map(URIRef, link)) in graph


def test_without_rules_and_cases_it_is_the_ontology_alone(shipped_graph: Knowledge, graph: Graph) -> None:
    plain = rdf_graph(read_sources(), shipped_graph)
    assert not any(str(one).startswith((RULE, CASE)) for one in plain.subjects())
    assert len(plain) < len(graph)


def test_what_stands_in_a_literal_survives_rdf_xml() -> None:
    graph = Graph()
    said = [
        Literal('a < b & "c" \' \n\t\r end', lang="en"),
        Literal(4.5),
        Literal(True),
        Literal("中文"),
        Literal(""),
    ]
    for value in said:
        graph.add((URIRef("https://example.org/?a=1&b=2"), URIRef("https://example.org/p#says"), value))
    assert set(Graph().parse(data=rdf_xml(graph), format="xml")) == set(graph)


def test_a_property_that_rdf_xml_cannot_name_is_refused() -> None:
    graph = Graph()
    graph.add((URIRef("https://example.org/a"), URIRef("https://example.org/1"), Literal("x")))
    with pytest.raises(ValueError, match="cannot name"):
        rdf_xml(graph)


def test_the_network_has_terms_relations_rules_and_cases() -> None:
    plain, full = network(knowledge()), network(knowledge(), ("rules", "cases"))
    assert ("Merge", "resolves", "DuplicateCustomer", {}) in plain.edges
    assert set(plain.nodes) == set(knowledge().vocabulary.terms)
    assert ("rule:merge-codecollision", "recommends", "Merge", {"confidence": 0.8}) in full.edges
    assert ("case:past", "supports", "rule:merge-codecollision", {}) in full.edges
    assert full.nodes["case:past"]["kind"] == "case"
    only_rules = network(knowledge(), ("rules",))
    assert not any(edge[0].startswith("case:") for edge in only_rules.edges)


def test_graphml_and_cytoscape_have_every_node_and_edge() -> None:
    net = network(knowledge(), ("rules", "cases"))
    tree = ElementTree.fromstring(written(net, "graphml"))
    tags = [one.tag.rpartition("}")[2] for one in tree.iter()]
    assert (tags.count("node"), tags.count("edge")) == (len(net.nodes), len(net.edges))
    elements = json.loads(written(net, "cytoscape"))["elements"]
    assert (len(elements["nodes"]), len(elements["edges"])) == (len(net.nodes), len(net.edges))
    assert {"label", "kind", "definition", "id"} <= set(elements["nodes"][0]["data"])


WRITE = """
import sys
from graph_world import CORE, ISSUES, knowledge
from kbctl.kg.graph.export_network import network, written
from kbctl.kg.graph.export_rdf import rdf_graph, serialised
also = ("rules", "cases")
graph = rdf_graph({"ontology/core.ttl": CORE, "ontology/issues.ttl": ISSUES}, knowledge(), also)
for form in ("ttl", "owl", "jsonld"):
    print(serialised(graph, form))
for form in ("graphml", "cytoscape"):
    print(written(network(knowledge(), also), form))
"""


def test_the_same_sources_give_the_same_bytes_whatever_the_order_of_sets() -> None:
    said = []
    for seed in ("1", "2"):
        env = {"PYTHONPATH": f"{ROOT / '.dev'}:{Path(__file__).parent}", "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", WRITE], env=env, check=True, capture_output=True)
        said.append(done.stdout)
    assert said[0] == said[1] and len(said[0]) > 10_000


def test_an_independent_reader_counts_the_same_triples(graph: Graph) -> None:
    oxigraph = pytest.importorskip("pyoxigraph", reason="a second RDF reader, not needed by kbctl")
    forms = {"ttl": "TURTLE", "owl": "RDF_XML", "jsonld": "JSON_LD"}
    for form, name in forms.items():
        quads = oxigraph.parse(serialised(graph, form).encode(), format=getattr(oxigraph.RdfFormat, name))  # type: ignore[arg-type]
        assert len({(str(one.subject), str(one.predicate), str(one.object)) for one in quads}) == len(graph)


def test_mappings_come_as_annotations_and_only_when_asked_for(shipped_graph: Knowledge) -> None:
    mappings = read_mappings((ROOT / SHOWN).read_text(encoding="utf-8"))
    plain = rdf_graph(read_sources(), shipped_graph)
    full = rdf_graph(read_sources(), shipped_graph, ("mappings",), mappings)

    added = set(full) - set(plain)

    skos, kb = "http://www.w3.org/2004/02/skos/core#", "https://w3id.org/kbctl/"
    links = {triple for triple in added if str(triple[1]).startswith(skos)}
    assert len(links) == len(mappings.rows)
    exact = (kb + "Timeliness", skos + "exactMatch", "http://www.w3.org/2016/05/ldqd#timeliness")
    assert tuple(map(URIRef, exact)) in links
    assert {str(predicate) for _, predicate, _ in added - links} == {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",  # narrowMatch and relatedMatch are declared
        "http://www.w3.org/2000/01/rdf-schema#label",  # of units
    }
    for form, parser in PARSER.items():
        assert len(Graph().parse(data=serialised(full, form), format=parser)) == len(full)  # type: ignore[arg-type]


def test_the_network_has_terms_of_other_vocabularies_when_given(shipped_graph: Knowledge) -> None:
    mappings = read_mappings((ROOT / SHOWN).read_text(encoding="utf-8"))
    net = network(shipped_graph, ("mappings",), mappings.rows)
    assert ("Timeliness", "exactMatch", "ldqd:timeliness", {}) in net.edges
    assert net.nodes["ldqd:timeliness"]["kind"] == "other vocabulary"
