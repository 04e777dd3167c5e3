"""What changed between two moments, and why a term is below a class, on a few lines of Turtle."""

from __future__ import annotations

from typing import Any

import pytest
from graph_world import CORE, ISSUES
from kbctl.kg.graph.diff import diff, is_empty
from kbctl.kg.graph.diff_text import render_diff, render_markdown
from kbctl.kg.graph.snapshot import snapshot
from kbctl.kg.graph.why_class import render_why_class, why_class
from kbctl.ontology.source import InputProblems


def compared(*changes: tuple[str, str]) -> dict[str, Any]:
    """The difference that replacing parts of the text makes."""
    new = {"ontology/core.ttl": CORE, "ontology/issues.ttl": ISSUES}
    for before, after in changes:
        assert sum(text.count(before) for text in new.values()) == 1, before
        new = {path: text.replace(before, after) for path, text in new.items()}
    return diff(snapshot({"ontology/core.ttl": CORE, "ontology/issues.ttl": ISSUES}), snapshot(new))


def signed(found: dict[str, Any]) -> list[str]:
    lines = render_diff(found, "a", "b", 200).split("\n")
    return [line for line in lines if line[:2] in ("+ ", "- ", "~ ")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kb:Merge a kb:Remedy", "# why\n\n\nkb:Merge  a  kb:Remedy"),
        ('"customer twice"@en , "double accounts"@en', '"double accounts"@en ,\n  "customer twice"@en'),
        ("( kb:Challenge kb:Remedy kb:DataDomain )", "( kb:DataDomain kb:Remedy kb:Challenge )"),
    ],
)
def test_what_does_not_change_the_meaning_is_no_difference(before: str, after: str) -> None:
    found = compared((before, after))
    assert is_empty(found) and found["inferences"] == {"gained": [], "lost": []}
    assert render_diff(found, "a", "b") == "a → b: no difference in meaning."
    assert "No difference in meaning." in render_markdown(found, "a", "b")


def test_a_parent_that_is_taken_away_is_said_by_label() -> None:
    found = compared(
        ("kb:DuplicateRecord a owl:Class ; rdfs:subClassOf kb:Challenge", "kb:DuplicateRecord a owl:Class")
    )
    # a duplicate customer is still one, since whatever affects something is a challenge
    assert signed(found) == ["- Duplicate record: is a Challenge"]


def test_a_renamed_label_is_one_change() -> None:
    found = compared(('"Cliente duplicado"@es', '"Cliente repetido"@es'))
    assert signed(found) == ["~ Duplicate customer: label (es) “Cliente duplicado” → “Cliente repetido”"]
    assert (found["added"], found["removed"]) == ([], [])
    assert found["changed"][0]["path"] == "ontology/issues.ttl"


def test_a_number_that_changes_and_one_more_alternative() -> None:
    found = compared(
        ("kb:effortDays 4", "kb:effortDays 6"), ('"customer twice"@en', '"customer twice"@en , "dup"@en')
    )
    assert signed(found) == [
        "+ Duplicate customer: is also called “dup” (en)",
        "~ Merge: effort days “4” → “6”",
    ]


def test_a_lost_inference_names_the_axiom_behind_it() -> None:
    found = compared(("owl:someValuesFrom kb:Customer", "owl:someValuesFrom kb:DataDomain"))
    assert signed(found) == [
        "- Duplicate customer: affects some Customer",
        "+ Duplicate customer: affects some Data domain",
        "- Duplicate customer is a Master data issue",
    ]
    lost = found["inferences"]["lost"][0]
    assert [(one["text"], one["line"]) for one in lost["because"] if one["new"]] == [
        ("Duplicate customer affects some Customer", 8)
    ]


def test_a_change_far_away_shows_in_what_is_inferred() -> None:
    # given that customers are no master data any more, then the issue loses its class for that reason
    customer = "kb:Customer a owl:Class ; rdfs:subClassOf"
    found = compared((f"{customer} kb:MasterData", f"{customer} kb:DataDomain"))
    assert signed(found) == [
        "- Customer: is a Master data",
        "+ Customer: is a Data domain",
        "- Duplicate customer is a Master data issue",
    ]
    text = render_diff(found, "a", "b")
    assert "because - Customer is a Master data (ontology/core.ttl:13)" in text


def test_a_new_term_comes_with_what_axioms_add() -> None:
    supplier = """\
kb:BadCustomer a owl:Class ; rdfs:label "Bad customer"@en ; rdfs:subClassOf kb:Challenge ,
    [ a owl:Restriction ; owl:onProperty kb:affects ; owl:someValuesFrom kb:Customer ] .
kb:Merge a kb:Remedy"""
    found = compared(("kb:Merge a kb:Remedy", supplier))
    assert signed(found) == [
        "+ Bad customer: new challenge BadCustomer",
        "+ Bad customer: is a class",
        "+ Bad customer: affects some Customer",
        "+ Bad customer: is a Challenge",
        "+ Bad customer: is called “Bad customer” (en)",
        "+ Bad customer is a Master data issue",
    ]
    assert found["terms"]["added"] == [{"id": "BadCustomer", "label": "Bad customer", "kind": "challenge"}]


def test_definitions_and_disjointness_are_axioms_too() -> None:
    found = compared(
        ("kb:Challenge kb:Remedy kb:DataDomain", "kb:Challenge kb:Remedy"),
        ("owl:someValuesFrom kb:MasterData", "owl:someValuesFrom kb:Customer"),
    )
    assert signed(found) == [
        "- Challenge: has nothing in common with Data domain and Remedy",
        "+ Challenge: has nothing in common with Remedy",
        "- Master data issue: is whatever is a Challenge and affects some Master data",
        "+ Master data issue: is whatever is a Challenge and affects some Customer",
    ]


def test_markdown_is_a_table_and_a_list() -> None:
    text = render_markdown(
        compared(("owl:someValuesFrom kb:Customer", "owl:someValuesFrom kb:DataDomain")), "a", "b"
    )
    assert "| - | Duplicate customer: affects some Customer |  |" in text
    assert "### No longer inferred" in text
    assert "  - **Duplicate customer affects some Customer (ontology/issues.ttl:8)**" in text


def test_what_does_not_parse_is_a_problem() -> None:
    with pytest.raises(InputProblems, match="not valid Turtle"):
        snapshot({"ontology/core.ttl": CORE, "ontology/issues.ttl": "kb:X a"})


FOUND = snapshot({"ontology/core.ttl": CORE, "ontology/issues.ttl": ISSUES})


def test_told_classes_come_with_the_chain_and_inferred_ones_with_their_axioms() -> None:
    said = why_class(FOUND, "DuplicateCustomer")
    assert [(one["id"], one["how"]) for one in said["classes"]] == [
        ("Challenge", "told"),
        ("DuplicateRecord", "told"),
        ("MasterDataIssue", "inferred"),
    ]
    assert [one["text"] for one in said["classes"][0]["axioms"]] == [
        "Duplicate customer is a Duplicate record",
        "Duplicate record is a Challenge",
    ]
    assert render_why_class(why_class(FOUND, "DuplicateCustomer", "MasterDataIssue")).splitlines() == [
        "Duplicate customer is a Master data issue: inferred",
        "  Duplicate customer is a Duplicate record (ontology/issues.ttl:7)",
        "  Duplicate customer affects some Customer (ontology/issues.ttl:8)",
        "  Customer is a Master data (ontology/core.ttl:13)",
        "  Duplicate record is a Challenge (ontology/issues.ttl:5)",
        "  Master data issue is whatever is a Challenge and affects some Master data (ontology/core.ttl:15)",
    ]


def test_what_a_term_lacks_for_a_class_is_said() -> None:
    assert render_why_class(why_class(FOUND, "DuplicateRecord", "MasterDataIssue")).splitlines() == [
        "Duplicate record is not a Master data issue.",
        "  it would be if it affects some Master data",
    ]
    assert why_class(FOUND, "DuplicateRecord", "Remedy")["classes"][0]["how"] == "not"
    assert why_class(FOUND, "Remedy", "Remedy")["classes"][0]["how"] == "itself"
    assert render_why_class(why_class(FOUND, "Remedy")) == "Remedy stands below no other class."
