"""Axioms and statements in words, by label."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kbctl.kg.graph.relations import RELATIONS
from kbctl.kg.text import spaced
from kbctl.ontology.axioms import Axiom, Below, Definition, Domain, Restriction, Superclass

if TYPE_CHECKING:
    from kbctl.kg.graph.snapshot import Statement

Label = Callable[[str], str]

_PHRASES = {
    "rdfs:label": "is called", "skos:altLabel": "is also called", "skos:hiddenLabel": "is headed",
    "skos:definition": "means", "skos:notation": "is written",
    "owl:disjointWith": "has nothing in common with",
    "owl:differentFrom": "is not the same as", "rdfs:domain": "is for", "rdfs:range": "leads to a",
    "showsAs": "shows as", "rootCause": "comes from", "seenIn": "is seen in", "fitsWhen": "fits when",
    "verifyBy": "worked when", "precondition": "needs first", "notToBeConfused": "is not",
    "owl:versionInfo": "has the version", "slotOf": "is a slot of",
}  # fmt: skip
_OWL_TYPES = {
    "owl:Class": "a class", "owl:ObjectProperty": "a property", "owl:AnnotationProperty": "a property",
    "owl:DatatypeProperty": "a property", "owl:Ontology": "an ontology",
}  # fmt: skip


def spaced_name(ident: str) -> str:
    """An id as words where it has no label: `frame:company.sites`, `effortDays` → `effort Days`."""
    return ident if ":" in ident or "/" in ident else spaced(ident)


def axiom_words(axiom: Axiom, label: Label) -> str:
    """`Duplicate customer is a Duplicate record`."""
    if isinstance(axiom, Below):
        return f"{label(axiom.term)} {_is(axiom.above, label)}"
    if isinstance(axiom, Definition):
        parts = " and ".join(_is(part, label) for part in sorted(axiom.parts, key=_named_first))
        return f"{label(axiom.term)} is whatever {parts}"
    if isinstance(axiom, Domain):
        return f"whatever {_reads(axiom.property)} something is {one_of(label(axiom.term))}"
    return f"{' and '.join(map(label, axiom.members))} have nothing in common"


def one_of(label: str) -> str:
    """A label with its article."""
    return f"{'an' if label[:1] in 'AEIO' else 'a'} {label}"


def _named_first(part: Superclass) -> tuple[bool, str]:
    return isinstance(part, Restriction), str(part)


def _is(above: Superclass, label: Label) -> str:
    if isinstance(above, Restriction):
        return f"{_reads(above.property)} {'' if above.value else 'some '}{label(above.filler)}"
    return f"is {one_of(label(above))}"


def _reads(name: str) -> str:
    return RELATIONS[name][0] if name in RELATIONS else spaced(name).lower()


def statement_words(said: Statement, label: Label) -> str:
    """What a statement says of its subject, without the subject: `is also called “dup cust” (en)`."""
    language = f" ({said.language})" if said.language else ""
    if said.literal:
        quoted = f"“{said.value}”" if said.language or said.predicate.startswith("skos:") else said.value
        return f"{_predicate(said.predicate)} {quoted}{language}"
    if said.value in _OWL_TYPES:
        return f"is {_OWL_TYPES[said.value]}"
    parts = said.value.split(" and ")
    if said.predicate in ("rdfs:subClassOf", "rdf:type", "owl:equivalentClass"):
        whatever = "is whatever " if said.predicate == "owl:equivalentClass" else ""
        ordered = sorted(parts, key=lambda part: (" " in part, part))
        return whatever + " and ".join(_class(part, label) for part in ordered)
    return f"{_predicate(said.predicate)} {' and '.join(map(label, parts))}"


def _class(part: str, label: Label) -> str:
    """`is a Customer` of an id, `affects some Customer` of a restriction in ids."""
    name, how, filler = [*part.split(" "), "", ""][:3]
    if filler and how in ("some", "value"):
        return f"{_reads(name)} {'some ' if how == 'some' else ''}{label(filler)}"
    return f"is {one_of(label(part))}"


def _predicate(name: str) -> str:
    if name in _PHRASES:
        return _PHRASES[name]
    return _reads(name.rpartition(":")[2])


def short_predicate(name: str) -> str:
    """A property as a noun, for a change of its value: `label`, `effort days`."""
    return spaced(name.rpartition(":")[2]).lower()
