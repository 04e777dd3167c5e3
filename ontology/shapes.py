"""What a term must carry to be complete, as SHACL shapes under shapes/, and which terms do not.

The shapes look at the merged graph with every told and inferred type as a triple of its own
(`competency.with_closure`). Needs pySHACL, of the extra `test`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from kbctl.ontology.axioms import local

if TYPE_CHECKING:
    from rdflib import Graph

SHACL = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A term that a shape does not hold for; `path` is the property, empty for the term itself."""

    term: str
    path: str
    message: str


def read_shapes() -> Graph:
    """The shapes of the package, as one graph."""
    from rdflib import Graph

    shapes = Graph()
    for file in sorted((files("kbctl.ontology") / "shapes").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".ttl"):
            shapes.parse(data=file.read_text(encoding="utf-8"), format="turtle")
    return shapes


def violations(graph: Graph) -> tuple[Violation, ...]:
    """What does not hold, sorted; empty where the graph conforms. Raises ImportError without pySHACL."""
    from pyshacl import validate
    from rdflib import RDF, URIRef

    _, report, _ = validate(graph, shacl_graph=read_shapes(), inference="none")
    found = set()
    for result in report.subjects(RDF.type, URIRef(SHACL + "ValidationResult")):
        term, path, message = (
            report.value(result, URIRef(SHACL + name))
            for name in ("focusNode", "resultPath", "resultMessage")
        )
        found.add(
            Violation(local(str(term)), local(str(path)) if isinstance(path, URIRef) else "", str(message))
        )
    return tuple(sorted(found))
