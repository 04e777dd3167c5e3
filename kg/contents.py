"""What is handed to the builder of the base: vocabulary, rules as plain rows, cases, synonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbctl.kg.cases import Case
from kbctl.kg.columns import Variation
from kbctl.ontology.vocab import Vocabulary


@dataclass(frozen=True, slots=True)
class Recommendation:
    """That a rule proposes a remedy for a challenge; `challenge` as its pattern names it."""

    challenge: str
    remedy: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What the base keeps of a rule. `json` is the whole rule, for replay."""

    id: str
    title: str
    path: str
    line: int
    kind: str
    status: str
    owner: str
    because: str
    json: str
    challenges: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()
    planned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word or phrase that names a concept: a data domain by its id, or what troubles are made of."""

    concept: str
    language: str
    word: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a base. `hash` is of the sources, `version` that of the package."""

    vocabulary: Vocabulary
    vocabulary_json: str
    rules: Sequence[RuleRow]
    cases: Mapping[str, Case]
    version: str
    hash: str
    synonyms: Sequence[Synonym] = ()
    columns: Sequence[Variation] = ()
