"""Giving an approval: what stands in its way, and the lock file with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kbctl.engine.review.rule_tests import test_rules
from kbctl.ontology.source import Location, did_you_mean
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.approvals import Approval, Approver, Approvers, approval_of
from kbctl.rules.finding import Finding
from kbctl.rules.model import Rule

#: Findings of the check that are about approvals themselves, and so do not stand in the way of one.
OF_APPROVALS = {"unapproved", "approval-void", "approval-of-nothing", "unsigned", "unknown-approver"}


@dataclass(frozen=True, slots=True)
class Given:
    """New approvals, and why others were not given."""

    approvals: tuple[Approval, ...]
    refused: tuple[tuple[str, str], ...]


def give(
    chosen: Iterable[Rule],
    name: str,
    role: str | None,
    approvers: Approvers,
    vocabulary: Vocabulary,
    findings: Sequence[Finding],
) -> Given:
    """Approvals by one person of the rules that they may approve and that are fit to be approved.

    Without a role, for every role that a rule needs and the person holds. `findings` are what the check says
    of the whole rule base.
    """
    person = approvers.people.get(name)
    given: list[Approval] = []
    refused: list[tuple[str, str]] = []
    for rule in chosen:
        why = _hindrance(rule, name, person, role, approvers, vocabulary, findings)
        if why:
            refused.append((rule.id, why))
            continue
        assert person
        roles = [role] if role else [one for one in approvers.roles_for(rule) if one in person.roles]
        given += [approval_of(rule, one, name, Location("rules/approvals.lock")) for one in roles]
    return Given(tuple(given), tuple(refused))


def _hindrance(
    rule: Rule,
    name: str,
    person: Approver | None,
    role: str | None,
    approvers: Approvers,
    vocabulary: Vocabulary,
    findings: Sequence[Finding],
) -> str | None:
    if person is None:
        hint = did_you_mean(name, approvers.people)
        return f"rules/approvers.yaml names no approver '{name}'{hint}"
    needed = approvers.roles_for(rule)
    if role and role not in person.roles:
        return f"{name} may not approve as {role}, only as {', '.join(person.roles)}"
    if role and role not in needed:
        return f"it needs no approval as {role}, but as {', '.join(needed)}"
    if not set(needed) & set(person.roles):
        return (
            f"it needs the approval of {' and '.join(needed)}; {name} approves as {', '.join(person.roles)}"
        )
    wrong = [
        one.problem.message
        for one in findings
        if one.problem.at.path == rule.path and one.level == "error" and one.problem.code not in OF_APPROVALS
    ]
    if wrong:
        return f"its check finds: {wrong[0]}"
    failed = test_rules(vocabulary, [rule])
    return failed[0].problem.message if failed else None


def merged(old: Iterable[Approval], new: Iterable[Approval]) -> tuple[Approval, ...]:
    """The approvals with new ones in the place of those by the same person of the same rule and role."""
    kept = {(one.rule, one.role, one.by): one for one in old}
    kept |= {(one.rule, one.role, one.by): one for one in new}
    return tuple(kept[key] for key in sorted(kept))
