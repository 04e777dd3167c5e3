"""The vocabulary: every term of the ontology, and the frames and slots that rules use.

Read from the Turtle modules by `ontology.load`, kept in the compiled knowledge base as JSON, immutable after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from kbctl.ontology.source import Location

NAMESPACE = "https://w3id.org/kbctl/"

SlotType = Literal["text", "integer", "number", "boolean", "class", "enum", "ref"]

#: Root class of each kind of term; a term's kind is that of the nearest root above it.
KINDS: dict[str, str] = {
    "Challenge": "challenge", "Remedy": "remedy", "Industry": "industry", "DataDomain": "domain",
    "Field": "field", "Role": "role", "Phase": "phase", "Regulation": "regulation", "System": "system",
    "Event": "event", "Activity": "activity", "Dimension": "dimension", "Evidence": "evidence",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A class or individual of the ontology.

    `id` is its local name and what rules and scenarios write. Texts are by language tag (`en`, `es`, `zh`).
    `parents` are told; the closure, defined classes included, is `Vocabulary.ancestors`.
    """

    id: str
    kind: str
    parents: tuple[str, ...]
    at: Location
    individual: bool = False
    notation: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definition: str = ""
    #: Everything else, by property name: affects, dimension, seenIn, resolves, leadsTo,
    #: showsAs, confusedWith, effortDays, risk, reversible, executable, role, phase …
    properties: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.labels.get("en", self.id)

    def get(self, name: str, default: Any = None) -> Any:
        """The first value of a property."""
        values = self.properties.get(name, ())
        return values[0] if values else default


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of a frame. `range`: the root class of a `class` slot, the frame of a `ref` slot (`*`: any)."""

    frame: str
    name: str
    type: SlotType
    at: Location
    unit: str | None = None
    values: tuple[str, ...] = ()
    range: str | None = None
    many: bool = False
    derived: bool = False
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    question: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A kind of fact. `single`: there is one of it in a session (the company, the policy)."""

    name: str
    slots: Mapping[str, Slot]
    at: Location
    single: bool = False
    definition: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """All terms and frames, with the reflexive, transitive closure of the hierarchy."""

    terms: Mapping[str, Term]
    frames: Mapping[str, Frame]
    #: term id -> itself and everything above it, inferred types included
    ancestors: Mapping[str, frozenset[str]]
    #: term id -> each ancestor that is inferred and not told -> the axioms behind it, as text with file:line
    reasons: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def is_a(self, term: str, above: str) -> bool:
        return above in self.ancestors.get(term, ())

    def of_kind(self, kind: str) -> tuple[Term, ...]:
        return tuple(term for _, term in sorted(self.terms.items()) if term.kind == kind)

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What is made of this vocabulary once and kept with it, by the name of the module that makes it."""
        return {}

    @cached_property
    def descendants(self) -> Mapping[str, frozenset[str]]:
        """Term id -> itself and everything below it."""
        below: dict[str, set[str]] = {}
        for term, above in self.ancestors.items():
            for one in above:
                below.setdefault(one, set()).add(term)
        return {term: frozenset(found) for term, found in below.items()}

    @cached_property
    def resolves(self) -> Mapping[str, frozenset[str]]:
        """Remedy -> the challenges it resolves, exactly as told: subclasses do not inherit it."""
        return {t.id: frozenset(t.properties.get("resolves", ())) for t in self.of_kind("remedy")}

    def applicable(self, remedy: str, challenge: str) -> bool:
        """Whether the ontology says that the remedy resolves the challenge. `Challenge` itself means any."""
        told = self.resolves.get(remedy, frozenset())
        return challenge in told or "Challenge" in told

    def remedies_of(self, challenge: str) -> tuple[str, ...]:
        """Remedies told to resolve exactly this challenge, sorted by id."""
        return tuple(sorted(r for r, told in self.resolves.items() if challenge in told))

    def slot(self, frame: str, name: str) -> Slot | None:
        found = self.frames.get(frame)
        return found.slots.get(name) if found else None


def closure(parents: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """The reflexive, transitive closure of a parents relation; cycles make their members equal."""
    done: dict[str, frozenset[str]] = {}
    for start in sorted(parents):
        seen, stack = {start}, [start]
        while stack:
            for above in parents.get(stack.pop(), ()):
                if above not in seen:
                    seen.add(above)
                    stack.append(above)
        done[start] = frozenset(seen)
    return done
