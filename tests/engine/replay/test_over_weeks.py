"""What is said, answered and reported more than once, or of more than one challenge."""

from __future__ import annotations

from kbctl.engine.replay.scenario_load import load_scenario
from kbctl.engine.replay.week_facts import company_fact
from replay_world import World, decided, facts, rule, week

DUPLICATES = "Duplicate customer records (15%)"
GRAIN = "The thing with the grain"


def test_what_is_said_after_a_part_result_is_the_rate_again(world: World) -> None:
    record = world.play(
        f"  - weeks: [1, 2]\n    challenges: [{DUPLICATES}]\n"
        f"    outcomes: [{{for: DuplicateCustomer, use: SurvivorshipMerge, result: partly, rate: 4 %}}]\n"
        f"  - {{weeks: 5, challenges: [{{is: DuplicateCustomer, rate: 20 %, text: {DUPLICATES}}}]}}\n"
    )
    assert facts(record, 2, "challenge")["c1"]["rate"] == 0.04
    assert facts(record, 5, "challenge")["c1"]["rate"] == 0.2


def test_a_text_whose_meaning_was_answered_is_the_same_challenge_when_it_is_said_again(world: World) -> None:
    record = world.play(
        f"  - weeks: [1, 2]\n    challenges: [{GRAIN}]\n"
        f"    answers: [{{for: {GRAIN}, slot: is, value: MixedDateFormat}}]\n"
        f"  - {{weeks: 3, challenges: [{GRAIN}]}}\n"
    )
    (challenge,) = week(record, 3)["challenges"]
    assert (challenge["id"], challenge["concept"]) == ("c1", "MixedDateFormat")
    assert week(record, 3)["questions"] == []


def test_an_answer_that_shows_two_texts_to_mean_one_thing_makes_them_one_challenge(world: World) -> None:
    record = world.play(
        f"  - weeks: [1, 3]\n    challenges: [{GRAIN}, {{is: MixedDateFormat, affects: SalesOrder}}]\n"
        f"    answers: [{{for: {GRAIN}, slot: is, value: MixedDateFormat}},"
        f" {{for: {GRAIN}, slot: affects, value: SalesOrder}}]\n"
        f"    outcomes: [{{for: MixedDateFormat, use: PerSourceDateParsing, result: failed}}]\n",
        rule("where", """
        when: [{challenge: $c, is: Challenge, affects: {exists: false}}]
        then: [{ask: orchestrator, for: $c, about: affects}]
        because: It sets the challenge apart.""", world.vocabulary, "metacognitive"),
    )  # fmt: skip
    (challenge,) = week(record, 2)["challenges"]
    assert (challenge["id"], challenge["text"]) == ("c2", GRAIN)


def test_what_turns_out_to_be_remedied_meanwhile_is_not_opened_again(world: World) -> None:
    record = world.play(
        f"  - weeks: [1, 2]\n    challenges: [{GRAIN}, {DUPLICATES}]\n"
        f"    answers: [{{for: {GRAIN}, slot: is, value: DuplicateCustomer}}]\n"
    )
    assert decided(record, 1) == {"c1": "asked", "c2": "SurvivorshipMerge"}
    assert week(record, 2)["challenges"] == []


def test_a_named_remedy_is_vetoed_though_no_rule_proposes_it(world: World) -> None:
    ask = rule("ask-remedy", """
        when: [{challenge: $c, is: MissingCost}]
        then: [{ask: orchestrator, for: $c}]
        because: Nobody but the controller knows.""", world.vocabulary, "metacognitive")  # fmt: skip
    veto = rule("no-roll-up", """
        when: [{challenge: $c, is: MissingCost}]
        then: [{veto: CostRollUp, for: $c}]
        because: There is no bill to roll up.""", world.vocabulary)  # fmt: skip
    record = world.play(
        "  - weeks: [1, 2]\n    challenges: [Missing raw material costs]\n"
        "    answers: [{for: MissingCost, value: CostRollUp}]\n",
        ask, veto,
    )  # fmt: skip
    (decision,) = week(record, 2)["decisions"]
    assert decision["strategy"] == "LastPurchasePriceCost"
    assert decision["why"] == "best option; people named CostRollUp, which is vetoed by no-roll-up"


def test_a_report_on_one_decision_goes_before_one_on_all(world: World) -> None:
    record = world.play(
        f"  - weeks: [1, 3]\n    challenges: [{DUPLICATES}]\n"
        "    outcomes:\n"
        "      - {for: DuplicateCustomer, use: SurvivorshipMerge, result: failed}\n"
        "      - {for: DuplicateCustomer, use: SurvivorshipMerge, result: worked, week: 2}\n"
    )
    assert [list(decided(record, n)) for n in (1, 2, 3)] == [["c1"], ["c1"], []]


def test_a_list_of_languages_says_how_many_there_are(world: World) -> None:
    path = world.scenario("  - {weeks: 1}\n")
    path.write_text(
        path.read_text().replace("employees: 150", "employees: 150, languages: [English, Spanish]")
    )
    scenario = load_scenario(path, world.vocabulary)
    assert company_fact(scenario.company, {}).slots["language_count"] == 2
    assert company_fact({**scenario.company, "language_count": 5}, {}).slots["language_count"] == 5


def test_an_activity_done_beside_a_challenge_does_not_settle_it(world: World) -> None:
    # given a remedy that failed, and talk about the same challenge that was planned and done
    raise_it = rule("raise-trust", """
        when: [{company: $co, industry: furniture}, {not: {past: _, is: LowUserTrust, result: worked}}]
        then: [{conclude: {challenge: LowUserTrust}}]
        because: It is low until something raised it.""", world.vocabulary, "declarative")  # fmt: skip
    quick = rule("quick-win", """
        when: [{challenge: $c, is: LowUserTrust}]
        then: [{recommend: QuickWinDelivery, for: $c, confidence: 0.8}]
        because: People believe what they see.""", world.vocabulary)  # fmt: skip
    talk = rule("talk", """
        when: [{challenge: $c, is: LowUserTrust}]
        then: [{plan: CommunicateStatus, for: $c}]
        because: Silence is filled with rumours.""", world.vocabulary, "procedural")  # fmt: skip

    record = world.play(
        "  - {weeks: [1, 2], outcomes: [{for: LowUserTrust, use: QuickWinDelivery, result: failed}]}\n",
        raise_it, quick, talk,
    )  # fmt: skip

    # then the talk is past, but not as something that worked for the concept
    past = facts(record, 2, "past")
    assert {one["use"]: one.get("is") for one in past.values()} == {
        "QuickWinDelivery": "LowUserTrust",
        "CommunicateStatus": None,
    }
    assert [one["concept"] for one in week(record, 2)["challenges"]] == ["LowUserTrust"]
