"""`kbctl rules lint` and `test`: check rules and run the tests that they carry."""

from __future__ import annotations

import click
from kbctl.commands.base import load_knowledge, open_base, places_of_sources, sources_folder
from kbctl.commands.terminal import Refused, answer_is_no, finding_json, format_option, print_json


@click.command("lint", short_help="Check rules without running them.")
@format_option
def lint_rules(format_: str) -> None:
    """Check all rules without running them; docs/rule-language.md lists the codes.

    Ends with 1 where there are errors or warnings.
    """
    from pathlib import Path

    from kbctl.engine.review.approve.sign import check_signatures
    from kbctl.kg.cases import load_cases
    from kbctl.ontology.load import load_vocabulary
    from kbctl.rules.approvals import check_approvals
    from kbctl.rules.check import check_rules
    from kbctl.rules.load import load_rules
    from kbctl.rules.read_approvals import load_approvals, load_approvers

    root = Path(sources_folder())
    with places_of_sources():
        vocabulary = load_vocabulary(root / "ontology")
        found = load_rules(root / "rules", vocabulary)
        approvers = load_approvers(root / "rules", vocabulary)
        approvals = load_approvals(root / "rules", vocabulary)
        findings = check_rules(found, vocabulary, load_cases(root / "kg" / "cases", vocabulary))
        of_approvals = (
            *check_approvals(found, approvals, approvers),
            *check_signatures(approvals, approvers),
        )
        findings = tuple(sorted({*findings, *of_approvals}))
    if format_ == "json":
        print_json([finding_json(one.problem, one.level) for one in findings])
    else:
        for finding in findings:
            click.echo(str(finding))
        errors = sum(one.level == "error" for one in findings)
        click.echo(f"{len(found)} rules: {errors} errors, {len(findings) - errors} warnings")
    if findings:
        answer_is_no()


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
