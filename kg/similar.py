"""The past cases nearest to a situation: by what stands in the way, and by what both know of the company.

    likeness = (4 · challenges + Σ weight · likeness of a slot) ÷ (4 + Σ weight)

Challenges: each of one side with its best match on the other by Lin's measure on the hierarchy, the mean of
it, both ways. Slots: only those that both sides know, so that what is not published of a case counts neither
for nor against it. Symmetric, 0..1, and 1 for a case and itself. Weights and the scale of sizes are a
judgement; docs/cases.md gives their reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log10

from kbctl.kg.cases import Case, Lesson
from kbctl.kg.near import Taxonomy
from kbctl.kg.precedents import NEAR
from kbctl.ontology.values import Value
from kbctl.ontology.vocab import Vocabulary

CHALLENGES = 4.0
#: What each slot of the company weighs that two sides may know; what is made, and a failure before, shape a
#: project most.
WEIGHTS = {
    "industry": 1.0, "failed_predecessor": 0.75, "current_systems": 0.5, "regulations": 0.5, "employees": 0.5,
    "sites": 0.5, "custom_share": 0.5, "revenue_usd": 0.25, "countries": 0.25, "skus": 0.25,
}  # fmt: skip
#: Numbers a factor of this apart have nothing in common; between, the likeness falls with the logarithm.
APART = 100.0
#: At or above this a slot is like, below DIFFERENT it makes what is learned there doubtful here.
LIKE, DIFFERENT = 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Situation:
    """What stands in the way, as concepts, and the company, as slots of its frame."""

    challenges: tuple[str, ...]
    company: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Compared:
    """One slot that both sides know."""

    slot: str
    here: Value
    there: Value
    likeness: float


@dataclass(frozen=True, slots=True)
class Matched:
    """A challenge here with the one of the case that is most like it."""

    here: str
    there: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Similar:
    """A case and why it is near: `matched` best first, what was `compared`, `lessons` that bear on it."""

    case: Case
    likeness: float
    challenges: float
    matched: tuple[Matched, ...]
    compared: tuple[Compared, ...]
    lessons: tuple[tuple[Matched, Lesson], ...]

    @property
    def differing(self) -> tuple[Compared, ...]:
        return tuple(one for one in self.compared if one.likeness < DIFFERENT)


def situation_of(case: Case) -> Situation:
    concerns = sorted({one for lesson in case.lessons for one in lesson.concerns})
    return Situation(tuple(concerns), case.company)


def taxonomy(vocabulary: Vocabulary, root: str) -> Taxonomy:
    """The hierarchy below a root, made once for a vocabulary."""
    known = vocabulary.memo.setdefault("taxonomy", {})
    if root not in known:
        known[root] = Taxonomy(vocabulary.ancestors, root)
    found: Taxonomy = known[root]
    return found


def nearest_cases(vocabulary: Vocabulary, here: Situation, cases: Iterable[Case]) -> list[Similar]:
    """All the cases, nearest first, by id among equals; those without a lesson on what is here come last."""
    found = [compare(vocabulary, here, case) for case in cases]
    return sorted(found, key=lambda one: (not one.lessons, -one.likeness, one.case.id))


def compare(vocabulary: Vocabulary, here: Situation, case: Case) -> Similar:
    there = situation_of(case)
    tree = taxonomy(vocabulary, "Challenge")
    challenges = tree.average(here.challenges, there.challenges)
    compared = _company(vocabulary, here.company, there.company)
    weight = sum(WEIGHTS[one.slot] for one in compared)
    total = CHALLENGES * challenges + sum(WEIGHTS[one.slot] * one.likeness for one in compared)
    matched = [_best(tree, one, there.challenges) for one in sorted(set(here.challenges))]
    lessons = [
        (match, lesson) for lesson in case.lessons for match in [_bearing(tree, lesson, here)] if match
    ]
    lessons.sort(key=lambda one: (-one[0].likeness, one[1].result == "unknown", one[1].at.line))
    return Similar(
        case,
        total / (CHALLENGES + weight),
        challenges,
        tuple(sorted((m for m in matched if m.likeness >= NEAR), key=lambda m: (-m.likeness, m.here))),
        compared,
        tuple(lessons),
    )


def likeness(vocabulary: Vocabulary, one: Case, other: Case) -> float:
    return compare(vocabulary, situation_of(one), other).likeness


def nearest_lesson(vocabulary: Vocabulary, case: Case, concept: str, remedy: str | None = None) -> Lesson:
    """The lesson of a case nearest to a challenge; among equals the one on the remedy, then the first."""
    tree = taxonomy(vocabulary, "Challenge")

    def far(lesson: Lesson) -> tuple[float, bool]:
        return -max(tree.likeness(one, concept) for one in lesson.concerns), lesson.use != remedy

    return min(case.lessons, key=far)


def _best(tree: Taxonomy, one: str, others: Iterable[str]) -> Matched:
    there, like = max(((other, tree.likeness(one, other)) for other in sorted(set(others))),
                      key=lambda pair: pair[1], default=("", 0.0))  # fmt: skip
    return Matched(one, there, like)


def _bearing(tree: Taxonomy, lesson: Lesson, here: Situation) -> Matched | None:
    """The challenge here that a lesson bears on most, if any."""
    found = [_best(tree, one, here.challenges) for one in lesson.concerns]
    best = max(found, key=lambda match: match.likeness)
    return Matched(best.there, best.here, best.likeness) if best.likeness >= NEAR else None


# --- the company -------------------------------------------------------------------------------


def _company(
    vocabulary: Vocabulary, here: Mapping[str, Value], there: Mapping[str, Value]
) -> tuple[Compared, ...]:
    return tuple(
        Compared(slot, here[slot], there[slot], _like(vocabulary, slot, here[slot], there[slot]))
        for slot in WEIGHTS
        if slot in here and slot in there
    )


def _like(vocabulary: Vocabulary, slot: str, one: Value, other: Value) -> float:
    declared = vocabulary.slot("company", slot)
    if declared and declared.type == "class" and declared.range:
        return taxonomy(vocabulary, declared.range).average(_several(one), _several(other))
    if isinstance(one, bool) or isinstance(other, bool):
        return float(one == other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        share = declared is not None and declared.maximum == 1
        return max(0.0, 1.0 - abs(one - other)) if share else _size(one, other)
    return float(one == other)


def _several(value: Value) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple) else (str(value),)


def _size(one: float, other: float) -> float:
    """1 for the same size, half for ten times, 0 from a hundred times on."""
    return max(0.0, 1.0 - abs(log10(max(one, 1.0)) - log10(max(other, 1.0))) / log10(APART))
