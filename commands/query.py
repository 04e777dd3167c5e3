"""`kbctl query`: the hot path; nothing heavier than click and sqlite3 may be imported on it."""

from __future__ import annotations

import os

import click
from kbctl.commands.base import cache_folder, open_base
from kbctl.commands.terminal import (
    Refused,
    answer_is_no,
    coloured,
    format_option,
    print_json,
    said_by_user,
    say,
    visible,
    width,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kbctl.kg.query import Searcher
    from kbctl.kg.store import Base


@click.command(short_help="What is it, and what resolves it?")
@click.argument("text", nargs=-1)
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True, help="How many matches.")
@click.option("--kind", help="Only this kind: challenge, remedy, rule, case, field, industry, ...")
@click.option("--industry", help="Leave out rules of other industries.")
@click.option("--semantic", is_flag=True,
              help="Search by meaning too, with the model of kbctl[semantic].")  # fmt: skip
@click.option("--misses", type=click.Path(readable=False, dir_okay=False),
              help="Instead of a text: group what was asked in vain into labels.")  # fmt: skip
@format_option
def query(
    text: tuple[str, ...],
    top: int,
    kind: str | None,
    industry: str | None,
    semantic: bool,
    misses: str | None,
    format_: str,
) -> None:
    """What is it, what resolves it, which rules say so, and what happened elsewhere.

    TEXT is in English, Spanish or Chinese: a challenge, remedy, field, industry or rule, in your own words.
    For example: kbctl query "duplicate customers". Ends with 1 where nothing is found.
    Where the variable KBCTL_MISSES names a file, texts that found nothing, or nothing near, are added to it.
    """
    if bool(misses) == bool(text):
        raise click.UsageError("give a TEXT, or --misses FILE")
    if misses and semantic:
        raise click.UsageError("--semantic is for a TEXT")
    if misses:
        show_misses(misses, format_)
        return
    from kbctl.kg.query import FilterError, answer

    with open_base() as base:
        meaning = read_meaning(base) if semantic else None
        try:
            said = answer(base, said_by_user(" ".join(text)), top, kind, industry, meaning)
        except FilterError as error:
            raise Refused(str(error)) from None
    if format_ == "json":
        print_json(said)
    else:
        from kbctl.kg.render import render

        click.echo(render(said, width(), coloured()))
    keep_miss(said)
    if not said["matches"]:
        answer_is_no()


def read_meaning(base: Base) -> Searcher:
    """Search by meaning, which is imported only here."""
    from kbctl.kg.embedder import SemanticUnavailable
    from kbctl.kg.semantic import load_meaning

    try:
        return load_meaning(base, cache_folder(), say)
    except SemanticUnavailable as error:
        raise Refused(str(error)) from None


def keep_miss(said: dict[str, Any]) -> None:
    """Add a poor answer to the user's file of misses, where there is one. The query goes on without it."""
    path = os.environ.get("KBCTL_MISSES")
    if path:
        from kbctl.kg.misses import note_miss

        try:
            note_miss(path, said)
        except OSError as error:
            say(f"{path}: the miss is not kept: {error.strerror}")


def show_misses(path: str, format_: str) -> None:
    """What a file of misses proposes; ends with 1 where everything in it is found by now."""
    from kbctl.kg.misses import MissError, proposals, read_misses, render_proposals

    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            queries = read_misses(file.read(), path)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    except MissError as error:
        raise Refused(str(error)) from None
    with open_base() as base:
        found = proposals(base, queries)
    if format_ == "json":
        print_json({"proposals": [one._asdict() for one in found]})
    else:
        click.echo(visible(render_proposals(found)))
    if not found:
        answer_is_no()
