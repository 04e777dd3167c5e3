"""How well each thing fits a query: evidence from all that is said of it, and one score from the evidence.

Three shares of the query count, each word weighted by how much it says (`kg.weights`):

- coverage: the words that occur anywhere in what is said of the thing, each by its impact (`kg.index`);
- name: the best of its names, 2·q·n ÷ (q + n), where q is the share of the query's words that the name has
  (or, for ELSEWHERE, its other fields) and n the share of the name's words that the query has; so the
  special thing is above the general one where its distinguishing word is there, and below it where not;
- told: the best passage of its definition, signs and causes.

The blend of the three ranks. A score is the blend read off CURVE, so that it is about the chance that the
first answer is right. The curve was fitted on alternative labels that were held out, with as many again whose
concept had been taken out, counted so that one text in four is about nothing that the base knows (a
judgement), and on texts of users; a test repeats it with the labels. No constant depends on a query.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbctl.kg.reading import Word
    from kbctl.kg.store import Base

FORM = {"label": 1.0, "id": 0.98, "alternative": 0.98}
TEXT = {"definition": 0.8, "sign": 0.85, "cause": 0.75}
COVERAGE_SHARE, NAME_SHARE, TOLD_SHARE = 0.45, 0.35, 0.2
ELSEWHERE = 0.5
#: How much it matters that a passage says more than what was asked: little, as sentences are long.
LENGTH = 0.15
#: Passages are read of so many things; no thing beyond them came first in any measurement.
CANDIDATES = 24
#: A name of which all words stand in another order loses this much: one code for two items is not one item
#: under two codes.
DISORDER = 0.02
#: (blend, score), with straight lines between.
CURVE = (
    (0.0, 0.0), (0.3, 0.14), (0.33, 0.2), (0.4, 0.36), (0.48, 0.45), (0.55, 0.52), (0.65, 0.66),
    (0.75, 0.75), (0.85, 0.85), (0.92, 0.91), (1.0, 0.97),
)  # fmt: skip


class Evidence(NamedTuple):
    """What speaks for a thing, shares 0..1; `matched` is the name that was met best."""

    coverage: float
    name: float = 0.0
    told: float = 0.0
    matched: str = ""


def score(evidence: Evidence) -> float:
    """0..1: about the chance that the thing is meant."""
    blend = COVERAGE_SHARE * evidence.coverage + NAME_SHARE * evidence.name + TOLD_SHARE * evidence.told
    blend = max(blend, evidence.name**2)  # all words of a name and no others: that is the thing
    for (low, at_low), (high, at_high) in pairwise(CURVE):
        if blend <= high:
            return at_low + (at_high - at_low) * (blend - low) / (high - low)
    return CURVE[-1][1]


def weigh(base: Base, words: Sequence[Word], kinds: Sequence[str]) -> dict[tuple[str, str], Evidence]:
    """The evidence for the things, by id and kind, that have most of the query's words."""
    total = sum([word.weight for word in words])
    if not total:
        return {}
    each = _impacts(base, words)
    covered: dict[int, float] = {}
    for word, things in zip(words, each, strict=True):
        for n, impact in things.items():
            covered[n] = covered.get(n, 0.0) + word.weight * impact
    allowed = _of_kinds(base, kinds) if kinds else covered.keys()
    top = sorted([(-said, n) for n, said in covered.items() if n in allowed])[:CANDIDATES]
    coverage = {n: -said / total for said, n in top}
    return _by_passage(base, words, total, coverage, each)


def _of_kinds(base: Base, kinds: Sequence[str]) -> set[int]:
    marks = ", ".join("?" * len(kinds))
    return {row[0] for row in base.rows(f"SELECT n FROM thing WHERE kind IN ({marks})", *kinds)}


def _impacts(base: Base, words: Sequence[Word]) -> list[dict[int, float]]:
    """For each word of the query the things that have it, each with how much it belongs to the thing
    (0..1).
    """
    asked = sorted({key for word in words for key in word.keys})
    marks = ", ".join("?" * len(asked))
    postings = dict(base.rows(f"SELECT key, things FROM posting WHERE key IN ({marks})", *asked))
    each = []
    for word in words:
        best: dict[int, float] = {}
        for key, factor in word.keys.items():
            things = postings.get(key, b"")
            part = factor / 255
            for high, low, impact in zip(things[::3], things[1::3], things[2::3], strict=True):
                n = high << 8 | low
                if part * impact > best.get(n, 0.0):
                    best[n] = part * impact
        each.append(best)
    return each


def _by_passage(
    base: Base,
    words: Sequence[Word],
    total: float,
    coverage: Mapping[int, float],
    each: Sequence[Mapping[int, float]],
) -> dict[tuple[str, str], Evidence]:
    """The evidence for each thing with its best name and its best other passage."""
    asked: dict[str, float] = {}
    for word in words:
        for key, factor in word.keys.items():
            asked[key] = max(factor, asked.get(key, 0.0))
    elsewhere = {n: [ELSEWHERE * one.get(n, 0.0) for one in each] for n in coverage}
    best: dict[tuple[str, str], Evidence] = {}
    for n, ident, kind, form, name, keys, weights in _rows(base, asked, coverage):
        counts = [max([asked.get(key, 0.0) for key in place.split("|")]) for place in keys.split(" ")]
        of_passage = [float(weight) for weight in weights.split(" ")]
        has = sum([weight * count for weight, count in zip(of_passage, counts, strict=True)]) / sum(
            of_passage
        )
        evidence = best.get((ident, kind)) or Evidence(coverage[n])
        met = _met(words, keys)
        if form in FORM:
            met = [max(own, other) for own, other in zip(met, elsewhere[n], strict=True)]
            q = sum([word.weight * count for word, count in zip(words, met, strict=True)]) / total
            share = FORM[form] * 2 * q * has / (q + has) if has else 0.0
            if share > evidence.name:
                share *= 1 - DISORDER * _disorder(words, keys)
            if share > evidence.name:
                evidence = evidence._replace(name=share, matched=name)
        else:
            q = sum([word.weight * count for word, count in zip(words, met, strict=True)]) / total
            evidence = evidence._replace(told=max(evidence.told, TEXT[form] * q * has**LENGTH))
        best[ident, kind] = evidence
    return best


def _disorder(words: Sequence[Word], keys: str) -> float:
    """The share of neighbouring words of the query that stand the other way round in a name."""
    places = [set(place.split("|")) for place in keys.split(" ")]
    found = [
        next((n for n, place in enumerate(places) if not place.isdisjoint(word.keys)), -1) for word in words
    ]
    order = [n for n in found if n >= 0]
    turned = sum([before > after for before, after in pairwise(order)])
    return turned / (len(order) - 1) if turned else 0.0


def _rows(
    base: Base, asked: Iterable[str], things: Iterable[int]
) -> list[tuple[int, str, str, str, str, str, str]]:
    """The passages of some things that have a word of the query."""
    numbers = sorted(things)
    match = " OR ".join(f'"{key}"' for key in sorted(asked))
    statement = (
        "SELECT thing, id, kind, form, name, keys, weights FROM entry "
        "WHERE n IN (SELECT rowid FROM entry_fts WHERE entry_fts MATCH ?) "
        f"AND form <> 'hidden' AND thing IN ({', '.join('?' * len(numbers))}) ORDER BY n"
    )
    return base.rows(statement, match, *numbers)


def _met(words: Sequence[Word], keys: str) -> list[float]:
    """What each word of the query counts against the keys of a passage."""
    have = set(keys.replace("|", " ").split(" "))
    return [
        0.0 if have.isdisjoint(word.keys) else max([count for key, count in word.keys.items() if key in have])
        for word in words
    ]
