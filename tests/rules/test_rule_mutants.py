"""Mutants: each changes what the rule does, at a place of its file, and no others are counted."""

from __future__ import annotations

import pytest
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.impossible import impossible
from kbctl.rules.load import load_rule
from kbctl.rules.meaning import meaning
from kbctl.rules.model import Pattern, Rule
from kbctl.rules.mutant_values import moved
from kbctl.rules.mutants import Mutant, mutants
from kbctl.rules.written import clause_text, comparison_text

HEAD = "kind: conditional\ntitle: T\nstatus: active\nowner: data-migration\nbecause: B.\n"


def rule_of(text: str, vocabulary: Vocabulary) -> Rule:
    rule, problems = load_rule(text, "rules/conditional/x.yaml", vocabulary)
    assert rule, problems
    return rule


def when(clauses: str, vocabulary: Vocabulary, then: str = "{veto: StewardReview, for: $c}") -> Rule:
    listed = "".join(f"  - {one.strip()}\n" for one in clauses.strip().splitlines())
    return rule_of(f"rule: x\n{HEAD}when:\n{listed}then: [{then}]\n", vocabulary)


def changes(found: tuple[Mutant, ...]) -> set[str]:
    """The counted mutants in short: kind, and what a slot test becomes."""
    return {
        f"{one.edit.kind} {comparison_text(one.edit.after) if one.edit.after else ''}".strip()
        for one in found
        if not one.same
    }


def test_each_mutant_means_something_else_and_has_a_place(small: Vocabulary, good: str) -> None:
    rule = rule_of(good, small)
    found = [one for one in mutants(rule, small) if not one.same]
    assert len({meaning(one.rule) for one in found} | {meaning(rule)}) == len(found) + 1
    assert all(one.edit.at.line in range(7, 14) and one.edit.at.column for one in found)


def test_a_bound_is_moved_a_little_and_made_strict(small: Vocabulary) -> None:
    rule = when("{challenge: $c, is: MissingCost, rate: {gte: 0.2}}", small)
    assert changes(mutants(rule, small)) >= {
        "strictness rate: {gt: 0.2}", "bound rate: {gte: 0.19}", "bound rate: {gte: 0.21}", "drop-test",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("slot", "bound", "up"),
    [
        ("rate", 0.02, 0.021),
        ("rate", 0.2, 0.21),
        ("rate", 0, 0.01),
        ("customers", 200000, 200001),
        ("timeline_weeks", 8, 9),
        ("timeline_weeks", 0, 1),
        ("revenue_usd", 30_000_000, 31_000_000),
    ],
)
def test_how_far_a_bound_moves(slot: str, bound: float, up: float, small: Vocabulary) -> None:
    frame = "challenge" if slot == "rate" else "company"
    assert moved(small.slot(frame, slot), bound, 1) == up


def test_a_list_loses_members_and_classes_widen_and_narrow(small: Vocabulary) -> None:
    rule = when("{challenge: $c, is: {in: [MissingCost, DuplicateRecord]}}", small)
    assert changes(mutants(rule, small)) >= {
        "member is: {in: [MissingCost]}",
        "wider is: {in: [DataIssue, MissingCost]}",
        "narrower is: {in: [DuplicateCustomer, MissingCost]}",
    }


def test_a_clause_that_binds_what_is_used_cannot_be_dropped(small: Vocabulary) -> None:
    kinds = {one.edit.kind for one in mutants(when("{challenge: $c, is: MissingCost}", small), small)}
    assert "drop-clause" not in kinds and "flip-clause" not in kinds and "drop-test" in kinds


def test_a_negated_clause_is_dropped_turned_round_and_untied(small: Vocabulary) -> None:
    rule = when("{challenge: $c, is: MissingCost}\nnot: {challenge: $c, rate: {lt: 0.1}}", small)
    assert changes(mutants(rule, small)) >= {"drop-clause", "flip-clause", "untie"}


def test_counts_move_by_one(small: Vocabulary) -> None:
    rule = when("{challenge: $c, is: MissingCost}\n{count: {finding: _, for: $c}, gte: 2}", small)
    assert {one.edit.bounds for one in mutants(rule, small) if one.edit.kind == "count"} == {
        (("gte", 1),), (("gte", 3),),
    }  # fmt: skip


def test_a_confidence_counts_only_where_a_test_names_it(small: Vocabulary, good: str) -> None:
    named = good.replace("for: c1}]", "for: c1, confidence: 0.8}]", 1)
    kinds = [{one.edit.kind for one in mutants(rule_of(text, small), small)} for text in (good, named)]
    assert "confidence" not in kinds[0] and "confidence" in kinds[1]


@pytest.mark.parametrize(
    "clauses",
    [
        "{challenge: $c, is: MissingCost, rate: {gte: 0}}",  # nothing lies below
        "{challenge: $c, is: {in: [DuplicateCustomer, DuplicateRecord]}}",  # one is below the other
        "{challenge: $c, is: MissingCost}\n{company: _}",  # there always is one
        "{challenge: $c}\n{finding: _, for: $c, rows: 3}",  # a finding needs its challenge
        "{challenge: $c, count: {lt: 5}}\nnot: {challenge: $c, count: {gt: 9}}",  # excluded already
    ],
)
def test_what_no_facts_can_show_is_not_counted(clauses: str, small: Vocabulary) -> None:
    assert [one for one in mutants(when(clauses, small), small) if one.same]


def test_what_may_refer_to_something_closed_does_not_imply_it(small: Vocabulary) -> None:
    rule = when("{challenge: $c}\n{past: _, for: $c, result: failed}", small)
    assert "drop-clause" in changes(mutants(rule, small))


@pytest.mark.parametrize(
    ("clauses", "never"),
    [
        ("{challenge: $c, count: {gt: 5}}\n{challenge: $c, count: {lte: 5}}", True),
        ("{challenge: $c, count: {gte: 5}}\n{challenge: $c, count: {lte: 5}}", False),
        ("{challenge: $c, source_known: true}\n{challenge: $c, source_known: false}", True),
        ("{challenge: $c, source_known: true}\n{challenge: $d, source_known: false}", False),
        ("{challenge: $c, rate: {exists: false}}\n{challenge: $c, rate: {lt: 1}}", True),
        (
            "{company: $co, sites: {gt: $co.complexity}}\n{company: _, sites: {lt: 3}, complexity: {gt: 4}}",
            True,
        ),
        (
            "{company: $co, sites: {gt: $co.complexity}}\n{company: _, sites: {lt: 5}, complexity: {gt: 1}}",
            False,
        ),
        ("{remedy: $r, effort_days: {gt: $r.effort_days}}", True),
        ("{remedy: $r, effort_days: {gt: $r.effort_days, times: 2}}", False),
    ],
)
def test_what_can_never_hold_together(clauses: str, never: bool, small: Vocabulary) -> None:
    rule = when("{challenge: $c}\n" + clauses, small)
    patterns = [one for one in rule.when if isinstance(one, Pattern)]
    assert impossible(small, patterns) is never


def test_clauses_are_written_as_they_are_read(small: Vocabulary, good: str) -> None:
    rule = rule_of(good, small)
    again = when("\n".join(f"{{{t}}}" if (t := clause_text(c))[0] != "{" else t for c in rule.when), small)
    assert [clause_text(one) for one in again.when] == [clause_text(one) for one in rule.when]
    assert clause_text(rule.when[0]) == "{challenge: $c, is: DuplicateCustomer, rate: {gte: 0.02}}"


def test_a_slot_without_a_unit_moves_like_a_share_where_it_ends_at_one(small: Vocabulary) -> None:
    certainty = small.slot("finding", "certainty")
    assert isinstance(certainty, Slot) and moved(certainty, 1, -1) == 0.99
