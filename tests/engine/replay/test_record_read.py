"""Reading a record: what is written can be read, and a damaged one is told, whatever the damage."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.record import to_json
from kbctl.engine.replay.record_read import check_facts, parse_record
from kbctl.engine.replay.why import UnknownDecision, render_why, why
from kbctl.engine.replay.why_not import UnknownName, render_why_not, why_not
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from replay_world import FINDING, NOISE, World, rule

DUPLICATES = "Duplicate customer records (15%)"
TIMELINE = f"""\
  - weeks: 1
    challenges: [Custom quote workflow, The thing with the grain, {DUPLICATES}]
    events: [{{is: Cutover, week: 4}}]
  - weeks: [2, 3]
    answers: [{{for: Custom quote workflow, slot: differentiating, value: true}}]
    outcomes: [{{for: {DUPLICATES}, use: SurvivorshipMerge, result: partly, rate: 0.04}}]
"""
EXPECT = "expect: {strategies: {DuplicateRecord: SurvivorshipMerge}, never: [CategoryMedianCost]}\n"
RULES = {
    "ask-differentiating": ("metacognitive", """
        when: [{challenge: $c, is: CustomWorkflowRequirement, differentiating: {exists: false}}]
        then: [{ask: industry-expert, for: $c, about: differentiating}]
        because: It decides between configuring and building."""),
    "after-a-half": ("metacognitive", """
        when: [{challenge: $c}, {past: _, for: $c, use: $r, result: partly}, {option: _, for: $c, use: $r}]
        then: [{adjust: $r, for: $c, by: -0.15}]
        because: It took the easy part."""),
    "back-up": ("procedural", """
        when: [{step: $s, executable: true}, {company: $co}]
        then: [{plan: BackUpData, for: $co, before: $s, role: data-migration}]
        because: Only a backup undoes what somebody else changed."""),
}  # fmt: skip
#: What a damaged value may be.
VALUES = (None, True, 0, -1, 0.5, 10**30, "", "x", "f1", "c1", "challenge", [], [1], ["x"], {}, {"x": 1})


def more(world: World) -> list[Any]:
    return [rule(id, text, world.vocabulary, kind) for id, (kind, text) in RULES.items()]


@pytest.fixture
def record(world: World) -> dict[str, Any]:
    return world.play(TIMELINE, *more(world), more=EXPECT)


@pytest.fixture
def knowledge(world: World) -> Knowledge:
    return world.knowledge(*more(world))


def test_what_is_written_is_read_as_it_was(record: dict[str, Any], vocabulary: Vocabulary) -> None:
    assert parse_record(to_json(record), "run.json") == record
    check_facts(record, vocabulary, "run.json")


def test_a_record_with_tables_is_read(world: World) -> None:
    tables = "tables: .\n"
    played = world.play(TIMELINE, *more(world), more=tables, findings=[FINDING, NOISE])
    assert played["tables"] == "read"
    assert parse_record(to_json(played), "run.json") == played


def test_unknown_keys_are_let_through(record: dict[str, Any]) -> None:
    record["weeks"][0]["decisions"][0]["later"] = {"version": 2}
    assert parse_record(to_json(record), "run.json") == record


def test_each_key_that_is_read_is_missed_where_it_is_not_there(record: dict[str, Any]) -> None:
    for path in sorted(fixed_keys(record)):
        damaged = copy.deepcopy(record)
        *above, last = path
        del at(damaged, above)[last]
        with pytest.raises(InputProblems) as raised:
            parse_record(to_json(damaged), "run.json")
        assert str(raised.value).startswith("run.json: "), path


def fixed_keys(record: dict[str, Any]) -> set[tuple[Any, ...]]:
    """Paths of the keys that every record has, as far as the first week has them."""
    week = record["weeks"][0]
    decision, challenge, firing = week["decisions"][0], week["challenges"][0], week["firings"][0]
    paths: set[tuple[Any, ...]] = {(key,) for key in record}
    paths |= {("weeks", 0, key) for key in week}
    paths |= {("weeks", 0, "decisions", 0, key) for key in decision if key not in ("asks", "escalated_to")}
    paths |= {("weeks", 0, "challenges", 0, key) for key in challenge if key != "also"}
    return paths | {("weeks", 0, "firings", 0, key) for key in firing}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_damage_it_is_told_or_does_no_harm(
    seed: int, record: dict[str, Any], knowledge: Knowledge
) -> None:
    """One to three values of a record are replaced or removed at random: it is refused with its path, or it
    can be explained. Anything else that is raised would be a traceback.
    """
    chance = random.Random(seed)
    paths = list(places(record))
    refused = explained = 0
    for _ in range(150):
        damaged = copy.deepcopy(record)
        for path in chance.sample(paths, chance.choice((1, 1, 1, 2, 3))):
            damage(damaged, path, chance)
        try:
            read = parse_record(json.dumps(damaged), "run.json")
            check_facts(read, knowledge.vocabulary, "run.json")
            explain(read, knowledge)
            explained += 1
        except InputProblems as error:
            assert error.problems
            refused += 1
    assert refused > 50 and explained > 5


def places(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """Paths of all values in a record but the remedies, cases and rules, of which there are too many."""
    if path:
        yield path
    members = enumerate(value) if isinstance(value, list) else getattr(value, "items", tuple)()
    for key, member in members:
        remedies = len(path) == 1 and path[0] == "facts" and member["frame"] in ("remedy", "case")
        if not remedies and (*path, key) != ("rules",):
            yield from places(member, (*path, key))


def damage(record: dict[str, Any], path: tuple[Any, ...], chance: random.Random) -> None:
    *above, last = path
    try:
        inside = at(record, above)
        if chance.random() < 0.3:
            del inside[last]
        else:
            inside[last] = chance.choice(VALUES)
    except (KeyError, IndexError, TypeError):
        pass  # damaged already


def at(value: Any, path: Any) -> Any:
    for key in path:
        value = value[key]
    return value


def explain(record: dict[str, Any], knowledge: Knowledge) -> None:
    for week in record["weeks"]:
        for one in week["decisions"]:
            try:
                render_why(why(record, one["id"], knowledge))
                render_why_not(why_not(record, one["challenge"], "StewardDuplicateReview", knowledge, cap=5))
            except (UnknownDecision, UnknownName) as error:
                assert str(error)
