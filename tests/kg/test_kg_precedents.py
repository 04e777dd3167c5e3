"""Which cases a query shows: near ones with what they are, none of a family as wide as all master data."""

from __future__ import annotations

from typing import Any

import pytest
from kbctl.kg.precedents import of_challenge, of_remedy, of_rule
from kbctl.kg.store import Base


def cases(base: Base, challenge: str, *rules: str) -> dict[str, dict[str, Any]]:
    return {case["id"]: case for case in of_challenge(base, challenge, rules)}


@pytest.mark.parametrize("challenge", ["MissingBillOfMaterials", "DuplicateCustomer", "MixedDateFormat"])
def test_a_lesson_on_all_master_data_is_not_shown_with_one_kind_of_issue(
    shipped: Base, challenge: str
) -> None:
    assert "haribo-2018" not in cases(shipped, challenge)


def test_a_lesson_on_something_broader_or_narrower_says_so(shipped: Base) -> None:
    assert cases(shipped, "MissingBillOfMaterials")["class-a-accuracy"]["relation"] == "broader"
    assert cases(shipped, "PerformanceBottleneck")["foxmeyer-1995"]["relation"] == "same"
    assert cases(shipped, "RealTimeSyncRequirement")["spar-2023"]["relation"] == "broader"
    assert cases(shipped, "DuplicateCustomer")["nestle-usa-2000"]["relation"] == "near"
    assert cases(shipped, "DuplicateMasterRecord")["nestle-usa-2000"]["relation"] == "narrower"


def test_evidence_comes_first_and_brings_a_case_in_from_afar(shipped: Base) -> None:
    # given a rule that a case far from the challenge is evidence of
    found = of_challenge(shipped, "MissingBillOfMaterials", ["training-by-role"])
    # when the cases are listed, then it is among them, with what it says of the rule
    far = next(one for one in found if one["id"] == "lumber-liquidators-2010")
    assert far["rules"] == [{"id": "training-by-role", "says": "supports"}]
    assert [one["likeness"] for one in found] == sorted((one["likeness"] for one in found), reverse=True)


def test_a_rule_tells_its_evidence_with_the_lesson_on_its_own_matter(shipped: Base) -> None:
    found = of_rule(shipped, "sites-phased-rollout", ["MultiSiteRollout"])
    assert [one["stance"] for one in found][-1] == "contradicts"
    assert {one["id"] for one in found} >= {"levi-strauss-2008", "dow-corning-1999"}
    assert all(one["concerns"] == "MultiSiteRollout" for one in found)


def test_a_remedy_tells_known_results_first(shipped: Base) -> None:
    results = [one["result"] == "unknown" for one in of_remedy(shipped, "PhasedSiteRollout")]
    assert results == sorted(results) and not results[0]
