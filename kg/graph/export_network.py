"""The graph as nodes and edges for tools that draw networks: GraphML, and the JSON of Cytoscape."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, Literal, NamedTuple

from kbctl.kg.graph.knowledge import Knowledge
from kbctl.kg.graph.relations import edges
from kbctl.ontology.mappings import Linked
from kbctl.ontology.vocab import NAMESPACE

Form = Literal["graphml", "cytoscape"]


class Network(NamedTuple):
    """`nodes`: id -> attributes; `edges`: (source, relation, target, attributes). Both sorted.

    Ids of rules and cases are `rule:ID` and `case:ID`, those of other vocabularies have their prefix, so that
    none meets the id of a term.
    """

    nodes: dict[str, dict[str, str]]
    edges: tuple[tuple[str, str, str, dict[str, float]], ...]


def network(knowledge: Knowledge, also: Collection[str] = (), mappings: Collection[Linked] = ()) -> Network:
    """The terms and their relations; `also` may name `rules` and `cases`, `mappings` adds those of terms."""
    nodes = {
        term.id: {
            "label": term.label,
            "kind": term.kind,
            "definition": term.definition,
            **{f"label_{language}": text for language, text in sorted(term.labels.items())},
        }
        for _, term in sorted(knowledge.vocabulary.terms.items())
    }
    found: list[tuple[str, str, str, dict[str, float]]] = [
        (*edge, {}) for edge in edges(knowledge.vocabulary)
    ]
    if "rules" in also:
        for rule in knowledge.rules.values():
            about = {"label": rule.title, "kind": "rule", "definition": rule.because}
            nodes[f"rule:{rule.id}"] = about | {"status": rule.status, "rule_kind": rule.kind}
    if "cases" in also:
        for case in knowledge.cases.values():
            nodes[f"case:{case.id}"] = {"label": case.title, "kind": "case", "definition": case.summary}
    for row in mappings:
        subject, relation = row.subject.removeprefix(NAMESPACE), row.predicate.removeprefix("skos:")
        if subject in knowledge.vocabulary.terms:
            nodes[row.object_id] = {"label": row.object_label, "kind": "other vocabulary", "definition": ""}
            found.append((subject, relation, row.object_id, {}))
    found += _of_rules(knowledge) if "rules" in also else ()
    found += _of_cases(knowledge) if "cases" in also else ()
    kept = (edge for edge in found if edge[0] in nodes and edge[2] in nodes)
    return Network(nodes, tuple(sorted(kept, key=lambda edge: (edge[:3], sorted(edge[3].items())))))


def _of_rules(knowledge: Knowledge) -> Iterator[tuple[str, str, str, dict[str, float]]]:
    for rule in knowledge.rules.values():
        best: dict[str, float] = {}
        for one in rule.recommendations:
            best[one.remedy] = max(one.confidence, best.get(one.remedy, 0.0))
        source = f"rule:{rule.id}"
        yield from ((source, "recommends", remedy, {"confidence": best[remedy]}) for remedy in best)
        yield from ((source, "isAbout", challenge, {}) for challenge in rule.challenges)
        yield from ((source, "plans", activity, {}) for activity in rule.planned)
        yield from ((source, "forIndustry", industry, {}) for industry in rule.industries)
        yield from ((f"case:{past}", says, source, {}) for past, says in rule.evidence)


def _of_cases(knowledge: Knowledge) -> Iterator[tuple[str, str, str, dict[str, float]]]:
    for case in knowledge.cases.values():
        source = f"case:{case.id}"
        concerned = {one for lesson in case.lessons for one in lesson.concerns}
        used = {lesson.use for lesson in case.lessons if lesson.use}
        yield from ((source, "concerns", challenge, {}) for challenge in concerned)
        yield from ((source, "used", remedy, {}) for remedy in used)
        if case.industry:
            yield source, "forIndustry", case.industry, {}


def written(found: Network, form: Form) -> str:
    """The network in one of the formats; the same network gives the same bytes."""
    return _graphml(found) if form == "graphml" else _cytoscape(found)


def _graphml(found: Network) -> str:
    import networkx

    drawn: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for ident, about in found.nodes.items():
        drawn.add_node(ident, **about)
    for number, (source, relation, target, figures) in enumerate(found.edges, 1):
        drawn.add_edge(source, target, key=f"e{number}", relation=relation, **figures)
    lines = networkx.generate_graphml(drawn, prettyprint=True, named_key_ids=True)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + "\n".join(lines) + "\n"


def _cytoscape(found: Network) -> str:
    nodes: list[dict[str, Any]] = [{"data": {"id": one, **about}} for one, about in found.nodes.items()]
    links = [
        {"data": {"id": f"e{n}", "source": source, "target": target, "interaction": relation, **about}}
        for n, (source, relation, target, about) in enumerate(found.edges, 1)
    ]
    document = {
        "format_version": "1.0",
        "generated_by": "kbctl",
        "data": {"name": "kbctl"},
        "elements": {"nodes": nodes, "edges": links},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
