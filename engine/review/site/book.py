"""All that the site tells, with what points at what looked up once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kbctl.engine.compile import rule_row
from kbctl.engine.review.site.mentions import mentions
from kbctl.kg.cases import Case, Lesson
from kbctl.kg.columns import Variation
from kbctl.kg.contents import RuleRow
from kbctl.kg.graph.relations import edges
from kbctl.ontology.mappings import MappingSet
from kbctl.ontology.vocab import Term, Vocabulary
from kbctl.rules.model import Rule

ROOT = "Challenge"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A remedy of a challenge with the active rules that propose it there, the most confident first."""

    remedy: Term
    rules: tuple[tuple[float, Rule], ...]

    @property
    def confidence(self) -> float:
        return self.rules[0][0] if self.rules else 0.0


@dataclass(frozen=True)
class Book:
    """`texts`: path of a rule's file → its YAML. `headers`: field → the names that columns have had."""

    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    cases: Mapping[str, Case]
    version: str
    mappings: MappingSet
    texts: Mapping[str, str]
    headers: Mapping[str, tuple[Variation, ...]]

    def label(self, ident: str) -> str:
        term = self.vocabulary.terms.get(ident)
        return term.label if term else ident

    @cached_property
    def rows(self) -> Mapping[str, RuleRow]:
        return {ident: rule_row(rule) for ident, rule in self.rules.items()}

    @cached_property
    def near(self) -> Mapping[tuple[str, str, bool], tuple[str, ...]]:
        """Term, relation and whether along the arrow → the terms at the other end, by label."""
        found: dict[tuple[str, str, bool], list[str]] = {}
        for source, relation, target in edges(self.vocabulary):
            found.setdefault((source, relation, True), []).append(target)
            found.setdefault((target, relation, False), []).append(source)
        return {key: self.by_label(ids) for key, ids in found.items()}

    def by_label(self, ids: Iterator[str] | list[str] | set[str] | frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(ids, key=lambda one: (self.label(one).casefold(), one)))

    def to(self, term: str, relation: str) -> tuple[str, ...]:
        return self.near.get((term, relation, True), ())

    def into(self, term: str, relation: str) -> tuple[str, ...]:
        return self.near.get((term, relation, False), ())

    # --- the hierarchy -------------------------------------------------------------------------------

    @cached_property
    def families(self) -> tuple[str, ...]:
        """What stands right below the root of challenges, the largest first."""
        below = self.vocabulary.descendants
        found = [t.id for t in self.vocabulary.terms.values() if ROOT in t.parents]
        return tuple(sorted(found, key=lambda one: (-len(below[one]), one)))

    def family(self, term: str) -> str:
        """The family of a challenge; of anything else nothing."""
        above = self.vocabulary.ancestors.get(term, frozenset())
        return next((one for one in self.families if one in above), "")

    @cached_property
    def challenges(self) -> tuple[Term, ...]:
        """Challenges that somebody can have: without the root, the families and what only groups others."""
        groups = {ROOT, *self.families}
        return tuple(
            one
            for one in self.vocabulary.of_kind("challenge")
            if one.id not in groups and not one.get("defined")
        )

    @cached_property
    def remedies(self) -> tuple[Term, ...]:
        return tuple(one for one in self.vocabulary.of_kind("remedy") if one.individual)

    @cached_property
    def below(self) -> Mapping[str, tuple[tuple[str, bool], ...]]:
        """Term → what stands right below it, and whether by inference only; by label."""
        told: dict[str, dict[str, bool]] = {}
        terms = self.vocabulary.terms
        for ident, term in terms.items():
            for above in term.parents:
                told.setdefault(above, {})[ident] = False
        for ident, reasons in self.vocabulary.reasons.items():
            for above in reasons:
                if ident in terms and not self._between(ident, above):
                    told.setdefault(above, {}).setdefault(ident, True)
        return {
            above: tuple((one, found[one]) for one in self.by_label(set(found)))
            for above, found in told.items()
        }

    def _between(self, low: str, high: str) -> bool:
        """Whether another term stands between two of which one is inferred to be above the other."""
        ancestors = self.vocabulary.ancestors
        return any(
            high in ancestors.get(one, ()) and low not in ancestors.get(one, ())
            for one in ancestors[low] - {low, high}
        )

    def path(self, term: str) -> tuple[str, ...]:
        """From the root down to right above a term, always by the first told parent."""
        found: list[str] = []
        one = self.vocabulary.terms.get(term)
        while one and one.parents and one.parents[0] not in found and one.parents[0] in self.vocabulary.terms:
            found.append(one.parents[0])
            one = self.vocabulary.terms[one.parents[0]]
        return tuple(reversed(found))

    # --- rules and cases -----------------------------------------------------------------------------

    @cached_property
    def named_by(self) -> Mapping[str, tuple[str, ...]]:
        """Term → the rules that name it anywhere."""
        found: dict[str, list[str]] = {}
        for ident, rule in self.rules.items():
            for one in sorted(mentions(rule, self.vocabulary)):
                found.setdefault(one, []).append(ident)
        return {term: tuple(ids) for term, ids in found.items()}

    @cached_property
    def owned(self) -> Mapping[str, tuple[str, ...]]:
        """Notation of a role → its rules."""
        found: dict[str, list[str]] = {}
        for ident, rule in self.rules.items():
            found.setdefault(rule.owner, []).append(ident)
        return {role: tuple(ids) for role, ids in found.items()}

    @cached_property
    def overridden(self) -> Mapping[str, tuple[str, ...]]:
        """Rule → the rules that override it."""
        found: dict[str, list[str]] = {}
        for ident, rule in self.rules.items():
            for other in rule.overrides:
                found.setdefault(other, []).append(ident)
        return {ident: tuple(ids) for ident, ids in found.items()}

    @cached_property
    def evidence(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Case → the rules that name it, with what it says of them."""
        found: dict[str, list[tuple[str, str]]] = {}
        for ident, rule in self.rules.items():
            for one in rule.evidence:
                found.setdefault(one.case, []).append((ident, one.says))
        return {case: tuple(said) for case, said in found.items()}

    @cached_property
    def _proposed(self) -> Mapping[tuple[str, str], tuple[tuple[float, str], ...]]:
        """Challenge as a rule names it, remedy → confidence and rule."""
        found: dict[tuple[str, str], list[tuple[float, str]]] = {}
        for ident, row in self.rows.items():
            for one in row.recommendations if row.status == "active" else ():
                found.setdefault((one.challenge, one.remedy), []).append((one.confidence, ident))
        return {key: tuple(said) for key, said in found.items()}

    def proposals(self, challenge: str) -> tuple[Proposal, ...]:
        """The remedies told for exactly this challenge, those that a rule proposes most firmly first."""
        found = []
        above = self.vocabulary.ancestors.get(challenge, frozenset())
        for ident in self.vocabulary.remedies_of(challenge):
            best: dict[str, float] = {}
            for one in above:
                for confidence, rule in self._proposed.get((one, ident), ()):
                    best[rule] = max(confidence, best.get(rule, 0.0))
            ranked = sorted(((-confidence, rule) for rule, confidence in best.items()))
            rules = tuple((-confidence, self.rules[rule]) for confidence, rule in ranked)
            found.append(Proposal(self.vocabulary.terms[ident], rules))
        return tuple(sorted(found, key=lambda one: (-one.confidence, one.remedy.label, one.remedy.id)))

    @cached_property
    def lessons(self) -> Mapping[str, tuple[tuple[Case, Lesson], ...]]:
        """Challenge, remedy or industry → the lessons of past cases on it."""
        found: dict[str, list[tuple[Case, Lesson]]] = {}
        for case in self.cases.values():
            for lesson in case.lessons:
                about = {*lesson.concerns, *([lesson.use] if lesson.use else [])}
                for one in sorted(about):
                    found.setdefault(one, []).append((case, lesson))
        return {term: tuple(said) for term, said in found.items()}
