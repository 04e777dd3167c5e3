from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kbctl.kg.text import fold, positions, runs, spaced, stem, with_concepts


@pytest.mark.parametrize(
    "forms",
    [
        "duplicate duplicates duplicated duplicating duplication duplicado duplicados duplicada",
        "customer customers",
        "cost costs costo costos",
        "optimise optimize optimising optimizing optimisation optimization optimización",
        "currency currencies",
        "map maps mapped mapping",
        "migrate migration migrated migración migraciones",
        "proveedor proveedores",
        "factura facturas facturación",
        "address addresses",
    ],
)  # fmt: skip
def test_forms_of_one_word_have_one_stem(forms: str) -> None:
    assert len({stem(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["date data", "custom customer", "item itself", "cost cast", "missing mixed"]
)
def test_different_words_keep_different_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


def test_quantities_and_stop_words_are_left_out_and_standards_kept() -> None:
    assert positions("the duplicates of 15 % in 10x, 1st and ISO 9001") == [("duplic",), ("iso",), ("9001",)]


def test_a_chinese_character_stands_with_the_pairs_it_forms() -> None:
    assert positions("重复客户") == [
        ("重", "重复"),
        ("复", "重复", "复客"),
        ("客", "复客", "客户"),
        ("户", "客户"),
    ]


def test_a_chinese_stop_character_ends_a_run() -> None:
    assert positions("重复的客户")[1] == ("复", "重复")


def test_negations_are_kept() -> None:
    assert [position[0] for position in positions("items without cost, no BOM, sin coste")] == [
        "item", "without", "cost", "no", "bom", "sin", "cost"
    ]  # fmt: skip


def test_width_case_and_accents_do_not_matter() -> None:
    assert fold("ＣＬＩＥＮＴＥ Ｄuplicación") == "cliente duplicacion"
    assert runs(" Cust_NM. ") == runs("cust-nm") == "cust nm"
    assert spaced("DuplicateCustomer") == "Duplicate Customer"


def test_a_slash_before_a_figure_joins() -> None:
    assert positions("from AS/400 or SAP R/3 to S/4HANA, MM/DD") == positions("AS400 SAP R3 S4HANA MM DD")


def test_the_longest_name_of_a_concept_wins() -> None:
    concepts = {("material",): ("=material",), ("raw", "material"): ("=rawmaterial", "=material")}
    assert with_concepts([("raw",), ("material",), ("cost",)], concepts) == [
        ("raw", "=rawmaterial", "=material"), ("material", "=rawmaterial", "=material"), ("cost",)
    ]  # fmt: skip


@example("À/0")
@given(st.text(max_size=60))
def test_any_text_has_positions_without_blanks(text: str) -> None:
    found = positions(text)
    assert all(position and all(key and not set(key) & set(' "|') for key in position) for position in found)
    assert positions(fold(text)) == found
