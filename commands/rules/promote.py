"""`kbctl rules promote`: the evidence for the next status of a rule, and the change of it."""

from __future__ import annotations

from pathlib import Path

import click
from kbctl.commands.base import places_of_sources, read_record, sources_folder
from kbctl.commands.terminal import Refused, answer_is_no, format_option, print_json, write_file


@click.command("promote", short_help="Evidence for a rule's next status; with --write, set it.")
@click.argument("name", metavar="RULE")
@click.argument("records", nargs=-1, type=click.Path(readable=False))
@click.option(
    "--to",
    type=click.Choice(["draft", "shadow", "active", "deprecated"]),
    help="The status wanted; default the next.",
)
@click.option(
    "--write", is_flag=True, help="Change the status in the rule file, where nothing stands in the way."
)
@format_option
def promote_rules(name: str, records: tuple[str, ...], to: str | None, write: bool, format_: str) -> None:
    """List the evidence for promoting RULE (draft → shadow → active → deprecated) from run RECORDS.

    For shadow → active: in how many records it fired, how often it proposed what was decided, what came of
    the decisions where it differed, and which decisions would have been otherwise. It must have fired, its
    tests must pass, and it must be approved (`kbctl rules approve`). The rows of a decision table have one
    status, so all of them must be fit for it. Ends with 1 where something hinders it.
    """
    from kbctl.engine.review.approve.evidence import as_json, evidence, render
    from kbctl.engine.review.approve.promote import NEXT, why_not, with_status
    from kbctl.engine.review.approve.sign import unproved
    from kbctl.engine.review.rule_tests import test_rules
    from kbctl.ontology.load import load_vocabulary
    from kbctl.ontology.source import did_you_mean
    from kbctl.rules.approvals import standing
    from kbctl.rules.load import load_rules
    from kbctl.rules.read_approvals import load_approvals, load_approvers

    root = Path(sources_folder())
    with places_of_sources():
        vocabulary = load_vocabulary(root / "ontology")
        rules = {rule.id: rule for rule in load_rules(root / "rules", vocabulary)}
        approvers = load_approvers(root / "rules", vocabulary)
        approvals = load_approvals(root / "rules", vocabulary)
    if name not in rules:
        raise Refused(f"unknown rule '{name}'{did_you_mean(name, rules)}")
    rule = rules[name]
    if to is None and not NEXT[rule.status]:
        raise Refused(f"{name} is {rule.status}: no status follows")
    wanted = to or NEXT[rule.status][0]
    read = [(Path(path).stem, read_record(path)) for path in records]
    found = evidence(name, read)
    wrong = unproved(approvals, approvers)
    why = None
    # the status of a decision table is that of all its rows, so each of them must be fit for it
    rows = [one for one in rules.values() if rule.table and one.path == rule.path and one is not rule]
    for one in (rule, *rows):
        shown = found if one is rule else evidence(one.id, read)
        stands = standing(one, approvals, approvers, wrong) if approvers.given else ()
        fails = bool(test_rules(vocabulary, [one]))
        why = why_not(one, wanted, stands, bool(shown.firings) if records else None, fails)  # type: ignore[arg-type]
        if why:
            why = why if one is rule else f"{one.id}, a row of the same table: {why}"
            break
    written = False
    if write and why is None:
        path = root / rule.path
        write_file(str(path), with_status(path.read_text(encoding="utf-8"), wanted))  # type: ignore[arg-type]
        written = True
    if format_ == "json":
        print_json(
            {**as_json(found), "status": rule.status, "to": wanted, "hindered_by": why, "written": written}
        )
    else:
        if records:
            click.echo("\n".join(render(found, rule.title)))
        if why:
            click.echo(f"{name}: {rule.status} → {wanted}: not yet: {why}")
        else:
            done = "written" if written else "nothing stands in the way; --write does it"
            also = f" (and of the other {len(rows)} rows of table {rule.table})" if rows else ""
            click.echo(f"{name}: {rule.status} → {wanted}{also}: {done}")
    if why:
        answer_is_no()
