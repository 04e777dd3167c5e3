from __future__ import annotations

import os
from pathlib import Path

import pytest
from kbctl.engine.knowledge import load_knowledge
from kbctl.kg.cases import load_cases, parse_case
from kbctl.kg.store import Base
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary


@pytest.fixture(scope="module")
def known(shipped: Base) -> Vocabulary:
    return load_knowledge(shipped).vocabulary


def test_messages_of_wrong_cases_all_at_once(known: Vocabulary, golden: Path) -> None:
    with pytest.raises(InputProblems) as raised:
        load_cases(golden / "cases", known)
    said = str(raised.value) + "\n"
    file = golden / "cases" / "messages.txt"
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")


def test_no_folder_means_no_cases(known: Vocabulary, tmp_path: Path) -> None:
    assert load_cases(tmp_path / "none", known) == {}


def test_shipped_cases_say_where_their_facts_are_from(shipped: Base) -> None:
    cases = load_knowledge(shipped).cases
    assert len(cases) >= 40
    for case in cases.values():
        assert case.sources and all(source.citation and source.supports for source in case.sources)
        if case.id != "beverly-knits":
            assert any(source.url.startswith("http") for source in case.sources), case.id


def test_shipped_cases_are_of_several_kinds_and_cover_the_four_industries(shipped: Base) -> None:
    cases = load_knowledge(shipped).cases.values()
    assert {case.kind for case in cases} == {"implementation", "survey", "study"}
    industries = {case.industry for case in cases if case.kind == "implementation"}
    assert industries >= {
        "furniture",
        "electrical_equipment",
        "textile",
        "knitwear",
        "discrete_manufacturing",
    }


def test_a_profile_is_read_as_slots_of_the_company(known: Vocabulary) -> None:
    text = (
        "case: x\ntitle: X\nsummary: S\nindustry: furniture\n"
        "profile: {current_systems: [SAP, Excel], sites: 2}\n"
        "unknown: [the year]\nlessons: [{concerns: [CutoverRisk], says: L}]\n"
        "sources: [{citation: C, supports: S}]\n"
    )
    case, problems = parse_case(text, "x.yaml", "x", known)
    assert problems == () and case is not None
    assert case.company == {"current_systems": ("Excel", "SAP"), "sites": 2, "industry": "furniture"}
    assert (case.kind, case.unknown) == ("implementation", ("the year",))


def test_beverly_knits_claims_no_more_than_is_known(shipped: Base) -> None:
    case = load_knowledge(shipped).cases["beverly-knits"]
    assert case.industry == "knitwear"
    assert case.year is None
    assert [lesson.result for lesson in case.lessons] == ["unknown"]


def test_cases_come_back_from_the_base_as_they_were_read(shipped: Base, known: Vocabulary) -> None:
    folder = Path(__file__).parent.parent.parent / "kg" / "cases"
    assert dict(load_knowledge(shipped).cases) == load_cases(folder, known)
