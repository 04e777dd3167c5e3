"""Normalisation: what differs only in writing comes out the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.tables.columns.glossary import glossary
from kbctl.engine.tables.columns.normal import SIMPLIFIED, bag, flat, meanings, plain_words

WORDS = st.lists(
    st.sampled_from(["cust", "order", "qty", "date", "item", "price", "unit", "vendor"]), min_size=1
)


@given(WORDS)
def test_the_way_of_joining_words_does_not_matter(words: list[str]) -> None:
    ways = ["_".join(words), " ".join(words), "-".join(words), ".".join(words).upper()]
    ways.append("".join(word.capitalize() for word in words))
    ways.append(words[0] + "".join(word.capitalize() for word in words[1:]))
    assert len({meanings(way) for way in ways}) == 1


@given(st.text(max_size=40))
def test_any_text_is_read_without_a_fault_and_always_alike(text: str) -> None:
    assert meanings(text) == meanings(text)
    assert flat(text) == "".join(plain_words(text))
    assert all(word == word.casefold() for word in plain_words(text))


@given(st.text(max_size=40))
def test_what_is_flat_stays_flat(text: str) -> None:
    assert flat(flat(text)) == flat(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nº de cliente", "cust_no"),
        ("供應商編號", "vendor no"),
        ("供应商编号", "vendor no"),
        ("Kundennummer", "Customer #"),
        ("fecha_entrega", "Delivery Date"),
        ("BOMQty", "bom_qty"),
        ("partno", "Part Number"),
        ("Lieferant", "Proveedor"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert bag(one) == bag(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("List price", "Price list"), ("Qty", "Qty per"), ("Lead time", "Run time"), ("Item", "Unit")],
)
def test_what_differs_stays_apart(one: str, other: str) -> None:
    assert bag(one) != bag(other)


def test_each_simplified_character_is_one_and_no_traditional_one() -> None:
    assert all(len(simple) == 1 and ord(simple) not in SIMPLIFIED for simple in SIMPLIFIED.values())


def test_the_glossary_is_read_whole() -> None:
    assert len(glossary()) > 1500
    assert glossary()["purchase", "order"] == ("purchase", "order")
    assert all(words and meaning for words, meaning in glossary().items())
