"""The logical part of the ontology: its axioms, in the fragment that `hierarchy` decides exactly.

A class may be told below named classes and restrictions (`p some C`, `p value a`), be defined as the
intersection of a named class and such things, and be disjoint from others. `kb:hasDimension` on a class is
short for a restriction. Any other axiom is refused, so that the closure never falls behind a reasoner's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kbctl.ontology.source import Location, Problem
from kbctl.ontology.vocab import NAMESPACE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

#: Object properties that, told of a class, stand for `p value a` above it.
SHORT_FOR_VALUE = ("hasDimension",)

#: (subject IRI, predicate IRI, object IRI or "") -> where it stands.
Place = Callable[[str, str, str], Location]


@dataclass(frozen=True, order=True, slots=True)
class Restriction:
    """`property some filler`, or `property value filler` where the filler is an individual."""

    property: str
    filler: str
    value: bool = False

    def __str__(self) -> str:
        return f"{self.property} {'value' if self.value else 'some'} {self.filler}"


Superclass = str | Restriction


@dataclass(frozen=True, slots=True)
class Below:
    """`term` is below `above`; for an individual, an instance of it."""

    term: str
    above: Superclass
    at: Location
    individual: bool = False

    def __str__(self) -> str:
        return f"{self.term} {'is a' if self.individual else 'subclass of'} {self.above} ({self.at})"


@dataclass(frozen=True, slots=True)
class Definition:
    """`term` is exactly what is all of the parts."""

    term: str
    parts: tuple[Superclass, ...]
    at: Location

    def __str__(self) -> str:
        return f"{self.term} is defined as {' and '.join(map(str, self.parts))} ({self.at})"


@dataclass(frozen=True, slots=True)
class Domain:
    """Whatever has `property` is a `term`."""

    property: str
    term: str
    at: Location

    def __str__(self) -> str:
        return f"what {self.property} something is a {self.term} ({self.at})"


@dataclass(frozen=True, slots=True)
class Disjoint:
    """No two of the members have a common instance."""

    members: tuple[str, ...]
    at: Location

    def __str__(self) -> str:
        return f"{' and '.join(self.members)} have nothing in common ({self.at})"


Axiom = Below | Definition | Domain | Disjoint


@dataclass(frozen=True)
class Axioms:
    below: tuple[Below, ...] = ()
    definitions: tuple[Definition, ...] = ()
    domains: tuple[Domain, ...] = ()
    disjoint: tuple[Disjoint, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def local(node: Node | str) -> str:
    """The id of a term of our namespace; any other IRI as it is."""
    return str(node).removeprefix(NAMESPACE)


def is_ours(node: object) -> bool:
    """Whether it is a term of our namespace, and no frame or slot, which stand in a namespace below it."""
    text = str(node)
    return text.startswith(NAMESPACE) and "/" not in text[len(NAMESPACE) :]


def read_axioms(graph: Graph, place: Place) -> Axioms:
    """The axioms of all modules, sorted; forms that are not handled come back as problems."""
    reader = _Reader(graph, place)
    below = sorted(reader.below(), key=lambda axiom: (axiom.term, str(axiom.above), axiom.at))
    return Axioms(
        below=tuple(below),
        definitions=tuple(sorted(reader.definitions(), key=lambda axiom: (axiom.term, axiom.at))),
        domains=tuple(sorted(reader.domains(), key=lambda axiom: (axiom.property, axiom.term))),
        disjoint=tuple(sorted(reader.disjoint(), key=lambda axiom: (axiom.at, axiom.members))),
        problems=tuple(reader.problems),
    )


class _Reader:
    def __init__(self, graph: Graph, place: Place) -> None:
        from rdflib import BNode, URIRef

        self.graph = graph
        self.place = place
        self.problems: list[Problem] = []
        self.uri = URIRef
        self.blank = BNode

    def told(self, namespace: str, name: str) -> Iterator[tuple[Node, Node]]:
        for subject, object_ in self.graph.subject_objects(self.uri(namespace + name)):
            if is_ours(subject):
                yield subject, object_

    def below(self) -> Iterator[Below]:
        for subject, above in self.told(RDFS, "subClassOf"):
            for one in self.superclasses(subject, above, "subClassOf"):
                yield Below(local(subject), one, self.where(subject, RDFS + "subClassOf", one))
        for subject, above in self.told(RDF, "type"):
            if is_ours(above):
                yield Below(
                    local(subject), local(above), self.at(subject, RDF + "type", above), individual=True
                )
        for name in SHORT_FOR_VALUE:
            for subject, value in self.told(NAMESPACE, name):
                individual = (subject, self.uri(RDF + "type"), self.uri(OWL + "Class")) not in self.graph
                at = self.at(subject, NAMESPACE + name, value)
                yield Below(local(subject), Restriction(name, local(value), value=True), at, individual)

    def definitions(self) -> Iterator[Definition]:
        for subject, meaning in self.told(OWL, "equivalentClass"):
            at = self.at(subject, OWL + "equivalentClass", meaning)
            parts = tuple(self.superclasses(subject, meaning, "equivalentClass"))
            if not any(isinstance(part, str) for part in parts):
                message = (
                    f"the definition of {local(subject)} must name a class, as in (kb:Class restriction …)"
                )
                self.problems.append(Problem(at, "axiom", message))
            yield Definition(local(subject), tuple(sorted(parts, key=str)), at)

    def domains(self) -> Iterator[Domain]:
        for subject, above in self.told(RDFS, "domain"):
            if (subject, self.uri(RDF + "type"), self.uri(OWL + "ObjectProperty")) in self.graph:
                yield Domain(local(subject), local(above), self.at(subject, RDFS + "domain", above))

    def disjoint(self) -> Iterator[Disjoint]:
        for subject, other in self.told(OWL, "disjointWith"):
            pair = tuple(sorted((local(subject), local(other))))
            yield Disjoint(pair, self.at(subject, OWL + "disjointWith", other))
        for node in self.graph.subjects(self.uri(RDF + "type"), self.uri(OWL + "AllDisjointClasses")):
            members = self.members(self.graph.value(node, self.uri(OWL + "members")))
            yield Disjoint(
                tuple(map(local, members)),
                self.place("", OWL + "members", str(members[0]) if members else ""),
            )

    def superclasses(self, subject: Node, node: Node, predicate: str) -> Iterator[Superclass]:
        """The named classes and restrictions that a class expression is the intersection of."""
        if not isinstance(node, self.blank):
            yield local(node)
            return
        parts = self.graph.value(node, self.uri(OWL + "intersectionOf"))
        if parts is not None:
            for part in self.members(parts):
                yield from self.superclasses(subject, part, predicate)
            return
        on = self.graph.value(node, self.uri(OWL + "onProperty"))
        some = self.graph.value(node, self.uri(OWL + "someValuesFrom"))
        value = self.graph.value(node, self.uri(OWL + "hasValue"))
        filler = some if some is not None else value
        if on is None or filler is None or isinstance(filler, self.blank):
            at = self.place(str(subject), (OWL if predicate == "equivalentClass" else RDFS) + predicate, "")
            message = "this class expression is not handled: write a class, `p some Class` or `p value a`"
            self.problems.append(Problem(at, "axiom", message))
            return
        yield Restriction(local(on), local(filler), value=some is None)

    def members(self, node: Node | None) -> list[Node]:
        return list(self.graph.items(node)) if node is not None else []

    def where(self, subject: Node, predicate: str, above: Superclass) -> Location:
        if isinstance(above, Restriction):
            inside = OWL + ("hasValue" if above.value else "someValuesFrom")
            return self.place(str(subject), inside, NAMESPACE + above.filler)
        return self.place(str(subject), predicate, NAMESPACE + above)

    def at(self, subject: Node, predicate: str, object_: Node) -> Location:
        return self.place(str(subject), predicate, "" if isinstance(object_, self.blank) else str(object_))
