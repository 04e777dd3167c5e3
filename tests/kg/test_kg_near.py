"""Likeness in a hierarchy: its bounds, its symmetry, and that width makes members of a family unlike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kbctl.kg.near import Taxonomy
from kbctl.ontology.vocab import closure

TREE = {
    "Root": (), "Wide": ("Root",), "Narrow": ("Wide",), "a": ("Narrow",), "b": ("Narrow",),
    **{f"w{n}": ("Wide",) for n in range(20)},
    "Other": ("Root",), "o": ("Other",), "both": ("Narrow", "Other"),
}  # fmt: skip
TAXONOMY = Taxonomy(closure(TREE), "Root")
terms = st.sampled_from(sorted(TREE))


@given(terms, terms)
def test_bounded_symmetric_and_one_only_for_the_same(one: str, other: str) -> None:
    like = TAXONOMY.likeness(one, other)
    assert 0.0 <= like <= 1.0
    assert like == TAXONOMY.likeness(other, one)
    assert (like == 1.0) == (one == other)


@given(st.lists(terms, min_size=1, max_size=6), st.lists(terms, min_size=1, max_size=6))
def test_the_average_is_bounded_symmetric_and_one_for_the_same_set(
    some: list[str], others: list[str]
) -> None:
    like = TAXONOMY.average(some, others)
    assert 0.0 <= like <= 1.0 + 1e-9
    assert abs(like - TAXONOMY.average(others, some)) < 1e-12
    assert TAXONOMY.average(some, list(reversed(some))) == 1.0


def test_members_of_a_narrow_family_are_more_alike_than_of_a_wide_one() -> None:
    assert TAXONOMY.likeness("a", "b") > 0.5 > 0.2 > TAXONOMY.likeness("w1", "w2")
    assert TAXONOMY.likeness("a", "o") == 0.0


def test_a_term_with_two_parents_is_near_both_families() -> None:
    assert TAXONOMY.likeness("both", "a") > 0.5
    assert TAXONOMY.likeness("both", "o") > 0.5


def test_what_is_not_below_the_root_is_like_nothing() -> None:
    assert TAXONOMY.likeness("nowhere", "nowhere") == 0.0
    assert TAXONOMY.likeness("nowhere", "a") == 0.0
    assert TAXONOMY.average([], ["a"]) == 0.0


def test_what_one_term_is_to_another() -> None:
    said = [TAXONOMY.relation(other, "a") for other in ("a", "Narrow", "b")]
    assert (said, TAXONOMY.relation("a", "Narrow")) == (["same", "broader", "near"], "narrower")
