from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kbctl.kg.build import compile_base
from kbctl.kg.contents import Contents, Synonym
from kbctl.kg.search import FLOOR, ground, mentions, nearest, search
from kbctl.kg.store import Base, open_bytes


def with_synonyms(contents: Contents, *synonyms: Synonym) -> Base:
    return open_bytes(compile_base(dataclasses.replace(contents, synonyms=synonyms)))


def best(base: Base, text: str) -> tuple[str, float]:
    found = search(base, text)[0]
    return found.id, found.score


@pytest.mark.parametrize(
    "text",
    ["duplicate customers", "clientes duplicados", "重复客户", "DuplicateCustomer", "customers, duplicated"],
)
def test_a_name_in_any_language_and_form_is_the_thing(small: Base, text: str) -> None:
    ident, score = best(small, text)
    assert ident == "DuplicateCustomer"
    assert score >= 0.93


def test_words_that_are_told_elsewhere_count_less_and_foreign_ones_not_at_all(small: Base) -> None:
    exact = search(small, "duplicate customer")[0].score
    told = search(small, "duplicate customer records")[0]
    foreign = search(small, "duplicate customer umbrellas")[0]
    assert told.id == foreign.id == "DuplicateCustomer"
    assert exact > told.score > foreign.score > FLOOR


def test_the_special_thing_is_above_the_general_one_and_the_other_way_round(small: Base) -> None:
    assert [match.id for match in search(small, "duplicate customers", ("challenge",))][:2] == [
        "DuplicateCustomer",
        "DuplicateRecord",
    ]
    assert search(small, "duplicates", ("challenge",))[0].id == "DuplicateRecord"


def test_a_domain_is_met_by_its_other_names(small: Base) -> None:
    # given no name of the challenge has the word "vendor"
    found = search(small, "duplicate vendors", ("challenge",))
    # then the domain's own names lead there, for a little less than the word itself
    assert found[0].id == "DuplicateSupplier"
    assert 0.85 < found[0].score < 1.0


def test_a_special_case_of_a_domain_leads_to_the_name_of_the_general_one(small: Base) -> None:
    found = search(small, "missing raw material costs", ("challenge",))
    assert found[0].id == "MissingCost"
    assert search(small, "missing umbrella ferrule costs", ("challenge",))[0].score < found[0].score


def test_a_word_met_nowhere_is_read_as_its_nearest(small: Base) -> None:
    found = search(small, "dupliacte custmers")[0]
    assert found.id == "DuplicateCustomer"
    assert 0.6 < found.score < 1.0


@pytest.mark.parametrize(
    "text", ["", "   ", "the of 15 %", "qwerty asdf", "purple elephants", "！？", "🙂", '" OR *']
)
def test_nonsense_means_nothing(small: Base, text: str) -> None:
    assert search(small, text) == []


def test_where_nothing_is_found_what_is_spelled_alike_is_near(small: Base) -> None:
    assert search(small, "suplyr") == []
    found = nearest(small, "suplyr")
    assert found[0].id == "Supplier"
    assert found[0].score < FLOOR
    assert nearest(small, "qwerty asdf") == []


def test_a_header_is_its_field_as_a_whole_and_not_by_its_words(small: Base) -> None:
    assert search(small, "NAME1")[0].id == "customer_name"
    assert search(small, "Cust-Nm")[0].id == "customer_name"
    assert not [match for match in search(small, "nm") if match.id == "customer_name"]


def test_kinds_limit_what_is_looked_for(small: Base) -> None:
    assert {match.kind for match in search(small, "duplicate customers", ("rule",))} <= {"rule"}
    assert {match.kind for match in search(small, "duplicate customers merge")} >= {
        "challenge",
        "remedy",
        "rule",
    }


def test_grounding_gives_challenges_and_never_the_root(small: Base) -> None:
    found = ground(small, "Duplicate customer records (15%)")
    assert found[0].id == "DuplicateCustomer"
    assert found[0].score > 0.7
    assert found[0].matched
    assert not [one for one in ground(small, "challenge") if one.id == "Challenge"]


def test_a_weak_likeness_scores_low(small: Base) -> None:
    scores = [match.score for match in search(small, "the date of the annual customer picnic")]
    assert all(score < 0.4 for score in scores)


def test_a_text_of_any_length_is_searched(small: Base) -> None:
    assert search(small, "duplicate customer " + " ".join(f"word{n}" for n in range(40_000))) == []
    assert search(small, "duplicate customer " * 50)[0].id == "DuplicateCustomer"
    assert search(small, "重复客户" * 5_000)[0].id == "DuplicateCustomer"


def test_mentions_are_names_in_full_and_the_longest(small: Base) -> None:
    assert mentions(small, "from SAP ECC and QuickBooks", ("system",)) == ("QuickBooks", "SAPECC")
    assert mentions(small, "from sap", ("system",)) == ("SAP",)
    assert mentions(small, "raw-material of the customer", ("domain",)) == ("Customer", "RawMaterial")
    assert mentions(small, "nothing of the kind", ("system",)) == ()


def test_a_deed_asks_for_a_remedy_and_a_trouble_for_what_stands_in_the_way(
    small: Base, small_contents: Contents
) -> None:
    with_deeds = with_synonyms(small_contents, Synonym("deed", "en", "merge"))
    assert search(with_deeds, "merge the duplicate customers")[0].kind == "remedy"
    assert search(with_deeds, "the customers are duplicates")[0].kind == "challenge"
    # and where challenges are asked for, a deed changes nothing
    one, other = (search(base, "merge the customers", ("challenge",)) for base in (with_deeds, small))
    assert one == other


def test_words_that_name_one_concept_meet(small: Base, small_contents: Contents) -> None:
    text = "the same debtor shows up three times"
    assert not [match for match in search(small, text) if match.id == "DuplicateCustomer"]
    words = {
        "Customer": ("debtor", "customer"),
        "duplicate": ("three times", "duplicate"),
        "light": ("show up",),
    }
    named = [Synonym(concept, "en", word) for concept, all_ in words.items() for word in all_]
    base = with_synonyms(small_contents, *named)
    assert search(base, text)[0].id == "DuplicateCustomer"


def test_a_word_in_another_language_leads_through_its_concept(small_contents: Contents) -> None:
    base = with_synonyms(small_contents, Synonym("copy", "en", "duplicate"), Synonym("copy", "es", "calcado"))
    assert search(base, "proveedores calcados", ("challenge",))[0].id == "DuplicateSupplier"


def test_at_equal_words_their_order_tells(small_contents: Contents) -> None:
    base = with_synonyms(small_contents)
    forward, back = (search(base, text)[0].score for text in ("double entries", "entries double"))
    assert forward > back > 0.9


def test_what_is_told_of_a_thing_leads_to_it(small: Base) -> None:
    found = search(small, "one tax id twice", ("challenge",))
    assert found[0].id == "DuplicateCustomer"
    assert found[0].score < search(small, "duplicate customer")[0].score


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["duplicate", "customer", "cost", "客户", "重复", "fecha", "x"])).map(" ".join)
)
def test_any_text_gives_ordered_scores_between_nothing_and_one(small: Base, text: str) -> None:
    found = search(small, text)
    assert all(FLOOR <= match.score <= 1.0 for match in found)
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert found == search(small, text)
