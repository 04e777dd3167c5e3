"""All that a session reasons with: vocabulary, rules and cases, with the hash of their sources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbctl.kg.cases import Case, case_of
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Rule

if TYPE_CHECKING:
    from kbctl.kg.store import Base


@dataclass(frozen=True)
class Knowledge:
    """`rules` by id, every status; `version` and `hash` go into every run record."""

    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    cases: Mapping[str, Case]
    version: str
    hash: str


def load_knowledge(base: Base) -> Knowledge:
    """The knowledge of a compiled base. Rules are decoded when they are first looked at."""
    from kbctl.ontology.codec import from_json

    rules = dict(base.rows("SELECT id, json FROM rule ORDER BY id"))
    cases = {
        ident: case_of(json.loads(text)) for ident, text in base.rows("SELECT id, json FROM past ORDER BY id")
    }
    return Knowledge(from_json(base.document("vocabulary")), Rules(rules), cases, base.version, base.hash)


class Rules(Mapping[str, Rule]):
    """Rules by id in sorted order, each decoded once, when it is first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._decoded: dict[str, Rule] = {}

    def __getitem__(self, ident: str) -> Rule:
        rule = self._decoded.get(ident)
        if rule is None:
            from kbctl.rules.codec import decode_rule

            rule = self._decoded[ident] = decode_rule(self._texts[ident])
        return rule

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, ident: object) -> bool:
        return ident in self._texts
