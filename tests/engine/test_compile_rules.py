"""What the base keeps of a rule, and rules as they come back from it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from kbctl.engine import knowledge
from kbctl.engine.compile import ROOT, open_base, rule_row
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.ontology.load import load_vocabulary
from kbctl.rules.load import load_rules
from kbctl.rules.model import (
    Comparison,
    Location,
    Not,
    Operand,
    Operator,
    Pattern,
    Recommend,
    Rule,
    Value,
    Variable,
)

AT = Location("rules/conditional/r.yaml", 3, 1)
C = Variable("c")


def pattern(frame: str, ident: str, *tests: tuple[str, Operator, Operand]) -> Pattern:
    compared = tuple(Comparison(slot, op, operand, AT) for slot, op, operand in tests)
    return Pattern(frame, Variable(ident), compared, AT)


def rule(*when: Pattern | Not) -> Rule:
    then = (Recommend("SurvivorshipMerge", C, 0.8, AT),)
    return Rule("r", "conditional", "R", "active", "data-migration", when, then, (), "", (), (), AT)


def names(*values: str) -> Value:
    return tuple(values)


def test_a_recommendation_is_for_the_challenges_of_its_own_clause() -> None:
    row = rule_row(
        rule(
            pattern("challenge", "c", ("is", "in", names("DuplicateCustomer", "DuplicateItem"))),
            pattern("challenge", "d", ("is", "eq", "MissingCost")),
        )
    )
    assert [(one.challenge, one.remedy, one.confidence) for one in row.recommendations] == [
        ("DuplicateCustomer", "SurvivorshipMerge", 0.8),
        ("DuplicateItem", "SurvivorshipMerge", 0.8),
    ]
    assert row.challenges == ("DuplicateCustomer", "DuplicateItem", "MissingCost")


def test_a_clause_on_any_challenge_is_for_the_root() -> None:
    row = rule_row(rule(pattern("challenge", "c", ("rate", "gte", 0.1))))
    assert [one.challenge for one in row.recommendations] == ["Challenge"]


def test_an_industry_counts_where_it_is_asked_for_and_not_where_it_is_excluded() -> None:
    challenge = pattern("challenge", "c", ("is", "eq", "DuplicateCustomer"))
    furniture = pattern("company", "co", ("industry", "eq", "furniture"))
    assert rule_row(rule(challenge, furniture)).industries == ("furniture",)
    assert rule_row(rule(challenge, Not((furniture,), AT))).industries == ()
    assert (
        rule_row(rule(challenge, pattern("company", "co", ("industry", "ne", "furniture")))).industries == ()
    )


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    with open_base(str(tmp_path_factory.mktemp("cache"))) as base:
        return load_knowledge(base)


def test_vocabulary_and_rules_come_back_as_they_were_read(known: Knowledge) -> None:
    vocabulary = load_vocabulary(Path(ROOT) / "ontology")
    assert known.vocabulary.terms == vocabulary.terms
    assert known.vocabulary.ancestors == vocabulary.ancestors
    assert known.vocabulary.frames == vocabulary.frames
    rules = load_rules(Path(ROOT) / "rules", vocabulary)
    assert list(known.rules) == sorted(rule.id for rule in rules)
    assert all(known.rules[rule.id] == rule for rule in rules)


def test_rules_are_decoded_when_they_are_first_asked_for(known: Knowledge) -> None:
    assert isinstance(known.rules, knowledge.Rules)
    name = next(iter(known.rules))
    assert name in known.rules
    assert "no-such-rule" not in known.rules
    assert known.rules[name] is known.rules[name]
    with pytest.raises(KeyError):
        known.rules["no-such-rule"]


def test_evidence_that_names_an_unknown_case_is_a_problem_at_its_place(known: Knowledge) -> None:
    from kbctl.engine.compile import _unknown_cases
    from kbctl.rules.model import Evidence

    said = Evidence("haribo-2081", "supports", AT)
    wrong = dataclasses.replace(rule(pattern("challenge", "c")), evidence=(said,))
    assert [str(problem) for problem in _unknown_cases((wrong,), dict(known.cases))] == [
        "rules/conditional/r.yaml:3:1: unknown case 'haribo-2081' (did you mean haribo-2018?)"
    ]
