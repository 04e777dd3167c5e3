"""A rule file that somebody broke in any way gives messages, never a traceback."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check import check_rules
from kbctl.rules.codec import decode_rule, encode_rule
from kbctl.rules.load import load_rule
from kbctl.rules.meaning import meaning_hash

#: What stands in rule files, what does not belong there, and what breaks parsers.
PIECES = (
    "challenge", "company", "option", "step", "not", "count", "$c", "$c.rate", "$", "$x", "_", "is", "id",
    "for", "eq", "ne", "lt", "in", "contains", "exists", "times", "true", "null", "[]", "{}", "[1, 2]",
    "{lt: $c}", "-1", "1e999", "9" * 330, "0x" + "f" * 4000, ".nan", "5 %", "2 weeks", "3 parsecs", "~",
    '""', "recommend", "conclude", "plan", "adjust", "ask", "data-migration", "SurvivorshipMerge",
    "Challenge", "DuplicateCustomer", "c1", "c1.rate", "like", "but", "expect", "\n", "  ", "- ", ": ",
    ", ", "\t", "#", "'", '"', "{", "}", "[", "]", "&a ", "*a", "!!int ", "|", "\x00", "\x85", "\u2028",
    "é", "e\u0301", "重复", "\ufeff", "---", "...", "%YAML 1.1", "? ", "<<",
)  # fmt: skip
WORDS = re.compile(r"[A-Za-z0-9_$.%-]+|[^\sA-Za-z0-9_$.%-]|\s+")


def survives(text: str, vocabulary: Vocabulary) -> bool:
    """Reads, checks and encodes; whether it could be read. Anything raised fails the test."""
    rule, problems = load_rule(text, "rules/conditional/merge-in-staging.yaml", vocabulary)
    assert (rule is None) == bool(problems)
    for problem in problems:
        assert problem.code
        assert problem.message
        assert "\n" not in str(problem)
    if rule is None:
        return False
    for finding in check_rules([rule], vocabulary, {"beverly-knits"}):
        assert finding.problem.code
    assert decode_rule(encode_rule(rule)) == rule
    assert meaning_hash(rule)
    return True


def mutate(chance: random.Random, text: str) -> str:
    """One to four words of the file replaced, dropped, doubled or swapped."""
    words = WORDS.findall(text)
    for _ in range(chance.randint(1, 4)):
        here, there = chance.randrange(len(words)), chance.randrange(len(words))
        match chance.randrange(5):
            case 0:
                words[here] = chance.choice(PIECES)
            case 1:
                words[here] = ""
            case 2:
                words.insert(here, chance.choice(PIECES))
            case 3:
                words[here], words[there] = words[there], words[here]
            case 4:
                words[here] = words[there]
    return "".join(words)


def test_mutations_of_a_sound_file(small: Vocabulary, good: str) -> None:
    chance = random.Random(20260101)
    outcomes = [survives(mutate(chance, good), small) for _ in range(1500)]
    # both outcomes are really met: else the mutations are too tame or too wild
    assert 20 < sum(outcomes) < 1200


@pytest.mark.parametrize("length", [1, 7, 40, 200, 500, 900])
def test_a_file_that_was_cut_off(length: int, small: Vocabulary, good: str) -> None:
    survives(good[:length], small)
    survives(good[length:], small)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(PIECES) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(PIECES) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    tree=st.dictionaries(
        st.sampled_from(
            ["rule", "kind", "title", "status", "owner", "when", "then", "tests", "evidence", "overrides"]
        ),
        values,
    )
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_tree_in_place_of_any_part(small: Vocabulary, tree: dict[str, object]) -> None:
    import yaml

    start = {"rule": "x", "kind": "conditional", "title": "t", "status": "draft", "owner": "data-migration"}
    text = yaml.safe_dump({**start, "when": [], "then": [], **tree}, allow_unicode=True, sort_keys=False)
    survives(text, small)
