"""Edits of shipped rules: those that mean nothing are no change, those that mean something are shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.review.change.outcome import Side
from kbctl.engine.review.change.versions import load_version

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))  # bench is no part of the installed package

from bench.rule_changes import called_changes, changes  # noqa: E402


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_version(ROOT, None).knowledge


def test_edits_that_mean_nothing_are_called_no_change(knowledge: Knowledge) -> None:
    assert list(called_changes(knowledge, 40, seed=7)) == []


@pytest.mark.parametrize("count", [6, pytest.param(100, marks=pytest.mark.slow)])
def test_edits_that_mean_something_are_shown_on_facts(count: int, knowledge: Knowledge) -> None:
    # when
    told = list(changes(knowledge, count, seed=7))
    # then every one is called a change, nearly all have a witness, and it shows what it says
    assert told and all(change for _, _, change in told)
    shown = [change for _, _, change in told if change and change.witness]
    assert len(shown) >= 0.9 * len(told)
    before = Side(knowledge)
    for change in shown:
        witness = change.witness
        assert witness and change.before
        also = change.before.id if witness.supposed else ""
        assert before.outcome(witness.given, change.before.id, also) == witness.before
        assert witness.before != witness.after
