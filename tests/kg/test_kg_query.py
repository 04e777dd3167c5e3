from __future__ import annotations

from typing import Any

import pytest
from kbctl.kg.query import FilterError, answer, kinds
from kbctl.kg.store import Base

CONTRACT = {"id", "kind", "label", "definition", "score", "remedies", "rules", "cases"}


def first(base: Base, text: str, **filters: Any) -> dict[str, Any]:
    return dict(answer(base, text, **filters)["matches"][0])


def test_every_match_has_the_keys_of_the_contract(small: Base) -> None:
    asked = ("duplicate customers", "merge duplicates", "Haribo", "customer name", "supplier", "textile")
    matches = [match for text in asked for match in answer(small, text, top=50)["matches"]]
    assert {match["kind"] for match in matches} >= {
        "challenge",
        "remedy",
        "rule",
        "case",
        "field",
        "domain",
        "industry",
    }
    for match in matches:
        assert set(match) >= CONTRACT
        assert all(set(one) >= {"id", "label", "confidence", "rules"} for one in match["remedies"])
        assert all(set(one) >= {"id", "title", "path"} for one in match["rules"])
        assert all(set(one) >= {"id", "title", "says"} for one in match["cases"])


def test_remedies_are_ranked_by_their_best_active_rule_and_those_without_a_rule_come_last(
    small: Base,
) -> None:
    remedies = first(small, "duplicate customers")["remedies"]
    assert [(one["id"], one["confidence"]) for one in remedies] == [
        ("StewardReview", 0.9),
        ("SurvivorshipMerge", 0.8),
        ("RecordLinkage", None),  # its only rule is a draft
    ]
    assert remedies[1]["rules"] == ["merge-in-staging", "merge-any"]
    assert remedies[1]["fits_when"] == "before the load; a key to match on"


def test_a_rule_on_the_general_challenge_counts_only_where_its_remedy_resolves_the_special_one(
    small: Base,
) -> None:
    # given merge-any is on DuplicateRecord, and SurvivorshipMerge is not told to resolve DuplicateSupplier
    assert first(small, "duplicate supplier")["remedies"] == []


def test_what_is_for_any_challenge_is_not_listed_for_each(small: Base) -> None:
    assert "HumanEscalation" not in {one["id"] for one in first(small, "duplicate customers")["remedies"]}


def test_rules_are_active_ones_with_those_of_the_best_remedies_first(small: Base) -> None:
    rules = first(small, "duplicate customers")["rules"]
    assert [rule["id"] for rule in rules] == ["review-furniture", "merge-in-staging", "merge-any", "distrust"]
    assert rules[0]["path"] == "rules/conditional/review-furniture.yaml"


@pytest.mark.parametrize("industry", ["furniture", "cabinet making", "Muebles", "manufacturing"])
def test_an_industry_keeps_its_own_rules_and_those_that_name_none(small: Base, industry: str) -> None:
    rules = first(small, "duplicate customers", industry=industry)["rules"]
    assert [rule["id"] for rule in rules] == ["review-furniture", "merge-in-staging", "merge-any", "distrust"]


def test_another_industry_drops_them_and_what_rests_on_them(small: Base) -> None:
    match = first(small, "duplicate customers", industry="textile")
    assert [rule["id"] for rule in match["rules"]] == ["merge-in-staging", "merge-any", "distrust"]
    assert [(one["id"], one["confidence"]) for one in match["remedies"]] == [
        ("SurvivorshipMerge", 0.8),
        ("RecordLinkage", None),
        ("StewardReview", None),
    ]


def test_cases_come_from_lessons_on_what_is_above_but_not_on_whole_families(small: Base) -> None:
    cases = first(small, "duplicate customers")["cases"]
    assert [(case["id"], case["says"]) for case in cases] == [
        ("haribo-2018", "errors in converting master data")
    ]
    assert cases[0]["rules"] == [{"id": "merge-in-staging", "says": "supports"}]
    assert first(small, "mixed date formats")["cases"] == []


def test_a_challenge_tells_how_it_shows_and_what_it_leads_to(small: Base) -> None:
    match = first(small, "重复客户")
    assert match["shows_as"] == ["near-equal names at one address", "one tax id twice"]
    assert [one["id"] for one in match["leads_to"]] == ["ReconciliationMismatch"]
    assert [one["id"] for one in match["leads_to"][0]["then"]] == ["CodeCollision"]
    assert [one["id"] for one in match["see_also"]] == ["DuplicateSupplier", "CodeCollision"]


def test_a_kind_limits_the_matches(small: Base) -> None:
    assert {match["kind"] for match in answer(small, "merge customers", kind="rule")["matches"]} == {"rule"}


def test_drafts_are_not_matches(small: Base) -> None:
    found = {match["id"] for match in answer(small, "Review everything", top=50)["matches"]}
    assert "review-draft" not in found


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"kind": "remedie"}, "unknown kind 'remedie' (did you mean remedy?)"),
        ({"industry": "furnitur"}, "unknown industry 'furnitur' (did you mean furniture?)"),
        ({"industry": "qqq"}, "unknown industry 'qqq'; one of Industry, furniture, manufacturing, textile"),
    ],
)
def test_unknown_filters_are_refused_with_what_is_near(
    small: Base, filters: dict[str, str], message: str
) -> None:
    with pytest.raises(FilterError) as raised:
        answer(small, "duplicates", **filters)
    assert str(raised.value) == message


def test_nothing_found_names_what_is_near(small: Base) -> None:
    said = answer(small, "suplyr")
    assert said["matches"] == []
    assert said["nearest"][0]["id"] == "Supplier"
    assert answer(small, "qwerty asdf") == {"query": "qwerty asdf", "matches": [], "nearest": []}


def test_a_corrected_spelling_is_told_and_a_right_one_not(small: Base) -> None:
    said = answer(small, "dupliacte custmers")
    assert (said["searched_for"], said["matches"][0]["id"]) == ("duplicate customer", "DuplicateCustomer")
    assert "searched_for" not in answer(small, "duplicate umbrellas")


def test_bytes_that_are_no_text_are_no_trouble(small: Base) -> None:
    said = answer(small, "duplicate\udcff customers \x00")
    assert said["matches"][0]["id"] == "DuplicateCustomer"
    assert said["query"] == "duplicate? customers \x00"


# --- the shipped knowledge -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["duplicate customers", "clientes duplicados", "重复客户"])
def test_duplicate_customers_in_three_languages(shipped: Base, text: str) -> None:
    match = first(shipped, text)
    assert match["id"] == "DuplicateCustomer"
    assert match["score"] >= 0.9
    assert len([one for one in match["remedies"] if one["rules"]]) >= 3
    assert all(rule["path"].startswith("rules/") for rule in match["rules"])


def test_every_kind_that_is_asked_for_can_be_asked_for(shipped: Base) -> None:
    for kind in (
        "challenge",
        "remedy",
        "rule",
        "case",
        "field",
        "industry",
        "domain",
        "role",
        "phase",
        "regulation",
    ):
        assert kind in kinds(shipped)


def test_everything_in_the_base_can_be_described(shipped: Base) -> None:
    for ident, kind, label in shipped.rows("SELECT id, kind, label FROM subject ORDER BY id, kind"):
        if kind != "rule":
            found = answer(shipped, label, top=100, kind=kind)["matches"]
            assert ident in {match["id"] for match in found}, (
                f"{ident} is not found by its own label '{label}'"
            )
