from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.kg.reading import read
from kbctl.kg.spelling import distance, nearest_word
from kbctl.kg.store import Base

KNOWN = ["customer", "customers", "custom", "cluster", "supplier", "item", "stem", "duplicate"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("custmer", "customer"),
        ("cusotmer", "customer"),
        ("custoomer", "customer"),
        ("dupliacte", "duplicate"),
        ("iten", "item"),
        ("ztem", ""),  # short words keep their first letter
        ("elephants", ""),
        ("suplyr", ""),  # two slips in six letters
    ],
)
def test_a_slip_or_two_are_forgiven(written: str, meant: str) -> None:
    assert nearest_word(written, KNOWN) == meant


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_distance_is_the_same_both_ways_and_none_only_between_equals(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)
    assert distance(one, other, 1) == min(distance(one, other, 9), 2)


def test_only_a_word_that_nothing_has_is_corrected(small: Base) -> None:
    assert read(small, "custmer").corrected == "customer"
    # given "code" is known, though "cost" and others are near
    assert read(small, "code").corrected == ""
    # and a short word beside a known one is left as it is
    assert read(small, "duplicate itme").corrected == ""
