"""What a session is played with: everything that is read before the first week and does not change after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbctl.engine.inference.engine import Engine
from kbctl.engine.inference.facts import Fact
from kbctl.engine.knowledge import Knowledge
from kbctl.engine.replay.asking import Asker
from kbctl.engine.replay.challenges import (
    Finding,
    TableFindings,
    findings_from,
    joins,
    new_challenge,
)
from kbctl.engine.replay.grounding import Grounded, Grounder, ground
from kbctl.engine.replay.policy import DEFAULTS
from kbctl.engine.replay.scenario import Said, Scenario
from kbctl.engine.replay.week_facts import case_facts, policy_fact, remedy_facts
from kbctl.engine.replay.workshop import Workshop
from kbctl.ontology.vocab import Vocabulary

MIGRATION = "data_migration"
#: phases in which nobody works through tables yet but for what is said of them
BEFORE = ("discovery", "stabilisation")


@dataclass(frozen=True)
class Setting:
    """What stays the same over the weeks.

    `said` are the grounded challenges by the week in which they open. `own` are the ids of findings that only
    the tables tell of: they open in `tables_week`. `always` are facts of every week.
    """

    knowledge: Knowledge
    scenario: Scenario
    engine: Engine
    shadow: Engine | None
    asker: Asker | None
    choose_at: float
    said: Mapping[int, tuple[tuple[Said, Grounded], ...]]
    findings: tuple[Finding, ...]
    tables_week: int
    always: tuple[Fact, ...]
    own: frozenset[str]


def unspoken(
    findings: Sequence[Finding],
    said: Mapping[int, tuple[tuple[Said, Grounded], ...]],
    vocabulary: Vocabulary,
) -> tuple[Finding, ...]:
    """The findings that no challenge speaks of which anybody ever states."""
    stated = [new_challenge("", one.text, g, 0, None) for group in said.values() for one, g in group]
    return tuple(f for f in findings if not any(joins(one, f, vocabulary) for one in stated))


def prepare(
    knowledge: Knowledge,
    scenario: Scenario,
    engine: Engine,
    grounder: Grounder,
    tables: TableFindings | None,
    shadow: Engine | None,
    asker: Asker | None,
    workshop: Workshop | None = None,
) -> Setting:
    """Ground every text, read the tables, and join what they show to what is said.

    What only the tables tell of opens with the data migration; where there is none, after discovery and
    stabilisation, else in the first week.
    """
    vocabulary = knowledge.vocabulary
    policy = {**DEFAULTS, **scenario.policy}
    floor, choose_at = (float(str(policy[name])) for name in ("ask_below", "choose_at"))
    said = {
        block.first: tuple((one, ground(one, grounder, vocabulary, floor)) for one in block.challenges)
        for block in scenario.timeline
    }
    findings: tuple[Finding, ...] = ()
    if workshop is not None:
        findings = findings_from(workshop.findings, vocabulary)
    elif tables and scenario.tables:
        findings = findings_from(tables(scenario.tables), vocabulary)
    free = unspoken(findings, said, vocabulary)
    migration = [block.first for block in scenario.timeline if block.phase == MIGRATION]
    later = [block.first for block in scenario.timeline if block.phase not in BEFORE]
    return Setting(
        knowledge=knowledge,
        scenario=scenario,
        engine=engine,
        shadow=shadow,
        asker=asker,
        choose_at=choose_at,
        said=said,
        findings=findings,
        tables_week=(migration or later or [scenario.weeks.start])[0],
        always=(
            policy_fact(scenario.policy),
            *case_facts(knowledge.cases),
            *remedy_facts(vocabulary),
        ),
        own=frozenset(f.id for f in free),
    )
