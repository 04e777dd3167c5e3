"""The words that headers are made of, and what each means: a general glossary of the trade.

A line of glossary.txt gives one meaning, as one or more English words, then the words, abbreviations and
phrases that say it: English and the abbreviations of database columns, Spanish, German, Chinese (simplified;
`normal` turns traditional characters into simplified ones). It holds words, not headers: how whole headers of
real systems are called is the matter of kg/columns.csv. It was written from the vocabulary of the trade and
not from the list of names of any one system.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_STOP = """
of the a an and for in on at by with as or if use used this its
de del la el los las y en para con al un una su que es o se
der die das des dem den und fur fuer von zu im am mit
的 和 与 及 在 为 之 以 了
"""
#: words that join others and mean nothing themselves
STOP = frozenset(_STOP.split())


@lru_cache(maxsize=1)
def glossary() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Phrase (words without accents, in small letters) → the words of its meaning. The first to name one
    keeps it."""
    from kbctl.engine.tables.columns.normal import plain_words

    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    text = files("kbctl.engine.tables.columns").joinpath("glossary.txt").read_text("utf-8")
    for line in text.splitlines()[1:]:
        meaning, _, phrases = line.partition(":")
        for phrase in (meaning, *phrases.split(",")):
            words = tuple(plain_words(phrase.strip()))
            if words:
                found.setdefault(words, tuple(meaning.split()))
    return found
