"""`kbctl rules test`: run the tests that rules carry."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base, sources_folder
from kbctl.commands.rules.sources import there_must_be_rules
from kbctl.commands.terminal import answer_is_no, finding_json, print_json


@click.command("test", short_help="Run the tests that rules carry.")
@click.argument("names", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    show_default=True,
    help="How to print.",
)
def test_rules(names: tuple[str, ...], format_: str) -> None:
    """Run the tests that rules carry.

    NAMES are rule ids, patterns of ids ('dates-*'), rule files or folders; without them all rules. A failing
    test shows the nearest firing and the clause that stopped it. A rule without tests, with tests that never
    see it fire, or with tests that do not run, fails too. Ends with 1 where something fails.
    """
    from pathlib import Path

    from kbctl.engine.review.choose import chosen_rules
    from kbctl.engine.review.tests_told import as_json, as_junit, as_lines, results

    there_must_be_rules()
    with open_base() as base:
        knowledge = load_knowledge(base)
        chosen = chosen_rules(names, knowledge.rules, knowledge.vocabulary, Path(sources_folder()))
        found = results(knowledge.vocabulary, chosen)
    if format_ == "json":
        print_json(as_json(found, finding_json))
    elif format_ == "junit":
        click.echo(as_junit(found), nl=False)
    else:
        for line in as_lines(found):
            click.echo(line)
    if any(one.failures for one in found):
        answer_is_no()
