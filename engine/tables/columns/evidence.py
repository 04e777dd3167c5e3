"""What speaks for a field: the evidence for each (header, field), as numbers that the model weighs.

`header_evidence` looks at a header and the name of its table; `table_evidence` adds what the other headers of
the table say. All numbers lie between 0 and 1 or are logarithms of probabilities, so that one set of weights
serves every field, also one that no past system had.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kbctl.engine.tables.columns.knowledge import Bag, Knowledge, KnownTable, grams
from kbctl.engine.tables.columns.normal import bag, flat

#: evidence of the header alone; the order is that of the weights
HEADER = ("prior", "same", "meaning", "letters", "words", "bayes", "type", "entity", "general", "cover")
#: evidence of the table around it
TABLE = ("first", "company", "usage", "rival", "exact_usage")
FLOOR = 1e-3
KEPT = 256  # different words of headers whose evidence is kept: a wide table numbers few names through

Row = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class View:
    """A table as far as its headers go."""

    name: str
    headers: tuple[str, ...]

    @property
    def words(self) -> Bag:
        """What the name says: the sheet's, else the file's; folders do not speak."""
        path, _, sheet = self.name.partition("#")
        stem = path.rpartition("/")[2]
        stem = stem.rpartition(".")[0] if stem.rpartition(".")[2].casefold() in ENDINGS else stem
        return bag(sheet) | bag(stem)


ENDINGS = frozenset({"csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods"})


def header_evidence(header: str, table: Bag, known: Knowledge) -> Mapping[str, Row]:
    """Field → its evidence, one number for each of HEADER."""
    key, words = flat(header), bag(header)
    same = _shares(known.by_flat[key].fields if key in known.by_flat else {})
    meaning = _shares(known.by_bag.get(words, {}))
    letters = _letters(key, known)
    spoken, cover = _words(words, known)
    entity, _ = _words(words | table, known) if table else ({}, {})
    bayes = _bayes(words, known)
    types = _types(words, known)
    return {
        field: (
            math.log(known.prior[field]),
            same.get(field, 0.0),
            meaning.get(field, 0.0),
            letters.get(field, 0.0),
            spoken.get(field, 0.0),
            bayes[field],
            types.get(known.facts[field].type, 0.0),
            entity.get(field, 0.0),
            float(field in same or field in meaning),
            cover.get(field, 0.0),
        )
        for field in known.fields
    }


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Counts as shares, drawn down a little where they are few."""
    total = sum(counts.values())
    return {field: number / (total + 0.5) for field, number in counts.items()}


def _letters(key: str, known: Knowledge) -> dict[str, float]:
    """Likeness of spelling with the nearest name of each field: cosine over weighted grams."""
    own = sorted(grams(key)) if key else []
    rarest = math.log(len(known.names) + 1)
    weights = {gram: known.gram_weight.get(gram, rarest) for gram in own}
    norm = math.sqrt(sum(w * w for w in weights.values()))
    dots: dict[int, float] = defaultdict(float)
    for gram in own:
        for place in known.gram_index.get(gram, ()):
            dots[place] += weights[gram] ** 2
    found: dict[str, float] = {}
    for place, dot in dots.items():
        cosine = dot / (norm * known.gram_norms[place])
        for field in known.names[place].fields:
            if cosine > found.get(field, 0.0):
                found[field] = cosine
    return found


@lru_cache(maxsize=KEPT)
def _words(words: Bag, known: Knowledge) -> tuple[dict[str, float], dict[str, float]]:
    """Likeness of meaning with the nearest name of each field: weighted Dice; and how much of the header
    the best name covers."""
    own = sum(known.weight(word) for word in sorted(words))
    shared: dict[int, float] = defaultdict(float)
    for word in sorted(words):
        for place in known.word_index.get(word, ()):
            shared[place] += known.weight(word)
    found: dict[str, float] = {}
    cover: dict[str, float] = {}
    for place, common in shared.items():
        bag_, fields = known.bags[place]
        theirs = sum(known.weight(word) for word in sorted(bag_))
        dice = 2 * common / (own + theirs)
        part = common / theirs
        for field in fields:
            if dice > found.get(field, 0.0):
                found[field] = dice
            if part > cover.get(field, 0.0):
                cover[field] = part
    return found, cover


@lru_cache(maxsize=KEPT)
def _bayes(words: Bag, known: Knowledge) -> dict[str, float]:
    """Log posterior of each field given the words, from how often its names hold each; at least log FLOOR."""
    scores = dict.fromkeys(known.fields, 0.0)
    for word in sorted(words):
        if shares := known.word_fields.get(word):
            for field in known.fields:
                scores[field] += math.log(shares.get(field, 0.0) + 0.02)
    top = max(scores.values())
    total = sum(math.exp(score - top) for score in scores.values())
    return {f: math.log(max(FLOOR, math.exp(score - top) / total)) for f, score in scores.items()}


@lru_cache(maxsize=KEPT)
def _types(words: Bag, known: Knowledge) -> dict[str, float]:
    """Posterior of each data type given the words."""
    kinds = sorted({facts.type for facts in known.facts.values()})
    scores = dict.fromkeys(kinds, 0.0)
    for word in sorted(words):
        if shares := known.word_types.get(word):
            for kind in kinds:
                scores[kind] += math.log(shares.get(kind, 0.01))
    top = max(scores.values())
    total = sum(math.exp(score - top) for score in scores.values())
    return {kind: math.exp(score - top) / total for kind, score in scores.items()}


def table_evidence(
    view: View, first: Sequence[Mapping[str, float]], known: Knowledge
) -> list[Mapping[str, Row]]:
    """For each header: field → its evidence, one number for each of TABLE.

    `first` are the probabilities that the headers alone give. Known tables are weighed by how like they are:
    by name, and by the fields that this table seems to have.
    """
    near = _near_tables(view, first, known)
    company = _company(near, known)
    rivals = _rivals(view.headers, first)
    usages: dict[Bag, tuple[dict[str, float], float]] = {}
    found: list[Mapping[str, Row]] = []
    for place, header in enumerate(view.headers):
        words = bag(header)
        if words not in usages:
            usages[words] = _usage(words, near)
        usage, sure = usages[words]
        found.append(
            {
                field: (
                    math.log(max(FLOOR, first[place].get(field, 0.0))),
                    math.log(company[field]),
                    usage.get(field, 0.0),
                    max(0.0, _rival(rivals, field, header) - first[place].get(field, 0.0)),
                    usage.get(field, 0.0) * sure,
                )
                for field in known.fields
            }
        )
    return found


#: field → the best probability that a header gives it, and the best that any other header gives it
Rivals = Mapping[str, tuple[str, float, float]]


def _rivals(headers: Sequence[str], first: Sequence[Mapping[str, float]]) -> Rivals:
    found: dict[str, tuple[str, float, float]] = {}
    for header, offers in zip(headers, first, strict=True):
        for field, p in offers.items():
            owner, best, second = found.get(field, (header, 0.0, 0.0))
            if header == owner:
                found[field] = (owner, max(best, p), second)
            elif p > best:
                found[field] = (header, p, best)
            elif p > second:
                found[field] = (owner, best, p)
    return found


def _rival(rivals: Rivals, field: str, header: str) -> float:
    """What the best of the other headers gives a field."""
    owner, best, second = rivals.get(field, ("", 0.0, 0.0))
    return second if header == owner else best


def _near_tables(
    view: View, first: Sequence[Mapping[str, float]], known: Knowledge
) -> list[tuple[float, KnownTable]]:
    """Known tables with weights that sum to 1."""
    expected: dict[str, float] = defaultdict(float)
    for offers in first:
        for field, p in offers.items():
            expected[field] = max(expected[field], p)
    rarity = known.rarity
    norm = math.sqrt(sum((p * rarity[f]) ** 2 for f, p in sorted(expected.items()))) or 1.0
    spoken = view.words
    weighed = []
    for table, size in zip(known.tables, known.table_norms, strict=True):
        dot = sum(expected[f] * rarity[f] ** 2 for f in sorted(table.fields))
        named = max(_alike(spoken, name) for name in table.names)
        weighed.append((math.exp(8.0 * dot / (norm * size) + 5.0 * named), table))
    total = sum(weight for weight, _ in weighed)
    return [(weight / total, table) for weight, table in weighed]


def _alike(one: Bag, other: Bag) -> float:
    """Dice over the words of two tables' names."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _company(near: Sequence[tuple[float, KnownTable]], known: Knowledge) -> dict[str, float]:
    """How likely a table like this one has each field."""
    found = {field: 0.02 * known.prior[field] for field in known.fields}
    for weight, table in near:
        for field in sorted(table.fields):
            found[field] += 0.98 * weight
    return {field: max(FLOOR, p) for field, p in found.items()}


def _usage(words: Bag, near: Sequence[tuple[float, KnownTable]]) -> tuple[dict[str, float], float]:
    """What a header of these words means in tables like this one, and in how much of them it occurs."""
    found: dict[str, float] = defaultdict(float)
    for weight, table in near:
        for field in sorted(table.meanings.get(words, ())):
            found[field] += weight / len(table.meanings[words])
    total = sum(found.values())
    sure = total / (total + 0.02)
    return {field: sure * value / total for field, value in found.items()}, sure
