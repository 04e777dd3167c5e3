"""What search reads: names and texts as keys, the weight of each word, the words that name a data domain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kbctl.kg import text
from kbctl.kg.contents import Contents
from kbctl.ontology.vocab import Vocabulary


@dataclass(frozen=True, slots=True)
class _Name:
    subject: str
    kind: str
    form: str
    text: str


def search_tables(contents: Contents) -> Iterator[tuple[str, Iterable[tuple[Any, ...]]]]:
    """The rows of the tables that search reads: `entry`, `word` and `concept`."""
    concepts, above = _concepts(contents.vocabulary)
    names = sorted(_names(contents), key=lambda name: (name.subject, name.kind, name.form, name.text))
    found = {name.text: text.with_concepts(text.positions(name.text), concepts) for name in names}
    # Headers of tables count as a whole or not at all: their words are no words of the trade.
    searched = [name for name in names if name.form != "hidden"]
    weights = _weights((name.kind + name.subject, found[name.text]) for name in searched)
    bags = {
        (subject, kind): _keys(text.with_concepts(text.positions(said), concepts))
        for subject, kind, said in _texts(contents)
    }
    entries = [_entry(name, found[name.text], weights) for name in names]
    entries += [(*of, "text", "", "", " ".join(bag), "") for of, bag in sorted(bags.items())]
    yield "entry", [(n, *entry) for n, entry in enumerate(entries, 1)]
    known = {key: (key, 2.0, 0) for bag in bags.values() for key in bag}
    yield "word", (known | {key: (key, round(weight, 4), 1) for key, weight in weights.items()}).values()
    yield "concept", [(" ".join(words), key, " ".join(above[key])) for words, (key,) in concepts.items()]


def _keys(found: Sequence[text.Position]) -> list[str]:
    return sorted({key for position in found for key in position})


def _entry(name: _Name, found: Sequence[text.Position], weights: Mapping[str, float]) -> tuple[str, ...]:
    places = [] if name.form == "hidden" else [tuple(dict.fromkeys(position)) for position in found]
    return (
        name.subject, name.kind, name.form, name.text, text.runs(name.text),
        " ".join("|".join(position) for position in places),
        " ".join(f"{weights[position[0]]:.4f}" for position in places),
    )  # fmt: skip


def _names(contents: Contents) -> Iterator[_Name]:
    for term in contents.vocabulary.terms.values():
        yield _Name(term.id, term.kind, "id", text.spaced(term.id))
        for label in term.labels.values():
            yield _Name(term.id, term.kind, "label", label)
        for others in term.alternatives.values():
            for other in others:
                yield _Name(term.id, term.kind, "alternative", other)
        for other in term.properties.get("hiddenLabel", ()):
            yield _Name(term.id, term.kind, "hidden", str(other))
    for rule in contents.rules:
        yield _Name(rule.id, "rule", "id", text.spaced(rule.id))
        yield _Name(rule.id, "rule", "label", rule.title)
    for case in contents.cases.values():
        yield _Name(case.id, "case", "id", text.spaced(case.id))
        yield _Name(case.id, "case", "label", case.title)
        if case.year:
            yield _Name(
                case.id, "case", "alternative", case.title.replace(str(case.year), "").strip() or case.title
            )


def _texts(contents: Contents) -> Iterator[tuple[str, str, str]]:
    """What else is said of a thing: its definition, symptoms, reasons, and its names over again."""
    for term in contents.vocabulary.terms.values():
        names = [*term.labels.values(), *(one for others in term.alternatives.values() for one in others)]
        said = [str(value) for name in ("showsAs", "fitsWhen") for value in term.properties.get(name, ())]
        yield term.id, term.kind, " / ".join([term.definition, *said, *names])
    for rule in contents.rules:
        concerns = [text.spaced(one) for one in (*rule.challenges, *(r.remedy for r in rule.recommendations))]
        yield rule.id, "rule", " / ".join([rule.title, rule.because, *concerns])
    for case in contents.cases.values():
        concerns = [
            text.spaced(one) for lesson in case.lessons for one in (*lesson.concerns, lesson.use or "")
        ]
        said = [lesson.says for lesson in case.lessons]
        yield case.id, "case", " / ".join([case.title, case.summary, *said, *concerns])


def _weights(names: Iterable[tuple[str, Sequence[text.Position]]]) -> dict[str, float]:
    """How much a word says: 1 where every thing has it in its names, 2 where a single one has (log in
    between).
    """
    things: dict[str, set[str]] = {}
    everything = set()
    for subject, found in names:
        everything.add(subject)
        for position in found:
            for key in position:
                things.setdefault(key, set()).add(subject)
    total = math.log(max(len(everything), 2))
    return {key: 2 - math.log(len(of)) / total for key, of in sorted(things.items())}


def _concepts(
    vocabulary: Vocabulary,
) -> tuple[dict[tuple[str, ...], tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Names of data domains as stems → the key of the domain; and the keys of the domains above it.

    A name that two domains share stands for neither.
    """
    named: dict[tuple[str, ...], set[str]] = {}
    above: dict[str, tuple[str, ...]] = {}
    for term in vocabulary.of_kind("domain"):
        key = f"={term.id.lower()}"
        up = vocabulary.ancestors.get(term.id, frozenset()) - {term.id}
        kept = sorted(one for one in up if one in vocabulary.terms and vocabulary.terms[one].parents)
        above[key] = tuple(f"={one.lower()}" for one in kept)
        for name in (
            *term.labels.values(),
            *(one for others in term.alternatives.values() for one in others),
        ):
            words = tuple(position[0] for position in text.positions(name))
            if words:
                named.setdefault(words, set()).add(key)
    return {words: tuple(keys) for words, keys in sorted(named.items()) if len(keys) == 1}, above
