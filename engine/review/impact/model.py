"""What both versions made of recorded cases: what was played, what was gained, lost and changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["scenario", "record"]


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """Something to replay: a scenario file or a run record. `name` is what it is called, `path` its file."""

    name: str
    kind: Kind
    path: str


@dataclass(frozen=True, slots=True)
class Made:
    """A decision: what was done about a challenge in a week. `strategy` is None while people are asked."""

    week: int
    challenge: str
    concept: str
    status: str
    strategy: str | None
    confidence: float | None

    @property
    def taken(self) -> tuple[str, str | None]:
        return (self.status, self.strategy)


@dataclass(frozen=True, slots=True)
class Fired:
    """A firing of a rule: its week and the values of its variables, as text."""

    rule: str
    week: int
    bindings: tuple[tuple[str, str], ...]

    @property
    def values(self) -> str:
        return ", ".join(f"{name} = {value}" for name, value in self.bindings)


@dataclass(frozen=True, slots=True)
class Played:
    """What one version made of a case.

    `challenges` are ids with what sets each apart: where one version raises a challenge more, the others
    have other numbers. `expectations` are met (True) or missed, by their text; a run record has none that
    could be looked at again.
    """

    decisions: tuple[Made, ...]
    firings: frozenset[Fired]
    challenges: tuple[tuple[str, tuple[str, ...]], ...] = ()
    expectations: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision that is otherwise. One of the two is None where there is a decision in one version only."""

    before: Made | None
    after: Made | None

    @property
    def kind(self) -> Literal["gained", "lost", "changed", "confidence"]:
        if self.before is None or self.after is None:
            return "gained" if self.before is None else "lost"
        return "changed" if self.before.taken != self.after.taken else "confidence"

    @property
    def made(self) -> Made:
        found = self.after or self.before
        assert found is not None  # a turn is of some decision
        return found


@dataclass(frozen=True, slots=True)
class Result:
    """A case that both versions played. `decisions` is how many there were before; `gained` and `lost` are
    firings; `broken` and `met` are expectations that are missed or met now and were not before.

    `same_as_recorded`: whether the version before decides what a run record says was decided.
    """

    case: Case
    decisions: int
    turns: tuple[Turn, ...]
    gained: tuple[Fired, ...]
    lost: tuple[Fired, ...]
    broken: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    same_as_recorded: bool = True

    @property
    def differs(self) -> bool:
        return bool(self.turns or self.gained or self.lost or self.broken or self.met)


@dataclass(frozen=True, slots=True)
class Unplayed:
    """A case that could not be replayed, and why."""

    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class ByRule:
    """Firings of one rule over all cases: how many came and went, and in how many cases."""

    rule: str
    gained: int
    lost: int
    cases: int


@dataclass(frozen=True, slots=True)
class Impact:
    """`results` and `unplayed` by case."""

    before: str | None
    after: str | None
    results: tuple[Result, ...]
    unplayed: tuple[Unplayed, ...]

    @property
    def broken(self) -> bool:
        """Whether an expectation that was met is missed now."""
        return any(one.broken for one in self.results)

    def turns(self, kind: str) -> int:
        return sum(turn.kind == kind for one in self.results for turn in one.turns)


def by_rule(results: Iterable[Result]) -> tuple[ByRule, ...]:
    """Those with most firings that came or went first; then by id."""
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for result in results:
        gained.update(one.rule for one in result.gained)
        lost.update(one.rule for one in result.lost)
        cases.update({one.rule for one in (*result.gained, *result.lost)})
    found = [ByRule(rule, gained[rule], lost[rule], cases[rule]) for rule in cases]
    return tuple(sorted(found, key=lambda one: (-one.gained - one.lost, one.rule)))
