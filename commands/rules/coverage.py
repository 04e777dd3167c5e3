"""`kbctl rules coverage`: which clauses of rules no test holds fast."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base, sources_folder
from kbctl.commands.rules.sources import there_must_be_rules
from kbctl.commands.terminal import answer_is_no, format_option, print_json, progress


@click.command("coverage", short_help="Find clauses that no test holds fast.")
@click.argument("names", nargs=-1)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with 1 where less of the changes is noticed.",
)
@format_option
def coverage_rules(names: tuple[str, ...], fail_under: float | None, format_: str) -> None:
    """Change each clause of a rule a little and see whether one of its tests notices.

    NAMES are rule ids, patterns of ids ('dates-*'), rule files or folders; without them all rules. A clause
    is dropped and turned round, a bound moved, a list shortened, a class made wider and narrower, a join
    untied, an action dropped. A change that no test notices is told with its place and with a test that would
    notice it, found by running the rule and the changed rule. docs/rule-coverage.md says what is changed how.
    """
    from pathlib import Path

    from kbctl.engine.review.choose import chosen_rules
    from kbctl.engine.review.coverage.measure import covered, share
    from kbctl.engine.review.coverage.report import as_json, as_lines

    there_must_be_rules()
    with open_base() as base, progress() as watch:
        knowledge = load_knowledge(base)
        chosen = chosen_rules(names, knowledge.rules, knowledge.vocabulary, Path(sources_folder()))
        every = {**knowledge.rules, **{rule.id: rule for rule in chosen}}.values()
        found = []
        for number, rule in enumerate(chosen, 1):
            if watch:
                watch(number, len(chosen), rule.id)
            found.append(covered(knowledge.vocabulary, rule, every))
    if format_ == "json":
        print_json(as_json(knowledge.vocabulary, found))
    else:
        for line in as_lines(knowledge.vocabulary, found):
            click.echo(line)
    if fail_under is not None and share(found) * 100 < fail_under:
        answer_is_no()
