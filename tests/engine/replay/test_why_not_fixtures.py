"""Why-not on every decision of every shipped scenario: clauses have places, and claims come true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from kbctl.engine.compile import ROOT, open_base
from kbctl.engine.inference.facts import check_value
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.engine.replay.counterfactual import Again, Change
from kbctl.engine.replay.grounding import BaseGrounder, Grounder
from kbctl.engine.replay.week_facts import days_until
from kbctl.engine.replay.why_not import render_why_not, why_not
from whynot_world import Fixture, fixture_paths, history, measured_by, taken, with_change

PLACE = re.compile(r"rules/[a-z]+/[a-z0-9-]+\.yaml:\d+$")
#: Every decision of a scenario is looked at; brute force costs a second each, so it is tried on one.
BRUTE_FORCED = 1


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Knowledge, Grounder]]:
    with open_base(str(tmp_path_factory.mktemp("cache")), ROOT) as base:
        yield load_knowledge(base), BaseGrounder(base)


@pytest.fixture(scope="module", params=fixture_paths(), ids=lambda path: path.parent.name)
def fixture(request: pytest.FixtureRequest, loaded: tuple[Knowledge, Grounder]) -> Fixture:
    return Fixture(*loaded, request.param)


@pytest.fixture(scope="module")
def answers(fixture: Fixture) -> list[tuple[int, Mapping[str, Any], dict[str, Any]]]:
    """Week, decision and answer, for every decision and every strategy that was not taken."""
    return [
        (week["week"], decision, why_not(fixture.record, decision["id"], strategy, fixture.knowledge))
        for week, decision in fixture.decisions()
        for strategy in fixture.rivals(decision)
    ]


def test_the_recorded_week_thought_through_again_decides_as_it_did(fixture: Fixture) -> None:
    for week in fixture.record["weeks"]:
        thoughts = Again(fixture.record, fixture.knowledge, week).thoughts()
        again = [(id, d.challenge, d.status, d.strategy, d.confidence) for id, d in thoughts.decisions]
        recorded = [tuple(d[k] for k in ("id", "challenge", "status", "strategy", "confidence"))
                    for d in week["decisions"]]  # fmt: skip
        assert again == recorded


def test_every_rule_is_told_with_its_place_and_what_stopped_it(answers: list[Any]) -> None:
    for _, _, told in answers:
        assert told["rules"] or told["elsewhere"] or told["in_the_way"] or told["change"]
        for rule in told["rules"]:
            assert PLACE.match(rule["at"]), rule
            if rule["fired"]:
                assert rule["fate"]
            else:
                failed = rule["failed"]
                assert PLACE.match(failed["at"]) and failed["needs"] and failed["found"], rule
        text = render_why_not(told)
        assert max(map(len, text.splitlines())) <= 100
        assert ("It would be chosen if" in text) == (told["change"] is not None)


def only_seen(decision: dict[str, Any], told: dict[str, Any]) -> bool:
    """Of a challenge that only the tables tell of: a change of the company numbers those anew."""
    return not told["text"] and decision["challenge"][1:].isdigit()


def test_what_is_said_to_make_it_win_makes_it_win(fixture: Fixture, answers: list[Any]) -> None:
    played = 0
    for week, decision, told in answers:
        change = told["change"]
        if change is None or change["frame"] == "past" or only_seen(decision, told):
            continue
        scenario = with_change(fixture, week, change)
        findings = measured_by(fixture, week, change)
        if scenario is None and not findings:
            continue
        run = fixture.play(scenario or fixture.scenario, week, findings)
        if history(run, week) != history(fixture.run, week):
            assert scenario is not None
            run = fixture.play_from(week, scenario)  # known so early, it would have changed earlier weeks too
        got = taken(run, week, told["text"], decision["challenge"])
        assert got == told["strategy"], (decision["id"], told["text"], told["would_be"])
        played += 1
    claimed = [
        t for _, d, t in answers if t["change"] and t["change"]["frame"] != "past" and not only_seen(d, t)
    ]
    assert played >= len(claimed) * 0.8


def test_where_no_change_is_found_brute_force_finds_none(fixture: Fixture, answers: list[Any]) -> None:
    none: dict[str, list[dict[str, Any]]] = {}
    for _, decision, told in answers:
        if told["change"] is None:
            assert told["complete"] and told["in_the_way"]
            none.setdefault(decision["id"], []).append(told)
    for id in sorted(none)[:BRUTE_FORCED]:
        week = next(w for w, d in fixture.decisions() if d["id"] == id)
        again = Again(fixture.record, fixture.knowledge, week)
        lost = {told["strategy"] for told in none[id]}
        for change in _every_change(again, none[id][0]["challenge"]):
            won = again.decision(none[id][0]["challenge"], change)
            assert won is None or won.strategy not in lost, change


NUMBERS = (
    0,
    0.01,
    0.03,
    0.05,
    0.1,
    0.15,
    0.3,
    0.55,
    0.9,
    1,
    2,
    3,
    4,
    6,
    9,
    15,
    40,
    70,
    240,
    600,
    20_000,
    9_000_000,
)


def _every_change(again: Again, challenge: str) -> Iterator[Change]:
    """Changes that owe nothing to the rules: every slot of company and challenge over a grid of values, every
    event in every week, every challenge there or not there.
    """
    vocabulary = again.knowledge.vocabulary
    for fact in again.base:
        if fact.frame != "company" and fact.id != challenge:
            continue
        for slot in vocabulary.frames[fact.frame].slots.values():
            session = ("is", "text", "grounding", "grounded_by", "phase", "weeks_open", "said_rate")
            if slot.derived or (fact.frame == "challenge" and slot.name in session):
                continue
            terms = sorted(vocabulary.descendants.get(slot.range or "", ()))
            texts = [*slot.values, *(terms if slot.type == "class" else ())]
            for value in (*NUMBERS, True, False, *texts):
                try:
                    checked = check_value(vocabulary, slot, value)
                except ValueError:
                    continue
                yield Change(fact.frame, fact.id, slot.name, fact.slots.get(slot.name), checked)
    now = again.week["week"]
    for event in vocabulary.of_kind("event"):
        for week in range(1, now + 9):
            made = {"is": event.id, "week": week, "days_left": days_until(week, now)}
            yield Change("event", f"{event.id}@supposed", None, None, made)
    for fact in again.base:
        if fact.frame == "event":
            yield Change("event", fact.id, None, dict(fact.slots), None)
            for week in range(1, now + 9):
                yield Change("event", fact.id, "week", fact.slots["week"], week)
        if fact.frame == "challenge" and fact.id != challenge:
            yield Change("challenge", fact.id, None, dict(fact.slots), None)
    known = {fact.slots.get("is") for fact in again.base if fact.frame == "challenge"}
    for term in vocabulary.of_kind("challenge"):
        if term.id not in known:
            made = {"is": term.id, "grounding": 1.0, "grounded_by": "given", "weeks_open": 0, "rate": 0.6}
            yield Change("challenge", f"supposed:{term.id}", None, None, made)


def test_there_are_scenarios_to_try() -> None:
    assert all(isinstance(path, Path) for path in fixture_paths()) and len(fixture_paths()) >= 11
