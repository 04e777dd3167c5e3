"""What the graph commands look at: the vocabulary, and what rules and cases say of its terms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kbctl.kg.cases import Case, case_of
from kbctl.kg.contents import Recommendation, RuleRow
from kbctl.ontology.vocab import Vocabulary

if TYPE_CHECKING:
    from kbctl.kg.store import Base


@dataclass(frozen=True)
class Knowledge:
    """Terms, rules and cases by id, all sorted. Rules of every status; `active` has those that fire."""

    vocabulary: Vocabulary
    rules: Mapping[str, RuleRow]
    cases: Mapping[str, Case]

    @cached_property
    def active(self) -> tuple[RuleRow, ...]:
        return tuple(rule for rule in self.rules.values() if rule.status == "active")

    def label(self, ident: str) -> str:
        term = self.vocabulary.terms.get(ident)
        return term.label if term else ident


def read_knowledge(base: Base) -> Knowledge:
    """The knowledge of a compiled base, without the conditions of its rules."""
    from kbctl.ontology.codec import from_json

    cases = {
        one: case_of(json.loads(text)) for one, text in base.rows("SELECT id, json FROM past ORDER BY id")
    }
    return Knowledge(from_json(base.document("vocabulary")), _rules(base), cases)


def _rules(base: Base) -> dict[str, RuleRow]:
    challenges = _grouped(base.rows("SELECT rule, challenge FROM rule_challenge ORDER BY rule, challenge"))
    industries = _grouped(base.rows("SELECT rule, industry FROM rule_industry ORDER BY rule, industry"))
    planned = _grouped(base.rows("SELECT rule, activity FROM planned ORDER BY rule, activity"))
    said = base.rows("SELECT rule, past, says FROM rule_case ORDER BY rule, past, says")
    proposed = base.rows(
        "SELECT rule, challenge, remedy, confidence FROM recommendation ORDER BY rule, challenge, remedy"
    )
    statement = (
        "SELECT r.id, r.title, r.path, r.line, r.kind, r.status, r.owner, s.definition "
        "FROM rule r JOIN subject s ON s.id = r.id AND s.kind = 'rule' ORDER BY r.id"
    )
    evidence: dict[str, list[tuple[str, str]]] = {}
    for rule, past, says in said:
        evidence.setdefault(rule, []).append((past, says))
    recommended: dict[str, list[Recommendation]] = {}
    for rule, challenge, remedy, confidence in proposed:
        recommended.setdefault(rule, []).append(Recommendation(challenge, remedy, confidence))
    found: dict[str, RuleRow] = {}
    for ident, title, path, line, kind, status, owner, because in base.rows(statement):
        found[ident] = RuleRow(
            ident, title, path, line, kind, status, owner, because,
            json="",
            challenges=tuple(challenges.get(ident, ())),
            industries=tuple(industries.get(ident, ())),
            recommendations=tuple(recommended.get(ident, ())),
            evidence=tuple(evidence.get(ident, ())),
            planned=tuple(planned.get(ident, ())),
        )  # fmt: skip
    return found


def _grouped(rows: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in rows:
        found.setdefault(key, []).append(value)
    return found
