"""Coverage: what no test notices is told with its place and with a test that does notice."""

from __future__ import annotations

import pytest
from kbctl.engine.review.coverage.measure import Covered, covered, share
from kbctl.engine.review.coverage.proposal import propose
from kbctl.engine.review.coverage.report import as_json, as_lines
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule

PLAN = """\
rule: x
kind: procedural
title: T
status: active
owner: data-migration
when:
  - {step: $s, activity: SurvivorshipMerge}
then:
  - plan: BackUp
    before: $s
    role: data-migration
    gate: [{past: _, use: StewardReview, result: worked}]
because: B.
tests:
  - name: a merge is planned
    given: [{step: s1, activity: SurvivorshipMerge}]
    expect: [{plan: BackUp}]
"""


def rule_of(text: str, vocabulary: Vocabulary) -> Rule:
    rule, problems = load_rule(text, "rules/conditional/merge-in-staging.yaml", vocabulary)
    assert rule, problems
    return rule


def closed(text: str, vocabulary: Vocabulary) -> Covered:
    """The coverage after every proposed test has been written into the file."""
    for _ in range(60):
        found = covered(vocabulary, rule_of(text, vocabulary))
        if not found.uncovered:
            return found
        proposal = propose(vocabulary, found.rule, found.uncovered[0])
        assert proposal is not None, found.uncovered[0].edit
        text += f"  - {proposal.line()}\n"
    raise AssertionError("the tests proposed do not notice the changes they were proposed for")


def test_two_tests_leave_clauses_untested(small: Vocabulary, good: str) -> None:
    found = covered(small, rule_of(good, small))
    told = {(one.edit.at.line, one.edit.kind) for one in found.uncovered}
    # the cutover stands in no test, and no test stands on the bound of 2 %
    assert {(9, "drop-clause"), (7, "strictness")} <= told
    # the finding is in the test that fires: without it nothing fires
    assert (10, "flip-clause") not in told
    assert 0 < share([found]) < 1


@pytest.mark.parametrize("which", ["good", "plan"])
def test_proposed_tests_can_be_taken_over_and_close_the_gaps(
    which: str, small: Vocabulary, good: str
) -> None:
    assert share([closed(good if which == "good" else PLAN, small)]) == 1


def test_proposals_are_named_in_plain_words(small: Vocabulary, good: str) -> None:
    found = covered(small, rule_of(good, small))
    lines = [p.line() for one in found.uncovered if (p := propose(small, found.rule, one))]
    expect = "expect: [{recommend: SurvivorshipMerge, for: c1}]"
    assert f"{{name: exactly 2 %, like: fires at 15 %, but: {{c1.rate: 0.02}}, {expect}}}" in lines
    assert any("9 days before the cutover" in line and line.endswith("expect: []}") for line in lines)


def test_the_gate_of_a_step_is_held_fast_by_tests_that_name_it(small: Vocabulary) -> None:
    found = covered(small, rule_of(PLAN, small))
    assert any(one.edit.gate for one in found.uncovered)
    given = "[{step: s1, activity: SurvivorshipMerge}, {past: p1, use: StewardReview, result: worked}]"
    more = PLAN + f"  - {{name: reviewed, given: {given}, expect: [{{plan: BackUp, gate: open}}]}}\n"
    failed = given.replace("worked", "failed")
    more += f"  - {{name: not yet, given: {failed}, expect: [{{plan: BackUp, gate: closed}}]}}\n"
    left = covered(small, rule_of(more, small)).uncovered
    assert "drop-clause" not in {one.edit.kind for one in left if one.edit.gate}


def test_tests_that_fail_hold_nothing_fast(small: Vocabulary, good: str) -> None:
    wrong = good.replace("expect: []", "expect: [{veto: StewardReview, for: c1}]")
    assert share([covered(small, rule_of(wrong, small))]) < share([covered(small, rule_of(good, small))])


def test_the_report_names_places_tests_and_shares(small: Vocabulary, good: str) -> None:
    found = [covered(small, rule_of(good, small))]
    lines = as_lines(small, found)
    assert (
        "rules/conditional/merge-in-staging.yaml:7:51: rate: {gte: 0.02} can become rate: {gt: 0.02}, "
        "and no test notices" in lines
    )
    assert lines[-1].startswith("1 rule: ") and lines[-1].endswith(" %")
    told = as_json(small, found)
    assert told["mutants"] == found[0].mutants and told["rules"][0]["uncovered"][0]["line"] == 7
    assert all(one["test"] for one in told["rules"][0]["uncovered"])


def test_a_share_is_never_rounded_up_to_all(small: Vocabulary, good: str) -> None:
    one = covered(small, rule_of(good, small))
    nearly = Covered(one.rule, 10_000, one.uncovered[:1], ())
    assert as_lines(small, [nearly])[-1].endswith("99.9 %")


def test_a_clause_that_says_nothing_is_a_note(small: Vocabulary, good: str) -> None:
    idle = good.replace(
        "  - {company: _, customers", "  - not: {challenge: $c, rate: {lt: 0.01}}\n  - {company: _, customers"
    )
    lines = as_lines(small, [covered(small, rule_of(idle, small))])
    (note,) = [line for line in lines if ": note: " in line]
    assert note.startswith(
        "rules/conditional/merge-in-staging.yaml:8:5: note: the clause not: {challenge: $c"
    )
