"""Names of a master that are built otherwise than the rest: their parts in another order, as in
`900 mm - Rail Oak`, run together with hyphens, or words robbed of their vowels.

The house style is what most names have in common: the sequence of words and figures. A name counts as turned
only if it follows one of the usual sequences after it is turned back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kbctl.engine.tables.similarity import plain

#: names that must follow the sequence that a turned name comes back to, for each that is turned like it, and
#: at least: fewer could be turned themselves
TIMES, LEAST = 4, 3
SPACED = 0.8  # share of names with spaces, from which one run together with hyphens is odd
TOKEN = re.compile(r"[^\s,]+|,")
VOWEL = re.compile(r"[aeiou]")
LETTERS = re.compile(r"[^\W\d_]{3,}")
#: no word of English, German or Spanish; in capitals it may be an acronym
SHORTENED = re.compile(r"[b-df-hj-np-tv-xz]{4,}")
MARKS = frozenset({",", "-"})


def odd_names(texts: Iterable[str]) -> frozenset[str]:
    """Those of the names that are built otherwise than most."""
    told = {text: TOKEN.findall(text) for text in texts}
    shapes = Counter(map(_shape, told.values()))
    groups = Counter((parts[0].casefold(), _shape(parts)) for parts in told.values() if parts)
    heads = Counter(parts[0].casefold() for parts in told.values() if parts)
    found = {
        text
        for text, parts in told.items()
        # names that begin and are built alike are a group with a style of its own: Paint - Black, Paint - Red
        if parts and groups[parts[0].casefold(), _shape(parts)] < LEAST and _turned(parts, shapes, heads)
    }
    if sum(len(parts) > 1 for parts in told.values()) >= SPACED * len(told):
        found |= {
            text
            for text, parts in told.items()
            if len(parts) == 1
            and text.count("-") > 1
            and shapes[_shape(TOKEN.findall(text.replace("-", " ")))] >= LEAST
        }
    return frozenset(found | _without_vowels(told))


def _kind(token: str) -> str:
    return token if token in MARKS else "9" if token[0].isdigit() else "a"


def _shape(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_kind, parts))


def _turned(parts: list[str], shapes: Counter[tuple[str, ...]], heads: Counter[str]) -> bool:
    own = shapes[_shape(parts)]
    for back in _back(parts):
        known = shapes[_shape(back)]
        if known >= max(LEAST, TIMES * own) and (
            # two plain words make no style: a figure has its place, or other names begin like this one; and
            # `Fender set - Mountain` is how many write a kind, so that it takes a figure
            (heads[back[0].casefold()] >= 2 and "-" not in parts)
            or not parts[0][0].isalpha()
            or (len(back) < len(parts) and "9" in _shape(back))
        ):
            return True
    return False


def _back(parts: list[str]) -> Iterator[list[str]]:
    """The parts turned back at each place, the mark at the joint left out."""
    for cut in range(1, len(parts)):
        if parts[cut] in MARKS:
            if cut + 1 < len(parts):
                yield parts[cut + 1 :] + parts[:cut]
        elif parts[cut - 1] not in MARKS:
            yield parts[cut:] + parts[:cut]


def _without_vowels(told: Iterable[str]) -> set[str]:
    """Names with a word that is another's consonants, where that other is written out more often."""
    words: dict[str, list[str]] = {text: LETTERS.findall(plain(text)) for text in told}
    often = Counter(word for own in words.values() for word in set(own))
    full: dict[str, int] = {}
    for word, number in often.items():
        bare = word[0] + VOWEL.sub("", word[1:])
        if len(word) > 4 and bare != word:
            full[bare] = max(full.get(bare, 0), number)
    return {
        text
        for text, own in words.items()
        if any(not VOWEL.search(word[1:]) and full.get(word, 0) > often[word] for word in own)
        or any(SHORTENED.fullmatch(plain(word)) for word in LETTERS.findall(text) if not word.isupper())
    }
