"""`kbctl query`: the hot path; nothing heavier than click and sqlite3 may be imported on it."""

from __future__ import annotations

import click
from kbctl.commands.base import open_base
from kbctl.commands.terminal import (
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json,
    said_by_user,
    width,
)


@click.command(short_help="What is it, and what resolves it?")
@click.argument("text", nargs=-1, required=True)
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, help="How many matches.")
@click.option("--kind", help="Only this kind: challenge, remedy, rule, case, field, industry, ...")
@click.option("--industry", help="Leave out rules of other industries.")
@format_option
def query(text: tuple[str, ...], top: int, kind: str | None, industry: str | None, format_: str) -> None:
    """What is it, what resolves it, which rules say so, and what happened elsewhere.

    TEXT is in English, Spanish or Chinese: a challenge, remedy, field, industry or rule, in your own words.
    For example: kbctl query "duplicate customers". Ends with 1 where nothing is found.
    """
    from kbctl.kg.query import FilterError, answer

    with open_base() as base:
        try:
            said = answer(base, said_by_user(" ".join(text)), top, kind, industry)
        except FilterError as error:
            raise Refused(str(error)) from None
    if format_ == "json":
        print_json(said)
    else:
        from kbctl.kg.render import render

        click.echo(render(said, width(), coloured()))
    if not said["matches"]:
        answer_is_no()
