"""What a check of the graph is, what it looks at and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from kbctl.kg.graph.knowledge import Knowledge
from kbctl.ontology.mappings import Linked
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Term

#: `error`: a promise of the knowledge base is broken; `warn`: something that an author should fill in or
#: defend; `info`: a place where more could be said.
Level = Literal["error", "warn", "info"]
LEVELS: tuple[Level, ...] = get_args(Level)

#: Decided by escalating, so no rule recommends it and it resolves whatever nothing else does.
ESCALATION = "HumanEscalation"


class Hit(NamedTuple):
    """One thing that a check found: the id of the term, rule or case, its place, and a sentence."""

    subject: str
    at: Location
    message: str


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    at: Location
    code: str
    subject: str
    message: str
    level: Level


@dataclass(frozen=True)
class Checked:
    """What is checked: the knowledge, and the mappings to other vocabularies."""

    knowledge: Knowledge
    mappings: tuple[Linked, ...] = field(default=())

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for _, term in sorted(self.knowledge.vocabulary.terms.items()))

    @cached_property
    def challenges(self) -> tuple[Term, ...]:
        """Challenges that somebody can have: without the root, the families below it and the defined classes,
        which only group others.
        """
        return tuple(
            term
            for term in self.terms
            if term.kind == "challenge" and not term.get("defined") and not self.is_family(term)
        )

    def is_family(self, term: Term) -> bool:
        if term.id == "Challenge":
            return True
        return "Challenge" in term.parents and any(term.id in other.parents for other in self.terms)

    @cached_property
    def remedies(self) -> tuple[Term, ...]:
        return tuple(
            term for term in self.terms if term.kind == "remedy" and term.id not in ("Remedy", ESCALATION)
        )

    @cached_property
    def activities(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.kind == "activity" and term.individual)


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its code. `says` is what a finding of it means; `find` gives what it finds, in any order."""

    code: str
    level: Level
    says: str
    find: Callable[[Checked], Iterator[Hit]]


def hit(term: Term, message: str) -> Hit:
    return Hit(term.id, term.at, message)
