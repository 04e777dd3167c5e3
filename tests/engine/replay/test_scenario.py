"""Reading scenarios: what a good one holds, and every problem of a bad one at once, as golden files.

With KBCTL_UPDATE_GOLDEN set the messages are written.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kbctl.engine.replay.policy import DEFAULTS, SETTINGS
from kbctl.engine.replay.scenario_load import load_scenario
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary

DOCS = Path(__file__).parents[3] / "docs"
PROBLEMS = Path(__file__).parents[2] / "golden" / "replay" / "problems"

GOOD = """\
schema: kbctl/scenario/1
id: acme
title: Acme
company: {name: Acme, industry: furniture, revenue_usd: 30000000, data_quality: 65 %, languages: [es, en]}
timeline:
  - weeks: 1
    phase: discovery
    challenges:
      - Duplicate customer records (15%)
      - {is: MissingCost, affects: RawMaterial, rate: 20 %, text: Costs are missing}
  - weeks: [3, 5]
    events: [{is: Cutover, week: 6}, {is: Audit}]
    answers:
      - {for: costs are  missing, slot: source_known, value: true}
      - {for: company, slot: customers, value: 800}
    outcomes: [{for: MissingCost, use: CostRollUp, result: partly, rate: 0.1}]
policy: {choose_at: 0.6}
"""


def read(folder: Path, text: str, vocabulary: Vocabulary):  # type: ignore[no-untyped-def]
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path, vocabulary, "scenario.yaml")


def test_a_scenario_is_read_in_canonical_form(vocabulary: Vocabulary, tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, vocabulary)
    assert (found.company["data_quality"], found.company["languages"]) == (0.65, ("en", "es"))
    first, second = found.timeline
    assert [one.text for one in first.challenges] == ["Duplicate customer records (15%)", "Costs are missing"]
    assert first.challenges[1].slots == {"is": "MissingCost", "affects": "RawMaterial", "rate": 0.2}
    assert [(e.concept, e.week) for e in second.events] == [("Cutover", 6), ("Audit", 3)]
    assert [(a.target, a.slot, a.value) for a in second.answers][1] == ("company", "customers", 800)
    assert (second.outcomes[0].result, second.outcomes[0].rate) == ("partly", 0.1)
    assert (list(found.weeks), found.block(2).first, found.policy) == ([1, 2, 3, 4, 5], 1, {"choose_at": 0.6})


def test_the_hash_is_of_the_content_and_not_of_its_layout(vocabulary: Vocabulary, tmp_path: Path) -> None:
    once = read(tmp_path, GOOD, vocabulary)
    assert (
        read(tmp_path, "# a comment\n" + GOOD.replace("title: Acme", "title:   Acme"), vocabulary).hash
        == once.hash
    )
    assert read(tmp_path, GOOD.replace("30000000", "30000001"), vocabulary).hash != once.hash


def test_tables_are_found_beside_the_scenario(vocabulary: Vocabulary, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    assert read(tmp_path, GOOD + "tables: tables/\n", vocabulary).tables == (str(tmp_path / "tables"),)


@pytest.mark.parametrize("path", sorted(PROBLEMS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_problem_is_told_at_once_with_its_place(vocabulary: Vocabulary, path: Path) -> None:
    with pytest.raises(InputProblems) as caught:
        load_scenario(path, vocabulary, path.name)
    golden = path.with_suffix(".txt")
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        golden.write_text(f"{caught.value}\n", encoding="utf-8")
    assert f"{caught.value}\n" == golden.read_text(encoding="utf-8")


def test_what_is_no_file_is_a_message(vocabulary: Vocabulary, tmp_path: Path) -> None:
    for path, said in (
        (tmp_path, "this is a directory; a file is needed"),
        (tmp_path / "x.yaml", "no such file"),
    ):
        with pytest.raises(InputProblems) as caught:
            load_scenario(path, vocabulary, "x.yaml")
        assert str(caught.value) == f"x.yaml: {said}"


def test_every_policy_slot_has_one_default_with_its_reason(vocabulary: Vocabulary) -> None:
    assert sorted(DEFAULTS) == sorted(vocabulary.frames["policy"].slots)
    assert all(setting.because.endswith(".") for setting in SETTINGS)


def test_the_page_on_scenarios_shows_one_that_can_be_read(vocabulary: Vocabulary, tmp_path: Path) -> None:
    page = (DOCS / "scenario.md").read_text(encoding="utf-8")
    (tmp_path / "tables").mkdir()
    found = read(tmp_path, page.split("```yaml\n")[1].split("```")[0], vocabulary)
    assert found.expect.strategies == (("DuplicateCustomer", "SurvivorshipMerge"),)


def test_the_page_on_scenarios_gives_the_defaults_as_they_are() -> None:
    page = (DOCS / "scenario.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert f"| `{setting.name}` | {setting.default} | {setting.because} |" in page
