"""A vocabulary of a few words, so small that all facts over it can be listed; rules over it in short."""

from __future__ import annotations

from kbctl.ontology.source import Location
from kbctl.ontology.vocab import KINDS, Frame, Slot, Term, Vocabulary, closure
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule

NOWHERE = Location("ontology/tiny.ttl")

FRAMES = """
company: size integer min=0 max=2; tag enum a,b; traits enum deep,wide many derived
company: mood enum calm,tense derived; weeks number min=0; limit number min=0; marks enum x,y many
challenge: is class Challenge required; rate integer min=0 max=2; severity enum high,low derived
challenge: table text
event: is class Event required; days integer min=0
finding: for ref challenge required; rows integer min=0
past: for ref challenge; use class Remedy; result enum worked,failed
remedy: resolves class Challenge many; risk enum low,high
option: for ref challenge required; use class Remedy required; rank integer min=1
decision: for ref challenge required; use class Remedy required
step: for ref *; activity class Activity required; executable boolean
step: role enum data-migration,project-manager
contradiction: for ref *; slot text
case: use class Remedy
policy: bar integer min=0
"""
TERMS = """
Challenge; Duplicate < Challenge; DuplicateItem < Duplicate; MissingCost < Challenge; Event; Cutover < Event
Activity; BackUp < Activity; Load < Activity; SignOff < Activity; Remedy < Activity; Merge < Remedy
Review < Remedy; RollUp < Remedy; HumanEscalation < Remedy; Role; DataMigration < Role; ProjectManager < Role
"""
PARENTS = {
    name.strip(): tuple(above.split())
    for name, _, above in (one.partition("<") for one in TERMS.strip().replace("\n", ";").split(";"))
}
RESOLVES = {
    "Merge": ("Duplicate", "DuplicateItem"),
    "Review": ("Duplicate", "DuplicateItem"),
    "RollUp": ("MissingCost",),
    "HumanEscalation": ("Challenge",),
}
NOTATIONS = {"DataMigration": "data-migration", "ProjectManager": "project-manager"}


def tiny(excludes: tuple[str, str] | None = None) -> Vocabulary:
    """The vocabulary; `excludes` are two remedies that cannot go together."""
    frames: dict[str, dict[str, Slot]] = {}
    for line in FRAMES.strip().splitlines():
        frame, _, slots = line.partition(":")
        for text in slots.split(";"):
            slot = _slot(frame, text.split())
            frames.setdefault(frame, {})[slot.name] = slot
    ancestors = closure(PARENTS)
    terms = {}
    for name, above in PARENTS.items():
        kind = next((KINDS[root] for root in ("Remedy", *KINDS) if root in ancestors[name]), "other")
        told: dict[str, tuple[object, ...]] = {"resolves": RESOLVES[name]} if name in RESOLVES else {}
        if kind == "remedy":
            told["risk"] = ("high" if name == "Merge" else "low",)
        if excludes and name == excludes[0]:
            told["excludes"] = (excludes[1],)
        terms[name] = Term(name, kind, above, NOWHERE, notation=NOTATIONS.get(name, ""), properties=told)
    made = {n: Frame(n, slots, NOWHERE, n in ("company", "policy")) for n, slots in frames.items()}
    return Vocabulary(terms, made, ancestors)


def _slot(frame: str, words: list[str]) -> Slot:
    name, kind, *rest = words
    given = dict(word.split("=") for word in rest if "=" in word)
    return Slot(
        frame, name, kind, NOWHERE,  # type: ignore[arg-type]
        values=tuple(rest[0].split(",")) if kind == "enum" else (),
        range=rest[0] if kind in ("class", "ref") else None,
        many="many" in rest, derived="derived" in rest, required="required" in rest,
        minimum=float(given["min"]) if "min" in given else None,
        maximum=float(given["max"]) if "max" in given else None,
    )  # fmt: skip


def rule(
    vocabulary: Vocabulary, ident: str, when: list[str], then: str, more: str = "", status: str = "active"
) -> Rule:
    """A rule of a few lines; its kind follows from its action."""
    word = then.lstrip("{ ").split(":")[0]
    kinds = {"conclude": "declarative", "plan": "procedural", "order": "procedural", "ask": "metacognitive"}
    kind = kinds.get(word, "metacognitive" if any("option" in clause for clause in when) else "conditional")
    text = (
        f"rule: {ident}\nkind: {kind}\ntitle: {ident}\nstatus: {status}\nowner: data-migration\nwhen:"
        + ("".join(f"\n  - {clause}" for clause in when) or " []")
        + f"\nthen:\n  - {then}\n{more}\n"
    )
    read, problems = load_rule(text, f"rules/{kind}/{ident}.yaml", vocabulary)
    assert read is not None, "\n".join(map(str, problems))
    return read
