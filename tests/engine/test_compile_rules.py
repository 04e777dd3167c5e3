"""What the base keeps of a rule, and rules as they come back from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kbctl.engine import knowledge
from kbctl.engine.compile import ROOT, open_base, rule_row
from kbctl.engine.knowledge import Knowledge, load_knowledge
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems
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


def test_what_the_checker_calls_an_error_keeps_the_base_from_being_built(tmp_path: Path) -> None:
    # given the shipped sources with one rule whose evidence and whose variable are unknown
    for room in ("ontology", "rules", "kg"):
        shutil.copytree(Path(ROOT) / room, tmp_path / room, ignore=shutil.ignore_patterns("*.py"))
    rule_file = tmp_path / "rules" / "conditional" / "whitespace-normalise.yaml"
    text = rule_file.read_text(encoding="utf-8").replace("for: $c, confidence", "for: $d, confidence")
    rule_file.write_text(text + "evidence: [{case: haribo-2081, says: supports}]\n", encoding="utf-8")
    # when it is compiled, then both are told with their places
    with pytest.raises(InputProblems) as told:
        open_base(None, str(tmp_path))
    codes = {problem.code for problem in told.value.problems}
    assert {"unknown-case", "unbound-variable"} <= codes
    paths = {problem.at.path for problem in told.value.problems}
    assert paths == {"rules/conditional/whitespace-normalise.yaml"}
