"""The values that stand for all others: one between any two thresholds, one for each set of literals."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kbctl.engine.replay.whynot_values import Mention, otherwise, points, representatives, suitable
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison

AT = Location("x.yaml", 1)
RATIO = Slot("challenge", "rate", "number", AT, unit="ratio", minimum=0, maximum=1)
WHOLE = Slot("company", "sites", "integer", AT, minimum=0)


def slot(vocabulary: Vocabulary, frame: str, name: str) -> Slot:
    found = vocabulary.slot(frame, name)
    assert found is not None
    return found


@given(st.lists(st.integers(1, 99), min_size=1, max_size=6))
@example([9, 10])  # 0.1 - 0.01 is a little more than 0.09
def test_every_stretch_between_thresholds_has_a_value(percents: list[int]) -> None:
    thresholds = sorted({percent / 100 for percent in percents})
    found = points(RATIO, thresholds)
    assert set(thresholds) <= set(found)
    for low, high in pairwise([0.0, *thresholds, 1.01]):
        assert any(low < value < high for value in found) or high - low < 0.001 or low == 0.0
    assert any(value < thresholds[0] for value in found)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_whole_numbers_have_both_neighbours(thresholds: list[int]) -> None:
    assert {n + d for n in thresholds for d in (-1, 0, 1)} == set(points(WHOLE, thresholds))


def test_only_values_that_the_slot_admits_are_tried(vocabulary: Vocabulary) -> None:
    rate = slot(vocabulary, "challenge", "rate")
    found = otherwise(vocabulary, rate, 0.15, [Mention("gte", 1.0), Mention("lt", 0.0)])
    assert found and all(value is None or 0 <= value <= 1 for value in found)  # type: ignore[operator]
    assert 0.15 not in found


@pytest.mark.parametrize(("name", "now", "mentions", "wanted"), [
    ("backup_available", True, [Mention("eq", True)], [False, None]),
    ("user_trust", "low", [Mention("eq", "low")], ["medium", "high", None]),
    ("current_systems", ("QuickBooks", "SAP"), [Mention("contains", "SAP")], [("QuickBooks",), ("SAP",)]),
])  # fmt: skip
def test_what_else_a_slot_could_hold(vocabulary: Vocabulary, name: str, now: object, mentions: list[Mention],
                                     wanted: list[object]) -> None:  # fmt: skip
    found = otherwise(vocabulary, slot(vocabulary, "company", name), now, mentions)  # type: ignore[arg-type]
    assert all(value in found for value in wanted), found


def test_terms_below_the_same_literals_are_one(vocabulary: Vocabulary) -> None:
    industry = slot(vocabulary, "company", "industry")
    found = representatives(vocabulary, industry, ["textile", "knitwear"])
    below = {frozenset(n for n in ("textile", "knitwear") if vocabulary.is_a(f, n)) for f in found}
    assert below == {frozenset(), frozenset({"textile"}), frozenset({"textile", "knitwear"})}
    assert len(found) == 3


def test_a_suitable_value_meets_all_comparisons(vocabulary: Vocabulary) -> None:
    days = slot(vocabulary, "event", "days_left")
    tests = [Comparison("days_left", "gte", 4, AT), Comparison("days_left", "lt", 7, AT, 2.0)]
    value = suitable(vocabulary, days, tests)
    assert isinstance(value, int | float) and 4 <= value < 14
    assert suitable(vocabulary, days, [Comparison("days_left", "lt", 1, AT), *tests]) is None
