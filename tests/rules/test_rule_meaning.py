"""What a rule does, apart from how it is written: one hash for one meaning."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rule, load_rules
from kbctl.rules.meaning import hash_of_tests, meaning, meaning_hash
from kbctl.rules.model import Comparison, Rule, Variable

FOLDER = Path(__file__).parent.parent.parent / "rules"
HEAD = "rule: x\nkind: conditional\ntitle: x\nstatus: active\nowner: data-migration\n"


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    from kbctl.ontology.load import load_vocabulary

    return load_rules(FOLDER, load_vocabulary())


def read(text: str, vocabulary: Vocabulary, path: str = "rules/conditional/x.yaml") -> Rule:
    rule, problems = load_rule(text, path, vocabulary)
    assert rule, problems
    return rule


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Merge", "title: Unite"),
        ("rule: merge-in-staging", "rule: another-name"),
        ("when:\n", "# a comment\nwhen:\n\n"),
        ("because: Merging", "because: The merging"),
        ("is: DuplicateCustomer, rate: {gte: 2 %}", "rate: {gte: 0.02}, is: DuplicateCustomer"),
        (
            "{company: _, customers: {lt: 200000}}\n  - not: {event: _, is: Cutover, days_left: {lt: 10}}",
            "not: {event: _, is: Cutover, days_left: {lt: 10}}\n  - {company: _, customers: {lt: 200000}}",
        ),
        ("fires at 15 %", "fires at fifteen"),
        ("status: active", "status: shadow"),
        ("is: DuplicateCustomer, rate", "is: {in: [DuplicateCustomer]}, rate"),
        ("{company: _, customers", "{company: $unused, customers"),
        ("$c", "$other"),
    ],
)
def test_a_text_that_changes_nothing_has_the_same_hash(
    old: str, new: str, good: str, small: Vocabulary
) -> None:
    changed = good.replace(old, new, 1 if "in: [" in new else -1)
    assert changed != good
    assert meaning_hash(read(changed, small, "elsewhere.yaml")) == meaning_hash(read(good, small))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rate: {gte: 2 %}", "rate: {gte: 8 %}"),
        ("rate: {gte: 2 %}", "rate: {gt: 2 %}"),
        ("customers: {lt: 200000}", "employees: {lt: 200000}"),
        ("confidence: 0.8", "confidence: 0.7"),
        ("    gte: 1", "    gte: 2"),
        ("  - not: {event", "  - count: {event"),
        ("says: supports", "says: contradicts"),
        ("because:", "overrides: [x]\nbecause:"),
    ],
)
def test_a_text_that_changes_something_has_another_hash(
    old: str, new: str, good: str, small: Vocabulary
) -> None:
    changed = good.replace(old, new, 1)
    if "count: {event" in changed:
        changed = changed.replace("lt: 10}}\n", "lt: 10}}\n    lte: 0\n", 1)
    assert changed != good
    assert meaning_hash(read(changed, small)) != meaning_hash(read(good, small))


def of(when: str, vocabulary: Vocabulary) -> str:
    then = "then: [{recommend: SurvivorshipMerge, for: $c, confidence: 0.8}]\n"
    return meaning(read(f"{HEAD}when:\n{when}\n{then}", vocabulary))


def test_two_symmetrical_facts_may_change_names(small: Vocabulary) -> None:
    # given two findings that only their certainty and their difference tell apart, and two that nothing does
    told = (
        "  - {challenge: $c}\n  - {finding: $a, for: $c, rows: %s}\n  - {finding: $b, for: $c, id: {ne: $a}}"
    )
    same = "  - {challenge: $c}\n  - {finding: $%s, for: $c}\n  - {finding: $%s, for: $c, id: {ne: $%s}}"
    # then
    assert of(told % 1, small) != of(told % 2, small)
    assert of(same % ("a", "b", "a"), small) == of(same % ("b", "a", "b"), small)


def test_what_a_join_joins_matters(small: Vocabulary) -> None:
    joined = "  - {challenge: $c}\n  - {challenge: $d}\n  - {finding: _, for: $%s}"
    assert of(joined % "c", small) != of(joined % "d", small)


def test_a_name_inside_a_not_is_its_own(small: Vocabulary) -> None:
    # given two negations that use one local name, or two
    one = "  - {challenge: $c}\n  - not: [{finding: $f, for: $c}, {past: _, for: $f}]\n"
    other = one.replace("$f", "$g")
    # then
    assert of(one + one.split("\n", 1)[1], small) == of(one + other.split("\n", 1)[1], small)


def test_the_hash_of_tests_ignores_their_order_and_names(good: str, small: Vocabulary) -> None:
    rule = read(good, small)
    turned = replace(rule, tests=tuple(replace(test, name="t") for test in reversed(rule.tests)))
    assert hash_of_tests(turned) == hash_of_tests(rule)
    assert hash_of_tests(replace(rule, tests=rule.tests[1:])) != hash_of_tests(rule)


# --- the shipped rules -----------------------------------------------------------------------


def renamed(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, Variable):
        return replace(node, name=names.setdefault(node.name, f"v{len(names)}"))  # type: ignore[attr-defined]
    if isinstance(node, tuple):
        return tuple(renamed(one, names) for one in node)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{part.name: renamed(getattr(node, part.name), names) for part in fields(node)})
    return node


def test_shuffled_and_renamed_shipped_rules_mean_the_same(rules: tuple[Rule, ...]) -> None:
    chance = random.Random(7)
    for rule in rules:
        names: dict[str, str] = {}
        when = [
            replace(one, tests=tuple(chance.sample(one.tests, len(one.tests))))
            if hasattr(one, "tests")
            else one
            for one in chance.sample(rule.when, len(rule.when))
        ]
        then = chance.sample(rule.then, len(rule.then))
        other = replace(rule, when=renamed(tuple(when), names), then=renamed(tuple(then), names))
        assert meaning(other) == meaning(rule), rule.id


def test_every_moved_bound_of_a_shipped_rule_means_something_else(rules: tuple[Rule, ...]) -> None:
    seen = 0
    for rule in rules:
        for place, clause in enumerate(rule.when):
            for number, test in enumerate(getattr(clause, "tests", ())):
                if isinstance(test.operand, int | float) and not isinstance(test.operand, bool):
                    moved = Comparison(test.slot, test.op, test.operand + 1, test.at, test.times)
                    tests = (*clause.tests[:number], moved, *clause.tests[number + 1 :])  # type: ignore[union-attr]
                    when = (*rule.when[:place], replace(clause, tests=tests), *rule.when[place + 1 :])  # type: ignore[call-arg]
                    assert meaning_hash(replace(rule, when=when)) != meaning_hash(rule)
                    seen += 1
    assert seen > 50
