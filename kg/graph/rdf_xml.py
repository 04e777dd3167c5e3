"""RDF/XML with every subject and statement in order, so that two exports are the same bytes.

rdflib's own writer takes the subjects in the order of a set, which changes with every run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from kbctl.ontology.axioms import RDF

if TYPE_CHECKING:
    from rdflib import Graph

_NAME = re.compile(r"[^\W\d][\w.-]*\Z")


def rdf_xml(graph: Graph) -> str:
    """The graph as RDF/XML, with the prefixes that are bound to it."""
    prefixes = {str(namespace): prefix for prefix, namespace in graph.namespaces() if prefix}
    prefixes.setdefault(RDF, "rdf")
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<rdf:RDF"]
    for namespace, prefix in sorted(prefixes.items(), key=lambda one: one[1]):
        lines.append(f"   xmlns:{prefix}={quoteattr(namespace)}")
    lines[-1] += ">"
    triples = sorted(graph, key=lambda triple: [(type(n).__name__, n.n3()) for n in triple])
    for subject, of_subject in groupby(triples, key=lambda triple: triple[0]):
        lines.append(f"  <rdf:Description {_reference(subject, 'rdf:about')}>")
        lines += [f"    {_statement(predicate, value, prefixes)}" for _, predicate, value in of_subject]
        lines.append("  </rdf:Description>")
    return "\n".join([*lines, "</rdf:RDF>"]) + "\n"


def _reference(node: Any, attribute: str) -> str:
    from rdflib import BNode

    if isinstance(node, BNode):
        return f'rdf:nodeID="{node}"'
    return f"{attribute}={quoteattr(str(node))}"


def _statement(predicate: Any, value: Any, prefixes: Mapping[str, str]) -> str:
    from rdflib import Literal

    name, declared = _name(str(predicate), prefixes)
    if not isinstance(value, Literal):
        return f"<{name}{declared} {_reference(value, 'rdf:resource')}/>"
    typed = f" xml:lang={quoteattr(value.language)}" if value.language else ""
    typed = typed or (f" rdf:datatype={quoteattr(str(value.datatype))}" if value.datatype else "")
    return f"<{name}{declared}{typed}>{escape(str(value), {chr(13): '&#13;'})}</{name}>"


def _name(iri: str, prefixes: Mapping[str, str]) -> tuple[str, str]:
    """The predicate as `prefix:name`, and the declaration of its namespace where that has no prefix yet."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    namespace, local = iri[:cut], iri[cut:]
    if not _NAME.match(local):
        raise ValueError(f"RDF/XML cannot name the property {iri}")
    if namespace in prefixes:
        return f"{prefixes[namespace]}:{local}", ""
    return f"ns:{local}", f" xmlns:ns={quoteattr(namespace)}"
