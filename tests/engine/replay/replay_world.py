"""A small world to replay in: a few rules over the real frames, and a grounder that knows a few texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbctl.engine.inference.native import NativeEngine
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay import play
from kbctl.engine.replay.grounding import Candidate
from kbctl.engine.replay.scenario_load import load_scenario
from kbctl.engine.replay.workshop import Workshop
from kbctl.kg.cases import Case, Lesson, Source
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.load import load_rule
from kbctl.rules.model import Rule

TEXTS = {
    "Duplicate customer records (15%)": [("DuplicateCustomer", 0.97), ("DuplicateRecord", 0.7)],
    "Customers are in there twice": [("DuplicateCustomer", 0.8)],
    "Dates MM/DD/YY vs DD-MM-YYYY": [("MixedDateFormat", 0.95)],
    "Missing raw material costs": [("MissingCost", 0.9)],
    "The thing with the grain": [("OptimisationRequirement", 0.3)],
    "Custom quote workflow": [("CustomWorkflowRequirement", 0.92)],
}

RULES = {
    "merge": """
        when:
          - {challenge: $c, is: DuplicateCustomer, rate: {gte: 0.02}}
          - not: {event: _, is: Cutover, days_left: {lt: 15}}
        then: [{recommend: SurvivorshipMerge, for: $c, confidence: 0.8}]
        overrides: [review]
        because: Merging after the load breaks open items and history.
        evidence: [{case: acme-2019, says: supports}]""",
    "review": """
        when: [{challenge: $c, is: DuplicateRecord}]
        then: [{recommend: StewardDuplicateReview, for: $c, confidence: 0.6}]
        because: A steward knows which records are branches.""",
    "parse-dates": """
        when: [{challenge: $c, is: MixedDateFormat}, {company: _, size: small}]
        then: [{recommend: PerSourceDateParsing, for: $c, confidence: 0.7}]
        because: Within one source the format is constant.""",
    "cost-from-purchases": """
        when: [{challenge: $c, is: MissingCost, affects: RawMaterial}]
        then: [{recommend: LastPurchasePriceCost, for: $c, confidence: 0.75}]
        because: The last invoice is the best price that can be proved.""",
    "configure-workflow": """
        when: [{challenge: $c, is: CustomWorkflowRequirement}]
        then: [{recommend: WorkflowConfiguration, for: $c, confidence: 0.6}]
        because: Configured steps survive upgrades.""",
    "extend-where-it-differentiates": """
        when: [{challenge: $c, is: CustomWorkflowRequirement, differentiating: true}]
        then: [{recommend: CustomExtension, for: $c, confidence: 0.8}]
        because: What customers buy for is worth code of its own.""",
}


FINDING = {
    "id": "F-001", "concept": "DuplicateCustomer", "table": "customers.csv", "column": "name", "field": None,
    "rows": 192, "rate": 0.12, "certainty": 0.96, "severity": "blocking", "message": "96 pairs",
    "pairs": [{"rows": [2, 3], "keys": ["1", "2"], "certainty": 0.96}] * 96,
}  # fmt: skip
NOISE = {
    "id": "F-002",
    "concept": "WhitespaceNoise",
    "table": "items.csv",
    "column": "code",
    "rows": 40,
    "rate": 0.03,
    "certainty": 1.0,
    "severity": "minor",
    "message": "blanks at the end",
    "pairs": [],
}


def rule(
    id: str, body: str, vocabulary: Vocabulary, kind: str = "conditional", status: str = "active"
) -> Rule:
    """A rule of the parts that matter to a test. Fails with the reader's messages."""
    lines = [line[8:] for line in body.strip("\n").splitlines()]
    head = [f"rule: {id}", f"kind: {kind}", f"title: {id}", f"status: {status}", "owner: data-migration"]
    found, problems = load_rule("\n".join(head + lines) + "\n", f"rules/{kind}/{id}.yaml", vocabulary)
    assert found, "\n".join(map(str, problems))
    return found


class Grounder:
    """Knows the texts above and nothing else."""

    def ground(self, text: str) -> Sequence[Candidate]:
        return [Candidate(id, score) for id, score in TEXTS.get(text, [])]


def acme() -> dict[str, Case]:
    at = Location("kg/cases/acme-2019.yaml", 1)
    lesson = Lesson(("DuplicateCustomer",), "Merged before the load.", at, "SurvivorshipMerge", "worked")
    source = Source("Acme's own report", "the order of work")
    return {
        "acme-2019": Case(
            "acme-2019", "Acme 2019", "A merge before the load.", (lesson,), (source,), at, 2019
        )
    }


@dataclass
class World:
    """Plays a timeline written as YAML."""

    vocabulary: Vocabulary
    folder: Path

    def small(self) -> Rule:
        body = """
        when: [{company: $co, employees: {lt: 200}}]
        then: [{conclude: {company: $co, size: small}}]
        because: It is a judgement."""
        return rule("small-company", body, self.vocabulary, "declarative")

    def knowledge(self, *more: Rule) -> Knowledge:
        made = [rule(id, body, self.vocabulary) for id, body in RULES.items()]
        rules = {one.id: one for one in (*made, self.small(), *more)}
        return Knowledge(self.vocabulary, rules, acme(), "1.0", "0123456789abcdef")

    def scenario(self, timeline: str, more: str = "") -> Path:
        path = self.folder / "scenario.yaml"
        company = "{name: Acme, industry: furniture, employees: 150, current_systems: [Excel]}"
        head = f"schema: kbctl/scenario/1\nid: acme\ntitle: Acme Furniture\ncompany: {company}\n{more}\n"
        path.write_text(head + "timeline:\n" + timeline, encoding="utf-8")
        return path

    def play(
        self,
        timeline: str,
        *rules: Rule,
        more: str = "",
        findings: Sequence[Mapping[str, Any]] | None = None,
        reverse: bool = False,
        workshop: Workshop | None = None,
    ) -> dict[str, Any]:
        knowledge = self.knowledge(*rules)
        listed = list(knowledge.rules.values())[:: -1 if reverse else 1]
        engine = NativeEngine(self.vocabulary, [one for one in listed if one.status == "active"])
        live = [one for one in listed if one.status in ("active", "shadow")]
        shadow = NativeEngine(self.vocabulary, live) if any(one.status == "shadow" for one in live) else None
        scenario = load_scenario(self.scenario(timeline, more), self.vocabulary, "scenario.yaml")
        tables = (lambda paths: findings) if findings is not None else None
        return play(knowledge, scenario, engine, Grounder(), tables, shadow_engine=shadow, workshop=workshop)


def week(record: Mapping[str, Any], number: int) -> Any:
    return next(one for one in record["weeks"] if one["week"] == number)


def decided(record: Mapping[str, Any], number: int) -> dict[str, str | None]:
    """Challenge -> strategy, or the status where none was taken."""
    return {one["challenge"]: one["strategy"] or one["status"] for one in week(record, number)["decisions"]}


def facts(record: Mapping[str, Any], number: int, frame: str) -> dict[str, dict[str, Any]]:
    """Slots of the facts of a frame that infer saw in a week, by id; derived slots joined in."""
    found: dict[str, dict[str, Any]] = {}
    for id in week(record, number)["facts"]["infer"]:
        entry = record["facts"][id]
        if entry["frame"] == frame:
            found.setdefault(entry["id"], {}).update(entry["slots"])
    return found
