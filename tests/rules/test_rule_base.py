"""The rules that ship: read, checked, and quick to read back from JSON."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from kbctl.engine.review.coverage.measure import covered
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check import check_rules
from kbctl.rules.codec import decode_rule, encode_rule
from kbctl.rules.load import load_rules
from kbctl.rules.meaning import meaning_hash
from kbctl.rules.model import KINDS, Rule

FOLDER = Path(__file__).parent.parent.parent / "rules"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    from kbctl.ontology.load import load_vocabulary

    return load_vocabulary()


@pytest.fixture(scope="module")
def rules(vocabulary: Vocabulary) -> tuple[Rule, ...]:
    return load_rules(FOLDER, vocabulary)


def test_all_kinds_are_there(rules: tuple[Rule, ...]) -> None:
    assert {rule.kind for rule in rules} == set(KINDS)
    assert len(rules) >= 80


def test_nothing_is_wrong_with_them(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> None:
    cases = {path.stem for path in (FOLDER.parent / "kg" / "cases").glob("*.yaml")}
    findings = check_rules(rules, vocabulary, cases)
    assert "\n".join(map(str, findings)) == ""


def test_they_come_back_equal_from_json(rules: tuple[Rule, ...]) -> None:
    assert [decode_rule(encode_rule(rule)) for rule in rules] == list(rules)


def test_no_two_do_the_same(rules: tuple[Rule, ...]) -> None:
    hashes = {meaning_hash(rule): rule.id for rule in rules}
    assert len(hashes) == len(rules)


def test_a_thousand_are_decoded_in_a_tenth_of_a_second(rules: tuple[Rule, ...]) -> None:
    texts = [encode_rule(rule) for rule in rules]
    thousand = (texts * (1000 // len(texts) + 1))[:1000]
    # the best of three, on CPU time: others may be using the machine
    taken = []
    for _ in range(3):
        start = time.process_time()
        for text in thousand:
            decode_rule(text)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.1


def untested(rules: Iterable[Rule], vocabulary: Vocabulary) -> list[str]:
    """Places of clauses that no test of their rule holds fast."""
    return [f"{m.edit.at} {m.edit.kind}" for rule in rules for m in covered(vocabulary, rule).uncovered]


def test_no_clause_of_a_sample_is_untested(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> None:
    assert untested(random.Random(0).sample(rules, 60), vocabulary) == []


@pytest.mark.slow
def test_no_clause_is_untested(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> None:
    assert untested(rules, vocabulary) == []
