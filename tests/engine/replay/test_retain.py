"""A run kept as a case: only what the record knows, and only results that somebody reported."""

from __future__ import annotations

from typing import Any

import pytest
from kbctl.engine.compile import open_base
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.engine.replay.retain import as_json, retained
from kbctl.engine.replay.situation import company_of, of_record
from kbctl.kg.cases import parse_case
from kbctl.kg.similar import compare, situation_of
from kbctl.ontology.source import InputProblems


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load_knowledge(open_base(str(tmp_path_factory.mktemp("cache"))))


def week(number: int, concept: str, use: str, result: str, assumed: bool) -> dict[str, Any]:
    decision, challenge = f"d{number}", f"c{number}"
    return {
        "week": number,
        "challenges": [{"id": challenge, "text": f"text {number}", "concept": concept}],
        "decisions": [
            {"id": decision, "challenge": challenge, "concept": concept, "strategy": use, "status": "chosen"}
        ],
        "outcomes": [{"decision": decision, "result": result, "assumed": assumed}],
    }


def record(*weeks: dict[str, Any]) -> dict[str, Any]:
    company = {"industry": "furniture", "employees": 150, "current_systems": ["Excel"], "name": "Ours"}
    return {
        "scenario": {"id": "ours", "title": "Our own", "hash": "0123456789abcdef"},
        "labels": {"SurvivorshipMerge": "Survivorship merge"},
        "facts": {
            "f1": {"frame": "company", "slots": company, "week": 1},
            "f2": {"frame": "company", "slots": {"size": "medium"}, "week": 1, "derived": True},
            "f3": {"frame": "company", "slots": company | {"sites": 3}, "week": 2},
        },
        "weeks": list(weeks),
    }


def test_the_file_is_read_as_a_case_of_one_s_own(knowledge: Knowledge) -> None:
    said = record(week(1, "DuplicateCustomer", "SurvivorshipMerge", "worked", assumed=False))
    case, problems = parse_case(
        retained(said, "ours", knowledge.vocabulary), "x", "ours", knowledge.vocabulary
    )
    assert problems == () and case is not None
    assert (case.kind, case.industry) == ("record", "furniture")
    assert case.profile == {"current_systems": ("Excel",), "employees": 150, "sites": 3}
    assert case.sources[0].citation.startswith("own record of ours")
    assert [(one.concerns, one.use, one.result) for one in case.lessons] == [
        (("DuplicateCustomer",), "SurvivorshipMerge", "worked")
    ]


def test_a_result_that_was_only_assumed_is_not_known(knowledge: Knowledge) -> None:
    said = record(
        week(1, "DuplicateCustomer", "SurvivorshipMerge", "worked", assumed=True),
        week(2, "MixedDateFormat", "PerSourceDateParsing", "failed", assumed=False),
        week(3, "MissingCost", "CostRollUp", "pending", assumed=False),
    )
    case = as_json(retained(said, "ours", knowledge.vocabulary), "ours")
    assert [one["result"] for one in case["lessons"]] == ["unknown", "failed", "unknown"]
    assert case["unknown"] == ["what came of 2 of the decisions; nobody reported it"]


def test_a_run_that_decided_nothing_makes_no_case(knowledge: Knowledge) -> None:
    with pytest.raises(InputProblems, match="'lessons' is a list with at least one entry"):
        retained(record(), "ours", knowledge.vocabulary)


def test_the_kept_case_is_nearest_to_its_own_record(knowledge: Knowledge) -> None:
    said = record(week(1, "DuplicateCustomer", "SurvivorshipMerge", "worked", assumed=False))
    here, lost = of_record(said)
    case, _ = parse_case(retained(said, "ours", knowledge.vocabulary), "x", "ours", knowledge.vocabulary)
    assert case is not None and lost == []
    assert compare(knowledge.vocabulary, here, case).likeness == pytest.approx(1.0)
    assert situation_of(case).challenges == here.challenges
    assert company_of(said)["sites"] == 3
