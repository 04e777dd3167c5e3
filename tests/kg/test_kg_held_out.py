"""Do the scores mean what kg.search says? Alternative labels are held out and asked for.

For other labels the whole concept is taken out, so that no answer is right; they count so much that one
text in four is about nothing that the base knows (a judgement). The share of right first answers must then
follow the score.
"""

from __future__ import annotations

import dataclasses
import zlib
from pathlib import Path

import pytest
from kbctl.engine.compile import ROOT
from kbctl.engine.knowledge import load_knowledge
from kbctl.kg.build import compile_base
from kbctl.kg.contents import Contents
from kbctl.kg.search import ground
from kbctl.kg.store import Base, open_bytes
from kbctl.kg.synonyms import load_synonyms
from kbctl.ontology.vocab import Term, Vocabulary

FOLDS = 5


def held(text: str) -> bool:
    return zlib.crc32(text.encode()) % FOLDS == 0


def base_of(vocabulary: Vocabulary, terms: dict[str, Term]) -> Base:
    reduced = dataclasses.replace(vocabulary, terms=terms)
    domains = {term.id for term in vocabulary.of_kind("domain")}
    synonyms = load_synonyms(Path(ROOT, "kg", "synonyms.csv"), domains)
    return open_bytes(compile_base(Contents(reduced, "{}", (), {}, "1", "x", synonyms)))


def first(base: Base, text: str) -> tuple[str, float]:
    found = ground(base, text)
    return (found[0].id, found[0].score) if found else ("", 0.0)


@pytest.fixture(scope="module")
def outcomes(shipped: Base) -> list[tuple[float, bool, bool]]:
    """(score, right, the concept is known) of each held-out label."""
    vocabulary = load_knowledge(shipped).vocabulary
    challenges = [term for term in vocabulary.of_kind("challenge") if term.id != "Challenge"]
    labels = [(term, one) for term in challenges for texts in term.alternatives.values() for one in texts]

    kept = {
        term.id: dataclasses.replace(
            term,
            alternatives={
                language: tuple(one for one in texts if not held(term.id + one))
                for language, texts in term.alternatives.items()
            },
        )
        for term in challenges
    }
    without_labels = base_of(vocabulary, {**vocabulary.terms, **kept})
    found = [(first(without_labels, one), term.id) for term, one in labels if held(term.id + one)]
    known = [(score, ident == right, True) for (ident, score), right in found]

    remaining = {
        ident: term for ident, term in vocabulary.terms.items() if term.kind != "challenge" or not held(ident)
    }
    without_terms = base_of(vocabulary, remaining)
    unknown = [(first(without_terms, one)[1], False, False) for term, one in labels if held(term.id)]
    return known + unknown[: len(known) // 3]


def share(outcomes: list[tuple[float, bool, bool]], low: float, high: float) -> float:
    within = [right for score, right, _ in outcomes if low <= score < high]
    assert len(within) >= 10, "too few queries in this band to say anything"
    return sum(within) / len(within)


def test_the_right_concept_is_found_for_most_labels_never_seen(
    outcomes: list[tuple[float, bool, bool]],
) -> None:
    known = [right for _, right, is_known in outcomes if is_known]
    assert len(known) > 200
    assert sum(known) / len(known) > 0.75  # many labels say what no other says


def test_high_scores_are_right_and_low_ones_mostly_not(outcomes: list[tuple[float, bool, bool]]) -> None:
    assert share(outcomes, 0.8, 1.01) > 0.85
    assert share(outcomes, 0.5, 0.8) > 0.45
    assert share(outcomes, 0.0, 0.3) < 0.35


def test_scores_are_not_far_from_the_share_of_right_answers(outcomes: list[tuple[float, bool, bool]]) -> None:
    bands = [(0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)]
    for low, high in bands:
        assert abs(share(outcomes, low, high) - (low + high) / 2) < 0.22
