"""Who may approve rules, what was approved, and whether it still stands.

An approval is bound to what the rule does and to its tests, by their hashes: a rule that is renamed, moved or
worded anew keeps its approvals, and any change of behaviour or of tests voids them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from kbctl.ontology.source import Location, did_you_mean
from kbctl.rules.finding import Finding, error, warning
from kbctl.rules.meaning import hash_of_tests, meaning_hash
from kbctl.rules.model import Rule


@dataclass(frozen=True, slots=True)
class Approver:
    """A person with the roles that they may approve for. `key` is what their signatures are checked with."""

    name: str
    roles: tuple[str, ...]
    key: str | None
    at: Location


@dataclass(frozen=True, slots=True)
class Need:
    """Rules that need the approval of a role beyond their owner's: by kind, by a pattern of ids, or both."""

    role: str
    kind: str | None
    rules: str | None
    at: Location

    def meets(self, rule: Rule) -> bool:
        return (self.kind is None or self.kind == rule.kind) and (
            self.rules is None or fnmatchcase(rule.id, self.rules)
        )


@dataclass(frozen=True, slots=True)
class Approvers:
    """`rules/approvers.yaml`. Without one nobody can approve and nothing needs to be approved."""

    people: Mapping[str, Approver] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    signed: bool = False
    given: bool = False

    def roles_for(self, rule: Rule) -> tuple[str, ...]:
        """The roles whose approval a rule needs: its owner's first, the others sorted."""
        others = {need.role for need in self.needs if need.meets(rule)} - {rule.owner}
        return (rule.owner, *sorted(others))


@dataclass(frozen=True, slots=True)
class Approval:
    """A line of `rules/approvals.lock`: `by` approved as `role` a rule that did this and had these tests."""

    rule: str
    role: str
    by: str
    meaning: str
    tests: str
    signature: str | None
    at: Location

    @property
    def statement(self) -> str:
        """What is signed."""
        lines = (self.rule, self.role, self.by, self.meaning, self.tests)
        return "kbctl approval 1\n" + "".join(f"{line}\n" for line in lines)


def approval_of(rule: Rule, role: str, by: str, at: Location) -> Approval:
    return Approval(rule.id, role, by, meaning_hash(rule), hash_of_tests(rule), None, at)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stands with one role: the approval that holds, or those that have become void."""

    role: str
    holds: Approval | None
    void: tuple[Approval, ...]
    why: str


def standing(
    rule: Rule,
    approvals: Sequence[Approval],
    approvers: Approvers,
    unproved: Collection[Approval] = frozenset(),
) -> tuple[Standing, ...]:
    """For each role whose approval the rule needs. `unproved` are approvals with a wrong signature, which do
    not count; neither do those without one, where signatures are asked for.
    """
    does, tests = meaning_hash(rule), hash_of_tests(rule)
    found = []
    for role in approvers.roles_for(rule):
        said = [one for one in approvals if one.role == role]
        same = [
            one
            for one in said
            if (one.meaning, one.tests) == (does, tests)
            and _may(one, approvers)
            and one not in unproved
            and (one.signature or not approvers.signed)
        ]
        # its own line first: a copy of the rule under another id may have been approved too
        same.sort(key=lambda one: (one.rule != rule.id, one.rule, one.by))
        old = tuple(one for one in said if one.rule == rule.id and one not in same)
        found.append(Standing(role, same[0] if same else None, old, _why(old, does, tests, approvers)))
    return tuple(found)


def holding(
    rules: Iterable[Rule],
    approvals: Sequence[Approval],
    approvers: Approvers,
    unproved: Collection[Approval] = frozenset(),
) -> frozenset[Approval]:
    """The approvals that a rule stands on, deprecated rules and drafts included."""
    stands = (stand for rule in rules for stand in standing(rule, approvals, approvers, unproved))
    return frozenset(stand.holds for stand in stands if stand.holds)


def _may(approval: Approval, approvers: Approvers) -> bool:
    person = approvers.people.get(approval.by)
    return person is not None and approval.role in person.roles


def _why(void: Sequence[Approval], does: str, tests: str, approvers: Approvers) -> str:
    """Why no approval stands, in the words of a message."""
    if not void:
        return "nobody has approved it"
    last = void[-1]
    if not _may(last, approvers):
        return f"{last.by} approved it, but may not (any more)"
    if last.meaning != does:
        return f"the approval of {last.by} is void: what the rule does has changed since"
    if last.tests != tests:
        return f"the approval of {last.by} is void: its tests have changed since"
    if not last.signature:
        return f"the approval of {last.by} does not count: it is not signed"
    return f"the approval of {last.by} does not count: its signature does not prove it"


def check_approvals(
    rules: Iterable[Rule], approvals: Sequence[Approval], approvers: Approvers
) -> Iterator[Finding]:
    """Active rules without the approvals they need, and lines of the lock file that mean nothing."""
    if not approvers.given:
        if approvals:
            message = "there are approvals, but no rules/approvers.yaml says who may approve"
            yield error(approvals[0].at, "unknown-approver", message)
        return
    known = {}
    for rule in rules:
        known[rule.id] = rule
        if rule.status != "active":
            continue
        for stand in standing(rule, approvals, approvers):
            if stand.holds is None:
                message = f"active without a valid approval as {stand.role}: {stand.why}"
                yield error(rule.at, "approval-void" if stand.void else "unapproved", message)
    hashes = {(meaning_hash(rule), hash_of_tests(rule)) for rule in known.values()}
    for one in approvals:
        if one.by not in approvers.people:
            hint = did_you_mean(one.by, approvers.people)
            yield error(one.at, "unknown-approver", f"'{one.by}' is not in rules/approvers.yaml{hint}")
        if one.rule not in known and (one.meaning, one.tests) not in hashes:
            yield warning(
                one.at, "approval-of-nothing", f"approves '{one.rule}', which is no rule (any more)"
            )
        if approvers.signed and not one.signature:
            yield error(
                one.at, "unsigned", "rules/approvers.yaml asks for signed approvals; this is not signed"
            )
