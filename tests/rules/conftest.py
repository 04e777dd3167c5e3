"""A small vocabulary of its own, so that messages under tests/golden do not change with the ontology."""

from __future__ import annotations

import pytest
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import KINDS, Frame, Slot, Term, Vocabulary, closure

NOWHERE = Location("ontology/small.ttl")

FRAMES = """
company: name text; industry class Industry
company: employees integer min=0; customers integer min=0; sites integer min=0
company: complexity integer min=1 max=10; data_quality number unit=ratio min=0 max=1; languages text many
company: regulations class Regulation many; user_trust enum low,medium,high; backup_available boolean
company: timeline_weeks number unit=week min=0
company: revenue_usd number unit=USD min=0; legal_entities integer asks
company: situation enum orderly,crisis derived; traits enum multi_site,deep_bom many derived
challenge: is class Challenge required asks; affects class DataDomain; rate number unit=ratio min=0 max=1
challenge: count integer min=0; source_known boolean asks; text text; grounding number min=0 max=1
challenge: phase enum discovery,testing; severity enum blocking,minor derived; systems class System many
challenge: aspects enum recurrent,automatable many derived
finding: for ref challenge required; is class Challenge required
finding: certainty number min=0 max=1; rows integer min=0
event: is class Event required; days_left number unit=day; week integer
past: for ref challenge; use class Remedy; result enum worked,partly,failed; week integer
case: concerns class Challenge; use class Remedy; result enum worked,failed; industry class Industry
remedy: resolves class Challenge many; effort_days number unit=day min=0
remedy: risk enum low,high; reversible boolean
policy: choose_at number min=0 max=1 required; freeze_days number unit=day required; review_pairs integer
option: for ref challenge required; use class Remedy required; confidence number min=0 max=1; margin number
contradiction: for ref *; slot text
decision: for ref challenge required; use class Remedy; status enum chosen,asked required
step: for ref *; activity class Activity required; role enum data-migration,project-manager
"""

TERMS = """
Challenge < ; DataIssue < Challenge; DuplicateRecord < DataIssue; DuplicateCustomer < DuplicateRecord
DuplicateSupplier < DuplicateRecord; MissingCost < DataIssue; MixedDateFormat < DataIssue
TimelinePressure < Challenge; Activity < 
Remedy < Activity; SurvivorshipMerge < Remedy; StewardReview < Remedy
CostRollUp < Remedy; PerSourceDateParsing < Remedy; HumanEscalation < Remedy; BackUp < Activity
Industry < ; furniture < Industry; textile < Industry; knitwear < textile; System < ; SAP < System
DataDomain < ; Item < DataDomain; RawMaterial < Item; Customer < DataDomain; Event < ; Cutover < Event
Regulation < ; FDA < Regulation; Role < ; DataMigration < Role; ProjectManager < Role
"""

RESOLVES = {
    "SurvivorshipMerge": ("DuplicateCustomer", "DuplicateSupplier"),
    "StewardReview": ("DuplicateCustomer",),
    "CostRollUp": ("MissingCost",),
    "PerSourceDateParsing": ("MixedDateFormat",),
    "HumanEscalation": ("Challenge",),
}
NOTATIONS = {"DataMigration": "data-migration", "ProjectManager": "project-manager"}


def _slot(frame: str, text: str) -> Slot:
    name, kind, *words = text.split()
    given = dict(word.split("=") for word in words if "=" in word)
    values = words[0] if kind == "enum" else ""
    return Slot(
        frame,
        name,
        kind,  # type: ignore[arg-type]
        NOWHERE,
        unit=given.get("unit"),
        values=tuple(values.split(",")) if values else (),
        range=words[0] if kind in ("class", "ref") else None,
        many="many" in words,
        derived="derived" in words,
        required="required" in words,
        minimum=float(given["min"]) if "min" in given else None,
        maximum=float(given["max"]) if "max" in given else None,
        question=f"What is {name}?" if "asks" in words else "",
    )


def small_vocabulary() -> Vocabulary:
    frames: dict[str, dict[str, Slot]] = {}
    for line in FRAMES.strip().splitlines():
        frame, _, slots = line.partition(":")
        for text in slots.split(";"):
            slot = _slot(frame, text)
            frames.setdefault(frame, {})[slot.name] = slot
    pairs = [one.split("<") for one in TERMS.replace("\n", ";").strip(";").split(";")]
    parents = {term.strip(): above.split() for term, above in pairs}
    ancestors = closure(parents)
    terms = {}
    for name, above in parents.items():
        kind = next((KINDS[root] for root in ("Remedy", *KINDS) if root in ancestors[name]), "other")
        told = {"resolves": RESOLVES[name]} if name in RESOLVES else {}
        terms[name] = Term(
            name, kind, tuple(above), NOWHERE, notation=NOTATIONS.get(name, ""), properties=told
        )
    made = {
        name: Frame(name, slots, NOWHERE, name in ("company", "policy")) for name, slots in frames.items()
    }
    return Vocabulary(terms, made, ancestors)


@pytest.fixture(scope="session")
def small() -> Vocabulary:
    return small_vocabulary()


GOOD = """\
rule: merge-in-staging
kind: conditional
title: Merge duplicate customers in staging, before the load
status: active
owner: data-migration
when:
  - {challenge: $c, is: DuplicateCustomer, rate: {gte: 2 %}}        # any subclass matches
  - {company: _, customers: {lt: 200000}}
  - not: {event: _, is: Cutover, days_left: {lt: 10}}
  - count: {finding: _, for: $c, certainty: {gte: 0.9}}
    gte: 1
then:
  - {recommend: SurvivorshipMerge, for: $c, confidence: 0.8}
because: Merging after the load breaks open items and history.
evidence: [{case: beverly-knits, says: supports}]
tests:
  - name: fires at 15 %
    given:
      - {challenge: c1, is: DuplicateCustomer, rate: 0.15}
      - {company: co, customers: 800}
      - {finding: f1, for: c1, certainty: 0.95}
    expect: [{recommend: SurvivorshipMerge, for: c1}]
  - {name: below the threshold, like: fires at 15 %, but: {c1.rate: 0.01}, expect: []}
"""


@pytest.fixture(scope="session")
def good() -> str:
    """A rule file without fault, with something of everything."""
    return GOOD
