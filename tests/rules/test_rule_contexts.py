"""Every data issue is decided by rules of at least two remedies, and no remedy for data waits in vain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rules
from kbctl.rules.model import Not, Pattern, Recommend, Rule

FOLDER = Path(__file__).parent.parent.parent / "rules"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def rules(vocabulary: Vocabulary) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules(FOLDER, vocabulary) if rule.status == "active")


def concepts(pattern: Pattern) -> set[str] | None:
    """What `is` asks of a challenge; None where it asks nothing."""
    for test in pattern.tests:
        if test.slot == "is" and test.op in ("eq", "in"):
            operand = test.operand
            return set(map(str, operand)) if isinstance(operand, tuple) else {str(operand)}
    return None


def speaks_of(rule: Rule, action: Recommend, concept: str, vocabulary: Vocabulary) -> bool:
    """Whether the challenge clauses of the rule let this concept through, other slots left aside."""
    above = vocabulary.ancestors[concept]
    for clause in rule.when:
        inner = clause.patterns[0] if isinstance(clause, Not) and len(clause.patterns) == 1 else clause
        if not isinstance(inner, Pattern) or inner.id != action.target or inner.frame != "challenge":
            continue
        asked = concepts(inner)
        if isinstance(clause, Pattern) and asked is not None and not asked & above:
            return False
        if isinstance(clause, Not) and asked is not None and len(inner.tests) == 1 and asked & above:
            return False
    return True


def recommended(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for rule in rules:
        for action in rule.then:
            if isinstance(action, Recommend):
                for concept in vocabulary.resolves[action.remedy]:
                    if speaks_of(rule, action, concept, vocabulary):
                        yield concept, action.remedy


def test_every_data_issue_is_decided_in_two_ways(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> None:
    remedies: dict[str, set[str]] = {}
    for concept, remedy in recommended(rules, vocabulary):
        remedies.setdefault(concept, set()).add(remedy)

    issues = [t.id for t in vocabulary.of_kind("challenge") if t.at.path.endswith("/data_issues.ttl")]
    assert len(issues) > 50
    assert [name for name in issues if len(remedies.get(name, ())) < 2] == []


def test_every_remedy_for_data_is_recommended(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> None:
    proposed = {remedy for _, remedy in recommended(rules, vocabulary)}

    remedies = [t.id for t in vocabulary.of_kind("remedy") if t.at.path.endswith("/data_remedies.ttl")]
    assert len(remedies) >= 30
    assert sorted(set(remedies) - proposed) == []
