"""Changes of the ontology that change what rules mean, though no rule file changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from change_world import RULES, shipped_vocabulary
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.review.change.terms import compare_terms
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rule

READS_REMEDIES = """\
rule: careful-with-what-takes-long
kind: conditional
title: Long work is proposed with care
status: active
owner: data-migration
when:
  - {challenge: $c, is: DuplicateRecord}
  - {remedy: $r, resolves: {contains: DuplicateCustomer}, effort_days: {gt: 10}}
then:
  - {adjust: $r, for: $c, by: -0.1}
"""


@pytest.fixture(scope="module")
def before() -> Knowledge:
    vocabulary = shipped_vocabulary()
    texts = {**RULES, "rules/conditional/careful-with-what-takes-long.yaml": READS_REMEDIES}
    rules = {}
    for path, text in texts.items():
        rule, problems = load_rule(text, path, vocabulary)
        assert rule, problems
        rules[rule.id] = rule
    return Knowledge(vocabulary, rules, {}, "1", "hash")


def changed(known: Vocabulary, *, terms: bool = False) -> Vocabulary:
    return Vocabulary(known.terms, known.frames, known.ancestors, known.reasons)


def another_member(known: Vocabulary) -> Vocabulary:
    above = known.ancestors["DuplicateCustomer"]
    ancestors = {**known.ancestors, "LoyaltyCardTwice": above | {"LoyaltyCardTwice"}}
    return replace(known, ancestors=ancestors)


def other_unit(known: Vocabulary) -> Vocabulary:
    event = known.frames["event"]
    slots = {**event.slots, "days_left": replace(event.slots["days_left"], unit="week")}
    return replace(known, frames={**known.frames, "event": replace(event, slots=slots)})


def other_definition(known: Vocabulary) -> Vocabulary:
    event = known.frames["event"]
    slots = {**event.slots, "days_left": replace(event.slots["days_left"], definition="Said anew.")}
    return replace(known, frames={**known.frames, "event": replace(event, slots=slots)})


def resolves_less(known: Vocabulary) -> Vocabulary:
    return with_property(known, "SurvivorshipMerge", resolves=("DuplicateSupplier",))


def takes_longer(known: Vocabulary) -> Vocabulary:
    return with_property(known, "StewardDuplicateReview", effortDays=(40,))


def with_property(known: Vocabulary, term: str, **values: tuple[object, ...]) -> Vocabulary:
    old = known.terms[term]
    return replace(known, terms={**known.terms, term: replace(old, properties={**old.properties, **values})})


@pytest.mark.parametrize(
    ("change", "code", "says", "rule"),
    [
        (another_member, "covers", "DuplicateCustomer covers LoyaltyCardTwice now", "merge-in-staging"),
        (other_unit, "slot", "event days left: unit day → week", "nothing-in-the-last-days"),
        (resolves_less, "resolves", "no longer resolves DuplicateCustomer", "merge-in-staging"),
        (takes_longer, "remedy", "StewardDuplicateReview: effort days", "careful-with-what-takes-long"),
    ],
)
def test_what_a_rule_reads_is_told(
    change: Callable[[Vocabulary], Vocabulary], code: str, says: str, rule: str, before: Knowledge
) -> None:
    found = compare_terms(before, replace(before, vocabulary=change(before.vocabulary)))
    assert any(one.code == code and says in one.says and rule in one.rules for one in found), found


@pytest.mark.parametrize("change", [other_definition, changed])
def test_what_no_rule_reads_is_not_told(
    change: Callable[[Vocabulary], Vocabulary], before: Knowledge
) -> None:
    assert compare_terms(before, replace(before, vocabulary=change(before.vocabulary))) == ()


def test_the_rules_are_those_that_both_versions_have(before: Knowledge) -> None:
    fewer = replace(before, rules={id: one for id, one in before.rules.items() if id != "merge-in-staging"})
    found = compare_terms(fewer, replace(before, vocabulary=another_member(before.vocabulary)))
    assert all("merge-in-staging" not in one.rules for one in found)


def test_the_folder_of_a_rule_is_its_kind() -> None:
    assert {Path(path).parts[1] for path in RULES} <= {
        text.partition("kind: ")[2].partition("\n")[0] for text in RULES.values()
    }
