"""Competency questions: what the ontology must be able to answer, as SPARQL with the answers that are known.

A file under queries/ starts with the question, the terms that must be among the answers, and those that
must not be:

    # Which industries are textile ones?
    # expects: textile knitwear
    # never: furniture
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from kbctl.ontology.axioms import RDF, RDFS, local
from kbctl.ontology.vocab import NAMESPACE, Vocabulary

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str
    expects: frozenset[str]
    never: frozenset[str]
    query: str


def read_questions() -> tuple[Question, ...]:
    """The questions of the package, sorted by id."""
    found = sorted((file.name, file) for file in (files("kbctl.ontology") / "queries").iterdir())
    return tuple(
        _question(name.removesuffix(".rq"), file.read_text(encoding="utf-8"))
        for name, file in found
        if name.endswith(".rq")
    )


def _question(name: str, text: str) -> Question:
    head = [line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#")]
    told = dict(line.partition(":")[::2] for line in head[1:])
    return Question(
        id=name,
        text=head[0],
        expects=frozenset(told.get("expects", "").split()),
        never=frozenset(told.get("never", "").split()),
        query=text,
    )


def with_closure(graph: Graph, vocabulary: Vocabulary) -> Graph:
    """A copy of the graph with every inferred parent and type as a triple of its own."""
    from rdflib import Graph, URIRef

    full = Graph()
    for triple in graph:
        full.add(triple)
    for term, above in vocabulary.ancestors.items():
        relation = RDF + "type" if vocabulary.terms[term].individual else RDFS + "subClassOf"
        for one in above:
            if one != term or relation != RDF + "type":
                full.add((URIRef(NAMESPACE + term), URIRef(relation), URIRef(NAMESPACE + one)))
    return full


def answers(question: Question, graph: Graph) -> tuple[str, ...]:
    """The terms that the query selects, sorted, each once."""
    rows = graph.query(question.query).bindings
    return tuple(sorted({local(str(node)) for row in rows for node in row.values()}))


def shortcomings(question: Question, graph: Graph) -> Mapping[str, tuple[str, ...]]:
    """Which known answers are missing and which wrong ones are given; empty where it is answered."""
    given = set(answers(question, graph))
    found = {"missing": question.expects - given, "wrong": question.never & given}
    return {what: tuple(sorted(terms)) for what, terms in found.items() if terms}
