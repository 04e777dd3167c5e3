"""`kbctl rules approve`: say that a rule, as it is, is right."""

from __future__ import annotations

from pathlib import Path

import click
from kbctl.commands.base import places_of_sources, sources_folder
from kbctl.commands.terminal import Refused, answer_is_no, format_option, print_json, write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.rules.approvals import Approval, Approvers
    from kbctl.rules.model import Rule


@click.command("approve", short_help="Approve rules as they are.")
@click.argument("names", nargs=-1, metavar="RULE...")
@click.option("--as", "person", metavar="NAME", help="Who approves; a name of rules/approvers.yaml.")
@click.option("--role", help="Approve in this role only.")
@click.option("--sign", is_flag=True, help="Sign with the key that git signs with.")
@click.option("--key", metavar="FILE", help="Sign with this key (SSH key file, GPG key id, minisign file).")
@click.option("--minisign", is_flag=True, help="Sign with minisign; needs --key.")
@click.option("--list", "listing", is_flag=True, help="Only say how the rules stand.")
@click.option("--prune", is_flag=True, help="Drop approvals that are void or of rules that are gone.")
@format_option
def approve_rules(
    names: tuple[str, ...],
    person: str | None,
    role: str | None,
    sign: bool,
    key: str | None,
    minisign: bool,
    listing: bool,
    prune: bool,
    format_: str,
) -> None:
    """Approve rules as they are: RULE is an id, a decision table or a pattern such as "dates-*".

    An approval is bound to what the rule does and to its tests. It stays when the rule is renamed or worded
    anew, and is void as soon as behaviour or tests change. A rule must be free of errors and pass its tests.

    rules/approvers.yaml says who may approve in which role; every rule needs its owner's approval. Approvals
    stand in rules/approvals.lock, which is committed with the rules. Ends with 1 where one was refused.
    """
    from kbctl.engine.review.approve.give import give, merged
    from kbctl.kg.cases import load_cases
    from kbctl.ontology.load import load_vocabulary
    from kbctl.rules.check import check_rules
    from kbctl.rules.load import load_rules
    from kbctl.rules.read_approvals import APPROVALS, approvals_text, load_approvals, load_approvers

    root = Path(sources_folder())
    with places_of_sources():
        vocabulary = load_vocabulary(root / "ontology")
        rules = load_rules(root / "rules", vocabulary)
        approvers = load_approvers(root / "rules", vocabulary)
        approvals = load_approvals(root / "rules", vocabulary)
    if not approvers.given:
        raise Refused("no rules/approvers.yaml says who may approve; docs/approvals.md shows one")
    chosen = _chosen(names, rules)
    if listing:
        _tell_standing(chosen, approvals, approvers, format_)
        return
    if prune:
        from kbctl.engine.review.approve.sign import unproved
        from kbctl.rules.approvals import holding

        held = holding(rules, approvals, approvers, unproved(approvals, approvers))
        kept = [one for one in approvals if one in held]
        write_file(str(root / "rules" / APPROVALS), approvals_text(kept))
        click.echo(f"{len(approvals) - len(kept)} approvals dropped, {len(kept)} kept")
        return
    if not person:
        raise Refused("say who approves: --as NAME (a name of rules/approvers.yaml)")
    if not names:
        raise Refused('say which rules: an id, or a pattern such as "dates-*"')
    findings = check_rules(rules, vocabulary, load_cases(root / "kg" / "cases", vocabulary))
    given = give(chosen, person, role, approvers, vocabulary, findings)
    new = given.approvals
    if sign or key or minisign or (approvers.signed and new):
        new = _signed(new, root, key, minisign, approvers)
    if new:
        write_file(str(root / "rules" / APPROVALS), approvals_text(merged(approvals, new)))
    if format_ == "json":
        print_json(
            {
                "approved": [{"rule": one.rule, "role": one.role, "by": one.by} for one in new],
                "refused": [{"rule": rule, "why": why} for rule, why in given.refused],
            }
        )
    else:
        for one in new:
            click.echo(f"{one.rule}: approved by {one.by} as {one.role}{', signed' if one.signature else ''}")
        for rule, why in given.refused:
            click.echo(f"{rule}: not approved: {why}")
    if given.refused:
        answer_is_no()


def _chosen(names: tuple[str, ...], rules: tuple[Rule, ...]) -> list[Rule]:
    """The rules that ids, tables and patterns name; each must name one."""
    from fnmatch import fnmatchcase

    from kbctl.ontology.source import did_you_mean

    def meant(rule: Rule, name: str) -> bool:
        return rule.table == name or fnmatchcase(rule.id, name)

    for name in names:
        if not any(meant(rule, name) for rule in rules):
            raise Refused(f"no rule '{name}'{did_you_mean(name, [rule.id for rule in rules])}")
    return [rule for rule in rules if not names or any(meant(rule, name) for name in names)]


def _signed(
    new: tuple[Approval, ...], root: Path, key: str | None, minisign: bool, approvers: Approvers
) -> tuple[Approval, ...]:
    """The approvals signed, each signature checked with the key that approvers.yaml has of the person."""
    from dataclasses import replace

    from kbctl.engine.review.approve.sign import CannotSign, sign, signing_of, why_wrong

    way, own = ("minisign", None) if minisign else signing_of(root)
    signed = []
    for one in new:
        try:
            made = replace(one, signature=sign(one.statement, way, key or own))
        except CannotSign as error:
            raise Refused(f"{one.rule}: {error}") from None
        if wrong := why_wrong(made, approvers.people[one.by].key):
            raise Refused(f"{one.rule}: signed, but the signature does not prove it: {wrong}")
        signed.append(made)
    return tuple(signed)


def _tell_standing(
    rules: list[Rule], approvals: tuple[Approval, ...], approvers: Approvers, format_: str
) -> None:
    from kbctl.engine.review.approve.sign import unproved
    from kbctl.rules.approvals import standing

    wrong = unproved(approvals, approvers)
    stands = [(rule, stand) for rule in rules for stand in standing(rule, approvals, approvers, wrong)]
    if format_ == "json":
        print_json(
            [
                {
                    "rule": rule.id,
                    "status": rule.status,
                    "role": stand.role,
                    "approved_by": stand.holds.by if stand.holds else None,
                    "why": None if stand.holds else stand.why,
                }
                for rule, stand in stands
            ]
        )
        return
    for rule, stand in stands:
        how = f"approved by {stand.holds.by}" if stand.holds else f"open: {stand.why}"
        click.echo(f"{rule.id} · {rule.status} · {stand.role} · {how}")
    still = sum(stand.holds is None and rule.status == "active" for rule, stand in stands)
    click.echo(f"{len(rules)} rules: {still} approvals of active rules are open")
