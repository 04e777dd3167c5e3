"""The Turtle modules as they are read: their texts, the merged graph, and where everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbctl.ontology.axioms import Axioms
from kbctl.ontology.source import Location
from kbctl.ontology.turtle import Use

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Module:
    """A Turtle file: `shown` is the path that messages name (`ontology/core.ttl`), `uses` its parts."""

    shown: str
    text: str
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Ontology:
    """What the modules say: the merged graph, where everything stands, and the axioms."""

    modules: tuple[Module, ...]
    graph: Graph
    places: Places
    axioms: Axioms


class Places:
    """Where a triple stands: the object's token, else the predicate's statement, else the subject's."""

    def __init__(self, modules: Sequence[Module]) -> None:
        self._objects: dict[tuple[str, str, str], Location] = {}
        self._predicates: dict[tuple[str, str], Location] = {}
        self._subjects: dict[str, Location] = {}
        for module in modules:
            for use in module.uses:
                if use.role == "subject":
                    self._subjects.setdefault(use.value, use.at)
                elif use.role == "predicate":
                    self._predicates.setdefault((use.subject, use.value), use.at)
                else:
                    self._objects.setdefault((use.subject, use.predicate, use.value), use.at)

    def __call__(self, subject: str, predicate: str = "", value: str = "") -> Location:
        return (
            self._objects.get((subject, predicate, value))
            or self._predicates.get((subject, predicate))
            or self._subjects.get(subject)
            or Location("ontology")
        )
