"""Plays a scenario week by week and keeps the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kbctl.engine.inference.engine import Engine
    from kbctl.engine.knowledge import Knowledge
    from kbctl.engine.replay.asking import Asker
    from kbctl.engine.replay.challenges import TableFindings
    from kbctl.engine.replay.grounding import Grounder
    from kbctl.engine.replay.scenario import Scenario
    from kbctl.engine.replay.workshop import Workshop


def play(
    knowledge: Knowledge,
    scenario: Scenario,
    engine: Engine,
    grounder: Grounder,
    tables: TableFindings | None = None,
    *,
    shadow_engine: Engine | None = None,
    asker: Asker | None = None,
    workshop: Workshop | None = None,
) -> dict[str, Any]:
    """Play a scenario and give its run record (docs/run-record.md).

    `engine` runs the active rules. `shadow_engine`, where there are shadow rules, runs the active and the
    shadow rules: the record then says what they would have changed. `asker` answers questions that the
    scenario does not answer. `tables` gives the findings of the scenario's tables; with a `workshop` instead
    decisions are carried out on them too.
    """
    from kbctl.engine.replay.record import record_of
    from kbctl.engine.replay.session import simulate

    return record_of(
        simulate(
            knowledge,
            scenario,
            engine,
            grounder,
            tables,
            shadow_engine=shadow_engine,
            asker=asker,
            workshop=workshop,
        )
    )


def render_record(
    record: dict[str, Any], width: int = 100, colour: bool = False, path: str = "run.json"
) -> str:
    """The week-by-week account for people; `path` is where the last line says that the record lies."""
    from kbctl.engine.replay.report import render

    return render(record, width, colour, path)
