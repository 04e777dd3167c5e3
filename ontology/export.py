"""The whole ontology for other tools, and a DL reasoner's verdict on it.

Export writes what the modules say, with the shorthand written out (`kb:hasDimension` on a class becomes a
restriction), so that a reasoner sees the same axioms as `hierarchy`. HermiT runs through owlready2 in a
process of its own: owlready2 keeps state, and a reasoner that dies must not take the caller along.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kbctl.ontology.axioms import OWL, RDF, RDFS, SHORT_FOR_VALUE
from kbctl.ontology.load import read_ontology
from kbctl.ontology.vocab import NAMESPACE

if TYPE_CHECKING:
    from rdflib import Graph

Format = Literal["ntriples", "rdfxml", "turtle"]
_RDFLIB = {"ntriples": "nt11", "rdfxml": "xml", "turtle": "turtle"}


@dataclass(frozen=True)
class Verdict:
    """What the reasoner found. `ancestors`: the named classes above each class or individual, and itself."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    ancestors: Mapping[str, frozenset[str]] | None = None


class ReasonerError(RuntimeError):
    """There is no Java, or the reasoner ended without a verdict."""


def export(sources: Mapping[str, str], form: Format = "ntriples") -> str:
    """The ontology of the modules (see `load.read_sources`) as one document. N-Triples are reproducible."""
    graph = written_out(read_ontology(sources).graph)
    text = graph.serialize(format=_RDFLIB[form])
    if form == "ntriples":
        text = "\n".join(sorted(line for line in text.splitlines() if line.strip())) + "\n"
    return text


def written_out(graph: Graph) -> Graph:
    """A copy with the shorthands as restrictions, individuals declared, and stable names for blank nodes."""
    from rdflib import BNode, Graph, URIRef

    full = Graph()
    for prefix, namespace in (("kb", NAMESPACE), ("frame", NAMESPACE + "frame/"), ("owl", OWL)):
        full.bind(prefix, namespace)
    short = {URIRef(NAMESPACE + name) for name in SHORT_FOR_VALUE}
    kind, class_ = URIRef(RDF + "type"), URIRef(OWL + "Class")
    for subject, predicate, value in graph:
        if predicate in short and (subject, kind, class_) in graph:
            node = BNode(f"value-{str(subject).rpartition('/')[2]}-{str(value).rpartition('/')[2]}")
            full.add((subject, URIRef(RDFS + "subClassOf"), node))
            full.add((node, kind, URIRef(OWL + "Restriction")))
            full.add((node, URIRef(OWL + "onProperty"), predicate))
            full.add((node, URIRef(OWL + "hasValue"), value))
            continue
        full.add((subject, predicate, value))
        if predicate == kind and str(value).startswith(NAMESPACE):
            full.add((subject, kind, URIRef(OWL + "NamedIndividual")))
    return _named_blanks(full)


def _named_blanks(graph: Graph) -> Graph:
    """Blank nodes renamed by where they hang, so that two exports are the same bytes."""
    from rdflib import Graph
    from rdflib.compare import to_canonical_graph

    named = Graph()
    for prefix, namespace in graph.namespaces():
        named.bind(prefix, namespace)
    for triple in to_canonical_graph(graph):
        named.add(triple)
    return named


def java() -> str | None:
    """The Java that would run the reasoner."""
    return shutil.which("java")


def reason(ntriples: str, timeout: float = 240.0) -> Verdict:
    """HermiT's verdict on an ontology in N-Triples. Raises ReasonerError where it cannot give one."""
    if java() is None:
        raise ReasonerError("no java on the path; HermiT needs a Java runtime")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.nt"
        path.write_text(ntriples, encoding="utf-8")
        command = [sys.executable, "-c", _REASON, str(path), NAMESPACE]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
        except subprocess.TimeoutExpired:
            raise ReasonerError(f"HermiT gave no answer within {timeout:.0f} seconds") from None
    last = done.stdout.strip().splitlines()[-1:] or [""]
    if done.returncode or not last[0].startswith("{"):
        said = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise ReasonerError(f"HermiT ended without a verdict: {said}")
    answer = json.loads(last[0])
    if not answer["consistent"]:
        return Verdict(consistent=False)
    ancestors = {name: frozenset(above) for name, above in answer["ancestors"].items()}
    return Verdict(True, tuple(answer["unsatisfiable"]), ancestors)


def differences(
    compiled: Mapping[str, frozenset[str]], verdict: Verdict, ignore: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Where a compiled closure and the reasoner's disagree, one sentence each; empty where they agree."""
    said = verdict.ancestors or {}
    found = []
    for name in sorted((set(compiled) | set(said)) - ignore):
        ours, theirs = compiled.get(name, frozenset()), said.get(name, frozenset()) - ignore
        found += [f"{name} is below {above} for the reasoner, not for us" for above in sorted(theirs - ours)]
        found += [f"{name} is below {above} for us, not for the reasoner" for above in sorted(ours - theirs)]
    return tuple(found)


# Runs in a fresh interpreter. owlready2 writes what is inferred into the classes and individuals.
_REASON = """
import json, sys
import owlready2
path, namespace = sys.argv[1:]
world = owlready2.World()
ontology = world.get_ontology("file://" + path).load()
try:
    with ontology:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
except owlready2.OwlReadyInconsistentOntologyError:
    print(json.dumps({"consistent": False}))
    sys.exit()
def own(things):
    return sorted({t.iri[len(namespace):] for t in things
                   if getattr(t, "iri", "").startswith(namespace) and "/" not in t.iri[len(namespace):]})
ancestors = {}
for one in world.classes():
    if own([one]):
        ancestors[own([one])[0]] = own(one.ancestors())
for one in world.individuals():
    if own([one]):
        above = {a for c in one.is_a if hasattr(c, "ancestors") for a in c.ancestors()}
        ancestors[own([one])[0]] = own(above | {one})
bad = own(world.inconsistent_classes())
print(json.dumps({"consistent": True, "unsatisfiable": bad, "ancestors": ancestors}))
"""
