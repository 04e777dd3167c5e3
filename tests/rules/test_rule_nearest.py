"""A failing test shows the nearest firing and the clause that stopped it; tests that show nothing fail."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from kbctl.engine.review.choose import chosen_rules
from kbctl.engine.review.tests_told import Result, as_junit, as_lines, results
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule

SHOWN = "rules/conditional/merge-in-staging.yaml"


def rule_of(text: str, vocabulary: Vocabulary) -> Rule:
    rule, problems = load_rule(text, SHOWN, vocabulary)
    assert rule, problems
    return rule


def run(text: str, vocabulary: Vocabulary) -> tuple[Result, ...]:
    return results(vocabulary, [rule_of(text, vocabulary)])


def test_the_clause_that_stops_an_expected_action(small: Vocabulary, good: str) -> None:
    # given a threshold above what the test gives
    lines = as_lines(run(good.replace("gte: 2 %", "gte: 20 %"), small))
    # then the clause, its place, what it needs and what is there are told
    assert lines[1:3] == [
        f"  {{recommend: SurvivorshipMerge, for: c1}} is stopped at {SHOWN}:7:51: "
        "{challenge: $c, is: DuplicateCustomer, rate: {gte: 0.2}}",
        "    needs  challenge.rate ≥ 20 %      found  15 %",
    ]


def test_a_negation_that_is_met(small: Vocabulary, good: str) -> None:
    text = good.replace(
        "company: co, customers: 800}",
        "company: co, customers: 800}\n      - {event: e1, is: Cutover, days_left: 3}",
    )
    lines = as_lines(run(text, small))
    assert f"is stopped at {SHOWN}:9:5: not: {{event: _, is: Cutover, days_left: {{lt: 10}}}}" in lines[1]
    assert lines[2].endswith("found  Cutover in 3 days")


def test_an_action_that_is_not_the_one_expected(small: Vocabulary, good: str) -> None:
    lines = as_lines(
        run(good.replace("[{recommend: SurvivorshipMerge", "[{recommend: StewardReview", 1), small)
    )
    text = "\n".join(lines)
    assert "needs  {recommend: StewardReview, for: c1}" in text
    assert "found  {recommend: SurvivorshipMerge, for: c1, confidence: 0.8}" in text


def test_an_action_of_a_kind_that_the_rule_never_says(small: Vocabulary, good: str) -> None:
    lines = as_lines(run(good.replace("expect: []", "expect: [{veto: StewardReview, for: c1}]"), small))
    assert any("the rule only says recommend" in line for line in lines)


def test_what_an_unexpected_action_rests_on(small: Vocabulary, good: str) -> None:
    text = "\n".join(as_lines(run(good.replace("gte: 2 %", "gte: 0.5 %"), small)))
    assert "comes from rules/conditional/merge-in-staging.yaml:13:5" in text
    assert "because  challenge c1: is DuplicateCustomer, rate 1 %" in text


@pytest.mark.parametrize(
    ("cut", "why"),
    [
        ("tests:", "it has no tests"),
        ("  - name: fires", "none of them names an action: that the rule fires is not shown"),
    ],
)
def test_tests_that_show_nothing_fail(cut: str, why: str, small: Vocabulary, good: str) -> None:
    text = good[: good.index(cut)]
    if cut != "tests:":
        text += "  - {name: silent, given: [{challenge: c1, is: MissingCost}], expect: []}\n"
    (result,) = run(text, small)
    assert [failure.problem.code for failure, _ in result.failures] == ["tests-broken"]
    assert why in as_lines([result])[0]


def test_junit_has_a_case_for_each_test(small: Vocabulary, good: str) -> None:
    root = ElementTree.fromstring(as_junit(run(good.replace("gte: 2 %", "gte: 20 %"), small)))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    (failure,) = suite.iter("failure")
    assert "found  15 %" in (failure.text or "")


def test_names_are_ids_patterns_files_and_folders(small: Vocabulary, good: str, tmp_path: Path) -> None:
    rule = rule_of(good, small)
    rules = {rule.id: rule}
    folder = tmp_path / "conditional"
    folder.mkdir()
    path = folder / "other.yaml"
    path.write_text(good.replace("rule: merge-in-staging", "rule: other"), encoding="utf-8")
    for name in ("merge-in-staging", "merge-*", "rules/*/merge*.yaml"):
        assert chosen_rules([name], rules, small, tmp_path) == (rule,)
    for name in (str(path), str(folder), "conditional", "conditional/other.yaml"):
        assert [one.id for one in chosen_rules([name], rules, small, tmp_path)] == ["other"]
    assert chosen_rules([], rules, small, tmp_path) == (rule,)


def test_names_that_mean_nothing_are_told_all_at_once(small: Vocabulary, good: str, tmp_path: Path) -> None:
    rule = rule_of(good, small)
    with pytest.raises(InputProblems) as raised:
        chosen_rules(["merge-in-stagin", "x*"], {rule.id: rule}, small, tmp_path)
    assert [str(one) for one in raised.value.problems] == [
        "merge-in-stagin: unknown rule (did you mean merge-in-staging?), and no file",
        "x*: no rule matches this pattern",
    ]
