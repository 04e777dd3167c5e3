"""The graph as RDF for other tools: all modules as one ontology, with rules and cases where asked for.

The ontology has its shorthands written out and its individuals declared (`ontology.export`). What is added
for rules and cases is annotation only, so a reasoner sees the same axioms about terms with and without them:

    rule:ID  a kb:Rule      kb:isAbout CHALLENGE, kb:recommends REMEDY, kb:plans ACTIVITY, kb:supportedBy …
    case:ID  a kb:Evidence  with its lessons case:ID/1, case:ID/2 …, each a kb:Lesson

Mappings are annotations too (skos:exactMatch …), so nothing follows from the other vocabularies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from kbctl.kg.cases import Case
from kbctl.kg.contents import RuleRow
from kbctl.kg.graph.knowledge import Knowledge
from kbctl.ontology.axioms import OWL, RDF, RDFS
from kbctl.ontology.mappings import EMPTY, PREDICATES, MappingSet
from kbctl.ontology.terms import SKOS
from kbctl.ontology.vocab import NAMESPACE

if TYPE_CHECKING:
    from rdflib import Graph

Form = Literal["ttl", "owl", "jsonld"]
RULE, CASE, DCTERMS = NAMESPACE + "rule/", NAMESPACE + "case/", "http://purl.org/dc/terms/"

#: What describes rules and cases and is not part of the ontology: name -> what it means.
_CLASSES = {"Rule": "A rule of the rule base.", "Lesson": "One thing that a past implementation shows."}
_PROPERTIES = {
    "ruleKind": "Declarative, conditional, procedural or metacognitive.",
    "ruleStatus": "Draft, shadow, active or deprecated.",
    "ruleOwner": "Who answers for the rule.",
    "isAbout": "A challenge that the rule looks for.",
    "recommends": "A remedy that the rule recommends.",
    "plans": "An activity that the rule adds to the plan.",
    "forIndustry": "An industry that the rule or case is of.",
    "supportedBy": "A case that speaks for the rule.",
    "contradictedBy": "A case that speaks against the rule.",
    "lesson": "A lesson of the case.",
    "concerns": "A challenge that the lesson is about.",
    "used": "The remedy whose use the lesson tells.",
    "result": "What came of it: worked, partly, failed or unknown.",
}
_EVIDENCE = {"supports": "supportedBy", "contradicts": "contradictedBy"}


def rdf_graph(
    sources: Mapping[str, str],
    knowledge: Knowledge,
    also: Collection[str] = (),
    mappings: MappingSet = EMPTY,
) -> Graph:
    """The graph of the modules (`load.read_sources`); `also` may name `rules` and `cases`."""
    from kbctl.ontology.export import written_out
    from kbctl.ontology.load import read_ontology
    from rdflib import Graph

    full = written_out(read_ontology(sources).graph)
    graph = Graph(bind_namespaces="none")
    spaces = {"kb": NAMESPACE, "frame": NAMESPACE + "frame/", "owl": OWL, "rdf": RDF, "rdfs": RDFS}
    spaces |= {"xsd": "http://www.w3.org/2001/XMLSchema#", "skos": SKOS, "dcterms": DCTERMS}
    spaces |= {"rule": RULE} if "rules" in also else {}
    spaces |= {"case": CASE} if {"rules", "cases"} & set(also) else {}
    spaces |= mappings.used
    for prefix, namespace in spaces.items():
        graph.bind(prefix, namespace)
    added = list(_added(knowledge, also)) if {"rules", "cases"} & set(also) else []
    added += _links(mappings)
    for triple in sorted({*full, *added}, key=lambda triple: [_order(node) for node in triple]):
        graph.add(triple)  # in order, so that every serialiser meets them in the same order
    return graph


def _order(node: Any) -> tuple[str, str, str, str]:
    language, datatype = getattr(node, "language", None), getattr(node, "datatype", None)
    return type(node).__name__, str(node), language or "", str(datatype or "")


def serialised(graph: Graph, form: Form) -> str:
    """The graph in one of the formats; the same graph gives the same bytes."""
    if form == "owl":
        from kbctl.kg.graph.rdf_xml import rdf_xml

        return rdf_xml(graph)
    if form == "jsonld":
        import json

        document = json.loads(graph.serialize(format="json-ld", auto_compact=True))
        return json.dumps(_sorted(document), ensure_ascii=False, indent=1) + "\n"
    return str(graph.serialize(format="turtle")).rstrip("\n") + "\n"


def _sorted(node: Any, ordered: bool = False) -> Any:
    """A JSON-LD document with its keys and its arrays in order; only an `@list` has an order of its own."""
    if isinstance(node, dict):
        return {key: _sorted(value, key == "@list") for key, value in sorted(node.items())}
    if isinstance(node, list):
        items = [_sorted(item) for item in node]
        return items if ordered else sorted(items, key=_key)
    return node


def _key(node: Any) -> str:
    import json

    name = node.get("@id", "") if isinstance(node, dict) else ""
    return f"{name} {json.dumps(node, ensure_ascii=False)}"


def _added(knowledge: Knowledge, also: Collection[str]) -> Iterator[tuple[Any, Any, Any]]:
    make = _Maker()
    for name, meaning in _CLASSES.items():
        yield from make.declared(name, "Class", meaning)
    for name, meaning in _PROPERTIES.items():
        yield from make.declared(name, "AnnotationProperty", meaning)
    if "rules" in also:
        for rule in knowledge.rules.values():
            yield from make.rule(rule)
    if "cases" in also:
        for case in knowledge.cases.values():
            yield from make.case(case)


def _links(mappings: MappingSet) -> Iterator[tuple[Any, Any, Any]]:
    make = _Maker()
    for predicate in PREDICATES if mappings.rows else ():
        yield make.link(SKOS + predicate.removeprefix("skos:"), RDF + "type", OWL + "AnnotationProperty")
    for row in mappings.rows:
        yield make.link(row.subject, SKOS + row.predicate.removeprefix("skos:"), row.object)
        if row.subject_id.startswith(("unit:", "quantity:")):  # the ontology itself says nothing of units
            yield make.text(row.subject, RDFS + "label", row.subject_label, "en")


class _Maker:
    """Makes triples of plain values; rdflib is imported when the first is made."""

    def __init__(self) -> None:
        from rdflib import Literal, URIRef

        self.iri = URIRef
        self.literal = Literal

    def text(
        self, subject: str, predicate: str, text: str, language: str | None = None
    ) -> tuple[Any, Any, Any]:
        return self.iri(subject), self.iri(predicate), self.literal(text, lang=language)

    def link(self, subject: str, predicate: str, target: str) -> tuple[Any, Any, Any]:
        return self.iri(subject), self.iri(predicate), self.iri(target)

    def declared(self, name: str, kind: str, meaning: str) -> Iterator[tuple[Any, Any, Any]]:
        yield self.link(NAMESPACE + name, RDF + "type", OWL + kind)
        yield self.text(NAMESPACE + name, SKOS + "definition", meaning, "en")

    def typed(self, subject: str, kind: str, label: str, says: str) -> Iterator[tuple[Any, Any, Any]]:
        yield self.link(subject, RDF + "type", OWL + "NamedIndividual")
        yield self.link(subject, RDF + "type", NAMESPACE + kind)
        if label:
            yield self.text(subject, RDFS + "label", label, "en")
        if says:
            yield self.text(subject, SKOS + "definition", says, "en")

    def rule(self, rule: RuleRow) -> Iterator[tuple[Any, Any, Any]]:
        subject = RULE + rule.id
        yield from self.typed(subject, "Rule", rule.title, rule.because)
        yield self.text(subject, DCTERMS + "source", f"{rule.path}:{rule.line}")
        for name, value in (("ruleKind", rule.kind), ("ruleStatus", rule.status), ("ruleOwner", rule.owner)):
            yield self.text(subject, NAMESPACE + name, value)
        for name, terms in (
            ("isAbout", rule.challenges),
            ("recommends", tuple(one.remedy for one in rule.recommendations)),
            ("plans", rule.planned),
            ("forIndustry", rule.industries),
        ):
            for term in terms:
                yield self.link(subject, NAMESPACE + name, NAMESPACE + term)
        for past, says in rule.evidence:
            yield self.link(subject, NAMESPACE + _EVIDENCE.get(says, says), CASE + past)

    def case(self, case: Case) -> Iterator[tuple[Any, Any, Any]]:
        subject = CASE + case.id
        yield from self.typed(subject, "Evidence", case.title, case.summary)
        if case.year is not None:
            yield self.iri(subject), self.iri(DCTERMS + "date"), self.literal(case.year)
        if case.industry:
            yield self.link(subject, NAMESPACE + "forIndustry", NAMESPACE + case.industry)
        for source in case.sources:
            yield self.text(subject, DCTERMS + "bibliographicCitation", source.citation)
            if source.url:
                yield self.text(subject, DCTERMS + "source", source.url)
        for number, lesson in enumerate(case.lessons, 1):
            one = f"{subject}/{number}"
            yield self.link(subject, NAMESPACE + "lesson", one)
            yield from self.typed(one, "Lesson", "", lesson.says)
            yield self.text(one, NAMESPACE + "result", lesson.result)
            for challenge in lesson.concerns:
                yield self.link(one, NAMESPACE + "concerns", NAMESPACE + challenge)
            if lesson.use:
                yield self.link(one, NAMESPACE + "used", NAMESPACE + lesson.use)
