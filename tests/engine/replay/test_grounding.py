"""From text to concept and slots: quantities, names, affected data, and what is not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kbctl.engine.replay.grounding import Candidate, ground
from kbctl.engine.replay.quantities import slots_of
from kbctl.engine.replay.scenario import Said
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Vocabulary

AT = Location("scenario.yaml", 1)

TEXTS = [
    ("BOM documentation missing for 30 % of products", {"rate": 0.3, "said_rate": 0.3}),
    ("Duplicate customer records (15%)", {"rate": 0.15, "said_rate": 0.15}),
    ("12.5 percent of the orders", {"rate": 0.125}),
    ("requirements only 40 % complete", {"rate": 0.6, "said_rate": 0.6}),
    ("65 % clean historical data", {"rate": 0.35}),
    ("30 percent of BOMs are complete", {"rate": 0.7}),
    ("30 % of the BOMs are not complete", {"rate": 0.3}),
    ("20 % of the complete item master is duplicated", {"rate": 0.2}),
    ("80 % custom orders", {"rate": 0.8}),
    ("user acceptance with 20 users", {"count": 20}),
    ("15 conflicting business rules", {"count": 15}),
    ("1,200 SKUs without a unit", {"count": 1200}),
    ("multilingual requirements (5 languages)", {"count": 5}),
    ("12 systems to integrate", {"count": 12}),
    ("250 % of the expected volume", {"factor": 2.5, "rate": None}),
    ("9" * 400 + " users and " + "9" * 400 + "x the load", {"count": None, "factor": None}),
    ("10× expected order volume", {"factor": 10.0}),
    ("10x the expected volume", {"factor": 10.0}),
    ("load is 3 times what was planned", {"factor": 3.0}),
    ("multi-level BOM 3-5 levels deep", {"levels": 5}),
    ("must be live in 4 weeks", {"deadline_weeks": 4.0}),
    ("a 10-day window", {"deadline_weeks": 1.42857142857}),
    ("SAP and Oracle exports disagree", {"systems": ("Oracle", "SAP")}),
    ("audit under FDA and ISO 13485", {"regulations": ("FDA", "ISO13485")}),
    ("Missing raw material costs", {"affects": "RawMaterial"}),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[text[:40] for text, _ in TEXTS])
def test_what_a_text_states(text: str, expected: dict[str, object], vocabulary: Vocabulary) -> None:
    found = slots_of(text, vocabulary)
    assert {slot: found.get(slot) for slot in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "dates MM/DD/YY vs DD-MM-YYYY",
        "ISO 9001 certificate",
        "sites 4 and 5 assembly",
        "go-live in week 6",
        "21 CFR Part 11 signatures",
        "orders since 2019 are lost",
        "Windows 10/11 clients",
        "parts like 12-4471 A",
    ],
)
def test_figures_that_only_name_a_thing_are_no_quantity(text: str, vocabulary: Vocabulary) -> None:
    found = slots_of(text, vocabulary)
    assert not {"count", "rate", "factor", "levels", "deadline_weeks"} & set(found)


def test_a_domain_that_does_not_fit_the_concept_is_not_what_it_affects(vocabulary: Vocabulary) -> None:
    assert (
        slots_of("missing costs in the customer price list", vocabulary, "MissingCost")["affects"] == "Item"
    )
    assert slots_of("missing raw material costs", vocabulary, "MissingCost")["affects"] == "RawMaterial"


@given(st.text(max_size=80))
def test_any_text_gives_admissible_slots(vocabulary: Vocabulary, text: str) -> None:
    from kbctl.engine.inference.facts import check_fact

    slots = {"is": "Challenge", "grounded_by": "text", **slots_of(text, vocabulary)}
    assert check_fact(vocabulary, "challenge", slots, AT)[1] == []


class Fixed:
    def __init__(self, *found: tuple[str, float]) -> None:
        self.found = [Candidate(id, score) for id, score in found]

    def ground(self, text: str) -> list[Candidate]:
        return self.found


def test_the_best_candidate_above_the_floor_is_the_concept(vocabulary: Vocabulary) -> None:
    found = ground(Said("x", {}, AT), Fixed(("MissingCost", 0.5), ("MissingLeadTime", 0.4)), vocabulary, 0.45)
    assert (found.concept, found.score, found.by) == ("MissingCost", 0.5, "text")


@pytest.mark.parametrize(
    "candidates", [[("MissingCost", 0.44)], [], [("Challenge", 0.9)], [("SurvivorshipMerge", 0.9)]]
)
def test_below_the_floor_nothing_is_guessed(
    candidates: list[tuple[str, float]], vocabulary: Vocabulary
) -> None:
    found = ground(Said("30 % of it", {}, AT), Fixed(*candidates), vocabulary, 0.45)
    assert (found.concept, found.by) == ("Challenge", "text")
    assert found.score == (candidates[0][1] if candidates and candidates[0][0] == "MissingCost" else 0.0)
    assert found.slots["rate"] == 0.3  # what was said is kept


def test_a_concept_that_is_given_needs_no_grounding_and_given_slots_win(vocabulary: Vocabulary) -> None:
    said = Said("missing in 30 % of the items", {"is": "MissingCost", "rate": 0.4}, AT)
    found = ground(said, Fixed(("DuplicateItem", 0.99)), vocabulary, 0.45)
    assert (found.concept, found.by, found.score) == ("MissingCost", "given", 1.0)
    assert (found.slots["rate"], found.slots["said_rate"]) == (0.4, 0.4)
