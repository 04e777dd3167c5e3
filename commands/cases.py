"""`kbctl cases …`: past implementations; those nearest to a scenario; a run record kept as a case."""

from __future__ import annotations

import os
import re

import click
from kbctl.commands.base import load_knowledge, open_base, read_record
from kbctl.commands.terminal import (
    InOrder,
    NamedPath,
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json,
    said_by_user,
    say,
    width,
    write_file,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.engine.knowledge import Knowledge
    from kbctl.kg.cases import Case
    from kbctl.kg.similar import Situation
    from kbctl.kg.store import Base

#: What is learned from a project; surveys and studies are of many.
PROJECTS = ("implementation", "record")


@click.group(cls=InOrder, short_help="Past implementations, and those nearest to a scenario.")
def cases() -> None:
    """Past implementations, surveys and studies, each with its sources; docs/cases.md says more."""


@cases.command("list", short_help="All cases in a line each.")
@click.option("--kind", help="Only this kind: implementation, survey, study, record.")
@format_option
def list_cases(kind: str | None, format_: str) -> None:
    """All cases in a line each. Ends with 1 where there is none of the kind."""
    from kbctl.engine.replay.cases_text import list_text
    from kbctl.kg.cases import KINDS
    from kbctl.ontology.source import did_you_mean

    if kind is not None and kind not in KINDS:
        raise Refused(f"unknown kind '{kind}'{did_you_mean(kind, KINDS)}; one of {', '.join(KINDS)}")
    with open_base() as base:
        knowledge = load_knowledge(base)
        found = [case for case in knowledge.cases.values() if kind in (None, case.kind)]
        if format_ == "json":
            print_json([
                {"id": one.id, "title": one.title, "kind": one.kind, "year": one.year,
                 "industry": one.industry, "lessons": len(one.lessons), "sources": len(one.sources)}
                for one in found
            ])  # fmt: skip
        elif found:
            click.echo(list_text(found, knowledge.vocabulary, width()))
        else:
            click.echo(f"There is no case of the kind '{kind}'." if kind else "There is no case.")
    if not found:
        answer_is_no()


@cases.command(short_help="One case in full, with its sources.")
@click.argument("ident", metavar="ID")
@format_option
def show(ident: str, format_: str) -> None:
    """One case in full: what was learned, what is not known, and what each source supports."""
    from kbctl.engine.replay.cases_text import case_json, case_text

    with open_base() as base:
        knowledge = load_knowledge(base)
        case = case_named(knowledge, said_by_user(ident))
        rules = dict(base.rows("SELECT rule, says FROM rule_case WHERE past = ? ORDER BY rule", case.id))
        if format_ == "json":
            print_json(case_json(case, rules))
        else:
            click.echo(case_text(case, rules, knowledge.vocabulary, width(), coloured()))


@cases.command(short_help="The past cases nearest to a scenario or a run.")
@click.argument("source", metavar="SCENARIO|RECORD", type=NamedPath(readable=False))
@click.option("--top", type=click.IntRange(1, 100), default=3, show_default=True, help="How many cases.")
@click.option("--all", "everything", is_flag=True, help="Surveys and studies too, not only implementations.")
@format_option
def similar(source: str, top: int, everything: bool, format_: str) -> None:
    """The past cases nearest to a scenario or a run, why they are, what was learned there and what differs.

    By what stands in the way, as near as it is in the ontology, and by what both sides know of the company.
    Ends with 1 where there is nothing to compare.
    """
    from kbctl.engine.replay.cases_text import similar_json, similar_text
    from kbctl.kg.similar import nearest_cases

    with open_base() as base:
        knowledge = load_knowledge(base)
        title, here, lost = situation(source, base, knowledge)
        known = [case for case in knowledge.cases.values() if everything or case.kind in PROJECTS]
        found = nearest_cases(knowledge.vocabulary, here, known)[:top] if here.challenges else []
        if format_ == "json":
            print_json(similar_json(here, lost, found))
        else:
            click.echo(similar_text(title, here, lost, found, knowledge.vocabulary, width(), coloured()))
            if found:
                click.echo(f"\nTry  kbctl cases show {found[0].case.id}")
    if not found:
        answer_is_no()


@cases.command(short_help="Keep a run record as a case, for review.")
@click.argument("record", type=NamedPath(readable=False))
@click.option("--id", "ident", required=True, help="The id of the case, such as midwest-2026.")
@click.option(
    "--output", type=NamedPath(dir_okay=False, readable=False), help="Write to this file, named ID.yaml."
)
@format_option
def retain(record: str, ident: str, output: str | None, format_: str) -> None:
    """Keep a run record as a case: its facts, what was decided and what is known to have come of it.

    The file is for review: what else was learned is written by who knows it, before it goes to kg/cases/.
    """
    from kbctl.engine.replay.retain import retained

    ident = said_by_user(ident)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", ident):
        raise Refused(f"'{ident}' is no id of a case: small letters, digits and hyphens")
    if output and os.path.basename(output) != f"{ident}.yaml":
        raise Refused(f"{output}: a case stands in a file of its own id, {ident}.yaml")
    said = read_record(record)
    with open_base() as base:
        knowledge = load_knowledge(base)
        if ident in knowledge.cases:
            raise Refused(f"there is a case '{ident}' already ({knowledge.cases[ident].at.path})")
        if not any(one["status"] == "chosen" for week in said["weeks"] for one in week["decisions"]):
            raise Refused(
                f"{record}: nothing was decided in this run, so that there is nothing to learn from it"
            )
        text = retained(said, ident, knowledge.vocabulary)
    if format_ == "json":
        from kbctl.engine.replay.retain import as_json

        print_json(as_json(text, ident))
    if output:
        write_file(output, text)
        say(f"note: {output} is to be reviewed; what else was learned is not in the record")
    elif format_ == "text":
        click.echo(text.encode("utf-8"), nl=False)  # a file, whatever the terminal can show


def case_named(knowledge: Knowledge, ident: str) -> Case:
    from kbctl.ontology.source import did_you_mean

    if ident not in knowledge.cases:
        raise Refused(f"unknown case '{ident}'{did_you_mean(ident, knowledge.cases)}")
    return knowledge.cases[ident]


def situation(source: str, base: Base, knowledge: Knowledge) -> tuple[str, Situation, list[str]]:
    """The title, the situation and what could not be grounded, of a scenario (or its folder) or a record."""
    from pathlib import Path

    from kbctl.engine.replay.grounding import BaseGrounder
    from kbctl.engine.replay.scenario_load import load_scenario
    from kbctl.engine.replay.situation import of_record, of_scenario

    if source.endswith(".json"):
        record = read_record(source)
        return str(record["scenario"]["title"]), *of_record(record)
    path = Path(source, "scenario.yaml") if os.path.isdir(source) else Path(source)
    scenario = load_scenario(path, knowledge.vocabulary)
    return scenario.title, *of_scenario(scenario, BaseGrounder(base), knowledge.vocabulary)
