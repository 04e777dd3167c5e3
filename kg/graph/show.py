"""Everything that the knowledge base says of one term, as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kbctl.kg.contents import RuleRow
from kbctl.kg.graph.knowledge import Knowledge
from kbctl.kg.graph.relations import HIERARCHY, PROPERTY, RELATIONS, edges
from kbctl.kg.near import Taxonomy
from kbctl.kg.precedents import NEAR, ROOT
from kbctl.ontology.mappings import EMPTY, MappingSet
from kbctl.ontology.vocab import NAMESPACE, Term

#: Properties that have a place of their own in the answer, beside the relations.
_SHOWN_APART = ("defined", "hiddenLabel")


def show(knowledge: Knowledge, term: Term, mappings: MappingSet = EMPTY) -> dict[str, Any]:
    """The term with its names, hierarchy, relations, texts, remedies, rules, cases and mappings.

    docs/graph.md has the shape.
    """
    vocabulary = knowledge.vocabulary
    return {
        "id": term.id,
        "kind": term.kind,
        "individual": term.individual,
        "defined": bool(term.get("defined")),
        "notation": term.notation,
        "label": term.label,
        "labels": dict(term.labels),
        "alternatives": {language: list(names) for language, names in term.alternatives.items()},
        "headers": list(term.properties.get("hiddenLabel", ())),
        "definition": term.definition,
        "parents": _parents(knowledge, term),
        "children": _children(knowledge, term),
        "dimensions": _dimensions(knowledge, term),
        "relations": _relations(knowledge, term),
        "texts": _texts(term),
        "remedies": [_remedy(knowledge, one, term.id) for one in vocabulary.remedies_of(term.id)],
        "rules": _rules(knowledge, term),
        "cases": _cases(knowledge, term),
        "mappings": _mappings(mappings, term),
        "path": term.at.path,
        "line": term.at.line,
    }


def named(knowledge: Knowledge, ids: Iterable[str]) -> list[dict[str, Any]]:
    return [{"id": one, "label": knowledge.label(one)} for one in ids]


def _mappings(mappings: MappingSet, term: Term) -> list[dict[str, str]]:
    """What it is mapped to in other vocabularies, the closest first."""
    return [
        {"predicate": row.predicate, "id": row.object_id, "iri": row.object, "label": row.object_label,
         "source": row.source.partition(":")[2], "comment": row.comment}
        for row in mappings.of(NAMESPACE + term.id)
    ]  # fmt: skip


def _parents(knowledge: Knowledge, term: Term) -> dict[str, Any]:
    """`told`: the direct parents, `further`: what stands above these, `inferred`: what axioms add."""
    vocabulary = knowledge.vocabulary
    reasons = vocabulary.reasons.get(term.id, {})
    further = vocabulary.ancestors.get(term.id, frozenset()) - {term.id, *term.parents, *reasons}
    inferred = [one | {"because": list(reasons[one["id"]])} for one in named(knowledge, sorted(reasons))]
    return {
        "told": named(knowledge, term.parents),
        "further": named(knowledge, sorted(further)),
        "inferred": inferred,
    }


def _children(knowledge: Knowledge, term: Term) -> dict[str, Any]:
    """`told`: what names it as a parent; `inferred`: what is below it only by inference."""
    vocabulary = knowledge.vocabulary
    told = [one.id for _, one in sorted(vocabulary.terms.items()) if term.id in one.parents]
    inferred = sorted(one for one, why in vocabulary.reasons.items() if term.id in why)
    below = vocabulary.descendants.get(term.id, frozenset({term.id}))
    return {
        "told": named(knowledge, told),
        "inferred": named(knowledge, inferred),
        "all": len(below) - 1,
    }


def _dimensions(knowledge: Knowledge, term: Term) -> list[dict[str, Any]]:
    """The data-quality dimensions, each with the term at which it is told: the term or one above it."""
    vocabulary = knowledge.vocabulary
    own = vocabulary.ancestors.get(term.id, frozenset())
    order = sorted(own & vocabulary.terms.keys(), key=lambda one: (one != term.id, one))
    found: dict[str, str] = {}
    for one in order:
        for dimension in vocabulary.terms[one].properties.get("dimension", ()):
            found.setdefault(dimension, one)
    return [
        {"id": dimension, "label": knowledge.label(dimension), "told_at": at}
        for dimension, at in found.items()
    ]


def _relations(knowledge: Knowledge, term: Term) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Relation -> `to` and `from`; without the hierarchy, and only what the term has."""
    found: dict[str, dict[str, list[str]]] = {}
    for edge in edges(knowledge.vocabulary):
        if edge.relation in HIERARCHY:
            continue
        if edge.source == term.id:
            found.setdefault(edge.relation, {"to": [], "from": []})["to"].append(edge.target)
        if edge.target == term.id:
            found.setdefault(edge.relation, {"to": [], "from": []})["from"].append(edge.source)
    return {
        relation: {way: named(knowledge, ids) for way, ids in found[relation].items()}
        for relation in RELATIONS
        if relation in found
    }


def _texts(term: Term) -> dict[str, list[Any]]:
    """What the other properties say, by the property's name: symptoms, effort, risk, preconditions."""
    apart = {PROPERTY.get(relation, relation) for relation in RELATIONS} | set(_SHOWN_APART)
    return {name: list(values) for name, values in sorted(term.properties.items()) if name not in apart}


def _remedy(knowledge: Knowledge, ident: str, challenge: str) -> dict[str, Any]:
    """A remedy of a challenge, with the active rules that propose it there, the most confident first."""
    remedy = knowledge.vocabulary.terms[ident]
    proposed = _proposals(knowledge, ident, challenge)
    return {
        "id": ident,
        "label": remedy.label,
        "fits_when": remedy.get("fitsWhen", ""),
        "effort_days": remedy.get("effortDays"),
        "risk": remedy.get("risk"),
        "reversible": remedy.get("reversible"),
        "executable": remedy.get("executable"),
        "roles": list(remedy.properties.get("role", ())),
        "phases": named(knowledge, remedy.properties.get("inPhase", ())),
        "rules": [
            {"id": rule.id, "confidence": confidence, "path": rule.path, "line": rule.line}
            for confidence, rule in proposed
        ],
    }


def _proposals(knowledge: Knowledge, remedy: str, challenge: str) -> list[tuple[float, RuleRow]]:
    """A rule on a more general challenge counts as well: its pattern matches every subclass."""
    above = knowledge.vocabulary.ancestors.get(challenge, frozenset())
    found = [
        (one.confidence, rule)
        for rule in knowledge.active
        for one in rule.recommendations
        if one.remedy == remedy and one.challenge in above
    ]
    best: dict[str, tuple[float, RuleRow]] = {}
    for confidence, rule in found:
        if rule.id not in best or confidence > best[rule.id][0]:
            best[rule.id] = (confidence, rule)
    return sorted(best.values(), key=lambda one: (-one[0], one[1].id))


def _rules(knowledge: Knowledge, term: Term) -> list[dict[str, Any]]:
    """Rules of any status that name the term: its challenge, a remedy they propose, a step, an industry."""
    found = []
    for rule in knowledge.rules.values():
        does = []
        does += ["is about it"] if term.id in rule.challenges else []
        does += ["recommends it"] if any(one.remedy == term.id for one in rule.recommendations) else []
        does += ["plans it"] if term.id in rule.planned else []
        does += ["is for this industry"] if term.id in rule.industries else []
        if does:
            found.append({
                "id": rule.id, "title": rule.title, "kind": rule.kind, "status": rule.status,
                "does": does, "path": rule.path, "line": rule.line,
            })  # fmt: skip
    return found


def _cases(knowledge: Knowledge, term: Term) -> list[dict[str, Any]]:
    """Lessons of past implementations on the term or on one so near that they say something of it."""
    ancestors = knowledge.vocabulary.ancestors
    taxonomy = Taxonomy(ancestors, ROOT)
    found = []
    for case in knowledge.cases.values():
        for lesson in case.lessons:
            likeness = max((taxonomy.likeness(one, term.id) for one in lesson.concerns), default=0.0)
            of_industry = case.industry == term.id
            if likeness >= NEAR or lesson.use == term.id or of_industry:
                shown = {
                    "id": case.id, "title": case.title, "says": lesson.says,
                    "concerns": list(lesson.concerns), "use": lesson.use, "result": lesson.result,
                    "path": case.at.path, "line": lesson.at.line,
                }  # fmt: skip
                found.append((-likeness, case.id, lesson.at.line, shown))
    return [shown for *_, shown in sorted(found, key=lambda one: one[:3])]
