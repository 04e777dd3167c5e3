"""What a review finds: the parts of the report in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass

from kbctl.engine.review.change.difference import Difference
from kbctl.engine.review.impact.model import Impact
from kbctl.engine.review.verify.finding import Found
from kbctl.ontology.source import Location
from kbctl.rules.approvals import Standing
from kbctl.rules.finding import Finding


@dataclass(frozen=True, slots=True)
class Untested:
    """A change of a clause that no test of its rule notices; `test` is one that would, as a rule file
    writes it.
    """

    rule: str
    at: Location
    says: str
    test: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A past case that a changed rule rests on, or that speaks against it; `new`: not named before."""

    rule: str
    case: str
    title: str
    says: str
    new: bool


@dataclass(frozen=True, slots=True)
class Needed:
    """How a changed rule stands with a role; `due` where it is active, so that the approval is needed now."""

    rule: str
    due: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class Review:
    """Only what is new against the base. `unplayed` says why no cases were replayed; `approvers` whether
    anybody is named who may approve; `gone` counts findings of the base that the change has done away with.
    """

    base: str
    head: str | None
    difference: Difference
    impact: Impact | None
    unplayed: str
    conflicts: tuple[Found, ...]
    findings: tuple[Finding, ...]
    gone: int
    untested: tuple[Untested, ...]
    evidence: tuple[Evidence, ...]
    needed: tuple[Needed, ...]
    approvers: bool

    @property
    def hindrances(self) -> tuple[str, ...]:
        """Why the change should not be merged as it is."""
        errors = [one for one in self.findings if one.level == "error"]
        faults = [one for one in self.conflicts if one.level == "error"]
        open_ = [one for one in self.needed if one.due and one.standing.holds is None]
        broken = sum(len(one.broken) for one in self.impact.results) if self.impact else 0
        unread = len(self.difference.problems)
        said = [
            _count(unread, "problem in a file that cannot be read", "problems in files that cannot be read"),
            _count(len(errors), "new error", "new errors"),
            _count(len(faults), "new conflict between rules", "new conflicts between rules"),
            _count(broken, "expectation of a scenario is missed", "expectations of scenarios are missed"),
            _count(len(open_), "approval is missing", "approvals are missing"),
        ]
        return tuple(one for one in said if one)


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}" if number else ""
