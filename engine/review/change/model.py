"""What is told of a change: its parts, and a witness with what both versions make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbctl.engine.review.change.region import Region
from kbctl.ontology.source import Location
from kbctl.rules.model import GivenFact, Rule

#: `about`: the rule does what it did, but its status, owner, evidence or tests are others.
Kind = Literal["added", "removed", "renamed", "changed", "about"]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is otherwise: a stable code (`threshold`), a sentence, and where it stands before and
    after (None where it is not there).

    Of a threshold `region` are the values on which the versions disagree; `clause` is what came or went.
    """

    code: str
    says: str
    before: Location | None
    after: Location | None
    region: Region | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on a challenge as a whole rule base makes it; `strategy` is None while people are asked."""

    challenge: str
    concept: str
    status: Literal["chosen", "asked", "escalated"]
    strategy: str | None
    confidence: float | None
    why: str

    @property
    def taken(self) -> tuple[str, str | None]:
        """What is done about the challenge; confidence and reason apart."""
        return (self.status, self.strategy)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule base makes of the facts of a witness.

    `outputs` are the ground actions of the rule itself as a rule file writes them; the rest is of the whole
    base: decisions by challenge, options, conclusions and planned steps as text.
    """

    outputs: tuple[str, ...]
    decisions: tuple[Decided, ...]
    options: tuple[str, ...]
    concluded: tuple[str, ...]
    planned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """Facts that tell the versions apart, and what each of the two whole rule bases made of them.

    `says` is the consequence for people. `test` is the rule test that the facts were taken from, empty where
    they were put together from the clauses; `moved` says whether some of them are other than there.
    `supposed` is a status that the outcome does not go by: the rule is in shadow or a draft, and both bases
    were run as if it were active. `joint`: the decision turns only together with other changes between the
    versions.
    """

    given: tuple[GivenFact, ...]
    before: Outcome
    after: Outcome
    says: str
    test: str = ""
    moved: bool = False
    supposed: str = ""
    joint: bool = False

    @property
    def decision_differs(self) -> bool:
        return [one.taken for one in self.before.decisions] != [one.taken for one in self.after.decisions]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What became of a rule.

    `rule` is its id (the new one), `was` the old id where it has another now. `behaviour` are the parts of
    the change of what it does, `about` those of its status, owner, evidence and tests. Where something that
    can bear on a decision is otherwise, there is a `witness`, or `no_witness` says what was tried.
    """

    rule: str
    kind: Kind
    before: Rule | None
    after: Rule | None
    was: str = ""
    behaviour: tuple[Part, ...] = ()
    about: tuple[Part, ...] = ()
    witness: Witness | None = None
    no_witness: str = ""

    @property
    def at(self) -> Location:
        """Where the rule stands now, or stood."""
        rule = self.after or self.before
        assert rule is not None  # a change is of some rule
        return rule.at


@dataclass(frozen=True, slots=True)
class TermChange:
    """A change of the ontology that changes what rules mean that did not change; `rules` are sorted ids."""

    code: str
    says: str
    rules: tuple[str, ...]
