"""The vocabulary of the benchmark: of the size and shape of the real one, and fixed, so that figures of
different days compare whatever became of the ontology meanwhile.
"""

from __future__ import annotations

from kbctl.ontology.source import Location
from kbctl.ontology.vocab import KINDS, Frame, Slot, Term, Vocabulary, closure

NOWHERE = Location("bench")
LEAVES_PER_FAMILY = 5
REMEDIES_PER_FAMILY = 3
INDUSTRIES = tuple(f"industry{n}" for n in range(6))
REGULATIONS = tuple(f"Regulation{n}" for n in range(6))
EVENTS = tuple(f"Event{n}" for n in range(5))
DOMAINS = tuple(f"Domain{n:02}" for n in range(20))
ASPECTS = tuple(f"aspect{n:02}" for n in range(12))
NEEDS = tuple(f"need{n:02}" for n in range(12))
TRAITS = tuple(f"trait{n:02}" for n in range(12))
SEVERITIES = ("blocking", "major", "minor")
SIZES = ("small", "medium", "large")

#: `name type [range or values] [unit] [many] [derived] [required]`
FRAMES = {
    "company": "industry class Industry required; employees integer required; complexity integer required; "
    "sites integer required; revenue_usd number USD required; regulations class Regulation many; "
    f"traits enum {','.join(TRAITS)} many derived; size enum {','.join(SIZES)} derived",
    "challenge": "is class Challenge required; affects class DataDomain; rate number ratio required; "
    "count integer required; grounding number required; grounded_by enum text,given,table required; "
    f"aspects enum {','.join(ASPECTS)} many derived; needs enum {','.join(NEEDS)} many derived; "
    f"severity enum {','.join(SEVERITIES)} derived",
    "finding": "for ref challenge required; is class Challenge required; certainty number required; "
    f"rows integer required; severity enum {','.join(SEVERITIES)} required",
    "event": "is class Event required; days_left number day required",
    "past": "for ref challenge required; use class Remedy required; "
    "result enum worked,partly,failed required",
    "remedy": "effort_days number day required; risk enum low,medium,high required; "
    "reversible boolean required",
}


def families(concepts: int) -> tuple[str, ...]:
    return tuple(f"Family{n:03}" for n in range(-(-concepts // LEAVES_PER_FAMILY)))


def leaves(concepts: int) -> tuple[str, ...]:
    return tuple(f"Issue{n:04}" for n in range(concepts))


def family_of(leaf: str) -> str:
    return f"Family{int(leaf[5:]) // LEAVES_PER_FAMILY:03}"


def remedies_of(family: str) -> tuple[str, ...]:
    """The remedies that resolve the challenges of a family."""
    return tuple(f"Remedy{family[6:]}{letter}" for letter in "ABCDE"[:REMEDIES_PER_FAMILY])


def vocabulary(concepts: int) -> Vocabulary:
    """Frames, and terms for this many challenges of the lowest level, in families."""
    roots = ("Challenge", "Activity", "Industry", "Regulation", "Event", "DataDomain", "Role")
    parents: dict[str, tuple[str, ...]] = dict.fromkeys(roots, ())
    parents["Remedy"] = ("Activity",)
    for root, names in (("Industry", INDUSTRIES), ("Regulation", REGULATIONS), ("Event", EVENTS),
                        ("DataDomain", DOMAINS), ("Challenge", families(concepts))):  # fmt: skip
        parents |= dict.fromkeys(names, (root,))
    parents |= {leaf: (family_of(leaf),) for leaf in leaves(concepts)}
    resolves: dict[str, list[str]] = {}
    for leaf in leaves(concepts):
        for remedy in remedies_of(family_of(leaf)):
            resolves.setdefault(remedy, []).append(leaf)
    parents |= dict.fromkeys(resolves, ("Remedy",))
    parents["Orchestrator"] = ("Role",)
    ancestors = closure(parents)
    terms = {}
    for name, above in parents.items():
        kind = next((KINDS[root] for root in ("Remedy", *KINDS) if root in ancestors[name]), "other")
        properties = {"resolves": tuple(resolves[name])} if name in resolves else {}
        terms[name] = Term(
            name, kind, above, NOWHERE, name == "Orchestrator",
            "orchestrator" if name == "Orchestrator" else "", properties=properties,
        )  # fmt: skip
    frames = {name: _frame(name, text) for name, text in FRAMES.items()}
    return Vocabulary(terms, frames, ancestors)


def _frame(name: str, text: str) -> Frame:
    slots = [_slot(name, part.split()) for part in text.split(";")]
    return Frame(name, {slot.name: slot for slot in slots}, NOWHERE, name == "company")


def _slot(frame: str, words: list[str]) -> Slot:
    name, type_, *rest = words
    return Slot(
        frame, name, type_, NOWHERE,  # type: ignore[arg-type]
        unit=next((word for word in rest if word in ("ratio", "day", "USD")), None),
        values=tuple(rest[0].split(",")) if type_ == "enum" else (),
        range=rest[0] if type_ in ("class", "ref") else None,
        many="many" in rest, derived="derived" in rest, required="required" in rest,
        minimum=0.0 if type_ in ("integer", "number") and name != "days_left" else None,
        maximum=1.0 if name in ("rate", "certainty", "grounding") else None,
    )  # fmt: skip
