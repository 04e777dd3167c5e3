"""What search reads: passages as keys, where each key occurs, how much it says, the words of concepts.

`posting` gives for each key the things that have it, three bytes each: the number of the thing (two bytes)
and its impact, that is how much the key belongs to the thing (0..255). The impact grows with the fields
that have the key, weighted by FIELD, and saturates, as in BM25F: a word of the label, of most alternative
labels and of the definition is what the thing is about; one that occurs in a reason only is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from kbctl.kg import text
from kbctl.kg.concepts import MARKS, Lexicon, Meant, is_compound, name_keys, read
from kbctl.kg.contents import Contents
from kbctl.kg.passages import NAMES, TEXTS, Passage, passages
from kbctl.kg.stems import stem
from kbctl.kg.weights import key_weights, word_weight
from kbctl.ontology.vocab import Vocabulary

#: How much a word counts that occurs once in a field of this form.
FIELD = {
    "label": 2.0, "alternative": 1.0, "id": 1.0, "definition": 1.2, "sign": 0.9, "cause": 0.6,
    "affected": 1.0, "parent": 0.3, "resolved": 0.3, "remedy": 0.12,
}  # fmt: skip
#: The sum of fields at which an impact is one half.
HALF = 1.5

Row = tuple[Any, ...]


def search_tables(contents: Contents) -> Iterator[tuple[str, Iterable[Row]]]:
    """The rows of the tables that search reads."""
    told = passages(contents)
    lexicon, above = _lexicon(contents, told)
    # Headers of tables count as a whole or not at all: their words are no words of the trade.
    found = {
        (one.text, one.language): read(one.text, one.language, lexicon)
        for one in told
        if one.form != "hidden"
    }
    things = sorted({(one.subject, one.kind) for one in told})
    number = {thing: n for n, thing in enumerate(things, 1)}
    fields = _fields(told, found)
    known = key_weights([set(keys) for _, keys in sorted(fields.items())])
    entries = [
        (number[one.subject, one.kind], *_entry(one, found.get((one.text, one.language), []), known))
        for one in told
        if one.form in (*NAMES, *TEXTS, "hidden")
    ]
    surfaces = _surfaces(told)
    yield "thing", [(n, *thing) for thing, n in number.items()]
    yield "entry", [(n, *entry) for n, entry in enumerate(entries, 1)]
    yield "word", [(key, weight, surfaces.get(key)) for key, weight in known.items()]
    yield "posting", _postings({number[thing]: keys for thing, keys in fields.items()})
    yield "concept", [(" ".join(words), " ".join(keys)) for words, keys in lexicon.concepts.items()]
    yield "wider", [(key, " ".join(keys)) for key, keys in above.items() if keys]
    yield (
        "compound",
        [
            *((one, " ".join(parts)) for one, parts in lexicon.splits.items()),
            *((one, "") for one in lexicon.singles),
        ],
    )
    yield "meta", [("longest", str(lexicon.longest))]


def _fields(
    told: Sequence[Passage], found: Mapping[tuple[str, str], Sequence[Meant]]
) -> dict[tuple[str, str], dict[str, float]]:
    """For each thing its keys, each with the sum of the fields that have it."""
    fields: dict[tuple[str, str], dict[str, float]] = {}
    for one in told:
        own = fields.setdefault((one.subject, one.kind), {})
        for key in {key for word in found.get((one.text, one.language), ()) for key in word.keys}:
            if key not in MARKS:
                own[key] = own.get(key, 0.0) + FIELD[one.form]
    return fields


def _postings(fields: Mapping[int, Mapping[str, float]]) -> list[Row]:
    where: dict[str, bytearray] = {}
    for n, keys in sorted(fields.items()):
        for key, said in keys.items():
            impact = round(255 * said / (said + HALF))
            where.setdefault(key, bytearray()).extend((n >> 8, n & 255, impact))
    return [(key, bytes(things)) for key, things in sorted(where.items())]


def _entry(one: Passage, found: Sequence[Meant], known: Mapping[str, float]) -> Row:
    return (
        one.subject, one.kind, one.form, one.text, text.runs(one.text),
        " ".join("|".join(key for key in dict.fromkeys(word.keys) if key not in MARKS) for word in found),
        " ".join(f"{word_weight(word, known):.3f}" for word in found),
    )  # fmt: skip


def _lexicon(contents: Contents, told: Sequence[Passage]) -> tuple[Lexicon, dict[str, tuple[str, ...]]]:
    """The words of concepts and the compounds of the base; and the keys above that of each data domain."""
    named: dict[tuple[str, ...], set[str]] = {}
    above: dict[str, tuple[str, ...]] = {}
    names = [(one.concept, one.language, one.word) for one in contents.synonyms]
    for term in contents.vocabulary.of_kind("domain"):
        above[_key(term.id)] = _above(contents.vocabulary, term.id)
        names += [(term.id, language, label) for language, label in term.labels.items()]
        names += [(term.id, language, one) for language, all_ in term.alternatives.items() for one in all_]
    written = [*(one.text for one in told if one.form != "hidden"), *(name for _, _, name in names)]
    splits, singles = _compounds(written)
    bare = Lexicon({}, splits, singles, 0)
    for concept, language, name in names:
        for heads in name_keys(name, language, bare):
            named.setdefault(heads, set()).add(_key(concept))
    concepts = {heads: tuple(sorted(keys)) for heads, keys in sorted(named.items())}
    return Lexicon(concepts, splits, singles, max(map(len, concepts), default=0)), above


def _key(concept: str) -> str:
    return f"={concept.lower()}"


def _above(vocabulary: Vocabulary, ident: str) -> tuple[str, ...]:
    """The keys of the domains above one, the roots of all left out."""
    up = vocabulary.ancestors.get(ident, frozenset()) - {ident}
    return tuple(_key(one) for one in sorted(up) if one in vocabulary.terms and vocabulary.terms[one].parents)


def _compounds(texts: Iterable[str]) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """Compounds by their stems: those written as two words with their parts, and those written as one
    only.
    """
    single: set[str] = set()
    pairs: dict[str, tuple[str, str]] = {}
    for said in texts:
        found = text.tokens(said)
        single.update(map(stem, found))
        for a, b in pairwise(found):
            if is_compound(a, b):
                pairs.setdefault(stem(a + b), (a, b))
    return dict(sorted(pairs.items())), single - set(pairs)


def _surfaces(told: Sequence[Passage]) -> dict[str, str]:
    """For the stems of names the word that most names have, to say what a corrected query was read as."""
    count: dict[str, dict[str, int]] = {}
    for one in told:
        if one.form in NAMES and one.language in ("en", "es"):
            for word in text.words(one.text):
                if word.isascii() and word.isalpha():
                    of = count.setdefault(stem(word), {})
                    of[word] = of.get(word, 0) + 1
    return {key: min(words, key=lambda word: (-words[word], word)) for key, words in sorted(count.items())}
