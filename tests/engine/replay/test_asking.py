"""Answers typed by a person: read in the form of the slot, asked for again where they do not fit."""

from __future__ import annotations

import pytest
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.replay import play
from kbctl.engine.replay.asking import Question, admitted
from kbctl.engine.replay.scenario_load import load_scenario
from kbctl.ontology.vocab import Vocabulary
from replay_world import Grounder, World, decided, facts, rule, week


@pytest.mark.parametrize(
    ("frame", "slot", "typed", "expected"),
    [
        ("company", "customers", "800", 800),
        ("company", "data_quality", "65 %", 0.65),
        ("challenge", "differentiating", "Yes", True),
        ("company", "current_systems", "QuickBooks, Excel", ("Excel", "QuickBooks")),
        ("challenge", "is", "MixedDateFormat", "MixedDateFormat"),
    ],
)
def test_an_answer_takes_the_form_of_its_slot(
    vocabulary: Vocabulary, frame: str, slot: str, typed: str, expected: object
) -> None:
    assert admitted(vocabulary.slot(frame, slot), typed, vocabulary) == expected


@pytest.mark.parametrize(
    ("frame", "slot", "typed", "said"),
    [
        ("company", "customers", "many", "'many' is not a number"),
        ("challenge", "differentiating", "perhaps", "found 'perhaps', but true or false is needed"),
        ("challenge", "is", "MixedDates", "unknown challenge 'MixedDates' (did you mean MixedDateFormat?)"),
    ],
)
def test_what_does_not_fit_is_said(
    vocabulary: Vocabulary, frame: str, slot: str, typed: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(").replace(")", r"\)").replace("?", r"\?")):
        admitted(vocabulary.slot(frame, slot), typed, vocabulary)


def test_without_a_slot_a_remedy_is_named(vocabulary: Vocabulary) -> None:
    assert admitted(None, " CostRollUp ", vocabulary) == "CostRollUp"
    with pytest.raises(ValueError, match="did you mean CostRollUp"):
        admitted(None, "CostRollup", vocabulary)


ASK = """
        when: [{challenge: $c, is: CustomWorkflowRequirement, differentiating: {exists: false}}]
        then: [{ask: industry-expert, for: $c, about: differentiating}]
        because: It decides between configuring and building."""


def asked_with(world: World, *typed: str) -> tuple[dict[str, object], list[str]]:
    ask = rule("ask-differentiating", ASK, world.vocabulary, "metacognitive")
    knowledge = world.knowledge(ask)
    path = world.scenario("  - {weeks: [1, 2], challenges: [Custom quote workflow]}\n")
    answers, put = iter(typed), []

    def asker(question: Question) -> object:
        put.append(question.text)
        return next(answers, None)

    scenario = load_scenario(path, world.vocabulary)
    engine = NativeEngine(world.vocabulary, knowledge.rules.values())
    return play(knowledge, scenario, engine, Grounder(), asker=asker), put


def test_what_the_scenario_does_not_answer_is_asked_of_the_person(world: World) -> None:
    record, put = asked_with(world, "yes")
    assert put == ["Do customers buy from the company because of it?"]
    assert decided(record, 2) == {"c1": "CustomExtension"}
    assert week(record, 1)["answers"] == [
        {"for": "c1", "about": "differentiating", "value": True, "from_week": 2}
    ]


def test_an_answer_that_does_not_fit_is_asked_for_again_with_the_reason(world: World) -> None:
    record, put = asked_with(world, "perhaps", "no")
    assert put[1].endswith("(found 'perhaps', but true or false is needed)")
    assert facts(record, 2, "challenge")["c1"]["differentiating"] is False


def test_after_three_tries_the_question_is_left_open(world: World) -> None:
    record, put = asked_with(world, "a", "b", "c", "d")
    assert len(put) == 3
    assert decided(record, 2) == {"c1": "WorkflowConfiguration"}
