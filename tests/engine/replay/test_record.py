"""The record: the same bytes for the same run, enough to explain all, and what shadow rules would do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from kbctl.engine.replay import render_record
from kbctl.engine.replay.record import to_json
from kbctl.engine.replay.why import Reason, UnknownDecision, render_why, why
from replay_world import FINDING, NOISE, World, decided, rule, week

GOLDEN = Path(__file__).parents[2] / "golden" / "replay"

DUPLICATES = "Duplicate customer records (15%)"
TIMELINE = f"""\
  - weeks: 1
    phase: discovery
    challenges: [Custom quote workflow, The thing with the grain]
    events: [{{is: Cutover, week: 4}}]
  - weeks: [2, 3]
    phase: data_migration
    challenges: [{DUPLICATES}, Dates MM/DD/YY vs DD-MM-YYYY, Missing raw material costs]
    answers: [{{for: Custom quote workflow, slot: differentiating, value: true}}]
    outcomes: [{{for: {DUPLICATES}, use: SurvivorshipMerge, result: partly, rate: 0.04}}]
"""
EXPECT = """\
expect:
  strategies:
    DuplicateRecord: SurvivorshipMerge
    MixedDateFormat: [DominantFormatDateParsing]
  never: [CategoryMedianCost, CustomExtension]
"""


def more_rules(world: World):  # type: ignore[no-untyped-def]
    ask = """
        when: [{challenge: $c, is: CustomWorkflowRequirement, differentiating: {exists: false}}]
        then: [{ask: industry-expert, for: $c, about: differentiating}]
        because: It decides between configuring and building."""
    tie = """
        when: [{challenge: $c}, {past: _, for: $c, use: $r, result: partly}, {option: _, for: $c, use: $r}]
        then: [{adjust: $r, for: $c, by: -0.15}]
        because: It took the easy part."""
    backup = """
        when: [{step: $s, executable: true}, {company: $co}]
        then: [{plan: BackUpData, for: $co, before: $s, role: data-migration}]
        because: Only a backup undoes what somebody else changed."""
    load = """
        when: [{company: $co}, {challenge: $c, is: DuplicateRecord}, {step: _, for: $c}]
        then: [{plan: LoadMasters, for: $co, gate: [{not: {challenge: _, is: DuplicateRecord}}]}]
        because: What is loaded twice is posted to twice."""
    vocabulary = world.vocabulary
    return [
        rule("ask-differentiating", ask, vocabulary, "metacognitive"),
        rule("mark-down", tie, vocabulary, "metacognitive"),
        rule("back-up-first", backup, vocabulary, "procedural"),
        rule("load-after", load, vocabulary, "procedural"),
    ]


def same_as_golden(name: str, text: str) -> None:
    path, text = GOLDEN / name, text.rstrip("\n") + "\n"
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.fixture
def record(world: World):  # type: ignore[no-untyped-def]
    return world.play(TIMELINE, *more_rules(world), more=EXPECT)


def test_the_record_of_a_run(record) -> None:  # type: ignore[no-untyped-def]
    # remedies of the whole ontology are facts of every week; here only their number matters
    for id in record["always"]:
        if record["facts"][id]["frame"] == "remedy":
            record["facts"][id]["slots"] = {}
    named = {id for id in record["facts"] if record["facts"][id]["slots"] or id not in record["always"]}
    record["facts"] = {id: record["facts"][id] for id in sorted(named, key=lambda id: int(id[1:]))}
    record["always"] = [id for id in record["always"] if id in named]
    numbers = {id: f"f{n}" for n, id in enumerate(record["facts"], 1)}
    text = to_json(record)
    for id in sorted(numbers, key=lambda id: int(id[1:])):
        text = text.replace(f'"{id}"', f'"#{numbers[id]}"')
    same_as_golden("record.json", text.replace('"#f', '"f'))


def test_the_account_for_people(record) -> None:  # type: ignore[no-untyped-def]
    text = render_record(record)
    assert max(map(len, text.splitlines())) <= 100
    same_as_golden("account.txt", text)


def test_colour_only_where_it_is_asked_for(record) -> None:  # type: ignore[no-untyped-def]
    assert "\033[" not in render_record(record)
    coloured = render_record(record, colour=True)
    assert "\033[1mWeek 2" in coloured


def test_the_account_fits_a_narrow_terminal(record) -> None:  # type: ignore[no-untyped-def]
    assert max(map(len, render_record(record, width=80).splitlines())) <= 80


def test_why_goes_down_to_where_each_fact_came_from(world: World, record) -> None:  # type: ignore[no-untyped-def]
    knowledge = world.knowledge(*more_rules(world))
    ids = ("d1", "d5", "d7")
    same_as_golden("why.txt", "\n\n".join(render_why(why(record, id, knowledge)) for id in ids))


def test_every_decision_is_explained_and_every_fact_has_an_origin(world: World, record) -> None:  # type: ignore[no-untyped-def]
    knowledge = world.knowledge(*more_rules(world))
    for entry in record["weeks"]:
        for decision in entry["decisions"]:
            tree = why(record, decision["id"], knowledge)
            assert leaves(tree)
    assert all(fact["origin"] for fact in record["facts"].values())
    for entry in record["weeks"]:
        for firing in entry["firings"]:
            assert all(id in record["facts"] for id in (*firing["because"], *firing["concluded"]))


def leaves(reason: Reason) -> list[Reason]:
    return [reason] if not reason.children else [leaf for child in reason.children for leaf in leaves(child)]


def test_an_unknown_decision_names_the_nearest(world: World, record) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownDecision) as caught:
        why(record, "d11", world.knowledge())
    assert str(caught.value) == "no decision 'd11' in this record (did you mean d1?)"


def test_expectations_are_checked(record) -> None:  # type: ignore[no-untyped-def]
    met = [one.get("strategy") or f"never {one['never']}" for one in record["expectations"]["met"]]
    assert met == ["SurvivorshipMerge", "never CategoryMedianCost"]
    missed = record["expectations"]["missed"]
    assert missed[0] == {
        "concept": "MixedDateFormat",
        "strategy": "DominantFormatDateParsing",
        "instead": ["PerSourceDateParsing"],
    }
    assert missed[1] == {"never": "CustomExtension", "where": [{"week": 2, "by": "d3"}]}


def test_the_order_of_rules_changes_no_byte(world: World) -> None:
    made = more_rules(world)
    once = to_json(world.play(TIMELINE, *made, more=EXPECT))
    assert to_json(world.play(TIMELINE, *reversed(made), more=EXPECT, reverse=True)) == once


def test_the_seed_of_hashes_changes_no_byte(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nsys.path[:0] = ['.dev', 'tests/engine/replay']\n"
        "from kbctl.engine.replay.record import to_json\nfrom kbctl.ontology.load import load_vocabulary\n"
        "from replay_world import FINDING, NOISE, World\nimport test_record as t\n"
        "world = World(load_vocabulary(), Path(sys.argv[1]))\n"
        "record = world.play(t.TIMELINE, *t.more_rules(world), more=t.EXPECT)\n"
        "sys.stdout.buffer.write(to_json(record).encode())\n"
    )
    root = Path(__file__).parents[3]
    out = [
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            cwd=root,
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    ]
    assert out[0] == out[1]
    assert json.loads(out[0])["schema"] == "kbctl/run/1"


def test_an_irrelevant_rule_changes_nothing_else(world: World) -> None:
    made = more_rules(world)
    other = rule("never-fires", """
        when: [{challenge: $c, is: NetworkFailure}]
        then: [{recommend: RetryWithBackoff, for: $c, confidence: 0.9}]
        because: It is about something else.""", world.vocabulary)  # fmt: skip
    assert to_json(world.play(TIMELINE, *made, other)) == to_json(world.play(TIMELINE, *made))


def test_shadow_rules_change_nothing_and_the_record_says_what_they_would_have(world: World) -> None:
    shadow = rule("link", """
        when: [{challenge: $c, is: DuplicateCustomer}]
        then: [{recommend: ProbabilisticRecordLinkage, for: $c, confidence: 0.95}]
        because: A rule on trial.""", world.vocabulary, status="shadow")  # fmt: skip
    timeline = f"  - {{weeks: [1, 2], challenges: [{DUPLICATES}]}}\n"
    without, with_it = world.play(timeline), world.play(timeline, shadow)
    assert decided(with_it, 1) == {"c1": "SurvivorshipMerge"}
    told = with_it["shadow"]
    assert [(f["n"], f["rule"], f["week"]) for f in told["firings"]] == [("s1", "link", 1)]
    assert told["would_change"] == [
        {
            "week": 1, "challenge": "c1",
            "now": {"status": "chosen", "strategy": "SurvivorshipMerge"},
            "would_be": {"status": "chosen", "strategy": "ProbabilisticRecordLinkage"},
        }
    ]  # fmt: skip
    assert with_it["weeks"] == without["weeks"]
    assert {**with_it["facts"]} == {**without["facts"]}


def test_draft_and_deprecated_rules_do_not_fire(world: World) -> None:
    body = """
        when: [{challenge: $c, is: DuplicateCustomer}]
        then: [{recommend: ProbabilisticRecordLinkage, for: $c, confidence: 0.95}]
        because: Not yet."""
    timeline = f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n"
    draft = rule("link", body, world.vocabulary, status="draft")
    assert to_json(world.play(timeline, draft)) == to_json(world.play(timeline))


def test_a_recommendation_outside_what_the_ontology_resolves_is_recorded_as_not_applicable(
    world: World,
) -> None:
    wrong = rule("restore", """
        when: [{challenge: $c}]
        then: [{recommend: DominantFormatDateParsing, for: $c, confidence: 0.9}]
        because: It applies to mixed dates only.""", world.vocabulary)  # fmt: skip
    record = world.play(f"  - {{weeks: 1, challenges: [{DUPLICATES}]}}\n", wrong)
    (decision,) = week(record, 1)["decisions"]
    assert decision["strategy"] == "SurvivorshipMerge"
    assert "not applicable" in {r["reason"] for r in decision["rejected"]}


def test_every_key_of_a_record_is_on_its_page(record) -> None:  # type: ignore[no-untyped-def]
    page = (Path(__file__).parents[3] / "docs" / "run-record.md").read_text(encoding="utf-8")
    entry = record["weeks"][1]
    keys = {
        *record,
        *entry,
        *entry["decisions"][0],
        *entry["options"][0],
        *entry["challenges"][0],
        *entry["steps"][0],
    }
    keys |= {*entry["firings"][0], *record["shadow"]}
    assert {key for key in keys if not re.search(rf"\b{key}\b", page)} == set()


def test_the_account_tells_of_tables_shadows_contradictions_and_what_a_remedy_left(world: World) -> None:
    # given tables that say less than people, a rule on trial, and two rules that disagree about the company
    (world.folder / "tables").mkdir()
    large = rule("large-company", """
        when: [{company: $co, industry: furniture}]
        then: [{conclude: {company: $co, size: large}}]
        because: A second opinion.""", world.vocabulary, "declarative")  # fmt: skip
    trial = rule("link", """
        when: [{challenge: $c, is: DuplicateCustomer}]
        then: [{recommend: ProbabilisticRecordLinkage, for: $c, confidence: 0.95}]
        because: A rule on trial.""", world.vocabulary, status="shadow")  # fmt: skip
    one, other = (
        rule(f"order-{n}", f"""
        when: [{{step: $a, activity: SurvivorshipMerge}}, {{step: $b, activity: WhitespaceNormalisation}}]
        then: [{{order: {first}, before: {then}}}]
        because: So it is.""", world.vocabulary, "procedural")
        for n, first, then in ((1, "$a", "$b"), (2, "$b", "$a"))
    )  # fmt: skip
    trim = rule("trim", """
        when:
          - {challenge: $c, is: WhitespaceNoise}
          - count: {finding: _, for: $c, certainty: {gte: 0.9}}
            gte: 1
        then: [{recommend: WhitespaceNormalisation, for: $c, confidence: 0.9}]
        because: It means nothing.""", world.vocabulary)  # fmt: skip
    ask = rule("ask-customers", """
        when: [{company: $co, customers: {exists: false}}]
        then: [{ask: data-migration, for: $co, about: customers}]
        because: It decides how much can be reviewed.""", world.vocabulary, "metacognitive")  # fmt: skip
    tell = rule("tell", """
        when: [{contradiction: _, for: $co, slot: size}, {company: $co}]
        then: [{escalate: orchestrator, for: $co}]
        because: Somebody must know.""", world.vocabulary, "metacognitive")  # fmt: skip
    record = world.play(
        f"  - weeks: [1, 2]\n    phase: data_migration\n    challenges: [{DUPLICATES}]\n"
        "    outcomes:\n"
        "      - {for: DuplicateRecord, use: SurvivorshipMerge, result: partly, rate: 0.03, week: 1}\n",
        large, trial, one, other, trim, ask, tell,
        more="tables: tables",
        findings=[FINDING, NOISE],
    )  # fmt: skip
    same_as_golden("account-with-tables.txt", render_record(record))
