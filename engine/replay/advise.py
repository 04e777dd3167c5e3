"""What the rules decide for findings alone, without a scenario: one week's reasoning on what tables show.

The company is what little is known of it (nothing, if need be): rules that need more than the tables say
stay silent, and what they leave undecided is escalated with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kbctl.engine.inference.engine import Engine
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.challenges import findings_from, from_findings, new_challenge
from kbctl.engine.replay.policy import DEFAULTS
from kbctl.engine.replay.think import Situation, Thoughts, think
from kbctl.engine.replay.week_facts import (
    case_facts,
    challenge_fact,
    company_fact,
    finding_facts,
    policy_fact,
    remedy_facts,
)
from kbctl.engine.tables.repair.run import Choice
from kbctl.rules.model import Value

PHASE = "data_migration"
#: Confidence of a remedy that only the ontology speaks for: as likely right as wrong, so it comes last.
FALLBACK = 0.5


@dataclass(frozen=True, slots=True)
class Option:
    """A remedy that stands for a finding, at or above the policy's threshold."""

    remedy: str
    confidence: float
    rules: tuple[str, ...]
    executable: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """What the rules say of the findings of one concept in one column. `options`: best first, the decided
    one before all others; none where people are asked or nothing stands. `low_risk`: executable remedies of
    low risk that resolve it and that no rule proposed or vetoed. `why` settles it, for people."""

    concept: str
    table: str
    column: str
    status: str
    options: tuple[Option, ...]
    low_risk: tuple[str, ...]
    why: str


def advise(
    knowledge: Knowledge,
    engine: Engine,
    findings: Iterable[Mapping[str, Any]],
    company: Mapping[str, Value] | None = None,
) -> tuple[Advice, ...]:
    """`findings` as `kbctl diagnose --format json` lists them; the answer in order of concept, table,
    column."""
    vocabulary = knowledge.vocabulary
    groups = from_findings(findings_from(findings, vocabulary), vocabulary)
    challenges = {
        f"c{n}": (new_challenge(f"c{n}", "", grounded, 1, PHASE), found)
        for n, (grounded, found) in enumerate(groups, start=1)
    }
    facts = (
        company_fact(company or {}, {}),
        *(challenge_fact(one, found, 1) for one, found in challenges.values()),
        *finding_facts({id: found for id, (_, found) in challenges.items()}),
        policy_fact({}),
        *case_facts(knowledge.cases),
        *remedy_facts(vocabulary),
    )
    choose_at = float(str(DEFAULTS["choose_at"]))
    thoughts = think(
        knowledge,
        engine,
        Situation(1, facts, frozenset(), frozenset(), {}, (), (), 1, choose_at),
    )
    decided = {decision.challenge: decision for _, decision in thoughts.decisions}
    advice = []
    for id, (challenge, _) in challenges.items():
        decision = decided[id]
        free = decision.status == "chosen" or (decision.status == "escalated" and not decision.rules)
        standing = sorted(
            (one for one in thoughts.options
             if one.challenge == id and one.standing == "stands" and one.confidence >= choose_at),
            key=lambda one: (one.remedy != decision.strategy, -one.confidence, one.remedy),
        )  # fmt: skip
        options = tuple(
            Option(one.remedy, one.confidence, one.rules, _executable(knowledge, one.remedy))
            for one in standing
        )
        advice.append(
            Advice(
                challenge.concept,
                str(challenge.slots.get("table", "")),
                str(challenge.slots.get("column", "")),
                decision.status,
                options if decision.status == "chosen" else (),
                _low_risk(knowledge, thoughts, id, challenge.concept) if free else (),
                decision.why,
            )
        )
    return tuple(advice)


def _low_risk(knowledge: Knowledge, thoughts: Thoughts, challenge: str, concept: str) -> tuple[str, ...]:
    vocabulary = knowledge.vocabulary
    said = {one.remedy for one in thoughts.options if one.challenge == challenge}
    return tuple(
        remedy
        for remedy in sorted(vocabulary.resolves)
        if concept in vocabulary.resolves[remedy]
        and remedy not in said
        and _executable(knowledge, remedy)
        and vocabulary.terms[remedy].get("risk") == "low"
    )


def _executable(knowledge: Knowledge, remedy: str) -> bool:
    term = knowledge.vocabulary.terms.get(remedy)
    return bool(term and term.get("executable", False))


def choices_of(advice: Iterable[Advice]) -> tuple[Choice, ...]:
    """The remedies to carry out: what was decided, then the other standing options for what it leaves, then
    low-risk remedies that no rule speaks of. A choice is for the columns that it was decided for: what a
    repair brings to light elsewhere is for the next one."""
    by_concept: dict[str, list[tuple[Advice, list[Choice]]]] = {}
    for one in advice:
        told = [
            Choice(one.concept, option.remedy, ", ".join(option.rules), option.confidence, fallback=n > 0)
            for n, option in enumerate(option for option in one.options if option.executable)
        ]
        told += [Choice(one.concept, remedy, "", FALLBACK, fallback=True) for remedy in one.low_risk]
        by_concept.setdefault(one.concept, []).append((one, told))
    chosen: list[Choice] = []
    for _, group in sorted(by_concept.items()):
        for turn in range(max(len(told) for _, told in group)):
            where: dict[Choice, set[tuple[str, str]]] = {}
            for one, told in group:
                if turn < len(told):
                    where.setdefault(told[turn], set()).add((one.table, one.column))
            chosen += [replace(choice, where=frozenset(places)) for choice, places in where.items()]
    return tuple(chosen)
