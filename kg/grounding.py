"""What a status line is about: the challenges that a longer text may stand for, and how likely each is.

Coverage, by which short queries are scored (`kg.scoring`), fails for a line of a project manager: most of its
words are detail. Here evidence is added up instead, for each challenge

- mass: how much its words say in the text at all, and coverage: the share of the known words that they are;
- clause: its name that one clause says best, by the words between the first and the last of the name;
- signs: the passage of its definition, signs and causes that the text as a whole says best.

The candidates and `nothing that the base knows` then compete: a candidate's probability is its share of the
exponentials of all. So a score is near 1 only where much speaks for one challenge and little for the others;
two that are nearly equal halve it. A line that reports something done, and of no trouble, has to say much
more.

The weights maximise the likelihood of what 80 status lines, 151 queries and the texts of the fixtures mean,
before any label was added on their account, with 53 lines of ordinary news that mean nothing to the base, and
signs that were held out. By cross-validation 10 of 17 lines with a score from 0.45 to 0.85 were right, and 25
of 26 above it. No weight depends on a concept, a word or a language.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

from kbctl.kg.passage_index import passage_index
from kbctl.kg.said import said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbctl.kg.passage_index import Index, Passage
    from kbctl.kg.reading import Word
    from kbctl.kg.store import Base

#: The weight of each kind of evidence, in the order of `Evidence`.
WEIGHTS = (2.4, 2.9, 6.9, 2.4)
#: What is to be outweighed for a text to be about anything that the base knows; and the more for good news.
NOTHING = 7.6
GOOD_NEWS = 2.7
#: Names that are said by few words, or common ones, count less: at this mass one half.
HALF = 0.5
#: Things beyond so many have too few of the words to come first.
CANDIDATES = 40
#: What is less likely is not named.
LEAST = 0.05


class Evidence(NamedTuple):
    """What speaks for a challenge in a text; `matched` is the name that a clause said best."""

    mass: float
    coverage: float
    clause: float = 0.0
    signs: float = 0.0
    matched: str = ""


class Likely(NamedTuple):
    """A challenge that a text may stand for."""

    id: str
    score: float
    matched: str


def likely(base: Base, text: str) -> list[Likely]:
    """The challenges that a text may stand for, most likely first."""
    told = said(base, text)
    index = passage_index(base)
    found = weigh(index, told.clauses)
    points = {thing: _points(evidence) for thing, evidence in found.items()}
    nothing = NOTHING + (GOOD_NEWS if told.is_good_news else 0.0)
    top = max([nothing, *points.values()])
    whole = exp(nothing - top) + sum(exp(points[thing] - top) for thing in sorted(points))
    each = [
        Likely(index.things[thing], round(exp(points[thing] - top) / whole, 3), evidence.matched)
        for thing, evidence in found.items()
    ]
    return sorted((one for one in each if one.score >= LEAST), key=lambda one: (-one.score, one.id))


def _points(evidence: Evidence) -> float:
    mass, coverage, clause, signs = WEIGHTS
    return (
        mass * evidence.mass
        + coverage * evidence.coverage
        + clause * evidence.clause
        + signs * evidence.signs
    )


def weigh(index: Index, clauses: Sequence[Sequence[Word]]) -> dict[int, Evidence]:
    """The evidence for the challenges that have most of what is said."""
    words = [word for clause in clauses for word in clause]
    total = sum(sorted(word.weight for word in words))
    parts: dict[int, list[float]] = {}
    for word in words:
        for thing, impact in _impacts(index, word).items():
            parts.setdefault(thing, []).append(word.weight * impact)
    # Sorted, so that the order of words does not move a sum by a rounding error.
    mass = {thing: sum(sorted(each)) for thing, each in parts.items()}
    top = sorted((-told, thing) for thing, told in mass.items())[:CANDIDATES]
    found = {thing: Evidence(mass[thing], mass[thing] / total) for _, thing in top}
    for passage, asked in _touched(index, words, found, names=False):
        has, met = _met(passage, asked, words)
        strength = has**0.5 * min(has * passage.total, met)
        before = found[passage.thing]
        found[passage.thing] = before._replace(signs=max(before.signs, strength))
    for clause in clauses:
        for passage, asked in _touched(index, clause, found, names=True):
            share = _share(passage, asked, clause)
            before = found[passage.thing]
            if (-share, passage.text) < (-before.clause, before.matched):
                found[passage.thing] = before._replace(clause=share, matched=passage.text)
    return found


def _impacts(index: Index, word: Word) -> dict[int, float]:
    best: dict[int, float] = {}
    for key, factor in word.keys.items():
        for thing, impact in index.impacts.get(key, {}).items():
            best[thing] = max(factor * impact, best.get(thing, 0.0))
    return best


def _touched(
    index: Index, words: Sequence[Word], things: dict[int, Evidence], names: bool
) -> list[tuple[Passage, dict[str, float]]]:
    """The names of some things, or the other passages on them, that have a word of the text; each with the
    keys of the text.
    """
    asked: dict[str, float] = {}
    for word in words:
        for key, factor in word.keys.items():
            asked[key] = max(factor, asked.get(key, 0.0))
    numbers = sorted({number for key in asked for number in index.having.get(key, ())})
    some = [index.passages[n] for n in numbers]
    return [(one, asked) for one in some if one.is_name is names and one.thing in things]


def _met(passage: Passage, asked: dict[str, float], words: Sequence[Word]) -> tuple[float, float]:
    """The share of a passage that the words say, and how much the words say that are in it."""
    count = [max([asked.get(key, 0.0) for key in place]) for place in passage.places]
    has = sum([weight * one for weight, one in zip(passage.weights, count, strict=True)]) / passage.total
    return has, sum(sorted(word.weight * _count(word, passage) for word in words))


def _count(word: Word, passage: Passage) -> float:
    return max([factor for key, factor in word.keys.items() if key in passage.keys], default=0.0)


def _share(passage: Passage, asked: dict[str, float], clause: Sequence[Word]) -> float:
    """How well a clause says a name, 0..1: the harmonic mean of the share of the name that it has and of the
    share that the name has in the clause, from its first word to its last; less where little is said.
    """
    has, met = _met(passage, asked, clause)
    at = [n for n, word in enumerate(clause) if not passage.keys.isdisjoint(word.keys)]
    span = sum(word.weight for word in clause[at[0] : at[-1] + 1])
    if not met or not span:
        return 0.0
    q = met / span
    mass = min(has * passage.total, met)
    return 2 * q * has / (q + has) * mass / (mass + HALF)
