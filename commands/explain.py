"""`kbctl why` and `kbctl why-not`: read a run record and say where a decision comes from."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base, read_record
from kbctl.commands.terminal import Refused, answer_is_no, coloured, format_option, print_json, width


@click.command(short_help="Why was this decided?")
@click.argument("record", type=click.Path(readable=False))
@click.argument("decision")
@format_option
def why(record: str, decision: str, format_: str) -> None:
    """Why a decision was taken: rules with file and line, facts and where they come from, past cases.

    RECORD is what `kbctl replay --record` wrote, DECISION an id in it such as d4.
    """
    from kbctl.engine.replay.why import UnknownDecision, as_json, render_why
    from kbctl.engine.replay.why import why as explain

    said = read_record(record)
    with open_base() as base:
        knowledge = load_knowledge(base)
        try:
            tree = explain(said, decision, knowledge)
        except UnknownDecision as error:
            raise Refused(f"{record}: {error}") from None
        if format_ == "json":
            print_json(as_json(tree))
        else:
            click.echo(render_why(tree, width(), coloured()))


@click.command("why-not", short_help="Why was that strategy not chosen?")
@click.argument("record", type=click.Path(readable=False))
@click.argument("challenge")
@click.argument("strategy")
@format_option
def why_not(record: str, challenge: str, strategy: str, format_: str) -> None:
    """Why a strategy was not chosen, and the smallest change of one fact that would make it win.

    RECORD is what `kbctl replay --record` wrote, CHALLENGE an id in it such as c4, STRATEGY a remedy. Ends
    with 1 where the strategy was chosen.
    """
    from kbctl.engine.replay.record_read import check_facts
    from kbctl.engine.replay.why_not import UnknownName, render_why_not
    from kbctl.engine.replay.why_not import why_not as explain

    said = read_record(record)
    with open_base() as base:
        knowledge = load_knowledge(base)
        check_facts(said, knowledge.vocabulary, record)
        try:
            tree = explain(said, challenge, strategy, knowledge)
        except UnknownName as error:
            raise Refused(f"{record}: {error}") from None
        if format_ == "json":
            print_json(tree)
        else:
            click.echo(render_why_not(tree, width(), coloured()))
    if tree["status"] == "chosen":
        answer_is_no()
