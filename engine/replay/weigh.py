"""Weighing: what rules recommend for a challenge -> options, each with why it stands or does not.

Pure functions of sets: neither the order of firings nor how a rule is split into several changes a result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from kbctl.rules.model import Rule

Standing = Literal["stands", "vetoed", "overridden", "not applicable"]


@dataclass(frozen=True, order=True, slots=True)
class Recommendation:
    challenge: str
    remedy: str
    rule: str
    confidence: float


@dataclass(frozen=True, order=True, slots=True)
class Adjustment:
    challenge: str
    remedy: str
    rule: str
    by: float


@dataclass(frozen=True, order=True, slots=True)
class Veto:
    challenge: str
    remedy: str
    rule: str


@dataclass(frozen=True, slots=True)
class Option:
    """A remedy as it stands for a challenge.

    `confidence` is that of the strongest surviving rule (of the strongest rule at all, where none survives)
    plus the adjustments, within 0..1. `rules` survive, strongest first; `fallen` are those that do not.
    `by` are the rules behind a standing other than "stands". Rank and margin are of standing options only;
    the margin is None for the only one.
    """

    challenge: str
    remedy: str
    standing: Standing
    confidence: float
    base: float
    rules: tuple[str, ...]
    fallen: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    adjustments: tuple[tuple[str, float], ...] = ()
    rank: int | None = None
    margin: float | None = None
    cases: tuple[str, ...] = ()
    cases_against: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"option:{self.remedy}@{self.challenge}"


def weigh(
    recommendations: Iterable[Recommendation],
    adjustments: Iterable[Adjustment],
    vetoes: Iterable[Veto],
    rules: Mapping[str, Rule],
    applicable: Callable[[str, str], bool],
) -> tuple[Option, ...]:
    """Options by challenge, standing ones first, best first.

    `applicable(remedy, challenge id)` is what the ontology says of the challenge's concept.
    """
    proposed = sorted(set(recommendations))
    shifts = _shifts(adjustments)
    vetoed = _rules_by_remedy(vetoes)
    options: list[Option] = []
    for challenge, group in groupby(proposed, key=lambda one: one.challenge):
        mine = tuple(group)
        above = _overriders({one.rule for one in mine}, rules)
        alive = survivors(mine, {remedy for c, remedy in vetoed if c == challenge}, above, applicable)
        weighed = []
        for remedy in sorted({one.remedy for one in mine}):
            own = [one for one in mine if one.remedy == remedy]
            moved, no = shifts.get((challenge, remedy), ()), vetoed.get((challenge, remedy), ())
            weighed.append(_option(own, alive, moved, no, above, rules, applicable(remedy, challenge)))
        options += _ranked(weighed)
    return tuple(options)


def survivors(
    proposed: Collection[Recommendation],
    vetoed: Collection[str],
    above: Mapping[str, Collection[str]],
    applicable: Callable[[str, str], bool],
) -> frozenset[Recommendation]:
    """Recommendations for one challenge, neither vetoed, inapplicable nor overridden by a survivor.

    `above` are the rules that override each rule, without circles.
    """
    sound = [one for one in proposed if one.remedy not in vetoed and applicable(one.remedy, one.challenge)]
    present = {one.rule for one in sound}
    standing: dict[str, bool] = {}

    def stands(rule: str) -> bool:
        if rule not in standing:
            standing[rule] = not any(stands(over) for over in sorted(above[rule]) if over in present)
        return standing[rule]

    return frozenset(one for one in sound if stands(one.rule))


def _overriders(present: Collection[str], rules: Mapping[str, Rule]) -> dict[str, set[str]]:
    """Rule -> the rules present that override it. Overrides in a circle cancel (the checker refuses them)."""
    direct = {
        rule: set(rules[rule].overrides) & set(present) - {rule} if rule in rules else set()
        for rule in present
    }

    def reaches(start: str, goal: str) -> bool:
        seen, stack = set(), [start]
        while stack:
            for below in direct.get(stack.pop(), ()):
                if below == goal:
                    return True
                if below not in seen:
                    seen.add(below)
                    stack.append(below)
        return False

    found: dict[str, set[str]] = {rule: set() for rule in present}
    for over in direct:
        for below in direct[over]:
            if not reaches(below, over):
                found[below].add(over)
    return found


def _option(
    own: list[Recommendation],
    alive: Collection[Recommendation],
    moved: tuple[tuple[str, float], ...],
    vetoed_by: tuple[str, ...],
    above: Mapping[str, Collection[str]],
    rules: Mapping[str, Rule],
    applies: bool,
) -> Option:
    challenge, remedy = own[0].challenge, own[0].remedy
    kept = [one for one in own if one in alive]
    strongest = sorted(kept or own, key=lambda one: (-one.confidence, one.rule))
    base = strongest[0].confidence
    names = tuple(dict.fromkeys(one.rule for one in strongest))
    standing: Standing = "stands"
    by: tuple[str, ...] = ()
    if not applies:
        standing = "not applicable"
    elif vetoed_by:
        standing, by = "vetoed", vetoed_by
    elif not kept:
        living = {one.rule for one in alive}
        by = tuple(sorted({over for one in own for over in above[one.rule] if over in living}))
        standing = "overridden"
    fallen = {one.rule for one in own} - set(names) if kept else set()
    return Option(
        challenge=challenge, remedy=remedy, standing=standing,
        confidence=adjusted(base, (shift for _, shift in moved)), base=base,
        rules=names, fallen=tuple(sorted(fallen)), by=by, adjustments=moved,
        cases=_cases(names, rules, "supports"), cases_against=_cases(names, rules, "contradicts"),
    )  # fmt: skip


def adjusted(base: float, shifts: Iterable[float]) -> float:
    """The sum within 0..1. Rounded, so that 0.7 - 0.2 meets a threshold of 0.5."""
    return min(1.0, max(0.0, round(math.fsum((base, *shifts)), 9)))


def _ranked(options: list[Option]) -> list[Option]:
    standing = sorted((o for o in options if o.standing == "stands"), key=lambda o: (-o.confidence, o.remedy))
    ranked = []
    for option in standing:
        others = [other.confidence for other in standing if other is not option]
        rank = 1 + sum(confidence > option.confidence for confidence in others)
        margin = round(option.confidence - max(others), 9) if others else None
        ranked.append(replace(option, rank=rank, margin=margin))
    fallen = sorted((o for o in options if o.standing != "stands"), key=lambda o: (-o.confidence, o.remedy))
    return ranked + fallen


def _shifts(adjustments: Iterable[Adjustment]) -> dict[tuple[str, str], tuple[tuple[str, float], ...]]:
    """Each rule once for a challenge and remedy; of two of its own, the one that moves more (or down)."""
    once: dict[tuple[str, str, str], float] = {}
    for one in sorted(set(adjustments), key=lambda one: (abs(one.by), -one.by)):
        once[one.challenge, one.remedy, one.rule] = one.by
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for (challenge, remedy, rule), by in sorted(once.items()):
        found.setdefault((challenge, remedy), []).append((rule, by))
    return {key: tuple(moved) for key, moved in found.items()}


def _rules_by_remedy(vetoes: Iterable[Veto]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for veto in sorted(set(vetoes)):
        key = (veto.challenge, veto.remedy)
        found[key] = (*found.get(key, ()), veto.rule)
    return found


def _cases(names: Iterable[str], rules: Mapping[str, Rule], says: str) -> tuple[str, ...]:
    evidence = (one for name in names if name in rules for one in rules[name].evidence)
    return tuple(sorted({one.case for one in evidence if one.says == says}))
