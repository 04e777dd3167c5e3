"""A term on its own, what stands next to it, how two are connected; goldens: KBCTL_UPDATE_GOLDEN=1."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from graph_world import but, knowledge, term
from kbctl.kg.build import compile_base
from kbctl.kg.contents import Contents
from kbctl.kg.graph.knowledge import Knowledge, read_knowledge
from kbctl.kg.graph.names import UnknownTerm, find_term
from kbctl.kg.graph.neighbours import neighbours, render_neighbours
from kbctl.kg.graph.paths import render_paths, shortest_paths
from kbctl.kg.graph.relations import PROPERTY, RELATIONS
from kbctl.kg.graph.show import show
from kbctl.kg.graph.show_text import render_show
from kbctl.kg.layout import folded, listed, shown_width
from kbctl.kg.store import open_bytes
from kbctl.ontology.axioms import RDFS
from kbctl.ontology.codec import to_json
from kbctl.ontology.mappings import SHOWN, read_mappings
from kbctl.ontology.vocab import NAMESPACE, Vocabulary


def compare(text: str, file: Path) -> None:
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "ident", ["DuplicateCustomer", "Merge", "Customer", "DataMigrationRole", "furniture"]
)
def test_a_term_on_a_screen(ident: str, golden: Path) -> None:
    known = knowledge()
    compare(render_show(show(known, known.vocabulary.terms[ident])), golden / "graph" / f"{ident}.txt")


@pytest.mark.parametrize("width", [50, 72, 100])
@pytest.mark.parametrize(
    "ident", ["DuplicateCustomer", "SurvivorshipMerge", "Customer", "customer_name", "SAP"]
)
def test_no_line_is_wider_than_the_screen(shipped_graph: Knowledge, ident: str, width: int) -> None:
    said = show(shipped_graph, shipped_graph.vocabulary.terms[ident])
    paths = [line for line in render_show(said, width).splitlines() if "rules/" not in line]
    assert max(map(shown_width, paths)) <= width


def test_every_shipped_term_can_be_shown(shipped_graph: Knowledge) -> None:
    for one in shipped_graph.vocabulary.terms.values():
        assert render_show(show(shipped_graph, one)).splitlines()[0].startswith(one.label[:20])


def test_a_wider_rule_stands_beside_the_remedy_it_recommends() -> None:
    said = show(knowledge(), knowledge().vocabulary.terms["DuplicateCustomer"])
    assert [(one["id"], [rule["id"] for rule in one["rules"]]) for one in said["remedies"]] == [
        ("Merge", ["merge-duplicaterecord"]),
        ("Review", ["review-duplicaterecord"]),
    ]
    assert said["dimensions"] == [{"id": "Uniqueness", "label": "Uniqueness", "told_at": "DuplicateRecord"}]
    assert said["cases"][0]["concerns"] == ["DuplicateRecord"]
    assert [one["id"] for one in said["parents"]["inferred"]] == ["CustomerDataIssue"]
    assert said["relations"]["resolves"]["from"] == [
        {"id": "Merge", "label": "Merge"},
        {"id": "Review", "label": "Review"},
    ]


@pytest.mark.parametrize(
    "said", ["Merge", "merge", "Merge en español", "merge by another name EN", "MERGE  by-another-name en"]
)
def test_a_term_is_found_by_id_label_and_alternative(said: str) -> None:
    assert find_term(knowledge(), said).id == "Merge"


def test_a_label_goes_before_an_alternative_of_another() -> None:
    known = knowledge(but("Review", alternatives={"en": ("Customer en español",)}))
    assert find_term(known, "customer en español").id == "Customer"


def test_a_role_is_found_by_its_notation() -> None:
    assert find_term(knowledge(), "data-migration").id == "DataMigrationRole"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("Merg", "unknown term 'Merg' (did you mean Merge?)"),
        ("xyzzy", "unknown term 'xyzzy'; to search for it: kbctl query 'xyzzy'"),
        ("merge-codecollision", "'merge-codecollision' is a rule, not a term"),
        ("past", "'past' is a past case, not a term"),
        ("twin", "'twin' may be any of Merge (remedy), Review (remedy); give the id"),
        ("", "unknown term ''"),
    ],
)
def test_what_is_no_term_is_said(said: str, message: str) -> None:
    twins = [but(one, alternatives={"en": ("twin",)}) for one in ("Merge", "Review")]
    with pytest.raises(UnknownTerm) as error:
        find_term(knowledge(*twins), said)
    assert str(error.value).startswith(message)


def test_neighbours_by_relation_and_direction(golden: Path) -> None:
    known = knowledge()
    said = neighbours(known, "DuplicateCustomer", (), 2)
    compare(render_neighbours(known, said), golden / "graph" / "neighbours.txt")
    first = [one for one in said["neighbours"] if one["depth"] == 1]
    assert ("resolves", "from", "Merge") in {(one["relation"], one["direction"], one["id"]) for one in first}
    assert all(one["id"] != "DuplicateCustomer" for one in said["neighbours"])


def test_neighbours_keep_to_the_relations_and_the_depth() -> None:
    said = neighbours(knowledge(), "DuplicateCustomer", ("leadsTo",), 1)
    assert [(one["relation"], one["id"]) for one in said["neighbours"]] == [("leadsTo", "CodeCollision")]
    assert neighbours(knowledge(), "Uniqueness", ("leadsTo",))["neighbours"] == []


def test_nothing_is_looked_for_beyond_the_root_of_a_kind() -> None:
    said = neighbours(knowledge(), "Merge", ("type", "subClassOf"), 3)
    assert [one["id"] for one in said["neighbours"]] == ["Remedy"]


def test_the_shortest_paths_name_their_relations(golden: Path) -> None:
    known = knowledge()
    said = shortest_paths(known, "Customer", "Merge")
    assert (said["length"], said["found"]) == (2, 1)
    assert [step["relations"] for step in said["paths"][0]] == [
        [{"relation": "affects", "direction": "from"}],
        [{"relation": "resolves", "direction": "from"}],
    ]
    compare(render_paths(known, said), golden / "graph" / "path.txt")


def test_paths_keep_to_relations_and_arrows() -> None:
    known = knowledge()
    assert shortest_paths(known, "DuplicateCustomer", "CodeCollision", ("leadsTo",), True)["length"] == 1
    assert shortest_paths(known, "CodeCollision", "DuplicateCustomer", ("leadsTo",))["length"] == 1
    back = shortest_paths(known, "CodeCollision", "DuplicateCustomer", ("leadsTo",), True)
    assert (back["length"], back["paths"]) == (None, [])
    assert render_paths(known, back).startswith("No path between CodeCollision and DuplicateCustomer")


def test_no_path_leads_over_the_root_of_a_kind_unless_it_is_an_end() -> None:
    apart = knowledge(term("A", "system", "System"), term("B", "system", "System"))
    assert shortest_paths(apart, "A", "B")["length"] is None
    assert shortest_paths(apart, "A", "System")["length"] == 1
    assert shortest_paths(apart, "A", "A")["length"] == 0


def test_equal_paths_are_counted_and_the_least_connected_come_first() -> None:
    said = shortest_paths(knowledge(), "Merge", "Review", top=1)
    assert said["found"] > 1 and len(said["paths"]) == 1
    assert said["paths"][0][0]["to"] in ("DataMigrationPhase", "DataMigrationRole")


def test_a_compiled_base_gives_the_knowledge_back() -> None:
    known = knowledge()
    contents = Contents(
        known.vocabulary, to_json(known.vocabulary), tuple(known.rules.values()), known.cases, "1", "h"
    )
    read = read_knowledge(open_bytes(compile_base(contents)))
    assert (read.rules, read.cases) == (known.rules, known.cases)
    assert read.vocabulary.terms == known.vocabulary.terms


def test_every_relation_of_the_ontology_between_terms_is_known(shipped_graph: Knowledge) -> None:
    # given every property whose range is a class of the ontology, then the graph follows it
    from kbctl.ontology.load import read_ontology, read_sources
    from rdflib import URIRef

    graph = read_ontology(read_sources()).graph
    ranges = {
        str(one).removeprefix(NAMESPACE)
        for one, range_ in graph.subject_objects(URIRef(RDFS + "range"))
        if str(range_).startswith(NAMESPACE)
    }
    of_terms = {one for one in ranges if _is_used(shipped_graph.vocabulary, PROPERTY.get(one, one))}
    assert of_terms - set(RELATIONS) == set()


def _is_used(vocabulary: Vocabulary, name: str) -> bool:
    return any(name in one.properties for one in vocabulary.terms.values())


@pytest.mark.parametrize("width", [3, 10, 40])
def test_folding_keeps_every_character_and_the_width(width: int) -> None:
    text = "short 主数据的重复记录与合并规则 rules/conditional/a-very-long-name.yaml end"
    lines = folded(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(shown_width, lines)) <= max(width, 2)


def test_a_list_breaks_between_its_items() -> None:
    assert listed("Title", ["a" * 30, "b" * 30], 60) == [
        "Title          " + "a" * 30 + " ·",
        " " * 15 + "b" * 30,
    ]
    assert listed("Title", [], 60) == []


def test_what_a_term_is_mapped_to_stands_with_it_closest_first(shipped_graph: Knowledge) -> None:
    table = Path(__file__).parents[2] / SHOWN
    said = show(
        shipped_graph,
        shipped_graph.vocabulary.terms["Validity"],
        read_mappings(table.read_text(encoding="utf-8")),
    )
    assert [(one["predicate"], one["id"], one["source"]) for one in said["mappings"]] == [
        ("skos:exactMatch", "bdqdim:Conformance", "TDWG-BDQ"),
        ("skos:relatedMatch", "ldqd:syntacticValidity", "LDQD"),
    ]
    assert "exact: bdqdim:Conformance" in render_show(said)
