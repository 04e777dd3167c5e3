"""What the modules of one moment say, statement by statement, so that two moments can be compared.

Only the meaning counts: comments, the order of statements, line breaks and blank nodes leave no trace. The
modules need not be complete (an older revision may lack a label that is needed today); they must parse and
name nothing that is not declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kbctl.kg.graph.words import axiom_words, spaced_name
from kbctl.ontology.axioms import OWL, RDF, RDFS, SHORT_FOR_VALUE, Axiom, Below, Restriction, local
from kbctl.ontology.check import short
from kbctl.ontology.hierarchy import Hierarchy, axioms_behind
from kbctl.ontology.modules import Ontology
from kbctl.ontology.source import Location


class Statement(NamedTuple):
    """One thing said of a subject. `value` is the id of a term, the text of a literal, or an axiom in ids."""

    subject: str
    predicate: str
    value: str
    language: str = ""
    literal: bool = False


@dataclass(frozen=True)
class Snapshot:
    """`statements` with their places, the labels of what they name, and the hierarchy that follows."""

    statements: Mapping[Statement, Location]
    labels: Mapping[str, str]
    kinds: Mapping[str, str]
    hierarchy: Hierarchy
    axioms: tuple[Axiom, ...]

    def label(self, ident: str) -> str:
        return self.labels.get(ident) or spaced_name(ident)

    @cached_property
    def subjects(self) -> frozenset[str]:
        return frozenset(one.subject for one in self.statements if one.subject)

    def behind(self, term: str, above: str) -> tuple[Axiom, ...]:
        """The axioms by which a term is below another."""
        return axioms_behind(self.hierarchy.steps, (term, above))


def snapshot(sources: Mapping[str, str]) -> Snapshot:
    """What modules say that are given as texts by path. Raises InputProblems."""
    from kbctl.ontology.hierarchy import classify
    from kbctl.ontology.load import read_ontology
    from kbctl.ontology.source import InputProblems
    from kbctl.ontology.terms import kind_of, term_ids

    ontology = read_ontology(sources)
    if ontology.axioms.problems:
        raise InputProblems(ontology.axioms.problems)
    ids = term_ids(ontology)
    hierarchy = classify(ids, ontology.axioms)
    axioms = ontology.axioms
    every: tuple[Axiom, ...] = (*axioms.below, *axioms.definitions, *axioms.domains, *axioms.disjoint)
    statements = dict(sorted({**dict(_simple(ontology)), **dict(_logical(ontology))}.items()))
    kinds = {name: kind_of(name, hierarchy) or "" for name in ids}
    return Snapshot(statements, _labels(ontology), kinds, hierarchy, every)


def _labels(ontology: Ontology) -> dict[str, str]:
    from rdflib import Literal, URIRef

    return {
        local(subject): str(value)
        for subject, value in sorted(ontology.graph.subject_objects(URIRef(RDFS + "label")))
        if isinstance(value, Literal) and value.language in (None, "en")
    }


def _simple(ontology: Ontology) -> Iterator[tuple[Statement, Location]]:
    """Triples without a blank node. Disjointness is among the axioms, whichever way it is written."""
    from rdflib import BNode, Literal

    for subject, predicate, value in ontology.graph:
        if isinstance(subject, BNode) or isinstance(value, BNode) or str(predicate) == OWL + "disjointWith":
            continue
        at = ontology.places(str(subject), str(predicate), str(value))
        name = short(str(predicate))
        if isinstance(value, Literal):
            text = " ".join(str(value).split())
            yield Statement(local(subject), name, text, value.language or "", True), at
        else:
            yield Statement(local(subject), name, short(str(value))), at


def _logical(ontology: Ontology) -> Iterator[tuple[Statement, Location]]:
    """The axioms that are written with blank nodes, in ids."""
    from rdflib import URIRef

    for axiom in ontology.axioms.below:
        if isinstance(axiom.above, Restriction) and axiom.above.property not in SHORT_FOR_VALUE:
            yield Statement(axiom.term, "rdfs:subClassOf", str(axiom.above)), axiom.at
    for definition in ontology.axioms.definitions:
        yield Statement(definition.term, "owl:equivalentClass", _parts(definition.parts)), definition.at
    for disjoint in ontology.axioms.disjoint:
        first, *others = sorted(disjoint.members)
        yield Statement(first, "owl:disjointWith", " and ".join(others)), disjoint.at
    graph = ontology.graph
    for node in graph.subjects(URIRef(RDF + "type"), URIRef(OWL + "AllDifferent")):
        members = graph.value(node, URIRef(OWL + "distinctMembers"))
        first, *others = sorted(local(one) for one in graph.items(members)) if members else [""]
        at = ontology.places("", OWL + "distinctMembers", "")
        yield Statement(first, "owl:differentFrom", " and ".join(others)), at


def _parts(parts: tuple[object, ...]) -> str:
    return " and ".join(sorted(map(str, parts)))


def told_chain(found: Snapshot, term: str, above: str) -> tuple[Axiom, ...]:
    """The told steps from a term up to one above it, or nothing where no told steps lead there."""
    before: dict[str, tuple[str, Axiom]] = {}
    queue = [term]
    for one in queue:
        if one == above and one in before:
            chain = []
            while one != term:
                one, axiom = before[one]
                chain.append(axiom)
            return tuple(reversed(chain))
        for axiom in found.axioms:
            for parent in _told_parents(axiom, one):
                if parent not in before and parent != term:
                    before[parent] = (one, axiom)
                    queue.append(parent)
    return ()


def _told_parents(axiom: Axiom, term: str) -> tuple[str, ...]:
    from kbctl.ontology.axioms import Definition

    if isinstance(axiom, Below) and axiom.term == term and isinstance(axiom.above, str):
        return (axiom.above,)
    if isinstance(axiom, Definition) and axiom.term == term:
        return tuple(part for part in axiom.parts if isinstance(part, str))
    return ()


def words(found: Snapshot, axiom: Axiom) -> str:
    """An axiom in words, by the labels of that moment."""
    return axiom_words(axiom, found.label)
