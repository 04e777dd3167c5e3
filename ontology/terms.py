"""Turns the graph into terms: labels, definitions, parents, and the other properties by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kbctl.ontology.axioms import OWL, RDF, RDFS, Below, Restriction, is_ours, local
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import KINDS, NAMESPACE, Term

if TYPE_CHECKING:
    from kbctl.ontology.hierarchy import Hierarchy
    from kbctl.ontology.modules import Ontology

SKOS = "http://www.w3.org/2004/02/skos/core#"

#: Classes of the ontology that describe the rule language and are no terms of it.
META = ("Frame", "Slot")

#: Property of the Turtle -> its name in Term.properties, where that differs.
RENAMED = {"hasDimension": "dimension", "carriedOutBy": "role"}

_OWN_PLACE = {  # predicates that have a place of their own in a Term
    RDFS + "label", RDFS + "subClassOf", RDF + "type", OWL + "equivalentClass", OWL + "disjointWith",
    SKOS + "altLabel", SKOS + "definition", SKOS + "notation",
}  # fmt: skip


def term_ids(ontology: Ontology) -> tuple[str, ...]:
    """Classes and individuals of our namespace that are told what they are, sorted."""
    graph, found = ontology.graph, set()
    from rdflib import URIRef

    for subject, kind in graph.subject_objects(URIRef(RDF + "type")):
        if is_ours(subject) and (str(kind) == OWL + "Class" or is_ours(kind)):
            found.add(local(subject))
    return tuple(sorted(found - set(META)))


def kind_of(term: str, hierarchy: Hierarchy) -> str | None:
    """The kind of the nearest root above a term: of two roots the lower one (a remedy is an activity)."""
    above = hierarchy.ancestors.get(term, frozenset())
    roots = [root for root in KINDS if root in above]
    lowest = [root for root in roots if not any(root in hierarchy.ancestors[o] for o in roots if o != root)]
    return KINDS[lowest[0]] if lowest else None


def read_terms(ontology: Ontology, hierarchy: Hierarchy) -> dict[str, Term]:
    """Term id -> Term, sorted. A term of no known kind is left out; `check.check_terms` reports it."""
    told: dict[str, list[Below]] = {}
    for axiom in ontology.axioms.below:
        told.setdefault(axiom.term, []).append(axiom)
    defined: dict[str, list[str]] = {}
    for definition in ontology.axioms.definitions:
        parts = (part for part in definition.parts if isinstance(part, str))
        defined.setdefault(definition.term, []).extend(parts)
    notations = {
        local(subject): str(value)
        for subject, value in _pairs(ontology, SKOS + "notation")
        if is_ours(subject)
    }
    terms: dict[str, Term] = {}
    for name in sorted(hierarchy.ancestors):
        kind = kind_of(name, hierarchy)
        if kind is None:
            continue
        axioms = told.get(name, [])
        parents = {axiom.above for axiom in axioms if isinstance(axiom.above, str)} | set(
            defined.get(name, ())
        )
        values = _values(ontology, name)
        terms[name] = Term(
            id=name,
            kind=kind,
            parents=tuple(sorted(parents)),
            at=ontology.places(NAMESPACE + name),
            individual=any(axiom.individual and isinstance(axiom.above, str) for axiom in axioms),
            notation=notations.get(name, ""),
            labels=_labels(values.get(RDFS + "label", [])),
            alternatives=_alternatives(values.get(SKOS + "altLabel", [])),
            definition=next((str(value) for value in values.get(SKOS + "definition", [])), ""),
            properties=_properties(values, axioms, name in defined, notations),
        )
    return terms


def _pairs(ontology: Ontology, predicate: str) -> Iterator[tuple[Any, Any]]:
    from rdflib import URIRef

    return iter(sorted(ontology.graph.subject_objects(URIRef(predicate))))


def _values(ontology: Ontology, name: str) -> dict[str, list[Any]]:
    """Predicate -> objects in the order in which they are written."""
    from rdflib import URIRef

    subject = NAMESPACE + name
    found: dict[str, list[tuple[Location, str, Any]]] = {}
    for predicate, value in ontology.graph.predicate_objects(URIRef(subject)):
        at = ontology.places(subject, str(predicate), str(value))
        found.setdefault(str(predicate), []).append((at, str(value), value))
    return {
        predicate: [value for _, _, value in sorted(values, key=lambda entry: entry[:2])]
        for predicate, values in sorted(found.items())
    }


def _labels(values: list[Any]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for value in values:
        labels.setdefault(value.language or "en", str(value))
    return dict(sorted(labels.items()))


def _alternatives(values: list[Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for value in values:
        found.setdefault(value.language or "en", []).append(str(value))
    return {language: tuple(texts) for language, texts in sorted(found.items())}


def _properties(
    values: Mapping[str, list[Any]], axioms: list[Below], defined: bool, notations: Mapping[str, str]
) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for predicate, objects in values.items():
        if predicate not in _OWN_PLACE:
            own = predicate.removeprefix(NAMESPACE)
            name = RENAMED.get(own, own.rpartition("#")[2].rpartition("/")[2])
            found[name] = tuple(_plain(value) for value in objects)
    for restriction in (axiom.above for axiom in axioms):
        if isinstance(restriction, Restriction):
            name = RENAMED.get(restriction.property, restriction.property)
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), restriction.filler)))
    if "role" in found:
        # Roles are written by their notation wherever a rule or a step names one.
        found["role"] = tuple(notations.get(role, role) for role in found["role"])
    if defined:
        found["defined"] = (True,)
    return dict(sorted(found.items()))


def _plain(node: Any) -> Any:
    """A literal as a plain value, a term as its id."""
    from rdflib import Literal

    if not isinstance(node, Literal):
        return local(node)
    value = node.toPython()
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, bool | int | float) else str(node)
