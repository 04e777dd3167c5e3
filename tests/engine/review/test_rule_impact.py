"""What a change does to scenarios and recorded runs: both versions play them, and what differs is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from change_world import MERGE, commit, edit, repository, write
from kbctl.engine.review.impact.cases import find_cases
from kbctl.engine.review.impact.impact import plan_of
from kbctl.engine.review.impact.model import (
    Case,
    Fired,
    Impact,
    Made,
    Played,
    Result,
    Turn,
    Unplayed,
    by_rule,
)
from kbctl.engine.review.impact.play import Player
from kbctl.engine.review.impact.render import as_json, as_text
from kbctl.engine.review.impact.replays import Plan, compared, replay_all
from kbctl.kg.store import open_file
from kbctl.ontology.source import InputProblems

CASE = Case("small", "scenario", "small.yaml")
MERGED = Made(1, "c1", "DuplicateCustomer", "chosen", "SurvivorshipMerge", 0.8)
REVIEWED = Made(1, "c1", "DuplicateCustomer", "chosen", "StewardDuplicateReview", 0.6)

SCENARIO = """\
schema: kbctl/scenario/1
id: {name}
title: A company that moves
company: {{name: A company, industry: furniture, employees: 150, customers: 800}}
timeline:
  - weeks: 1
    phase: data_migration
    challenges:
      - {{is: DuplicateCustomer, text: Duplicate customers, rate: {rate}}}
expect:
  strategies: {{DuplicateCustomer: [{strategy}]}}
"""
TABLES = "tables: nowhere/\n"


# --- what differs ----------------------------------------------------------------------------------


def played(*made: Made, firings: frozenset[Fired] = frozenset(), ids: tuple[str, ...] = ("c1",),
           met: bool = True) -> Played:  # fmt: skip
    known = tuple((id, (id.strip("c"), "same")) for id in ids)
    return Played(made, firings, known, (("SurvivorshipMerge for DuplicateCustomer", met),))


def test_decisions_that_are_otherwise_are_told() -> None:
    found = compared(CASE, played(MERGED), played(REVIEWED, met=False), {})
    assert found.turns == (Turn(MERGED, REVIEWED),)
    assert found.turns[0].kind == "changed"
    assert found.broken == ("SurvivorshipMerge for DuplicateCustomer",)


def test_what_is_the_same_is_not_told() -> None:
    assert not compared(CASE, played(MERGED), played(MERGED), {}).differs


def test_challenges_are_known_by_what_they_are_and_not_by_number() -> None:
    # given that the version after raises another challenge before the known one
    before = Played((MERGED,), frozenset(), (("c1", ("DuplicateCustomer", "x")),))
    moved = Made(1, "c2", "DuplicateCustomer", "chosen", "SurvivorshipMerge", 0.8)
    new = Made(1, "c1", "MissingCost", "escalated", "HumanEscalation", None)
    fired = frozenset({Fired("order", 1, (("a", "SurvivorshipMerge@c2"),))})
    known = (("c1", ("MissingCost", "y")), ("c2", ("DuplicateCustomer", "x")))
    # when
    found = compared(CASE, before, Played((new, moved), fired, known), {})
    # then only the new one is told
    assert [(turn.kind, turn.made.challenge) for turn in found.turns] == [("gained", "c1 (new)")]
    assert found.gained == (Fired("order", 1, (("a", "SurvivorshipMerge@c1"),)),)


def test_a_renamed_rule_fires_as_it_did() -> None:
    old, new = (frozenset({Fired(rule, 1, (("c", "c1"),))}) for rule in ("old-name", "new-name"))
    before, after = played(MERGED, firings=old), played(MERGED, firings=new)
    assert not compared(CASE, before, after, {"old-name": "new-name"}).differs
    assert compared(CASE, before, after, {}).differs


def test_rules_are_counted_over_cases() -> None:
    fired = Fired("a-rule", 1, ()), Fired("a-rule", 2, ())
    results = [Result(CASE, 1, (), fired, ()), Result(CASE, 1, (), (), fired[:1])]
    (rule,) = by_rule(results)
    assert (rule.gained, rule.lost, rule.cases) == (2, 1, 2)


def test_what_could_not_be_replayed_comes_first() -> None:
    result = Result(CASE, 1, (Turn(MERGED, REVIEWED),), (), ())
    found = Impact("main", None, (result,), (Unplayed(Case("x", "record", "x.json"), "it is cut off"),))
    lines = as_text(found).splitlines()
    assert lines[0] == "1 of 2 cases replayed (1 scenario), 1 decision: 1 changed"
    assert lines[1] == "  not replayed: x (record): it is cut off"
    assert "    week 1, c1 DuplicateCustomer: SurvivorshipMerge 0.80 → StewardDuplicateReview 0.60" in lines


# --- what is replayed ------------------------------------------------------------------------------


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """A folder with scenarios, one of which lacks its tables, and with other files."""
    cases = tmp_path / "cases"
    told = [("five-percent", 0.05, ""), ("fifteen-percent", 0.15, ""), ("lost", 0.1, TABLES)]
    for name, rate, more in told:
        text = SCENARIO.format(name=name, rate=rate, strategy="SurvivorshipMerge")
        write(cases, f"{name}/scenario.yaml", text + more)
    write(cases, "notes.yaml", "a: file of something else\n")
    write(cases, "other.json", '{"schema": "something/else"}\n')
    return cases


def moved(folder: Path) -> Plan:
    """A threshold moved from 2 % to 8 %, both versions compiled."""
    rules = folder / "rules-of-ours"
    rules.mkdir()
    repository(rules)
    edit(rules, MERGE, ("gte: 2 %", "gte: 8 %"))
    commit(rules, "From 8 % on")
    return plan_of(rules, "HEAD~1", "HEAD", str(folder / "cache"))


def test_scenarios_and_records_are_found(cases: Path) -> None:
    found = find_cases([str(cases)])
    assert [one.name for one in found] == ["fifteen-percent", "five-percent", "lost"]
    with pytest.raises(InputProblems, match="no scenario and no run record"):
        find_cases([str(cases / "notes.yaml")])


@pytest.mark.slow
def test_both_versions_play_every_case(cases: Path, tmp_path: Path) -> None:
    # given a record that the version before made, one that is damaged, and the scenarios
    plan = moved(tmp_path)
    case = next(one for one in find_cases([str(cases)]) if one.name == "five-percent")
    record(plan, case, cases / "run.json")
    (cases / "cut.json").write_text((cases / "run.json").read_text(encoding="utf-8")[:3000])
    all_cases = find_cases([str(cases)])
    # when
    found = replay_all(plan, all_cases, processes=1)
    # then what is played is compared, and what is not says why
    played = {one.case.name: one for one in found if isinstance(one, Result)}
    assert sorted(played) == ["fifteen-percent", "five-percent", "run.json"]
    assert not played["fifteen-percent"].differs
    for name in ("five-percent", "run.json"):
        (turn,) = played[name].turns
        assert turn.before and turn.after
        assert (turn.before.strategy, turn.after.strategy) == ("SurvivorshipMerge", "StewardDuplicateReview")
        assert [one.rule for one in played[name].lost] == ["merge-in-staging", "profile-before-merging"][
            : 2 if name == "five-percent" else 1
        ]
    assert played["five-percent"].broken == ("SurvivorshipMerge for DuplicateCustomer",)
    assert played["run.json"].same_as_recorded
    why = {one.case.name: one.why for one in found if isinstance(one, Unplayed)}
    assert sorted(why) == ["cut.json", "lost"]
    assert "not valid JSON" in why["cut.json"]
    assert "nowhere" in why["lost"]
    # and it is the same with several processes
    assert replay_all(plan, all_cases, processes=2) == found
    impact = Impact("HEAD~1", "HEAD", tuple(played.values()), ())
    assert json.loads(json.dumps(as_json(impact)))["decisions"]["changed"] == 2


def record(plan: Plan, case: Case, path: Path) -> None:
    from kbctl.engine.replay import play
    from kbctl.engine.replay.grounding import BaseGrounder
    from kbctl.engine.replay.record import to_json
    from kbctl.engine.replay.scenario_load import load_scenario

    with open_file(plan.before) as base:
        player = Player(base)
        scenario = load_scenario(Path(case.path), player.knowledge.vocabulary)
        path.write_text(
            to_json(play(player.knowledge, scenario, player.engine, BaseGrounder(base))), encoding="utf-8"
        )
