"""A suggested test as a rule file writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kbctl.engine.review.coverage.names import name_of
from kbctl.engine.review.coverage.suggest import Witness, witness
from kbctl.engine.review.rule_tests import Alone
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.ground import Entries
from kbctl.rules.model import GivenFact, Rule
from kbctl.rules.mutants import Mutant
from kbctl.rules.testing import text
from kbctl.rules.written import fact_text, mapping_text, scalar

#: What an expectation leaves out: judgements that stand once in the rule.
LEFT_OUT = ("confidence",)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A test that passes on the rule and fails on the mutant. `instead` is what the mutant says."""

    name: str
    like: str
    but: Mapping[str, Any]
    given: tuple[GivenFact, ...]
    expect: tuple[Entries, ...]
    instead: tuple[Entries, ...]
    #: of a row of a decision table: what each row says on these facts, where it says something
    by_row: tuple[tuple[str, tuple[Entries, ...]], ...] = ()

    def parts(self) -> list[tuple[str, str]]:
        """Its keys with their values as text, in the order of the language."""
        parts = [("name", scalar(self.name)), ("like", scalar(self.like))]
        if self.but:
            parts.append(("but", mapping_text(self.but)))
        if self.given:
            parts.append(("given", _listed(map(fact_text, self.given))))
        if self.by_row:
            rows = [f"{row}: {_listed(map(text, said))}" for row, said in self.by_row]
            return [*parts, ("expect", "{" + ", ".join(rows) + "}")]
        return [*parts, ("expect", _listed(map(text, self.expect)))]

    def line(self) -> str:
        return "{" + ", ".join(f"{key}: {value}" for key, value in self.parts()) + "}"


def _listed(several: Iterable[str]) -> str:
    return "[" + ", ".join(several) + "]"


def propose(
    vocabulary: Vocabulary, rule: Rule, mutant: Mutant, rules: Iterable[Rule] = ()
) -> Proposal | None:
    """A test that would notice the mutant, None where none was found.

    A test of a decision table says what every row says, so the other rows are looked for in `rules`.
    """
    found = witness(vocabulary, rule, mutant)
    if found is None:
        return None
    test = proposal_of(vocabulary, rule, found)
    if not rule.table:
        return test
    facts = found.change.facts(vocabulary) or ()
    said = {rule.id: test.expect}
    for row in rules:
        if row.path == rule.path and row.id != rule.id:
            said[row.id] = _expected(Alone(vocabulary, row).outputs(facts))
    spoken = tuple((id.removeprefix(f"{rule.table}-"), said[id]) for id in sorted(said) if said[id])
    return replace(test, by_row=spoken)


def proposal_of(vocabulary: Vocabulary, rule: Rule, found: Witness) -> Proposal:
    change = found.change
    name = name_of(change, rule, found.says, vocabulary)
    expect, instead = _expected(found.says), _expected(found.instead)
    if expect == instead:  # they differ in what is left out
        expect, instead = (tuple(sorted(said, key=text)) for said in (found.says, found.instead))
    return Proposal(name, change.test.name, change.but(), change.added, expect, instead)


def _expected(said: frozenset[Entries]) -> tuple[Entries, ...]:
    kept = {tuple(entry for entry in one if entry[0] not in LEFT_OUT) for one in said}
    return tuple(sorted(kept, key=text))
