"""Running the tests that rules carry: exact output, each expectation one action."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.ground import Entries, ground
from kbctl.rules.load import load_rule
from kbctl.rules.model import GivenFact, Rule
from kbctl.rules.testing import run_tests

MERGE: Entries = (("recommend", "SurvivorshipMerge"), ("for", "c1"), ("confidence", 0.8))
OTHER: Entries = (("recommend", "SurvivorshipMerge"), ("for", "c2"), ("confidence", 0.8))


def rule_of(text: str, vocabulary: Vocabulary) -> Rule:
    rule, problems = load_rule(text, "rules/conditional/merge-in-staging.yaml", vocabulary)
    assert rule, problems
    return rule


def above_two_percent(rule: Rule, given: Sequence[GivenFact]) -> list[Entries]:
    """What the sound rule does, written by hand."""
    rates = [fact.slots.get("rate", 0) for fact in given if fact.frame == "challenge"]
    return [MERGE] if max(rates) >= 0.02 else []  # type: ignore[type-var, operator]


def test_right_rules_pass(small: Vocabulary, good: str) -> None:
    assert run_tests([rule_of(good, small)], above_two_percent) == ()


def test_a_rule_that_never_fires(small: Vocabulary, good: str) -> None:
    (failure,) = run_tests([rule_of(good, small)], lambda rule, given: [])
    assert str(failure.problem) == (
        "rules/conditional/merge-in-staging.yaml:17:5: test 'fires at 15 %' of merge-in-staging: "
        "expected {recommend: SurvivorshipMerge, for: c1}, but it did not come"
    )


def test_a_rule_that_always_fires(small: Vocabulary, good: str) -> None:
    (failure,) = run_tests([rule_of(good, small)], lambda rule, given: [MERGE])
    assert failure.test.name == "below the threshold"
    assert failure.surplus == (MERGE,)
    assert "got {recommend: SurvivorshipMerge, for: c1, confidence: 0.8}" in failure.problem.message


def test_an_action_too_many(small: Vocabulary, good: str) -> None:
    failures = run_tests([rule_of(good, small)], lambda rule, given: [MERGE, OTHER])
    assert [(failure.missing, failure.surplus) for failure in failures] == [
        ((), (OTHER,)),
        ((), (MERGE, OTHER)),
    ]


@pytest.mark.parametrize(
    ("expect", "passes"),
    [
        ("{recommend: SurvivorshipMerge, for: c1, confidence: 0.8}", True),
        ("{recommend: SurvivorshipMerge, for: c1, confidence: 0.7}", False),
        ("{recommend: SurvivorshipMerge}", True),
        ("{recommend: SurvivorshipMerge}, {recommend: SurvivorshipMerge}", False),
        ("{veto: SurvivorshipMerge, for: c1}", False),
    ],
)
def test_what_an_expectation_leaves_out_is_free(
    expect: str, passes: bool, small: Vocabulary, good: str
) -> None:
    text = good.replace("{recommend: SurvivorshipMerge, for: c1}]", f"{expect}]")
    assert (not run_tests([rule_of(text, small)], above_two_percent)) is passes


def test_a_loose_expectation_leaves_the_fitting_action_to_a_strict_one(small: Vocabulary, good: str) -> None:
    # given a loose expectation first, which could take the only action that the strict one can have
    strict = "{recommend: SurvivorshipMerge}, {recommend: SurvivorshipMerge, for: c1}"
    text = good.replace("{recommend: SurvivorshipMerge, for: c1}]", f"{strict}]")
    rule = rule_of(text, small)
    # when both actions come, then each expectation gets one
    assert [f.test.name for f in run_tests([rule], lambda rule, given: [MERGE, OTHER])] == [
        "below the threshold"
    ]


def test_ground_actions_have_the_layout_of_expectations(small: Vocabulary, good: str) -> None:
    rule = rule_of(good, small)
    assert ground(rule.then[0], {"c": "c1"}) == MERGE
