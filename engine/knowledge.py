"""All that a session reasons with: the vocabulary, the rules and the cases, with the hash of their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbctl.kg.cases import Case
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Rule


@dataclass(frozen=True)
class Knowledge:
    """`rules` by id, every status; `version` and `hash` go into every run record."""

    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    cases: Mapping[str, Case]
    version: str
    hash: str
