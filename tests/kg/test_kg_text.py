from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kbctl.kg.concepts import Lexicon, compounds, meant, name_keys
from kbctl.kg.concepts import read as read_text
from kbctl.kg.stems import spanish_root, stem
from kbctl.kg.text import fold, language, positions, runs, spaced, words

NOTHING = Lexicon({}, {}, (), 0)


@pytest.mark.parametrize(
    "forms",
    [
        "lose lost losing",
        "work-centre work-center",
        "mould mold molds moulds",
        "labelled labeled",
        "inconsistency inconsistencies inconsistent inconsistente",
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
    assert len({tuple(positions(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["date data", "custom customer", "item itself", "cost cast", "missing mixed"]
)
def test_different_words_keep_different_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


def test_quantities_and_stop_words_are_left_out_and_standards_kept() -> None:
    assert positions("the duplicates of 15 % in 10x, 1st and ISO 9001") == [("duplic",), ("iso",), ("9001",)]


def test_an_amount_of_money_does_not_speak_of_currencies() -> None:
    assert words("off by 300 dollars") == ["off"]
    assert words("dollars and pesos") == ["dollars", "pesos"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4.00638E+12", "1.2e+11"),
        ("03/04/24", "2024-05-06"),
        ("MM/DD/YY", "DD-MM-YYYY"),
        ("#REF!", "#N/A"),
        ("12045.0", ".00"),
        ("<b>", "&nbsp;"),
        ("ann@example.org", "bob@example.com"),
        ("1900-01-01", "01/01/1900"),
    ],
)
def test_values_of_one_form_are_one_word(one: str, other: str) -> None:
    assert words(one) == words(other)
    assert len(words(one)) == 1
    assert words(one) != words("Acme 4711")


def test_a_chinese_character_stands_with_the_pairs_it_forms() -> None:
    assert positions("重复客户") == [
        ("重", "重复"),
        ("复", "重复", "复客"),
        ("客", "复客", "客户"),
        ("户", "客户"),
    ]


def test_a_chinese_stop_character_is_in_no_pair_and_goes_unless_a_name_has_it() -> None:
    assert positions("重复的客户")[1:3] == [("复", "重复"), ("的",)]
    assert [word.keys[0] for word in meant(positions("重复的客户"), NOTHING)] == list("重复客户")
    known = Lexicon({("对", "不", "上"): ("=differ",)}, {}, (), 3)
    assert [word.keys[-1] for word in meant(positions("对不上"), known)] == ["=differ", "=differ"]


def test_negations_are_kept() -> None:
    assert [position[0] for position in positions("items without cost, no BOM, sin coste")] == [
        "item", "without", "cost", "no", "bom", "sin", "cost"
    ]  # fmt: skip


def test_width_case_and_accents_do_not_matter() -> None:
    assert fold("ＣＬＩＥＮＴＥ Ｄuplicación") == "cliente duplicacion"
    assert runs(" Cust_NM. ") == runs("cust-nm") == "cust nm"
    assert spaced("DuplicateCustomer") == "Duplicate Customer"


def test_a_slash_before_a_figure_joins() -> None:
    assert positions("from AS/400 or SAP R/3 to S/4HANA, in/out") == positions("AS400 SAP R3 S4HANA in out")


def test_the_longest_name_of_a_concept_wins() -> None:
    known = Lexicon({("material",): ("=material",), ("raw", "material"): ("=rawmaterial",)}, {}, (), 2)
    found = meant([("raw",), ("material",), ("cost",)], known)
    assert [word.keys for word in found] == [("raw", "=rawmaterial"), ("material", "=rawmaterial"), ("cost",)]
    # and its words count together a little more than one word
    assert 1.0 < found[0].share + found[1].share < 1.5


def test_a_stop_word_counts_only_within_a_name() -> None:
    known = Lexicon(dict.fromkeys(name_keys("more than once", "en", NOTHING), ("=duplicate",)), {}, (), 3)
    assert [word.keys for word in read_text("entered more than once", "en", known)] == [
        ("enter",), ("onc", "=duplicate")
    ]  # fmt: skip
    assert [word.keys for word in read_text("not more, once", "en", known)] == [("not",), ("onc",)]


def test_a_name_is_known_without_its_stop_words_where_two_words_remain() -> None:
    assert name_keys("out of date", "en", NOTHING) == [("out", ".of", "dat"), ("out", "dat")]
    # and never by a stop word alone, be it an abbreviation in another language
    assert name_keys("OF", "es", NOTHING) == []
    assert name_keys("no es nuestro", "en", NOTHING) == [("no", ".es", ".nuestro")]


def test_a_word_may_stand_for_several_things() -> None:
    known = Lexicon({("account",): ("=customer", "=ledger")}, {}, (), 1)
    assert meant([("account",)], known)[0].keys == ("account", "=customer", "=ledger")


def test_a_compound_is_taken_as_the_base_writes_it() -> None:
    known = Lexicon({}, {"leadtim": ("lead", "time")}, {"hardcod"}, 0)
    assert compounds(words("leadtime"), known) == compounds(words("lead time"), known) == ["lead", "time"]
    assert compounds(words("lead-times"), known) == ["lead", "times"]
    assert compounds(words("hard coded"), known) == compounds(words("hard-coded"), known) == ["hardcoded"]


def test_forms_of_a_spanish_verb_share_a_root_and_english_words_have_none() -> None:
    assert spanish_root("repetidos") == spanish_root("repetir") == "~repet"
    assert positions("customer") == [("customer",)]
    assert positions("faltan datos", spanish=True)[1] == ("dato", "~dat")


def test_a_concept_is_met_by_any_form_of_its_spanish_verb() -> None:
    known = Lexicon(dict.fromkeys(name_keys("chocar", "es", NOTHING), ("=conflict",)), {}, (), 1)
    assert "=conflict" in read_text("los códigos chocan", "es", known)[-1].keys
    assert "=conflict" not in read_text("chocan", "en", known)[-1].keys


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("the same client shows up", "en"),
        ("faltan los costes", "es"),
        ("duplicados", ""),
        ("重复客户", ""),
        ("BOM", ""),
    ],
)
def test_small_words_tell_the_language(said: str, told: str) -> None:
    assert language(said) == told


@pytest.mark.parametrize("said", ["doesn't match", "does not match", "doesnt match", "doesn’t match"])
def test_a_shortened_negation_is_one(said: str) -> None:
    assert positions(said) == [("not",), ("match",)]


def test_letters_joined_by_a_slash_or_hyphen_are_one_word() -> None:
    assert words("A/R and G/L, e-mail, P/N") == ["ar", "gl", "email", "pn"]


@example("À/0")
@given(st.text(max_size=60))
def test_any_text_has_positions_without_blanks(text: str) -> None:
    found = positions(text)
    assert all(position and all(key and not set(key) & set(' "|') for key in position) for position in found)
    assert positions(fold(text)) == found
