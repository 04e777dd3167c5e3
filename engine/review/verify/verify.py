"""Everything that can be verified of a rule base, or of what changed in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kbctl.engine.review.verify.conflicts import contradictions
from kbctl.engine.review.verify.finding import CODES, Found
from kbctl.engine.review.verify.gaps import gaps
from kbctl.engine.review.verify.idle import idle
from kbctl.engine.review.verify.judge import Judge, Solver, Tally
from kbctl.engine.review.verify.pairs import acts
from kbctl.engine.review.verify.reach import unreachable
from kbctl.engine.review.verify.twice import said_twice
from kbctl.engine.review.verify.world import World
from kbctl.ontology.source import Location
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.check_set import check_circles
from kbctl.rules.complete import Complete
from kbctl.rules.model import Rule

#: Rules of these statuses are verified unless they are named.
VERIFIED = ("active", "shadow")


@dataclass(frozen=True)
class Verified:
    """`rules` and `promises` are how many were looked at; `found` is in order of place."""

    rules: int
    promises: int
    found: tuple[Found, ...]
    tally: Tally

    @property
    def faults(self) -> tuple[Found, ...]:
        """Findings about the rules, without what could not be decided."""
        return tuple(one for one in self.found if CODES[one.code][0] != "note")


def verify(
    vocabulary: Vocabulary,
    rules: Sequence[Rule],
    promises: Sequence[Complete] = (),
    scope: Collection[str] | None = None,
    solver: Solver | None = None,
    every_promise: bool = False,
) -> Verified:
    """What is wrong among the rules; with a scope (ids), only what a rule of it takes part in. A promise is
    looked at where a rule of the scope bears on it, or `every_promise` is.

    Active rules conclude the derived slots. Shadow rules and those in the scope are looked at beside them.
    """
    chosen = frozenset(scope) if scope is not None else frozenset(r.id for r in rules if r.status in VERIFIED)
    looked = [
        rule for rule in rules if rule.status in VERIFIED or (rule.id in chosen and rule.status == "draft")
    ]
    looked.sort(key=lambda rule: rule.id)
    mine = [rule for rule in looked if rule.id in chosen]
    judge = Judge(World(vocabulary, tuple(r for r in looked if r.status == "active")), solver)
    found, dead = unreachable(judge, mine)
    alive = acts(judge.world, [rule for rule in looked if rule.id not in dead])

    def wanted(one: Rule, other: Rule) -> bool:
        return one.id in chosen or other.id in chosen

    found += contradictions(judge, alive, wanted)
    found += said_twice(judge, alive, wanted)
    found += idle(judge, alive, chosen)
    found += gaps(judge, alive, promises, None if every_promise or scope is None else chosen)
    found += _circles(looked, chosen)
    unique = {one.order: one for one in found}
    ordered = tuple(unique[key] for key in sorted(unique))
    return Verified(len(mine), len(promises), ordered, judge.tally)


def _circles(rules: Sequence[Rule], chosen: Collection[str]) -> list[Found]:
    by_id = {rule.id: rule for rule in rules}
    found = []
    for one in check_circles(by_id):
        ids = tuple(sorted(set(one.problem.message.rpartition(": ")[2].split(" -> "))))
        if set(ids) & set(chosen):
            at: Location = one.problem.at
            found.append(Found("override-circle", ids, at, one.problem.message))
    return found
