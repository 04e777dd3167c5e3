"""Rules and facts as text, over a vocabulary small enough to see through."""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.inference.engine import phase_of
from kbctl.engine.inference.facts import Fact
from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.inference.result import Closure, Firing
from kbctl.ontology.source import Location
from kbctl.ontology.values import check_value
from kbctl.ontology.vocab import KINDS, Frame, Slot, Term, Vocabulary, closure
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule

NOWHERE = Location("small.ttl")

FRAMES = """
company: industry class Industry; employees integer; sites integer; languages text many; timeline_weeks number
company: regulations class Regulation many; backup boolean; revenue number
company: situation enum orderly,pressed,crisis derived; traits enum multi_site,deep_bom,thin,rich many derived
company: size enum small,large derived; concerns class DataDomain many derived
challenge: is class Challenge; affects class DataDomain; rate number ratio; count integer; known boolean
challenge: text text; grounding number; grounded_by enum given,rule,text
challenge: severity enum blocking,major,minor derived; aspects enum recurrent,automatable,linked many derived
finding: for ref challenge; is class Challenge; certainty number; rows integer; table text
event: is class Event; days_left number day; week integer
remedy: effort_days number day; risk enum low,high; resolves class Challenge many
option: for ref challenge; use class Remedy; confidence number; rank integer
contradiction: for ref *; slot text
decision: for ref challenge; use class Remedy
step: for ref *; activity class Activity; role enum orchestrator,data-migration; executable boolean
"""

TERMS = """
Challenge <; DataIssue < Challenge; DuplicateRecord < DataIssue; DuplicateCustomer < DuplicateRecord
DuplicateSupplier < DuplicateRecord; MissingCost < DataIssue
TimelinePressure < Challenge; LowTrust < Challenge
Activity <; Remedy < Activity; Merge < Remedy; Review < Remedy; BackUp < Activity
Load < Activity; Train < Activity
Industry <; furniture < Industry; textile < Industry; knitwear < textile
Event <; Cutover < Event; Audit < Event
DataDomain <; Item < DataDomain; RawMaterial < Item; Customer < DataDomain
Regulation <; FDA < Regulation; CE < Regulation; Role <; Orchestrator < Role; DataMigration < Role
"""
NOTATIONS = {"Orchestrator": "orchestrator", "DataMigration": "data-migration"}


def _slot(frame: str, text: str) -> Slot:
    name, kind, *words = text.split()
    return Slot(
        frame,
        name,
        kind,  # type: ignore[arg-type]
        NOWHERE,
        unit=next((word for word in words if word in ("ratio", "week", "day")), None),
        values=tuple(words[0].split(",")) if kind == "enum" else (),
        range=words[0] if kind in ("class", "ref") else None,
        many="many" in words,
        derived="derived" in words,
    )


def _vocabulary() -> Vocabulary:
    frames: dict[str, dict[str, Slot]] = {}
    for line in FRAMES.strip().splitlines():
        frame, _, slots = line.partition(":")
        for slot in (_slot(frame, text) for text in slots.split(";")):
            frames.setdefault(frame, {})[slot.name] = slot
    pairs = [text.partition("<") for text in TERMS.replace("\n", ";").strip(";").split(";")]
    parents = {name.strip(): above.split() for name, _, above in pairs}
    ancestors = closure(parents)
    terms = {}
    for name, above in parents.items():
        kind = next((KINDS[root] for root in ("Remedy", *KINDS) if root in ancestors[name]), "other")
        terms[name] = Term(name, kind, tuple(above), NOWHERE, notation=NOTATIONS.get(name, ""))
    made = {name: Frame(name, slots, NOWHERE, name == "company") for name, slots in frames.items()}
    return Vocabulary(terms, made, ancestors)


VOCABULARY = _vocabulary()
_KIND = {
    "adjust": "metacognitive",
    "veto": "metacognitive",
    "ask": "metacognitive",
    "escalate": "metacognitive",
}
_KIND |= {"conclude": "declarative", "recommend": "conditional", "plan": "procedural", "order": "procedural"}


def a_rule(name: str, when: str, then: str) -> Rule:
    """A rule of the kind that its first action needs. `when` and `then` are YAML flow lists."""
    kind = _KIND[then.strip().lstrip("[").strip().lstrip("{").split(":")[0]]
    text = (
        f"rule: {name}\nkind: {kind}\ntitle: A rule\nstatus: active\nowner: orchestrator\n"
        f"when: {when}\nthen: {then}\nbecause: a test\n"
    )
    rule, problems = load_rule(text, f"rules/{name}.yaml", VOCABULARY)
    assert rule is not None, [str(problem) for problem in problems]
    return rule


def a_fact(frame: str, id_: str, **slots: object) -> Fact:
    """A base fact; `for_` and `is_` stand for the slots that are words of Python."""
    known = VOCABULARY.frames[frame].slots
    named = {name.rstrip("_"): value for name, value in slots.items()}
    return Fact(frame, id_, {n: check_value(VOCABULARY, known[n], v) for n, v in sorted(named.items())})


def run(rules: Rule | list[Rule], *facts: Fact) -> Closure:
    """The rules of one phase over facts."""
    listed = rules if isinstance(rules, list) else [rules]
    return NativeEngine(VOCABULARY, listed).run(phase_of(listed[0]), facts)


def fired(closure_: Closure) -> list[tuple[str, Mapping[str, object]]]:
    """Rules that fired, with their bindings."""
    return [(firing.rule, dict(firing.bindings)) for firing in closure_.firings]


def only(closure_: Closure) -> Firing:
    """The one firing that there is."""
    (firing,) = closure_.firings
    return firing


def derived(closure_: Closure) -> list[tuple[str, str, object]]:
    """Derived values: entity, slot, value."""
    return [(f.id, *next(iter(f.slots.items()))) for f in closure_.facts if f.derived]
