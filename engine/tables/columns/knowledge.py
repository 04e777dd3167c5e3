"""What is known about columns: names in use for each field, where they occur, and an index to find them by.

A `Variation` is a row of kg/columns.csv. Rows of one system, table and language form a known table: it shows
which fields stand together, and what a name means in such company. Rows without a system are general names of
the trade.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kbctl.engine.tables.columns.normal import bag, flat
from kbctl.engine.tables.columns.usual import usual_tables
from kbctl.kg.columns import Variation

Bag = frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """A field as the ontology declares it: the data type."""

    type: str


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table that real names come from. `meanings`: what a name means in it; several where it is unclear."""

    system: str
    names: tuple[Bag, ...]
    fields: frozenset[str]
    meanings: Mapping[Bag, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Name:
    """A distinct written form, as it is compared. `fields`: in how many known tables (or general lists) it
    stands for each field."""

    flat: str
    fields: Mapping[str, int]


def grams(text: str) -> frozenset[str]:
    """Runs of three characters, ends marked; of two where the text is Chinese."""
    size = 2 if text[:1] >= "\u3400" else 3
    padded = f"^{text}$"
    return frozenset(padded[n : n + size] for n in range(max(1, len(padded) - size + 1)))


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All variations, indexed. Nothing in it changes after it is made."""

    variations: tuple[Variation, ...]
    facts: Mapping[str, Facts]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(sorted(self.facts))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The distinct names. A name that one table has in several languages or rows counts once for it."""
        seen: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
        for v in self.variations:
            if key := flat(v.name):
                seen[key][v.field].add((v.system, v.table))
        return tuple(
            Name(key, {field: len(where) for field, where in sorted(fields.items())})
            for key, fields in sorted(seen.items())
        )

    @cached_property
    def by_flat(self) -> Mapping[str, Name]:
        return {name.flat: name for name in self.names}

    @cached_property
    def meant(self) -> Mapping[str, tuple[str, ...]]:
        """Name, as names are compared → the fields that it stands for somewhere."""
        return {name.flat: tuple(name.fields) for name in self.names}

    @cached_property
    def by_bag(self) -> Mapping[Bag, Mapping[str, int]]:
        """Bag of meanings → in how many known tables it stands for each field."""
        seen: dict[Bag, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
        for v in self.variations:
            if words := bag(v.name):
                seen[words][v.field].add((v.system, v.table))
        return {
            words: {field: len(where) for field, where in sorted(fields.items())}
            for words, fields in seen.items()
        }

    @cached_property
    def gram_index(self) -> Mapping[str, tuple[int, ...]]:
        """Gram → places in `names`."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self.names):
            for gram in sorted(grams(name.flat)):
                found[gram].append(place)
        return {gram: tuple(places) for gram, places in found.items()}

    @cached_property
    def gram_weight(self) -> Mapping[str, float]:
        total = len(self.names) + 1
        return {gram: math.log(total / len(places)) for gram, places in self.gram_index.items()}

    @cached_property
    def gram_norms(self) -> tuple[float, ...]:
        weight = self.gram_weight
        return tuple(math.sqrt(sum(weight[g] ** 2 for g in sorted(grams(name.flat)))) for name in self.names)

    @cached_property
    def bags(self) -> tuple[tuple[Bag, Mapping[str, int]], ...]:
        return tuple(sorted(self.by_bag.items(), key=lambda pair: sorted(pair[0])))

    @cached_property
    def word_index(self) -> Mapping[str, tuple[int, ...]]:
        """Meaning → places in `bags`."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, (words, _) in enumerate(self.bags):
            for word in sorted(words):
                found[word].append(place)
        return {word: tuple(places) for word, places in found.items()}

    @cached_property
    def word_weight(self) -> Mapping[str, float]:
        total = len(self.bags) + 1
        return {word: math.log(total / len(places)) for word, places in self.word_index.items()}

    def weight(self, word: str) -> float:
        """How much a word tells: the rarer the more; an unknown one as much as the rarest."""
        return self.word_weight.get(word) or math.log(len(self.bags) + 1)

    @cached_property
    def word_fields(self) -> Mapping[str, Mapping[str, float]]:
        """Meaning → field → share of the field's names (distinct bags) that hold it: for naive Bayes."""
        total: Counter[str] = Counter()
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for words, fields in self.bags:
            for field in fields:
                total[field] += 1
                for word in words:
                    found[word][field] += 1
        return {
            word: {field: number / (total[field] + 1.0) for field, number in sorted(counts.items())}
            for word, counts in sorted(found.items())
        }

    @cached_property
    def word_types(self) -> Mapping[str, Mapping[str, float]]:
        """Meaning → data type → share of the type's names that hold it."""
        total: Counter[str] = Counter()
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for words, fields in self.bags:
            for kind in sorted({self.facts[field].type for field in fields if field in self.facts}):
                total[kind] += 1
                for word in words:
                    found[word][kind] += 1
        return {
            word: {kind: (counts[kind] + 0.05) / (total[kind] + 1.0) for kind in sorted(total)}
            for word, counts in sorted(found.items())
        }

    @cached_property
    def tables(self) -> tuple[KnownTable, ...]:
        """The tables of the systems, all languages together, and the usual ones of the trade."""
        rows: dict[tuple[str, str], list[Variation]] = defaultdict(list)
        for v in self.variations:
            if v.system and v.table:
                rows[v.system, v.table].append(v)
        real = [_known(system, table, found) for (system, table), found in sorted(rows.items())]
        return (*real, *self._usual())

    def _usual(self) -> Iterator[KnownTable]:
        """Kinds of table; a general name of a field counts in each that has the field, a bare header as it
        says."""
        general: dict[str, set[Bag]] = defaultdict(set)
        for v in self.variations:
            if not v.system:
                general[v.field].add(bag(v.name))
        for usual in usual_tables():
            fields = frozenset(usual.fields) & self.facts.keys()
            meanings: dict[Bag, set[str]] = defaultdict(set)
            for field in sorted(fields):
                for words in general[field]:
                    meanings[words].add(field)
            told = {bag(header): frozenset((field,)) for header, field in usual.means if field in self.facts}
            known = {words: frozenset(found) for words, found in meanings.items()}
            yield KnownTable("", tuple(bag(name) for name in usual.names), fields, known | told)

    @cached_property
    def prior(self) -> Mapping[str, float]:
        """How usual a field is: the share of known tables that have it, lifted above zero."""
        counts = Counter(field for table in self.tables for field in table.fields)
        return {field: (counts[field] + 0.5) / (len(self.tables) + 1.0) for field in self.fields}

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        return {field: -math.log(p) for field, p in self.prior.items()}

    @cached_property
    def table_norms(self) -> tuple[float, ...]:
        return tuple(
            math.sqrt(sum(self.rarity[f] ** 2 for f in sorted(table.fields))) or 1.0 for table in self.tables
        )


def _known(system: str, table: str, rows: Sequence[Variation]) -> KnownTable:
    meanings: dict[Bag, set[str]] = defaultdict(set)
    for v in rows:
        meanings[bag(v.name)].add(v.field)
    return KnownTable(
        system, (bag(table),), frozenset(v.field for v in rows),
        {words: frozenset(fields) for words, fields in meanings.items()},
    )  # fmt: skip


def without(variations: Iterable[Variation], systems: Iterable[str]) -> tuple[Variation, ...]:
    """The variations of all other systems, and the general ones."""
    out = frozenset(systems)
    return tuple(v for v in variations if v.system not in out)
