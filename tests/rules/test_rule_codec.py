"""Rules through JSON and back."""

from __future__ import annotations

import json

import pytest
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.codec import decode_rule, decode_rules, encode_rule, encode_rules
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule

EVERYTHING = """\
then:
  - {conclude: {challenge: $c, aspects: recurrent}}
  - {conclude: {challenge: TimelinePressure, affects: Item}}
  - {conclude: {challenge: TimelinePressure}}
  - {adjust: $r, for: $c, by: -0.2}
  - {adjust: StewardReview, for: $c, by: 0.1}
  - {veto: $r, for: $c}
  - {ask: data-migration, for: $c, about: source_known}
  - {ask: data-migration, for: $c}
  - {escalate: project-manager, for: $c}
  - {plan: BackUp, for: $c, before: $s, role: data-migration,
     gate: [{finding: _, for: $c}, {not: {event: _}}]}
  - {plan: BackUp}
  - {order: $s, before: $s}
"""


def read(text: str, vocabulary: Vocabulary, path: str = "rules/conditional/x.yaml") -> Rule:
    rule, problems = load_rule(text, path, vocabulary)
    assert rule, problems
    return rule


@pytest.fixture
def full(good: str, small: Vocabulary) -> Rule:
    """A rule with every kind of clause, operand and action."""
    clauses = (
        "when:\n  - {remedy: $r, effort_days: {lt: $c.count, times: 2}, resolves: {eq: [MissingCost]}}\n"
    )
    text = good.replace("then:\n", EVERYTHING).replace("when:\n", clauses)
    return read(text.replace("because:", "overrides: [b, a]\nbecause:"), small)


def test_a_rule_comes_back_equal(full: Rule) -> None:
    again = decode_rule(encode_rule(full))
    assert again == full
    assert encode_rule(again) == encode_rule(full)


def test_numbers_keep_their_type(full: Rule) -> None:
    again = decode_rule(encode_rule(full))
    given = {name: value for fact in again.tests[0].given for name, value in fact.slots.items()}
    assert isinstance(given["customers"], int)
    assert isinstance(given["rate"], float)


def test_rules_are_decoded_when_asked_for(good: str, small: Vocabulary) -> None:
    rules = [read(good.replace("merge-in-staging", name), small) for name in ("b", "a")]
    text = encode_rules(rules)
    assert text == encode_rules(reversed(rules))
    lazy = decode_rules(text)
    assert list(lazy) == ["a", "b"]
    assert lazy["b"] == rules[0]
    assert lazy["b"] is lazy["b"]
    assert "c" not in lazy
    json.loads(text)


def test_a_broken_text_of_one_rule_leaves_the_others_readable(good: str, small: Vocabulary) -> None:
    text = encode_rules([read(good, small)])
    pairs = [*json.loads(text), ["broken", "["]]
    assert decode_rules(json.dumps(pairs))["merge-in-staging"].id == "merge-in-staging"
