"""Header → canonical fields it may stand for.

The vocabulary's names decide; then a small grammar of entity and attribute words (`cust_no` = customer +
code);
then near spellings of the vocabulary's names. Which of several candidates is meant is for `roles` to say.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kbctl.engine.tables.columns.normal import flat
from kbctl.engine.tables.words import GRAMMAR, SYNONYMS
from kbctl.ontology.vocab import Term, Vocabulary

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
WORD = re.compile(r"[^\W_]+|#|%")

KNOWN = 0.95  # score of a field by a name that systems have for it and for nothing else


@dataclass(frozen=True)
class Names:
    """The vocabulary's names of fields: normal form → fields, and the type, domain and label of each
    field. `variations`: headers of other systems, as the column knowledge has them → their fields."""

    fields: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    domains: Mapping[str, str]
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    variations: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


#: headers that say nothing by themselves: which of the role's fields is meant
GENERIC_ENDS: Mapping[frozenset[str], str] = {
    frozenset({"name"}): "_name",
    frozenset({"code"}): "",
    frozenset({"account", "code"}): "",
    frozenset({"account"}): "",
    frozenset({"group"}): "_group",
    frozenset({"type"}): "_type",
}


def names_of(vocabulary: Vocabulary) -> Names:
    found: dict[str, set[str]] = {}
    types, domains, labels = {}, {}, {}
    for term in vocabulary.of_kind("field"):
        types[term.id] = str(term.get("dataType", ""))
        domains[term.id] = str(term.get("fieldOf", ""))
        labels[term.id] = term.labels.get("en", "")
        for name in _all_names(term):
            if key := normal(name):
                found.setdefault(key, set()).add(term.id)
    return Names({key: tuple(sorted(ids)) for key, ids in sorted(found.items())}, types, domains, labels)


def _all_names(term: Term) -> Iterable[str]:
    yield term.id
    yield from term.labels.values()
    for texts in term.alternatives.values():
        yield from texts
    for name in ("hiddenLabel", "hiddenLabels"):
        yield from map(str, term.properties.get(name, ()))


def words(text: str) -> tuple[str, ...]:
    """The words of a header in lower case, without accents: `CustNo`, `cust_no`, `Cust. No` are the same."""
    plain = unicodedata.normalize("NFKD", CAMEL.sub(" ", text))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return tuple(word for word in WORD.findall(plain) if word != "%")


def normal(text: str) -> str:
    return "".join(words(text))


@lru_cache(maxsize=4096)
def concepts(text: str) -> frozenset[str]:
    """The words of a header, synonyms made one."""
    parts = [SYNONYMS.get(word, word) for word in words(text)]
    return frozenset(part for part in parts if part not in ("of", "the", "de", "del", "for"))


def candidates(header: str, names: Names) -> Mapping[str, float]:
    """Fields that the header may stand for, with a score up to 1. A name that the column knowledge has for
    one field only goes before all near spellings."""
    key = normal(header)
    found: dict[str, float] = {}
    spoken = concepts(header)
    for meaning, field in GRAMMAR:
        if meaning == spoken:
            found[field] = 0.9
    for field in names.fields.get(key, ()):
        found[field] = 1.0
    if not found and len(known := names.variations.get(flat(header), ())) == 1:
        found[known[0]] = KNOWN
    if not found and len(key) >= 5:
        from rapidfuzz import fuzz, process

        for name, score, _ in process.extract(
            key, list(names.fields), scorer=fuzz.ratio, limit=3, score_cutoff=90
        ):
            for field in names.fields[name]:
                found[field] = max(found.get(field, 0.0), round(score / 100 - 0.15, 3))
    return dict(sorted(found.items()))
