"""What a challenge's text says besides its concept: quantities, systems, regulations and data domains.

    "Duplicate customer records (15%)"      rate 0.15
    "UAT with 20 users"                     count 20
    "10x the expected order volume"         factor 10
    "BOM 3-5 levels deep"                   levels 5
    "4 weeks at most"                       deadline_weeks 4

Each pattern takes its words away before the next one looks, so that one figure becomes one slot. Figures that
only name a thing (ISO 13485, sites 4 and 5, week 6, dates) are taken away first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from kbctl.ontology.units import convert
from kbctl.ontology.vocab import Term, Vocabulary
from kbctl.rules.model import Value

_NUMBER = r"(?<!\d)\d{1,9}(?:[.,]\d{1,6})?"
_RATE = re.compile(rf"({_NUMBER})\s*(?:%|percent\b|per cent\b)\s*", re.IGNORECASE)
#: Where such a word follows, the share is what is sound, not what is affected.
_SOUND = re.compile(
    r"(?:of\s+(?:\w+\s+){1,4}(?:is|are|was|were)\s+)?"
    r"(?:clean|complete|completed|correct|documented|valid|accurate)\b",
    re.IGNORECASE,
)
_FACTOR = re.compile(rf"(?<![\w.,])({_NUMBER})(?:\s*×|\s?x\b|-?fold\b|\s*times\b)(?!\s*\d)", re.IGNORECASE)
_LEVELS = re.compile(r"(?<!\d)(\d{1,3})[\s-]*levels?\b", re.IGNORECASE)
_TIME = re.compile(rf"({_NUMBER})[\s-]*(days?|weeks?|months?)\b", re.IGNORECASE)
_NAMES = re.compile(
    r"\b\d+\s*cfr\b|\b(?:weeks?|sites?|phases?|steps?|parts?|version|v|iso|en|iec|release|plants?|lines?|cfr|year|since|in|of)\.?\s*"
    r"\d+(?:\s*(?:,|and|&|-|–|to)\s*\d+)*(?!\s*%)(?=\W|\Z)(?!\s+\w+\s+(?:of|are|have)\b)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?<![\w.,/:#-])(\d{1,3}(?:[, ]\d{3})+|\d{1,9})(?![\w/:%-]|[.,]\d)\+?\s+(?=[^\W\d_]{2,})", re.IGNORECASE
)

#: A term's id, and its names, the longest first, each with the letters of it that a text must have.
Named = tuple[str, tuple[tuple[str, str], ...]]


def slots_of(text: str, vocabulary: Vocabulary, concept: str | None = None) -> dict[str, Value]:
    """Slots of the challenge frame that the text states; `concept`, where known, decides which domain
    fits.
    """
    plain = unicodedata.normalize("NFC", text)
    names = (*_names(vocabulary, "regulation"), *_names(vocabulary, "system"))
    slots: dict[str, Value] = dict(_figures(plain, names))
    for kind, slot, root in (("system", "systems", "System"), ("regulation", "regulations", "Regulation")):
        named = named_terms(plain, _names(vocabulary, kind))
        named.pop(root, None)
        if named:
            slots[slot] = tuple(sorted(_most_specific(named, vocabulary)))
    domain = _domain(plain, vocabulary, concept)
    if domain:
        slots["affects"] = domain
    return slots


def _figures(text: str, names: Iterable[Named]) -> Mapping[str, Value]:
    slots: dict[str, Value] = {}
    rest = text
    if found := _RATE.search(rest):
        share = round(_float(found[1]) / 100, 8)
        if share > 1:  # 250 % of the volume is no share of it
            slots["factor"] = share
        else:
            share = round(1 - share, 8) if _SOUND.match(rest, found.end()) else share
            slots |= {"rate": share, "said_rate": share}
        rest = _without(rest, found.span(1))
    if found := _LEVELS.search(rest):
        slots["levels"] = int(found[1])
        rest = _without(rest, found.span())
    if found := _TIME.search(rest):
        slots["deadline_weeks"] = convert(f"{_float(found[1])} {found[2].lower()}", "week")
        rest = _without(rest, found.span())
    if found := _FACTOR.search(rest):
        slots["factor"] = _float(found[1])
        rest = _without(rest, found.span())
    for span in named_terms(rest, names).values():
        rest = _without(rest, span)
    rest = _NAMES.sub(lambda match: " " * len(match[0]), rest)
    if found := _COUNT.search(rest):
        slots["count"] = int(re.sub(r"[, ]", "", found[1]))
    return slots


def named_terms(text: str, terms: Iterable[Named]) -> dict[str, tuple[int, int]]:
    """Terms whose label or other name stands in the text as whole words, with the place of the longest
    name.
    """
    lowered = text.casefold()
    found: dict[str, tuple[int, int]] = {}
    for id, names in terms:
        for name, stem in names:
            if stem in lowered and (place := _place(name, lowered)):
                found[id] = place
                break
    return found


def _names(vocabulary: Vocabulary, kind: str) -> tuple[Named, ...]:
    """The names of the terms of a kind; made once for a vocabulary, since every text is held against them."""
    made: dict[str, tuple[Named, ...]] = vocabulary.memo.setdefault(__name__, {})
    if kind not in made:
        made[kind] = tuple(
            (term.id, tuple((name, name.rstrip("s")) for name in sorted(names_of(term), key=_longest_first)))
            for term in vocabulary.of_kind(kind)
        )
    return made[kind]


def _longest_first(name: str) -> tuple[int, str]:
    return (-len(name), name)


def names_of(term: Term) -> set[str]:
    """Every name of a term in every language, and its id, folded for comparison."""
    every = [term.id, *term.labels.values(), *(one for names in term.alternatives.values() for one in names)]
    return {name.casefold() for name in every if len(name) > 1}


def _place(name: str, text: str) -> tuple[int, int] | None:
    if not name.isascii():  # Chinese has no blanks between words
        start = text.find(name)
        return (start, start + len(name)) if start >= 0 else None
    words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", name))
    found = re.search(rf"(?<!\w){words}(?:e?s)?(?!\w)", text)
    return found.span() if found else None


def _domain(text: str, vocabulary: Vocabulary, concept: str | None) -> str | None:
    """The data domain that the text names, as far as it fits the concept's own; else the concept's own."""
    term = vocabulary.terms.get(concept or "")
    own = [one for one in term.properties.get("affects", ()) if one in vocabulary.terms] if term else []
    places = named_terms(text, _names(vocabulary, "domain"))
    places.pop("DataDomain", None)
    fitting = {
        one: place
        for one, place in places.items()
        if not own or any(vocabulary.is_a(one, above) for above in own)
    }
    best = sorted(fitting, key=lambda one: (fitting[one][0] - fitting[one][1], fitting[one][0], one))
    return best[0] if best else (min(own) if own else None)


def _most_specific(named: Mapping[str, tuple[int, int]], vocabulary: Vocabulary) -> list[str]:
    """Without those that another one found is a kind of, and those whose name is part of a longer one."""

    def inside(one: str) -> bool:
        (start, end) = named[one]
        return any(
            a <= start and end <= b and (b - a) > (end - start)
            for other, (a, b) in named.items()
            if other != one
        )

    above = {one for one in named for other in named if one != other and vocabulary.is_a(other, one)}
    return [one for one in named if one not in above and not inside(one)]


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _without(text: str, span: tuple[int, int]) -> str:
    return text[: span[0]] + " " * (span[1] - span[0]) + text[span[1] :]
