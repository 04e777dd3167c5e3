"""`kbctl rules test`: run the tests that rules carry."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base
from kbctl.commands.terminal import Refused, answer_is_no, finding_json, format_option, print_json


@click.command("test", short_help="Run the tests that rules carry.")
@click.argument("names", nargs=-1)
@format_option
def test_rules(names: tuple[str, ...], format_: str) -> None:
    """Run the tests that rules carry; NAMES are rule ids, without them all rules.

    Ends with 1 where a test fails.
    """
    from kbctl.engine.review.rule_tests import test_rules as run_tests
    from kbctl.ontology.source import did_you_mean

    with open_base() as base:
        knowledge = load_knowledge(base)
        for name in names:
            if name not in knowledge.rules:
                raise Refused(f"unknown rule '{name}'{did_you_mean(name, knowledge.rules)}")
        chosen = [knowledge.rules[name] for name in names or knowledge.rules]
        failures = run_tests(knowledge.vocabulary, chosen)
    count = sum(len(rule.tests) for rule in chosen)
    if format_ == "json":
        failed = [finding_json(one.problem, "error") for one in failures]
        print_json({"rules": len(chosen), "tests": count, "failures": failed})
    else:
        for failure in failures:
            click.echo(str(failure.problem))
        click.echo(f"{count} tests of {len(chosen)} rules: {len(failures)} failed")
    if failures:
        answer_is_no()
