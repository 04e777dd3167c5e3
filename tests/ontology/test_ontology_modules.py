"""The shipped modules hold what they are to hold."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml
from kbctl.ontology.vocab import KINDS, Vocabulary

KNOWLEDGE = Path(__file__).parents[3] / "shared" / "knowledge"
needs_shared = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not KNOWLEDGE.is_dir(), reason="../shared/knowledge is not here: nothing to compare with"
    ),
]


def taxonomy() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((KNOWLEDGE / "taxonomy.yaml").read_text(encoding="utf-8"))
    return found


class TestTaxonomy:
    pytestmark = needs_shared

    def test_every_challenge_is_as_the_taxonomy_says(self, shipped: Vocabulary) -> None:
        wrong = []
        for name, wanted in taxonomy()["challenges"].items():
            term = shipped.terms.get(name)
            if term is None or term.kind != "challenge":
                wrong.append(f"{name} is missing")
                continue
            dimension = wanted.get("dimension", "").capitalize()
            checks = {
                "parent": wanted["parent"] in term.parents,
                "affects": "affects" not in wanted or wanted["affects"] in term.properties.get("affects", ()),
                "dimension": term.get("dimension", "") == dimension,
                "seen_in": term.properties.get("seenIn") == (wanted["seen_in"],),
            }
            wrong += [f"{name}: {what}" for what, right in checks.items() if not right]

        assert wrong == []

    def test_every_remedy_is_as_the_taxonomy_says(self, shipped: Vocabulary) -> None:
        wrong = []
        for name, wanted in taxonomy()["remedies"].items():
            term = shipped.terms.get(name)
            if term is None or term.kind != "remedy":
                wrong.append(f"{name} is missing")
                continue
            if not shipped.resolves[name] >= set(wanted["resolves"]):
                wrong.append(f"{name}: resolves")
            if term.get("executable") is not wanted["executable"]:
                wrong.append(f"{name}: executable")

        assert wrong == []


class TestFields:
    pytestmark = needs_shared

    def test_every_canonical_field_is_there(self, shipped: Vocabulary) -> None:
        with (KNOWLEDGE / "column_variations.csv").open(encoding="utf-8", newline="") as file:
            wanted = {row["canonical_field"] for row in csv.DictReader(file)}

        assert {term.id for term in shipped.of_kind("field")} >= wanted


def test_every_kind_has_its_root_and_members(shipped: Vocabulary) -> None:
    for root, kind in KINDS.items():
        assert shipped.terms[root].kind == kind
        if root != "Evidence":
            assert len(shipped.of_kind(kind)) > 5, kind


def test_fields_have_a_domain_and_a_type(shipped: Vocabulary) -> None:
    for term in shipped.of_kind("field"):
        if term.id != "Field":
            assert shipped.is_a(term.get("fieldOf"), "DataDomain"), term.id
            assert term.get("dataType"), term.id


def test_headers_are_told_once_for_a_field(shipped: Vocabulary) -> None:
    for term in shipped.of_kind("field"):
        headers = [header.casefold() for header in term.properties.get("hiddenLabel", ())]
        assert len(headers) == len(set(headers)), term.id


def test_roles_and_phases_have_notations_of_their_own(shipped: Vocabulary) -> None:
    for kind, count in (("role", 5), ("phase", 8)):
        notations = [term.notation for term in shipped.of_kind(kind) if term.individual]
        assert len(set(notations)) == count
        assert "" not in notations


@pytest.mark.parametrize(
    ("term", "above"),
    [
        ("knitwear", "textile"),
        ("furniture", "discrete_manufacturing"),
        ("injection_molding", "Industry"),
        ("Excel", "Spreadsheet"),
        ("SAP_ECC", "ERPSystem"),
        ("JDEdwards", "Oracle"),
        ("FDA_21_CFR_11", "FDA"),
        ("ISO13485", "QualityStandard"),
        ("CCC", "ProductCertification"),
        ("RawMaterial", "Item"),
        ("Mold", "DataDomain"),
        ("GoLive", "Event"),
        ("ExecuteCutover", "Activity"),
        ("SurvivorshipMerge", "Activity"),
        ("DuplicateCustomer", "CustomerDataIssue"),
        ("MissingCost", "CompletenessIssue"),
        ("AmbiguousDate", "AccuracyIssue"),
        ("BomShareImbalance", "ProductStructureIssue"),
    ],
)
def test_the_hierarchy_has(shipped: Vocabulary, term: str, above: str) -> None:
    assert shipped.is_a(term, above)


def test_activities_have_a_role(shipped: Vocabulary) -> None:
    roles = {term.notation for term in shipped.of_kind("role") if term.individual}

    for term in shipped.of_kind("activity"):
        if term.individual:
            assert term.get("role") in roles, term.id


def test_every_challenge_is_resolved_by_something(shipped: Vocabulary) -> None:
    families = {
        "Challenge",
        "DataIssue",
        "RequirementChallenge",
        "SystemChallenge",
        "OrganisationalChallenge",
    }
    open_ = [
        term.id
        for term in shipped.of_kind("challenge")
        if not term.get("defined") and term.id not in families and not shipped.remedies_of(term.id)
    ]

    assert open_ == []
