"""A new rule: its facts make it fire, one step away they do not, and the file is right as it is written."""

from __future__ import annotations

import pytest
from kbctl.engine.review.draft.examples import change, examples
from kbctl.engine.review.draft.text import Sketch, rule_text
from kbctl.engine.review.rule_tests import test_rules as run_tests
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check import check_rules
from kbctl.rules.format.form import is_canonical
from kbctl.rules.load import load_rule


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary()


def sketch(*when: str, then: str, kind: str = "conditional") -> Sketch:
    return Sketch("my-rule", kind, "What it says: this", "project-manager", when, (then,), "For a reason.")


OPEN = "{challenge: $c, is: DuplicateCustomer}"
MERGE = "{recommend: SurvivorshipMerge, for: $c, confidence: 0.7}"

SKETCHES = {
    "a concept": sketch(OPEN, then=MERGE),
    "a threshold": sketch(OPEN, "{challenge: $c, rate: {gte: 5 %}}", then=MERGE),
    "two thresholds": sketch(OPEN, "{company: _, customers: {gt: 100, lte: 5000}}", then=MERGE),
    "a negation": sketch(OPEN, "not: {event: _, is: Cutover, days_left: {lt: 10}}", then=MERGE),
    "a count": sketch(OPEN, "count: {finding: _, for: $c, certainty: {gte: 0.9}}\n    gte: 3", then=MERGE),
    "a list": sketch(OPEN, "{company: _, regulations: {contains: FDA}, currencies: {contains: EUR}}",
                     then=MERGE),
    "a join": sketch(OPEN, "{past: _, for: $c, use: SurvivorshipMerge, result: failed}",
                     then="{veto: SurvivorshipMerge, for: $c}"),
    "something missing": sketch(OPEN, "{company: _, key_people: {exists: false}}", then=MERGE),
    "a conclusion": sketch("{company: $co, sites: {gte: 4}}", kind="declarative",
                           then="{conclude: {company: $co, traits: multi_site}}"),
    "a question": sketch("{challenge: $c, grounding: {lt: 0.3}}", kind="metacognitive",
                         then="{ask: project-manager, for: $c, about: is}"),
    "a step": sketch("{step: $s, executable: true}", "{company: $co}", kind="procedural",
                     then="{plan: BackUpData, for: $co, before: $s}"),
}  # fmt: skip


@pytest.mark.parametrize("what", SKETCHES)
def test_the_file_is_right_as_it_is_written(what: str, words: Vocabulary) -> None:
    # given what a person says of a rule, when its text is made
    text = rule_text(SKETCHES[what], words)
    # then it can be read, is in its form, nothing is wrong with it, and it is a draft
    rule, problems = load_rule(text, SKETCHES[what].path, words)
    assert rule, problems
    assert is_canonical(text, SKETCHES[what].path)
    assert check_rules([rule], words, set()) == ()
    assert (rule.status, rule.title, len(rule.tests)) == ("draft", "What it says: this", 2)
    # and its two tests pass: one in which it fires, one in which it stays silent
    assert run_tests(words, [rule]) == ()
    fires, silent = rule.tests
    assert fires.expect and not silent.expect


def test_the_near_miss_is_next_to_the_threshold(words: Vocabulary) -> None:
    rule, _ = load_rule(rule_text(SKETCHES["a threshold"], words), "x.yaml", words)
    assert rule
    found = examples(rule, words)
    assert found
    _, slot, before, after = change(found.fires, found.near)
    assert slot == "rate"
    assert isinstance(before, float) and isinstance(after, float)
    assert before >= 0.05 > after > 0.03


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (sketch("{challenge: $c, is: DuplicteCustomer}", then=MERGE), "unknown-term"),
        (sketch(OPEN, then="{recommend: CostRollUp, for: $c, confidence: 0.7}"), "never-applies"),
        (sketch(OPEN, then="{recommend: SurvivorshipMerge, for: $d, confidence: 0.7}"), "unbound-variable"),
        (sketch(OPEN, "{company: _, sites: {gt: 3, lt: 4}}", then=MERGE), "missing-tests"),
        (sketch("{challenge: [", then=MERGE), "yaml"),
    ],
)
def test_what_is_no_rule_is_refused(wrong: Sketch, code: str, words: Vocabulary) -> None:
    with pytest.raises(InputProblems) as caught:
        rule_text(wrong, words)
    assert code in {problem.code for problem in caught.value.problems}


def test_the_line_for_editors_stands_first(words: Vocabulary) -> None:
    made = Sketch("x", "conditional", "T", "project-manager", (OPEN,), (MERGE,), "R.", "../rule.schema.json")
    assert rule_text(made, words).startswith("# yaml-language-server: $schema=../rule.schema.json\nrule: x\n")
