"""Retrieval of past cases: what any measure must keep, and that shipped cases come out where they should."""

from __future__ import annotations

import pytest
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.kg.cases import Case
from kbctl.kg.precedents import NEAR
from kbctl.kg.similar import Situation, compare, likeness, nearest_cases, nearest_lesson, situation_of
from kbctl.kg.store import Base


@pytest.fixture(scope="module")
def knowledge(shipped: Base) -> Knowledge:
    return load_knowledge(shipped)


@pytest.fixture(scope="module")
def projects(knowledge: Knowledge) -> list[Case]:
    return [case for case in knowledge.cases.values() if case.kind == "implementation"]


def test_every_case_is_nearest_to_itself(knowledge: Knowledge, projects: list[Case]) -> None:
    for case in projects:
        found = nearest_cases(knowledge.vocabulary, situation_of(case), projects)
        own = next(one for one in found if one.case.id == case.id)
        assert own.likeness == pytest.approx(1.0) == found[0].likeness


def test_bounded_and_symmetric_over_all_pairs(knowledge: Knowledge, projects: list[Case]) -> None:
    for one in projects:
        for other in projects:
            like = likeness(knowledge.vocabulary, one, other)
            assert 0.0 <= like <= 1.0 + 1e-9
            assert like == pytest.approx(likeness(knowledge.vocabulary, other, one))


def test_left_out_each_case_finds_one_that_met_something_like_it(
    knowledge: Knowledge, projects: list[Case]
) -> None:
    """Leave one out: the nearest other case shares a challenge, or one near it, for nine cases in ten."""
    found = 0
    for case in projects:
        rest = [other for other in projects if other.id != case.id]
        nearest = nearest_cases(knowledge.vocabulary, situation_of(case), rest)[0]
        found += bool(nearest.matched) and nearest.matched[0].likeness >= NEAR
    assert found / len(projects) >= 0.9


@pytest.mark.parametrize(
    ("challenges", "company", "expected"),
    [
        (("CustomWorkflowRequirement", "MissingBillOfMaterials", "CutoverRisk"),
         {"industry": "furniture", "custom_share": 0.8}, "acme-furniture"),
        (("PerformanceBottleneck", "InsufficientTesting"),
         {"industry": "electrical_equipment"}, "whirlpool-1999"),
        (("MultiSiteRollout", "CustomWorkflowRequirement", "CutoverRisk"),
         {"industry": "electrical_equipment", "countries": 40}, "tektronix"),
        (("InconsistentUnitOfMeasure", "MissingTradeData", "PackQuantityConfusion"),
         {}, "target-canada-2013"),
        (("ColumnNameVariation",), {"industry": "knitwear"}, "beverly-knits"),
    ],
)  # fmt: skip
def test_a_situation_finds_the_case_a_consultant_would_name(
    challenges: tuple[str, ...],
    company: dict[str, object],
    expected: str,
    knowledge: Knowledge,
    projects: list[Case],
) -> None:
    here = Situation(challenges, company)  # type: ignore[arg-type]
    assert nearest_cases(knowledge.vocabulary, here, projects)[0].case.id == expected


def test_what_only_one_side_knows_counts_neither_way(knowledge: Knowledge) -> None:
    case = knowledge.cases["hershey-1999"]
    here = Situation(("CutoverRisk",), {})
    told = Situation(("CutoverRisk",), {"employees": 150, "regulations": ("ISO9001",)})
    assert (
        compare(knowledge.vocabulary, here, case).likeness
        == compare(knowledge.vocabulary, told, case).likeness
    )


def test_the_same_industry_brings_nearer_and_another_takes_away(knowledge: Knowledge) -> None:
    case = knowledge.cases["acme-furniture"]

    def like(industry: str) -> float:
        return compare(
            knowledge.vocabulary, Situation(("CutoverRisk",), {"industry": industry}), case
        ).likeness

    assert like("furniture") > like("electrical_equipment") > like("knitwear")


def test_what_differs_is_told_for_revision(knowledge: Knowledge) -> None:
    here = Situation(("MultiSiteRollout",), {"sites": 2, "employees": 90, "industry": "furniture"})
    found = compare(knowledge.vocabulary, here, knowledge.cases["haribo-2018"])
    assert {one.slot for one in found.differing} == {"industry", "employees"}
    assert [match.here for match, _ in found.lessons] == ["MultiSiteRollout"]


def test_the_lesson_nearest_to_a_challenge_is_told(knowledge: Knowledge) -> None:
    case = knowledge.cases["nestle-usa-2000"]
    assert "vanilla" not in nearest_lesson(knowledge.vocabulary, case, "InconsistentNaming").says
    assert "prices" in nearest_lesson(knowledge.vocabulary, case, "InconsistentNaming").says
    assert nearest_lesson(knowledge.vocabulary, case, "FailedImplementation").use == "CrisisStabilisation"
