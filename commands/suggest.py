"""`kbctl suggest`: rules that the tables keep to nearly always, to be accepted and enforced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from kbctl.commands.terminal import (
    NamedPath,
    Refused,
    answer_is_no,
    format_option,
    print_json,
    tell_unread,
    visible,
)

if TYPE_CHECKING:
    from kbctl.engine.tables.dependencies.suggest import Suggestion


@click.command(short_help="Rules that the tables seem to keep to.")
@click.argument("paths", nargs=-1, required=True, type=NamedPath(readable=False))
@click.option(
    "--project",
    type=NamedPath(file_okay=False),
    help="Folder of the project: what is accepted is added to its rules.yaml.",
)
@click.option("--accept", metavar="ID", multiple=True, help="Accept this rule; repeatable.")
@format_option
def suggest(paths: tuple[str, ...], project: str | None, accept: tuple[str, ...], format_: str) -> None:
    """Rules that the tables keep to nearly always.

    They are columns that settle others, and patterns of columns, each with how many cells keep to it, how
    many do not, and a few of these. A column that may settle another by chance only is not told: half the
    rows of each of its values are held back to test that.

    Rules named by --accept are written to the project's rules.yaml; `kbctl diagnose --project` then reports
    every cell that breaks one.

    Ends with 1 where no rule is found or a file of several is broken, with 2 where a path cannot be read
    as a table.
    """
    from pathlib import Path

    from kbctl.engine.tables.dependencies.suggest import suggestions
    from kbctl.engine.tables.load import load
    from kbctl.engine.tables.project import rules

    if accept and not project:
        raise Refused("--accept needs --project, the folder that the rules are written to")
    reading = load(paths)
    found = suggestions(reading.tables)
    if unknown := sorted(set(accept) - {one.id for one in found}):
        raise Refused(f"no suggested rule has the id {unknown[0]}")
    has = {rule.id for rule in rules.read_rules(Path(project))} if project else set()
    if accept and project:
        rules.accept(Path(project), [one for one in found if one.id in accept])
        has |= set(accept)
    if format_ == "json":
        print_json({"suggestions": [{**one.as_json(), "accepted": one.id in has} for one in found]})
    else:
        _text(found, has)
    if tell_unread(reading) or not found:
        answer_is_no()


def _text(found: Sequence[Suggestion], has: set[str]) -> None:
    table = None
    for one in found:
        if one.table != table:
            table = one.table
            click.echo(visible(table))
        mark = "accepted" if one.id in has else "        "
        click.echo(f"  {one.id}  {mark}  {visible(one.says)}")
        told = f"{one.support:,} keep to it, {one.exceptions:,} do not"
        if one.held:
            told += f"; on rows held back {one.held.confirmed:,} of {one.held.values:,} values"
        shown = f": {'; '.join(map(visible, one.examples))}" if one.examples else ""
        click.echo(f"                    {told}{shown}"[:200])
    if not found:
        click.echo("No rule that nearly all rows keep to.")
