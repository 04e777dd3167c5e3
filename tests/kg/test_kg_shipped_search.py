"""Search over the shipped knowledge: what must hold for every name in it, and for texts that no name has."""

from __future__ import annotations

import unicodedata

import pytest
from kbctl.engine.knowledge import load_knowledge
from kbctl.kg.search import FLOOR, search
from kbctl.kg.store import Base
from kbctl.kg.text import runs, spaced
from kbctl.ontology.vocab import Term

KINDS = ("challenge", "remedy", "domain", "industry", "regulation", "system", "activity")


@pytest.fixture(scope="module")
def terms(shipped: Base) -> list[Term]:
    vocabulary = load_knowledge(shipped).vocabulary
    return [term for kind in KINDS for term in vocabulary.of_kind(kind)]


def all_names(term: Term) -> list[str]:
    others = [name for names in term.alternatives.values() for name in names]
    return [spaced(term.id), *term.labels.values(), *others]


def first_of_kind(base: Base, text: str, kind: str) -> set[str]:
    """The things of a kind at the best score: one, or those that bear the same name."""
    found = search(base, text, (kind,))
    return {match.id for match in found if match.score == found[0].score}


def test_every_name_of_a_thing_finds_it_first_among_its_kind(shipped: Base, terms: list[Term]) -> None:
    bearers: dict[tuple[str, str], set[str]] = {}
    for term in terms:
        for name in all_names(term):
            bearers.setdefault((term.kind, runs(name)), set()).add(term.id)
    missed = []
    for term in terms:
        # given a label, and one alternative label of each language
        names = [*term.labels.values(), *(others[0] for others in term.alternatives.values() if others)]
        for name in names:
            found = search(shipped, name, (term.kind,))[0].id
            # then it is found first, or another thing that bears the very same name
            if found not in bearers[term.kind, runs(name)]:
                missed.append((term.id, name, found))
    assert missed == []


def test_case_accents_and_order_of_words_do_not_matter(shipped: Base, terms: list[Term]) -> None:
    challenges = [term for term in terms if term.kind == "challenge"][::5]
    for term in challenges:
        for language in ("en", "es"):
            label = term.labels[language]
            plain = unicodedata.normalize("NFD", label.upper()).encode("ascii", "ignore").decode()
            assert term.id in first_of_kind(shipped, plain, "challenge")
            turned = " ".join(reversed(label.replace(",", "").split()))
            assert term.id in {match.id for match in search(shipped, turned, ("challenge",))[:2]}, turned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("missing lead time", "missing leadtimes"),
        ("work centre capacity missing", "missing workcenter capacity"),
        ("optimisation requirement", "optimization requirements"),
        ("mould data gap", "mold data gap"),
        ("duplicate vendor", "duplicate vendors"),
    ],
)
def test_spellings_and_numbers_of_a_word_lead_to_one_thing(shipped: Base, one: str, other: str) -> None:
    assert search(shipped, one, ("challenge",))[0].id == search(shipped, other, ("challenge",))[0].id


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the same client shows up three times", "DuplicateCustomer"),
        ("dupes in vendors", "DuplicateSupplier"),
        ("el mismo proveedor está dado de alta dos veces", "DuplicateSupplier"),
        ("同一个客户建了两个档案", "DuplicateCustomer"),
        ("nobody knows how the pricing spreadsheet works", "UndocumentedFormula"),
        ("no BOM for some products", "MissingBillOfMaterials"),
        ("el sistema tarda mucho", "PerformanceBottleneck"),
        ("系统太慢", "PerformanceBottleneck"),
        ("the boss keeps adding new wishes", "ScopeCreep"),
        ("stock in the system does not match the shelf", "InventoryMismatch"),
        ("los usuarios no saben usar el sistema", "TrainingGap"),
        ("zeros at the front of the part number are gone", "LeadingZeroLoss"),
    ],
)
def test_words_of_the_trade_find_what_is_meant(shipped: Base, text: str, meant: str) -> None:
    assert meant in [match.id for match in search(shipped, text, ("challenge",))[:3]]


@pytest.mark.parametrize(
    "text", ["merge duplicate customers", "fusionar clientes duplicados", "合并重复客户"]
)
def test_a_deed_finds_a_remedy_first(shipped: Base, text: str) -> None:
    assert search(shipped, text)[0].kind == "remedy"


@pytest.mark.parametrize(
    "text",
    [
        "purple elephants dancing",
        "who painted the ceiling of the chapel",
        "asdf qwer zxcv",
        "elefantes morados bailando",
        "receta de la abuela para gazpacho con pepino",
        "紫色的大象在跳舞",
        "今晚吃火锅吗",
    ],
)
def test_nonsense_finds_nothing(shipped: Base, text: str) -> None:
    found = search(shipped, text)
    assert not found or found[0].score < FLOOR + 0.1, found[:2]
