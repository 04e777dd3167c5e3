"""Plain text -> a concept of the ontology with a score. What cannot be grounded stays the root
`Challenge`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from kbctl.engine.replay.quantities import slots_of
from kbctl.engine.replay.scenario import Said
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Value

if TYPE_CHECKING:
    from kbctl.kg.store import Base

ROOT = "Challenge"
SHOWN_ALTERNATIVES = 3

By = Literal["text", "given", "table", "rule", "answer"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A challenge that a text may mean; `score` 0..1."""

    id: str
    score: float


class Match(Protocol):
    """What a grounder returns: anything with an id and a score."""

    @property
    def id(self) -> str: ...
    @property
    def score(self) -> float: ...


class Grounder(Protocol):
    """Finds what a text means. `kbctl.kg.search` has one; tests use smaller ones."""

    def ground(self, text: str) -> Sequence[Match]:
        """Candidates, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Grounded:
    """A challenge's concept, how it is known, and the slots that its text states."""

    concept: str
    by: By
    score: float
    slots: Mapping[str, Value]
    alternatives: tuple[Candidate, ...] = ()


def ground(said: Said, grounder: Grounder, vocabulary: Vocabulary, floor: float) -> Grounded:
    """What people said, in terms of the ontology.

    A best score below `floor` gives the root: the text is then asked about, never guessed. Slots given
    exactly in the scenario win over those read from the text.
    """
    given = dict(said.slots)
    concept = str(given.pop("is", ""))
    if "rate" in given:
        given.setdefault("said_rate", given["rate"])
    if concept:
        return Grounded(concept, "given", 1.0, slots_of(said.text, vocabulary, concept) | given)
    found = [one for one in grounder.ground(said.text) if vocabulary.is_a(one.id, ROOT) and one.id != ROOT]
    candidates = sorted((Candidate(one.id, clamped(one.score)) for one in found), key=lambda one: -one.score)
    shown = tuple(candidates[:SHOWN_ALTERNATIVES])
    score = candidates[0].score if candidates else 0.0
    if not candidates or score < floor:
        return Grounded(ROOT, "text", score, slots_of(said.text, vocabulary) | given, shown)
    best = candidates[0].id
    return Grounded(best, "text", score, slots_of(said.text, vocabulary, best) | given, shown)


def clamped(score: float) -> float:
    """A score as records keep it: 0..1, three digits."""
    return round(min(1.0, max(0.0, score)), 3)


@dataclass(frozen=True, slots=True)
class BaseGrounder:
    """Grounds through the search of the compiled knowledge base."""

    base: Base

    def ground(self, text: str) -> Sequence[Match]:
        from kbctl.kg import search

        return search.ground(self.base, text)
