"""Checks of what connects terms: hierarchy, causes, confusions, mappings, cases and evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbctl.kg.graph.finding import Check, Checked, Hit, hit
from kbctl.kg.graph.relations import HIERARCHY, edges, is_root
from kbctl.ontology.mappings import wrong_subjects
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import KINDS, Term

#: Kinds whose terms are to be part of the graph; others are reference data that scenarios may name.
CENTRAL = ("challenge", "remedy", "activity", "domain")


def _connected(checked: Checked) -> set[str]:
    """Terms that a relation, a term below, a rule or a case connects with something."""
    connected: set[str] = set()
    for edge in edges(checked.knowledge.vocabulary):
        if edge.relation not in HIERARCHY or not is_root(edge.target):
            connected.update((edge.source, edge.target))
    for rule in checked.knowledge.rules.values():
        connected.update(rule.challenges, rule.industries, rule.planned)
        connected.update(one.remedy for one in rule.recommendations)
    for case in checked.knowledge.cases.values():
        connected.update(one for lesson in case.lessons for one in (*lesson.concerns, lesson.use or ""))
        connected.add(case.industry or "")
    return connected


def _orphans(checked: Checked) -> Iterator[Hit]:
    for term in _alone(checked):
        if term.kind in CENTRAL:
            yield hit(term, f"nothing but its kind ({term.kind}) says what it belongs to")


def _unused(checked: Checked) -> Iterator[Hit]:
    for term in _alone(checked):
        if term.kind not in CENTRAL:
            yield hit(term, f"no relation, rule or case names this {term.kind}")


def _alone(checked: Checked) -> Iterator[Term]:
    connected = _connected(checked)
    for term in checked.terms:
        if term.id not in connected and term.id not in KINDS:
            yield term


def _circles(checked: Checked) -> Iterator[Hit]:
    import networkx

    terms = checked.knowledge.vocabulary.terms
    causes: networkx.DiGraph[str] = networkx.DiGraph()
    for edge in edges(checked.knowledge.vocabulary):
        if edge.relation == "leadsTo":
            causes.add_edge(edge.source, edge.target)
    for ring in networkx.strongly_connected_components(causes):
        first = min(ring)
        if len(ring) == 1 and not causes.has_edge(first, first):
            continue
        after = min(one for one in causes.successors(first) if one in ring)
        back = networkx.shortest_path(causes.subgraph(ring), after, first)
        others = f" ({len(ring)} challenges are in this knot)" if len(ring) > len(back) else ""
        yield hit(terms[first], f"leadsTo runs in a circle: {' → '.join([first, *back])}{others}")


def _leads_to_kin(checked: Checked) -> Iterator[Hit]:
    vocabulary = checked.knowledge.vocabulary
    for term in checked.terms:
        for other in term.properties.get("leadsTo", ()):
            if other != term.id and (vocabulary.is_a(term.id, other) or vocabulary.is_a(other, term.id)):
                kin = "above" if vocabulary.is_a(term.id, other) else "below"
                yield hit(term, f"it leads to {other}, which stands {kin} it: a kind is no consequence")


def _one_sided_confusion(checked: Checked) -> Iterator[Hit]:
    terms = checked.knowledge.vocabulary.terms
    for term in checked.terms:
        for other in term.properties.get("confusedWith", ()):
            if other == term.id:
                yield hit(term, "it is told to be confused with itself")
            elif other in terms and term.id not in terms[other].properties.get("confusedWith", ()):
                yield hit(terms[other], f"{term.id} is confused with it, but not the other way round")


def _of_mappings(code: str) -> Callable[[Checked], Iterator[Hit]]:
    """What `ontology.mappings` finds wrong with rows in the light of our terms, by its code."""

    def find(checked: Checked) -> Iterator[Hit]:
        ids = {row.subject_at.line: row.subject_id for row in checked.mappings}
        for problem in wrong_subjects(checked.mappings, checked.knowledge.vocabulary):
            if problem.code == code:
                yield Hit(ids[problem.at.line].removeprefix("kb:"), problem.at, problem.message)

    return find


def _general_cases(checked: Checked) -> Iterator[Hit]:
    named = {term.id for term in checked.challenges}
    for case in checked.knowledge.cases.values():
        if not any(named.intersection(lesson.concerns) for lesson in case.lessons):
            message = "every lesson concerns a whole family of challenges, so no query shows the case"
            yield Hit(case.id, case.at, message)


def _unused_cases(checked: Checked) -> Iterator[Hit]:
    cited = {past for rule in checked.knowledge.rules.values() for past, _ in rule.evidence}
    for case in checked.knowledge.cases.values():
        if case.id not in cited:
            yield Hit(case.id, case.at, "no rule names the case as evidence")


def _cases_without_link(checked: Checked) -> Iterator[Hit]:
    for case in checked.knowledge.cases.values():
        for source in case.sources:
            if not source.url:
                yield Hit(case.id, case.at, f"no address is given for “{source.citation}”")


def _rules_without_evidence(checked: Checked) -> Iterator[Hit]:
    for rule in checked.knowledge.active:
        if not rule.evidence:
            yield Hit(rule.id, Location(rule.path, rule.line), "no case is named as evidence")


CHECKS = (
    Check("orphan", "warn", "nothing but its kind connects the term", _orphans),
    Check("unused-term", "info", "reference data that nothing names", _unused),
    Check("circular-leads-to", "error", "causes run in a circle", _circles),
    Check("leads-to-kin", "warn", "a challenge leads to a kind of itself", _leads_to_kin),
    Check("one-sided-confusion", "warn", "confusedWith is told on one side only", _one_sided_confusion),
    Check("mapping-unknown-term", "error", "a mapping of a term that there is not",
          _of_mappings("mapping-unknown-term")),
    Check("mapping-label", "error", "a mapping with a label that is not the term's",
          _of_mappings("mapping-label")),
    Check("case-too-general", "warn", "a past case that concerns no challenge in particular", _general_cases),
    Check("case-not-evidence", "info", "a past case that no rule cites", _unused_cases),
    Check("case-without-link", "info", "a source of a case without an address", _cases_without_link),
    Check("rule-without-evidence", "info", "an active rule without a case as evidence",
          _rules_without_evidence),
)  # fmt: skip
