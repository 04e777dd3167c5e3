"""`kbctl replay`: play a scenario week by week."""

from __future__ import annotations

import os
import sys

import click
from kbctl.commands.base import engine_of, load_knowledge, open_base
from kbctl.commands.terminal import (
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json_text,
    say,
    width,
    write_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from kbctl.engine.knowledge import Knowledge
    from kbctl.engine.replay.asking import Question
    from kbctl.engine.replay.session import Run
    from kbctl.engine.replay.workshop import Workshop


@click.command(short_help="Play an implementation week by week.")
@click.argument("scenario", type=click.Path(readable=False))
@click.option("--engine", type=click.Choice(["native", "durable"]), default="native", show_default=True,
              help="What executes the rules; durable needs the extra kbctl[durable].")  # fmt: skip
@click.option(
    "--record",
    type=click.Path(dir_okay=False, readable=False),
    help="Write the run record (JSON) to this file.",
)
@click.option("--ask", is_flag=True, help="Ask here what the scenario does not answer.")
@click.option(
    "--truth",
    type=click.Path(exists=True),
    help="A ledger of what is really wrong in the tables, to judge the repaired ones by; no session sees it.",
)
@click.option(
    "--repaired",
    type=click.Path(file_okay=False),
    help="Write the repaired tables with their change log to this folder.",
)
@click.option(
    "--no-repair", is_flag=True, help="Only read the tables: outcomes are reported or assumed, not executed."
)
@format_option
def replay(
    scenario: str,
    engine: str,
    record: str | None,
    ask: bool,
    truth: str | None,
    repaired: str | None,
    no_repair: bool,
    format_: str,
) -> None:
    """Play a scenario week by week: what comes up, what is decided and why, who does what next.

    SCENARIO is a YAML file that says who the company is and what comes up in which week (docs/scenario.md),
    or a folder with a scenario.yaml. Where it has tables, decisions are carried out on them in memory, and
    what is found afterwards is the next week's; the files stay as they are. Ends with 1 where an expectation
    that the scenario states is missed.
    """
    from pathlib import Path

    from kbctl.engine.replay import render_record
    from kbctl.engine.replay.grounding import BaseGrounder
    from kbctl.engine.replay.record import record_of, to_json
    from kbctl.engine.replay.scenario_load import load_scenario
    from kbctl.engine.replay.session import simulate

    path = Path(scenario, "scenario.yaml") if os.path.isdir(scenario) else Path(scenario)
    if os.path.isdir(scenario) and not path.exists():
        raise Refused(f"{scenario}: there is no scenario.yaml in this folder")
    with open_base() as base:
        knowledge = load_knowledge(base)
        said = load_scenario(path, knowledge.vocabulary)
        if (truth or repaired) and (no_repair or not said.tables):
            raise Refused("--truth and --repaired need a scenario with tables that are repaired")
        if repaired:
            check_folder(repaired, said.tables)
        active = engine_of(engine, knowledge, ("active",))
        in_shadow = any(rule.status == "shadow" for rule in knowledge.rules.values())
        run = simulate(
            knowledge,
            said,
            active,
            BaseGrounder(base),
            (lambda paths: findings_of(paths, knowledge)) if no_repair else None,
            workshop=workshop_of(said.tables, knowledge) if said.tables and not no_repair else None,
            shadow_engine=engine_of(engine, knowledge, ("active", "shadow")) if in_shadow else active,
            asker=ask_on_terminal if ask else None,
        )
    played = record_of(run)
    if truth:
        played["acceptance"] = judged(run, truth)
    if repaired:
        write_tables(repaired, run)
    if record:
        write_file(record, to_json(played))
    if format_ == "json":
        print_json_text(to_json(played))
    else:
        click.echo(render_record(played, width(), coloured(), record or "run.json"))
    missed = played["expectations"]["missed"]
    if missed or any(one["passed"] is False for one in played.get("acceptance", ())):
        answer_is_no()


def judged(run: Run, truth: str) -> list[dict[str, Any]]:
    """The repaired tables beside the hidden truth."""
    from pathlib import Path

    from kbctl.engine.tables.repair.run import Repaired
    from kbctl.engine.training.acceptance import accepted, judge, read_truth

    workshop = run.state.workshop
    assert workshop is not None  # the command has refused --truth without tables
    done = workshop.repaired or Repaired(workshop.book, workshop.book)
    return accepted(judge(done, read_truth(Path(truth))), run.scenario.expect.acceptance)


def check_folder(folder: str, tables: Sequence[str]) -> None:
    from pathlib import Path

    from kbctl.engine.tables.repair.folder import check_out

    check_out(Path(folder), tables)


def write_tables(folder: str, run: Run) -> None:
    from pathlib import Path

    from kbctl.engine.tables.repair.folder import signature, write
    from kbctl.engine.tables.repair.run import Repaired

    workshop = run.state.workshop
    assert workshop is not None  # the command has refused --repaired without tables
    done = workshop.repaired or Repaired(workshop.book, workshop.book)
    write(Path(folder), run.scenario.tables, done, signature(run.scenario.tables), {})


def findings_of(paths: Sequence[str], knowledge: Knowledge) -> list[dict[str, Any]]:
    """The findings in a scenario's tables; a detector that failed is said on stderr."""
    from kbctl.engine.tables.diagnose import diagnose as examine

    said = examine(paths, knowledge.vocabulary)
    for check in said["detectors"]:
        if check["status"] == "error":
            say(f"note: {check['concept']} on {check['table']} failed: {check['why']}")
    found: list[dict[str, Any]] = said["findings"]
    return found


def workshop_of(paths: Sequence[str], knowledge: Knowledge) -> Workshop:
    """The scenario's tables at hand, for remedies to be carried out on them."""
    from kbctl.engine.replay.workshop import open_workshop

    workshop = open_workshop(paths, knowledge.vocabulary)
    for check in workshop.failed:
        say(f"note: {check.concept} on {check.table} failed: {check.why}")
    return workshop


def ask_on_terminal(question: Question) -> str | None:
    """Ask on stderr, so that the account on stdout stays whole. An empty answer leaves the question open, and
    the end of the input leaves all that follow open.
    """
    about = f'{question.target} "{question.subject}": ' if question.subject else ""
    say(f"{', '.join(question.roles)}, {about}{question.text}")
    click.echo("  (Enter to leave it open) ", err=True, nl=False)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line.endswith("\n") or not sys.stdin.isatty():
        say("")  # nobody has ended the line of the question with Enter
    return line.strip() or None
