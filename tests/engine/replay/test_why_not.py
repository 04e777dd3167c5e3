"""Why-not in a small world: what stopped each rule, and what would have made the strategy win."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kbctl.engine.replay.why_not import UnknownName, render_why_not, why_not
from kbctl.rules.model import Rule
from replay_world import World, decided, rule

GOLDEN = Path(__file__).parents[2] / "golden" / "replay"
DUPLICATES = "Duplicate customer records (15%)"
WORKFLOW = "Custom quote workflow"
COSTS = "Missing raw material costs"
ONE_WEEK = f"  - {{weeks: 1, challenges: [{DUPLICATES}, {WORKFLOW}, {COSTS}]}}\n"


def ask(
    world: World, challenge: str, strategy: str, *rules: Rule, timeline: str = ONE_WEEK, **more: Any
) -> dict[str, Any]:
    """Play the timeline and ask why not."""
    record = world.play(timeline, *rules)
    return why_not(record, challenge, strategy, world.knowledge(*rules), **more)


def only(told: dict[str, Any], id: str) -> dict[str, Any]:
    (found,) = [one for one in told["rules"] if one["rule"] == id]
    return found


def test_a_slot_that_is_not_known_is_named_with_its_place_and_its_value_makes_it_win(world: World) -> None:
    told = ask(world, "c2", "CustomExtension")
    assert told["status"] == "not recommended"
    failed = only(told, "extend-where-it-differentiates")["failed"]
    assert failed["at"] == "rules/conditional/extend-where-it-differentiates.yaml:6"
    assert (failed["needs"], failed["found"]) == ("challenge.differentiating = yes", "not known")
    assert told["change"] == {
        "frame": "challenge", "fact": "c2", "slot": "differentiating", "from": None, "to": True
    }  # fmt: skip
    # then, said so in the scenario, it does win
    said = f"{{text: {WORKFLOW}, differentiating: true}}"
    assert decided(world.play(f"  - {{weeks: 1, challenges: [{said}]}}\n"), 1) == {"c1": "CustomExtension"}


def test_a_rule_that_fired_and_was_overridden_names_what_overrode_it(world: World) -> None:
    told = ask(world, "c1", "StewardDuplicateReview")
    assert (told["status"], told["confidence"]) == ("overridden", 0.6)
    review = only(told, "review")
    assert (review["fired"], review["fate"]) == (True, "overridden")
    assert review["by"] == [{"rule": "merge", "at": "rules/conditional/merge.yaml:1"}]
    # then what makes the other not fire is found: a cutover so near that nothing may be merged
    assert told["would_be"] == "there were a Cutover in week 2"
    near = f"  - {{weeks: 1, challenges: [{DUPLICATES}], events: [{{is: Cutover, week: 1}}]}}\n"
    assert decided(world.play(near), 1) == {"c1": "StewardDuplicateReview"}


def test_a_negation_names_what_was_there(world: World) -> None:
    near = f"  - {{weeks: 1, challenges: [{DUPLICATES}], events: [{{is: Cutover, week: 2}}]}}\n"
    told = ask(world, "c1", "SurvivorshipMerge", timeline=near)
    failed = only(told, "merge")["failed"]
    assert failed["found"] == "Cutover in 12 days"
    assert failed["at"] == "rules/conditional/merge.yaml:8"
    assert told["change"] == {
        "frame": "event", "fact": "Cutover@week2", "slot": "week", "from": 2, "to": 3
    }  # fmt: skip
    later = near.replace("week: 2", "week: 3")
    assert decided(world.play(later), 1) == {"c1": "SurvivorshipMerge"}


def test_a_derived_slot_is_traced_back_to_the_fact_that_it_follows_from(world: World) -> None:
    medium = rule("size-medium", """
        when: [{company: $co, employees: {gte: 250}}]
        then: [{conclude: {company: $co, size: medium}}]
        because: It is a judgement.""", world.vocabulary, "declarative")  # fmt: skip
    standard = rule("standard-when-medium", """
        when: [{challenge: $c, is: CustomWorkflowRequirement}, {company: _, size: medium}]
        then: [{recommend: StandardProcessAdoption, for: $c, confidence: 0.9}]
        because: They can afford it.""", world.vocabulary)  # fmt: skip
    told = ask(world, "c2", "StandardProcessAdoption", medium, standard)
    failed = only(told, "standard-when-medium")["failed"]
    assert (failed["needs"], failed["found"]) == ("company.size = medium", "small")
    (route,) = failed["would_follow"]
    assert (route["rule"], route["stopped_at"]) == ("size-medium", "rules/declarative/size-medium.yaml:6")
    assert (route["needs"], route["found"]) == ("company.employees ≥ 250", "150")
    assert told["would_be"] == "company.employees were 250 (now 150)"


def test_where_two_facts_would_have_to_change_no_change_is_claimed(world: World) -> None:
    both = rule("both", """
        when:
          - {challenge: $c, is: MissingCost, differentiating: true, source_known: true}
        then: [{recommend: SupplierQuoteRequest, for: $c, confidence: 0.9}]
        because: A test.""", world.vocabulary)  # fmt: skip
    told = ask(world, "c3", "SupplierQuoteRequest", both)
    assert (told["change"], told["nearest_miss"], told["complete"]) == (None, None, True)
    assert only(told, "both")["failed"]["also"] == ["source known yes"]
    assert told["in_the_way"] == ["Cost from last purchase price 0.75 by cost-from-purchases"]
    assert "No single change of a fact makes it win" in render_why_not(told)


def test_where_a_change_brings_it_close_but_not_first_that_is_said(world: World) -> None:
    weak = rule("weak", """
        when: [{challenge: $c, is: MissingCost, source_known: true}]
        then: [{recommend: SupplierQuoteRequest, for: $c, confidence: 0.6}]
        because: A test.""", world.vocabulary)  # fmt: skip
    told = ask(world, "c3", "SupplierQuoteRequest", weak)
    assert told["change"] is None
    assert told["nearest_miss"]["change"]["slot"] == "source_known"
    assert told["nearest_miss"]["then"] == "lost to Cost from last purchase price 0.75"


def test_a_strategy_that_resolves_something_else_is_not_applicable(world: World) -> None:
    told = ask(world, "c2", "PerSourceDateParsing")
    assert (told["status"], told["applicable"], told["rules"]) == ("not applicable", False, [])
    assert told["elsewhere"] == [
        {"rule": "parse-dates", "at": "rules/conditional/parse-dates.yaml:1", "for": ["MixedDateFormat"]}
    ]
    assert "does not say that it resolves" in render_why_not(told)


def test_what_was_chosen_is_said_to_be_chosen(world: World) -> None:
    told = ask(world, "c1", "SurvivorshipMerge")
    assert (told["status"], told["change"]) == ("chosen", None)
    assert render_why_not(told).startswith(f'Survivorship merge was chosen for "{DUPLICATES}" (week 1, d1).')


def test_a_decision_that_waits_for_an_answer_is_chosen_with_the_answer(world: World) -> None:
    question = rule("ask-differentiating", """
        when: [{challenge: $c, is: CustomWorkflowRequirement, differentiating: {exists: false}}]
        then: [{ask: industry-expert, for: $c, about: differentiating}]
        because: It decides much.""", world.vocabulary, "metacognitive")  # fmt: skip
    told = ask(world, "c2", "WorkflowConfiguration", question)
    assert (told["status"], told["decided"]["status"]) == ("waiting", "asked")
    assert (told["change"]["slot"], told["change"]["to"]) == ("differentiating", False)


def test_a_strategy_below_the_threshold_wins_where_the_policy_is_lower(world: World) -> None:
    low = rule("low", """
        when: [{challenge: $c, is: MissingCost}]
        then: [{recommend: CostRollUp, for: $c, confidence: 0.4}]
        because: A test.""", world.vocabulary)  # fmt: skip
    said = "  - {weeks: 1, challenges: [{is: MissingCost}]}\n"
    told = ask(world, "c1", "CostRollUp", low, timeline=said)
    assert (told["status"], told["why"]) == ("below threshold", "below the threshold 0.50")
    assert told["would_be"] == "policy.choose_at were 0.4 (now 0.5)"
    lower = world.play(said, low, more="policy: {choose_at: 0.4}")
    assert decided(lower, 1) == {"c1": "CostRollUp"}


def test_a_veto_is_named_and_lifted(world: World) -> None:
    veto = rule("no-extension", """
        when: [{challenge: $c, is: CustomWorkflowRequirement}, {company: _, industry: furniture}]
        then: [{veto: CustomExtension, for: $c}]
        because: A test.""", world.vocabulary)  # fmt: skip
    said = f"  - {{weeks: 1, challenges: [{{text: {WORKFLOW}, differentiating: true}}]}}\n"
    told = ask(world, "c1", "CustomExtension", veto, timeline=said)
    assert (told["status"], only(told, "extend-where-it-differentiates")["fate"]) == ("vetoed", "vetoed")
    assert told["against"] == [
        {"rule": "no-extension", "at": "rules/conditional/no-extension.yaml:1", "does": "veto"}
    ]
    assert told["change"]["slot"] == "industry"


def test_unknown_names_are_said_with_the_nearest(world: World) -> None:
    record = world.play(ONE_WEEK)
    with pytest.raises(UnknownName, match=r"no challenge 'c22' in this record \(did you mean c2\?\)"):
        why_not(record, "c22", "CustomExtension", world.knowledge())
    with pytest.raises(
        UnknownName, match=r"unknown strategy 'CustomExtnsion' \(did you mean CustomExtension\?\)"
    ):
        why_not(record, "c1", "CustomExtnsion", world.knowledge())


def test_a_record_of_other_rules_is_not_explained_with_these(world: World) -> None:
    record = world.play(ONE_WEEK)
    knowledge = world.knowledge()
    fewer = replace(knowledge, rules={id: r for id, r in knowledge.rules.items() if id != "merge"})
    told = why_not(record, "c1", "StewardDuplicateReview", fewer)
    assert (told["status"], told["change"]) == ("cannot be told", None)
    assert "Replay the scenario again" in told["note"]
    assert told["note"].split()[-1] in render_why_not(told)


def test_the_last_decision_on_a_challenge_counts_and_each_can_be_asked_for(world: World) -> None:
    again = (
        f"  - weeks: [1, 2]\n    challenges: [{DUPLICATES}]\n"
        f"    outcomes: [{{for: {DUPLICATES}, use: SurvivorshipMerge, result: partly, rate: 1 %}}]\n"
    )
    record = world.play(again)
    assert decided(record, 2) == {"c1": "StewardDuplicateReview"}
    knowledge = world.knowledge()
    assert why_not(record, "c1", "SurvivorshipMerge", knowledge)["week"] == 2
    assert why_not(record, "d1", "StewardDuplicateReview", knowledge)["week"] == 1
    told = why_not(record, "c1", "SurvivorshipMerge", knowledge)
    assert told["would_be"] == "c1.rate were 2 % (now 1 %)"


def test_a_cap_on_what_is_tried_is_admitted(world: World) -> None:
    told = ask(world, "c1", "StewardDuplicateReview", cap=1)
    assert (told["change"], told["tried"], told["complete"]) == (None, 1, False)
    assert "the nearest 1 tried, not all" in render_why_not(told)


def test_the_order_of_rules_changes_nothing(world: World) -> None:
    record, turned = world.play(ONE_WEEK), world.play(ONE_WEEK, reverse=True)
    knowledge = world.knowledge()
    for strategy in ("StewardDuplicateReview", "ExactKeyDeduplication", "HumanEscalation"):
        one, other = (why_not(r, "c1", strategy, knowledge) for r in (record, turned))
        assert one == other


def test_the_text_is_as_it_was(world: World) -> None:
    near = ONE_WEEK.replace("]}", "], events: [{is: Cutover, week: 9}]}")
    record, knowledge = world.play(near), world.knowledge()
    asked = [
        ("c1", "StewardDuplicateReview"),
        ("c2", "CustomExtension"),
        ("c3", "CostRollUp"),
        ("c1", "SurvivorshipMerge"),
    ]
    text = (
        "\n\n".join(render_why_not(why_not(record, id, strategy, knowledge)) for id, strategy in asked) + "\n"
    )
    path = GOLDEN / "why-not.txt"
    if os.environ.get("KBCTL_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
