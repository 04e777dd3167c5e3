"""Weighing: what rules recommend for a challenge -> options, each with why it stands or does not.

Pure functions of sets: neither the order of firings nor how a rule is split into several changes a result.
What is made here is a tuple, because much is made in every session and a tuple is quick to make.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from kbctl.rules.model import Rule

Standing = Literal["stands", "vetoed", "overridden", "not applicable"]


class Recommendation(NamedTuple):
    challenge: str
    remedy: str
    rule: str
    confidence: float


class Adjustment(NamedTuple):
    challenge: str
    remedy: str
    rule: str
    by: float


class Veto(NamedTuple):
    challenge: str
    remedy: str
    rule: str


class Option(NamedTuple):
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


Said = list[tuple[float, str]]  # what rules say of a remedy, the strongest first: (-confidence, rule)
Shifts = tuple[tuple[str, float], ...]  # (rule, by)
Fall = tuple[Standing, tuple[str, ...]]  # why a remedy does not stand, and the rules behind it
Weighed = tuple[bool, float, str, Said, Shifts]  # whether it falls, -confidence, remedy: best first if sorted

STANDS: Fall = ("stands", ())


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
    shifts, vetoed = _shifts(adjustments), _rules_by_remedy(vetoes)
    options: list[Option] = []
    for challenge, proposed in sorted(_by_challenge(recommendations).items()):
        falls: dict[str, Fall] = {}
        for remedy in proposed:
            if not applicable(remedy, challenge):
                falls[remedy] = "not applicable", ()
            elif (challenge, remedy) in vetoed:
                falls[remedy] = "vetoed", vetoed[challenge, remedy]
        above = overridden(proposed, falls, rules)
        weighed: list[Weighed] = []
        for remedy, said in proposed.items():
            kept = [one for one in said if one[1] not in above] if above and remedy not in falls else said
            if not kept:
                falls[remedy] = (
                    "overridden",
                    tuple(sorted({over for _, rule in said for over in above[rule]})),
                )
            moved = shifts.get((challenge, remedy), ())
            confidence = adjusted(-(kept or said)[0][0], moved)
            weighed.append((remedy in falls, -confidence, remedy, kept or said, moved))
        weighed.sort()
        options += _ranked(challenge, weighed, proposed, falls, rules)
    return tuple(options)


def overridden(
    proposed: Mapping[str, Said], falls: Container[str], rules: Mapping[str, Rule]
) -> dict[str, set[str]]:
    """Rules with a sound remedy that do not survive -> the survivors that override them.

    An override holds only while its own rule survives, with a remedy that does not fall by itself.
    """
    present = {rule for said in proposed.values() for _, rule in said}
    direct = [
        (over, below)
        for over in present
        if over in rules
        for below in rules[over].overrides
        if below in present
    ]
    if not direct:
        return {}
    above = _overriders(direct)
    sound = {rule for remedy, said in proposed.items() if remedy not in falls for _, rule in said}
    standing: dict[str, bool] = {}

    def stands(rule: str) -> bool:
        if rule not in standing:
            standing[rule] = not any(stands(over) for over in above.get(rule, ()) if over in sound)
        return standing[rule]

    alive = {rule for rule in sound if stands(rule)}
    return {rule: above[rule] & alive for rule in sound - alive}


def _overriders(direct: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Rule -> the rules that override it. Overrides in a circle cancel (the checker refuses them)."""
    under: dict[str, set[str]] = {}
    for over, below in direct:
        under.setdefault(over, set()).add(below)

    def reaches(start: str, goal: str) -> bool:
        seen, stack = {start}, [start]
        while stack:
            one = stack.pop()
            if one == goal:
                return True
            fresh = under.get(one, set()) - seen
            seen |= fresh
            stack += fresh
        return False

    found: dict[str, set[str]] = {}
    for over, below in direct:
        if not reaches(below, over):
            found.setdefault(below, set()).add(over)
    return found


def _ranked(
    challenge: str,
    weighed: Sequence[Weighed],
    proposed: Mapping[str, Said],
    falls: Mapping[str, Fall],
    rules: Mapping[str, Rule],
) -> list[Option]:
    """The options of one challenge. Equal ones share a rank; a margin is over the best of the others."""
    best = [-minus for fallen, minus, *_ in weighed if not fallen]
    options = []
    for fallen, minus, remedy, strongest, moved in weighed:
        confidence, base = -minus, -strongest[0][0]
        names: tuple[str, ...] = (strongest[0][1],)
        if len(strongest) > 1:
            names = tuple(dict.fromkeys([rule for _, rule in strongest]))
        cases, against = _cases(names, rules)
        rank = margin = None
        others: tuple[str, ...] = ()
        if not fallen:
            rank = best.index(confidence) + 1
            if len(best) > 1:
                margin = round(confidence - best[1 if rank == 1 else 0], 9)
            if len(strongest) < len(proposed[remedy]):
                others = tuple(sorted({rule for _, rule in proposed[remedy]}.difference(names)))
        standing, by = falls[remedy] if fallen else STANDS
        options.append(
            Option(
                challenge, remedy, standing, confidence, base, names, others, by, moved, rank, margin,
                cases, against,
            )
        )  # fmt: skip
    return options


def adjusted(base: float, shifts: Shifts) -> float:
    """The sum within 0..1. Rounded, so that 0.7 - 0.2 meets a threshold of 0.5."""
    total = round(math.fsum((base, *(by for _, by in shifts))) if shifts else base, 9)
    return 0.0 if total < 0.0 else 1.0 if total > 1.0 else total


def _by_challenge(recommendations: Iterable[Recommendation]) -> dict[str, dict[str, Said]]:
    """Challenge -> remedy -> what is said of it. Of doubles nothing but the names is read, each once."""
    found: dict[str, dict[str, Said]] = {}
    for challenge, remedy, rule, confidence in recommendations:
        found.setdefault(challenge, {}).setdefault(remedy, []).append((-confidence, rule))
    for proposed in found.values():
        for said in proposed.values():
            said.sort()
    return found


def _shifts(adjustments: Iterable[Adjustment]) -> dict[tuple[str, str], Shifts]:
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


def _cases(names: Iterable[str], rules: Mapping[str, Rule]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The past cases for and against the rules."""
    evidence = [one for name in names if name in rules for one in rules[name].evidence]
    if not evidence:
        return (), ()
    supports = {one.case for one in evidence if one.says == "supports"}
    contradicts = {one.case for one in evidence if one.says == "contradicts"}
    return tuple(sorted(supports)), tuple(sorted(contradicts))
