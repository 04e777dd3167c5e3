"""What is wrong with the modules: unknown properties and terms, missing texts, wrong values, circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kbctl.ontology.axioms import OWL, RDF, RDFS, SHORT_FOR_VALUE, Restriction, is_ours, local
from kbctl.ontology.causes import LEADS_TO, check_causes
from kbctl.ontology.source import Problem, did_you_mean
from kbctl.ontology.terms import SKOS
from kbctl.ontology.turtle import Use
from kbctl.ontology.vocab import KINDS, NAMESPACE, Term

if TYPE_CHECKING:
    from kbctl.ontology.hierarchy import Hierarchy
    from kbctl.ontology.modules import Module, Ontology

LANGUAGES = ("en", "es", "zh")

#: What Turtle and OWL bring along. Everything else is declared in core.ttl.
BUILT_IN = {
    RDF: ("type", "first", "rest", "nil", "langString"),
    RDFS: ("label", "comment", "subClassOf", "domain", "range", "seeAlso"),
    OWL: (
        "Class", "Ontology", "versionInfo", "Thing", "AllDisjointClasses", "AllDifferent", "members",
        "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "distinctMembers", "disjointWith",
        "Restriction", "onProperty", "someValuesFrom", "hasValue", "intersectionOf", "equivalentClass",
    ),
    "http://www.w3.org/2001/XMLSchema#": ("boolean", "integer", "decimal", "string", "double", "date"),
}  # fmt: skip
_KNOWN = {namespace + name for namespace, names in BUILT_IN.items() for name in names}
_PROPERTY_TYPES = {OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty"}
_SHORT = {
    NAMESPACE + "frame/": "frame:",
    NAMESPACE: "",
    OWL: "owl:",
    RDFS: "rdfs:",
    RDF: "rdf:",
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
    SKOS: "skos:",
}


def short(iri: str) -> str:
    """An IRI as people write it: the bare id of a term, `skos:altLabel` …"""
    for namespace, prefix in _SHORT.items():
        if iri.startswith(namespace):
            return prefix + iri[len(namespace) :]
    return iri


def check_uses(modules: Sequence[Module], broken: Sequence[str]) -> Iterator[Problem]:
    """Undeclared properties, unknown terms, terms that are defined twice. `broken` modules only define."""
    declared: dict[str, Use] = {}
    properties: set[str] = set()
    for module in modules:
        for use in module.uses:
            if use.role != "object" or use.predicate != RDF + "type" or use.depth or not use.subject:
                continue
            if use.value in _PROPERTY_TYPES:
                properties.add(use.subject)
            first = declared.setdefault(use.subject, use)
            if first.at.path != use.at.path and module.shown not in broken:
                message = f"{short(use.subject)} is already defined in {first.at.path}:{first.at.line}"
                yield Problem(use.at, "duplicate", message)
        yield from _twice(module)
    names = {short(iri) for iri in declared}
    for module in modules:
        if module.shown not in broken:
            for use in module.uses:
                yield from _unknown(use, declared, properties, names)


def _twice(module: Module) -> Iterator[Problem]:
    first: dict[str, Use] = {}
    for use in module.uses:
        if use.role == "subject" and first.setdefault(use.value, use) is not use:
            message = f"{short(use.value)} has a block of its own already on line {first[use.value].at.line}"
            yield Problem(use.at, "duplicate", message)


def _unknown(
    use: Use, declared: Mapping[str, Use], properties: set[str], names: set[str]
) -> Iterator[Problem]:
    if use.role == "predicate":
        if use.value not in properties and use.value not in _KNOWN:
            known = [short(iri) for iri in properties | _KNOWN]
            word = short(use.value)
            message = f"property '{word}' is not declared in core.ttl{did_you_mean(word, known)}"
            yield Problem(use.at, "unknown-property", message)
    elif use.role == "object" and use.kind == "iri" and use.value not in declared:
        if use.value.startswith(NAMESPACE):
            word = short(use.value)
            yield Problem(use.at, "unknown-term", f"unknown term '{word}'{did_you_mean(word, names)}")
        elif use.predicate == RDF + "type" and use.value not in _KNOWN:
            yield Problem(use.at, "unknown-term", f"unknown class '{short(use.value)}'")


def check_terms(ontology: Ontology, terms: Mapping[str, Term], hierarchy: Hierarchy) -> Iterator[Problem]:
    """Terms of no kind, in a circle, without their texts, or with values that are not allowed."""
    alone = set(hierarchy.ancestors) - set(terms)
    for name in sorted(alone):
        if hierarchy.ancestors[name] & alone != {name}:
            continue  # the one above it is reported
        roots = ", ".join(sorted(KINDS))
        message = f"{name} is of no known kind: nothing above it is one of {roots}"
        yield Problem(ontology.places(NAMESPACE + name), "kind", message)
    if not ontology.axioms.problems:  # an axiom that was only half read would make circles of its own
        yield from _cycles(terms, hierarchy)
    for term in terms.values():
        missing = [language for language in LANGUAGES if language not in term.labels]
        if missing:
            yield Problem(term.at, "label", f"{term.id} has no rdfs:label in {', '.join(missing)}")
        if not term.definition:
            yield Problem(term.at, "definition", f"{term.id} has no skos:definition")
    links = {term.id: term.properties.get(LEADS_TO, ()) for term in terms.values()}
    yield from check_causes({name: tuple(map(str, to)) for name, to in links.items() if to}, ontology.places)
    yield from _values(ontology, terms, hierarchy)


def _cycles(terms: Mapping[str, Term], hierarchy: Hierarchy) -> Iterator[Problem]:
    seen: set[str] = set()
    for name in sorted(terms):
        ring = sorted(
            one
            for one in hierarchy.ancestors[name]
            if one != name and name in hierarchy.ancestors.get(one, ())
        )
        if ring and name not in seen:
            seen.update(ring)
            message = f"{name} stands above itself, in a circle with {', '.join(ring)}"
            yield Problem(terms[name].at, "cycle", message)


def _values(ontology: Ontology, terms: Mapping[str, Term], hierarchy: Hierarchy) -> Iterator[Problem]:
    """Each told property of a term against its rdfs:domain, rdfs:range and kb:allowed."""
    from rdflib import URIRef

    graph = ontology.graph
    pairs = ((str(s), str(p)) for s, p in graph.subject_predicates() if is_ours(p) and isinstance(s, URIRef))
    for subject_iri, predicate_iri in sorted(set(pairs)):
        subject, predicate = URIRef(subject_iri), URIRef(predicate_iri)
        name, prop = local(subject), local(predicate)
        above = hierarchy.ancestors.get(name)
        if above is None:  # a frame, a slot or a property
            above = frozenset(local(node) for node in graph.objects(subject, URIRef(RDF + "type")))
        domains = sorted(local(node) for node in graph.objects(predicate, URIRef(RDFS + "domain")))
        if domains and not above.intersection(domains):
            at = ontology.places(str(subject), str(predicate))
            yield Problem(
                at, "domain", f"{prop} is for {' or '.join(domains)}, which {short(subject)} is not"
            )
        for value in sorted(graph.objects(subject, predicate), key=str):
            at = ontology.places(str(subject), str(predicate), str(value))
            wrong = _wrong_value(ontology, str(predicate), value, terms, hierarchy)
            if wrong:
                yield Problem(at, "value", f"{prop} of {short(subject)} {wrong}")
    yield from _fillers(ontology, terms, hierarchy)


def _wrong_value(
    ontology: Ontology, predicate: str, value: object, terms: Mapping[str, Term], hierarchy: Hierarchy
) -> str:
    from rdflib import Literal, URIRef

    graph, prop = ontology.graph, URIRef(predicate)
    allowed = sorted(str(node) for node in graph.objects(prop, URIRef(NAMESPACE + "allowed")))
    if allowed and str(value) not in allowed:
        return f"is '{value}'; allowed are {', '.join(allowed)}{did_you_mean(str(value), allowed)}"
    for range_ in sorted(map(str, graph.objects(prop, URIRef(RDFS + "range")))):
        if range_.startswith(NAMESPACE):
            wanted = range_.removeprefix(NAMESPACE)
            if isinstance(value, Literal):
                return f"is the text '{value}', not a {wanted}"
            name = local(str(value))
            if name in terms and wanted not in hierarchy.ancestors.get(name, ()):
                return f"is {name}, which is not a {wanted}"
        elif not isinstance(value, Literal):
            return f"is {short(str(value))}, not a value of type {short(range_)}"
        elif range_ == RDF + "langString":
            if not value.language:
                return f"is '{value}' without a language: write \"…\"@en"
        elif not _of_type(value, range_.rpartition("#")[2]):
            return f"is '{value}', which is not a {range_.rpartition('#')[2]}"
    return ""


def _of_type(value: object, wanted: str) -> bool:
    from rdflib import Literal

    plain = value.toPython() if isinstance(value, Literal) else value
    if wanted == "boolean":
        return isinstance(plain, bool)
    if wanted in ("decimal", "integer", "double"):
        return not isinstance(plain, bool | str) and isinstance(value, Literal) and value.datatype is not None
    return True


def _fillers(ontology: Ontology, terms: Mapping[str, Term], hierarchy: Hierarchy) -> Iterator[Problem]:
    """`p some F`: F must be in the range of p, so that a range never adds an inference."""
    from rdflib import URIRef

    for axiom in ontology.axioms.below:
        above = axiom.above
        if not isinstance(above, Restriction) or (above.value and above.property in SHORT_FOR_VALUE):
            continue
        ranges = ontology.graph.objects(URIRef(NAMESPACE + above.property), URIRef(RDFS + "range"))
        for range_ in sorted(map(local, ranges)):
            if range_ not in hierarchy.ancestors.get(above.filler, ()):
                message = f"{above.property} of {axiom.term} is {above.filler}, which is not a {range_}"
                yield Problem(axiom.at, "value", message)
