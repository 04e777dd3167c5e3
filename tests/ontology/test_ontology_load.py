from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from kbctl.ontology.load import load_vocabulary, read_sources
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Vocabulary
from rdflib import Graph

Extended = Callable[[str], Vocabulary]

ISSUE = """
kb:LostCustomer a owl:Class ;
    rdfs:subClassOf kb:DataIssue ,
        [ a owl:Restriction ; owl:onProperty kb:affects ; owl:someValuesFrom kb:Customer ] ;
    rdfs:label "Lost customer"@en , "Cliente perdido"@es , "丢失的客户"@zh ;
    skos:altLabel "zebra"@en , "apple"@en , "cebra"@es ;
    skos:definition "A customer that is not there."@en ;
    kb:hasDimension kb:Completeness ;
    kb:seenIn "table" ;
    kb:showsAs "second to sort"@en , "first to sort"@en ;
    kb:leadsTo kb:DuplicateRecord .
"""


def test_a_challenge_as_a_term(extended: Extended) -> None:
    term = extended(ISSUE).terms["LostCustomer"]

    assert (term.kind, term.parents, term.individual) == ("challenge", ("DataIssue",), False)
    assert term.labels == {"en": "Lost customer", "es": "Cliente perdido", "zh": "丢失的客户"}
    assert term.definition == "A customer that is not there."
    assert dict(term.properties) == {
        "affects": ("Customer",),
        "dimension": ("Completeness",),
        "leadsTo": ("DuplicateRecord",),
        "seenIn": ("table",),
        "showsAs": ("second to sort", "first to sort"),
    }


def test_texts_keep_the_order_in_which_they_are_written(extended: Extended) -> None:
    term = extended(ISSUE).terms["LostCustomer"]

    assert term.alternatives == {"en": ("zebra", "apple"), "es": ("cebra",)}


def test_a_term_stands_where_its_block_starts(extended: Extended) -> None:
    assert extended(ISSUE).terms["LostCustomer"].at == Location("ontology/extra.ttl", 7, 1)


def test_a_remedy_as_a_term(extended: Extended) -> None:
    text = """
    kb:Doer a kb:Role ; rdfs:label "D"@en , "D"@es , "D"@zh ; skos:definition "D."@en ;
        skos:notation "doer-one" .
    kb:Cure a kb:Remedy ; rdfs:label "C"@en , "C"@es , "C"@zh ; skos:definition "C."@en ;
        kb:resolves kb:DuplicateRecord , kb:DataIssue ; kb:carriedOutBy kb:Doer ;
        kb:executable true ; kb:effortDays 2.5 ; kb:risk "low" .
    """
    vocabulary = extended(text)
    cure = vocabulary.terms["Cure"]

    assert (cure.kind, cure.parents, cure.individual) == ("remedy", ("Remedy",), True)
    assert cure.get("executable") is True
    assert cure.get("effortDays") == 2.5
    assert cure.get("role") == "doer-one"
    assert vocabulary.terms["Doer"].notation == "doer-one"
    assert vocabulary.resolves["Cure"] == {"DuplicateRecord", "DataIssue"}
    assert vocabulary.applicable("Cure", "DuplicateRecord")
    assert vocabulary.remedies_of("DuplicateRecord") == ("Cure", "Pruning")


def test_frames_and_slots(shipped: Vocabulary) -> None:
    slot = shipped.slot("company", "timeline_weeks")

    assert slot is not None
    assert (slot.type, slot.unit, slot.minimum, slot.many) == ("number", "week", 0.0, False)
    assert shipped.frames["company"].single
    assert shipped.frames["company"].slots["user_trust"].values == ("low", "medium", "high")
    assert shipped.frames["company"].slots["current_systems"].range == "System"
    assert shipped.frames["option"].slots["for"].range == "challenge"
    assert next(iter(shipped.frames["policy"].slots)) == "choose_at"


def test_values_of_a_scheme_are_its_notations(shipped: Vocabulary) -> None:
    assert shipped.frames["step"].slots["role"].values == (
        "configuration",
        "data-migration",
        "industry-expert",
        "orchestrator",
        "project-manager",
    )


def test_every_place_is_the_start_of_the_terms_block(shipped: Vocabulary, sources: dict[str, str]) -> None:
    lines = {name: text.split("\n") for name, text in sources.items()}

    for term in shipped.terms.values():
        written = lines[term.at.path][term.at.line - 1][term.at.column - 1 :]
        assert written.startswith(f"kb:{term.id} "), term
    for frame in shipped.frames.values():
        for slot in frame.slots.values():
            written = lines[slot.at.path][slot.at.line - 1][slot.at.column - 1 :]
            assert written.startswith(f"frame:{frame.name}.{slot.name} "), slot


def test_every_told_label_is_in_a_term(shipped: Vocabulary, sources: dict[str, str]) -> None:
    graph = Graph()
    for text in sources.values():
        graph.parse(data=text, format="turtle")
    ours = "https://w3id.org/kbctl/"
    told = {
        (str(s).removeprefix(ours), label.language, str(label))
        for s, p, label in graph
        if str(p).endswith("rdf-schema#label") and str(s).removeprefix(ours) in shipped.terms
    }

    assert told == {
        (t.id, language, label) for t in shipped.terms.values() for language, label in t.labels.items()
    }


def test_a_folder_gives_what_the_package_gives(
    tmp_path: Path, shipped: Vocabulary, sources: dict[str, str]
) -> None:
    for name, text in sources.items():
        (tmp_path / Path(name).name).write_text(text, encoding="utf-8")
    shutil.copy(tmp_path / "core.ttl", tmp_path / "core.txt")  # other files are left alone

    assert read_sources(tmp_path) == sources
    assert load_vocabulary(tmp_path) == shipped
