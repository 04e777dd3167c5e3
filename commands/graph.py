"""`kbctl graph …`: look at the knowledge graph, check it, export it, compare its revisions."""

from __future__ import annotations

import click
from kbctl.commands.graph_site import site
from kbctl.commands.graph_sources import diff, export, knowledge, mappings, term_of, why_class
from kbctl.commands.terminal import (
    InOrder,
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json,
    width,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from kbctl.kg.graph.check import Report
    from kbctl.kg.graph.finding import Level

    Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(cls=InOrder, short_help="Look at the knowledge graph and check it.")
def graph() -> None:
    """Look at the knowledge graph, check it, export it, compare its revisions; docs/graph.md says more.

    A TERM is an id such as DuplicateCustomer, or a name in any language that only one term has.
    """


@graph.command(short_help="Everything that is known of a term.")
@click.argument("term")
@format_option
def show(term: str, format_: str) -> None:
    """Everything that is known of a term, and where it stands: names, hierarchy, relations, rules, cases."""
    from kbctl.kg.graph.show import show as describe

    known = knowledge()
    said = describe(known, term_of(known, term), mappings())
    if format_ == "json":
        print_json(said)
        return
    from kbctl.kg.graph.show_text import render_show

    click.echo(render_show(said, width(), coloured()))


def relation_option(name: str, help_: str) -> Callable[[Command], Command]:
    return click.option(name, "relations", multiple=True, metavar="RELATION", help=help_)


def known_relations(said: tuple[str, ...]) -> tuple[str, ...]:
    """Relations as they were typed, checked. Several may stand in one, with commas between."""
    from kbctl.kg.graph.relations import RELATIONS
    from kbctl.ontology.source import did_you_mean

    names = tuple(name.strip() for one in said for name in one.split(","))
    for name in names:
        if name not in RELATIONS:
            near = did_you_mean(name, RELATIONS) or f"; one of {', '.join(RELATIONS)}"
            raise Refused(f"unknown relation '{name}'{near}")
    return names


@graph.command(short_help="How two terms are connected.")
@click.argument("a", metavar="TERM")
@click.argument("b", metavar="TERM")
@relation_option("--via", "Only over this relation, such as leadsTo; may be repeated.")
@click.option("--directed", is_flag=True, help="Only along the arrows, as from a cause to its effect.")
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, help="How many paths.")
@format_option
def path(a: str, b: str, relations: tuple[str, ...], directed: bool, top: int, format_: str) -> None:
    """How two terms are connected: the shortest paths over the relations between terms.

    Ends with 1 where there is none.
    """
    from kbctl.kg.graph.paths import render_paths, shortest_paths

    via = known_relations(relations)
    known = knowledge()
    said = shortest_paths(known, term_of(known, a).id, term_of(known, b).id, via, directed, top)
    if format_ == "json":
        print_json(said)
    else:
        click.echo(render_paths(known, said, width(), coloured()))
    if said["length"] is None:
        answer_is_no()


@graph.command(short_help="What stands next to a term.")
@click.argument("term")
@relation_option("--relation", "Only by this relation, such as resolves; may be repeated.")
@click.option("--depth", type=click.IntRange(1, 9), default=1, show_default=True, help="How many steps.")
@format_option
def neighbours(term: str, relations: tuple[str, ...], depth: int, format_: str) -> None:
    """What stands next to a term, by relation and in both directions. Ends with 1 where nothing does."""
    from kbctl.kg.graph.neighbours import neighbours as look_around
    from kbctl.kg.graph.neighbours import render_neighbours

    names = known_relations(relations)
    known = knowledge()
    said = look_around(known, term_of(known, term).id, names, depth)
    if format_ == "json":
        print_json(said)
    else:
        click.echo(render_neighbours(known, said, width(), coloured()))
    if not said["neighbours"]:
        answer_is_no()


LEVEL = click.Choice(["error", "warn", "info"])


@graph.command(short_help="The quality report of the graph.")
@click.option(
    "--fail-on",
    type=LEVEL,
    default="error",
    show_default=True,
    help="End with 1 where there is a finding of this level or a worse one.",
)
@click.option(
    "--level",
    type=LEVEL,
    default="warn",
    show_default=True,
    help="List findings of this level and worse ones; all are counted. JSON has all.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODE[:TERM]",
    help="Leave out findings of this code, or those of one term; may be repeated.",
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False),
    help="Leave out what an earlier report (--format json) has.",
)
@format_option
def check(
    fail_on: Level, level: Level, ignore: tuple[str, ...], baseline: str | None, format_: str
) -> None:  # fmt: skip
    """The quality report: names given twice, parts that are missing, remedies and challenges without rule.

    docs/graph.md explains every code. Ends with 1 where there is an error (see --fail-on).
    """
    from kbctl.kg.graph.check import CHECKS, as_json, unknown_codes, without
    from kbctl.ontology.source import did_you_mean

    for one in unknown_codes(ignore):
        code = one.partition(":")[0]
        raise Refused(
            f"--ignore: unknown code '{code}'{did_you_mean(code, [known.code for known in CHECKS])}"
        )
    report = without(quality(), ignore, read_baseline(baseline) if baseline else ())
    if format_ == "json":
        print_json(as_json(report))
    else:
        from kbctl.kg.graph.check_report import render_report

        click.echo(render_report(report, level, width(), coloured()))
    if report.fails(fail_on):
        answer_is_no()


def quality() -> Report:
    """The report over the sources; where they do not compile, over what their readers refuse."""
    from kbctl.kg.graph.check import check as run_checks
    from kbctl.kg.graph.check import refused
    from kbctl.kg.graph.finding import Checked
    from kbctl.ontology.source import InputProblems

    try:
        return run_checks(Checked(knowledge(), mappings().rows))
    except InputProblems as error:
        return refused(error.problems)


def read_baseline(path: str) -> frozenset[tuple[str, str, str]]:
    import json
    from pathlib import Path

    from kbctl.kg.graph.check import baseline_of
    from kbctl.ontology.document import read_text

    try:
        return baseline_of(json.loads(read_text(Path(path), path)))
    except json.JSONDecodeError as error:
        raise Refused(f"{path}:{error.lineno}:{error.colno}: not valid JSON: {error.msg}") from None
    except RecursionError:
        raise Refused(f"{path}: nested too deep for a report") from None
    except ValueError as error:
        raise Refused(f"{path}: {error}") from None


for command in (export, diff, why_class, site):
    graph.add_command(command)
