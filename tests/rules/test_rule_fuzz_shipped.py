"""Shipped rules that somebody broke: reading, checking, mending, formatting and every output survive it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from kbctl.ontology.load import load_vocabulary
from kbctl.ontology.source import InputProblems
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check import check_rules
from kbctl.rules.codes import CODES
from kbctl.rules.finding import Finding
from kbctl.rules.format.form import formatted, is_canonical
from kbctl.rules.lint.baseline import written
from kbctl.rules.lint.fixes import fix_of
from kbctl.rules.lint.found import Found
from kbctl.rules.lint.mend import better, edited
from kbctl.rules.lint.output import github, sarif
from kbctl.rules.load import load_rule
from kbctl.rules.meaning import meaning_hash
from test_rule_fuzz import mutate

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "rules").glob("*/*.yaml"))
CASES = {path.stem for path in (ROOT / "kg" / "cases").glob("*.yaml")}


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary()


def survives(text: str, path: str, words: Vocabulary) -> bool:
    """Whether the text is still a rule. Whatever is raised fails the test."""
    rule, problems = load_rule(text, path, words)
    assert (rule is None) == bool(problems)
    findings = [Finding(problem, "error") for problem in problems]
    if rule:
        findings += check_rules([rule], words, CASES, unread=rule.overrides)
        assert meaning_hash(rule)
    lines = text.split("\n")
    found = []
    for one in findings:
        assert one.problem.code in CODES
        assert "\n" not in str(one.problem)
        number = one.problem.at.line
        found.append(Found(one, Path(path).stem, lines[number - 1] if 0 < number <= len(lines) else ""))
    fixes = {one: fix for one in found if (fix := fix_of(one, text, rule))}
    for fix in fixes.values():
        new = edited(text, fix.edits)
        assert new is not None
        better(text, new, path, words)
    assert github(found).count("\n") == len(found)
    assert json.dumps(sarif(found, [], fixes, "1.0", False)) and written(found)
    try:
        is_canonical(text, path)
        new = formatted(text, path, words)
    except InputProblems as error:
        assert rule is None or [one.code for one in error.problems] == ["format"]
        return rule is not None
    assert formatted(new, path, words) == new
    return True


def fuzz(seed: int, times: int, words: Vocabulary) -> int:
    """How many of so many mutations are still rules."""
    chance = random.Random(seed)
    texts = {path: path.read_text("utf-8") for path in SHIPPED}
    whole = 0
    for _ in range(times):
        path = chance.choice(SHIPPED)
        whole += survives(mutate(chance, texts[path]), path.relative_to(ROOT).as_posix(), words)
    return whole


def test_three_hundred_mutations(words: Vocabulary) -> None:
    # both outcomes are really met: else the mutations are too tame or too wild
    assert 5 < fuzz(1, 300, words) < 250


@pytest.mark.slow
def test_ten_thousand_mutations(words: Vocabulary) -> None:
    whole = fuzz(20260606, 10_000, words)
    print(f"10,000 mutations, {whole} of them still rules")
    assert 200 < whole < 8000
