"""A scenario as it is after reading: what is known, said, dated, answered and reported, week by week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kbctl.ontology.source import Location
from kbctl.rules.model import Value

SCHEMA = "kbctl/scenario/1"

Result = Literal["worked", "partly", "failed", "pending"]


@dataclass(frozen=True, slots=True)
class Said:
    """A challenge as people state it. `slots` are those given exactly; with `is` nothing needs grounding."""

    text: str
    slots: Mapping[str, Value]
    at: Location


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated event, due (or happening) in `week`."""

    concept: str
    week: int
    at: Location


@dataclass(frozen=True, slots=True)
class Answer:
    """What people said when asked. `target` is a challenge's text or concept, or `company`.

    Without `slot` the value is the remedy that they want.
    """

    target: str
    slot: str | None
    value: Value
    at: Location


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a remedy. `rate` is what is left where it worked partly; `week` limits it to one
    decision.
    """

    target: str
    use: str
    result: Result
    rate: float | None
    week: int | None
    at: Location


@dataclass(frozen=True, slots=True)
class Block:
    """Weeks `first` to `last` of the timeline; its challenges open in the first."""

    first: int
    last: int
    phase: str | None
    challenges: tuple[Said, ...]
    events: tuple[Milestone, ...]
    answers: tuple[Answer, ...]
    outcomes: tuple[Report, ...]
    at: Location


#: Checks of repaired tables → whether a higher figure is better: F1 of the pairs made one; shares of spoilt
#: cells restored, of those that a remedy wrote and of all; counts of right cells damaged, of references
#: broken, of variances in sums that no change accounts for.
ACCEPTANCE: Mapping[str, bool] = {
    "pair_f1": True,
    "cells_restored": True,
    "cells_recovered": True,
    "clean_cells_damaged": False,
    "references_broken": False,
    "totals_unexplained": False,
}


@dataclass(frozen=True, slots=True)
class Expectations:
    """`strategies`: each is decided for some challenge of the concept. `never`: remedies nowhere in the
    run. `acceptance`: what the repaired tables must reach, check → figure (see ACCEPTANCE).
    """

    strategies: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()
    acceptance: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """`tables` are paths that exist; `policy` holds only what the scenario overrides; `hash` is over the
    content.
    """

    id: str
    title: str
    company: Mapping[str, Value]
    tables: tuple[str, ...]
    timeline: tuple[Block, ...]
    expect: Expectations
    policy: Mapping[str, Value]
    hash: str
    at: Location

    @property
    def weeks(self) -> range:
        return range(self.timeline[0].first, self.timeline[-1].last + 1)

    def block(self, week: int) -> Block:
        """The block of a week; a week between two blocks belongs to the one before it."""
        return next(block for block in reversed(self.timeline) if block.first <= week)

    def answers(self) -> Iterator[Answer]:
        for block in self.timeline:
            yield from block.answers
