"""The language of a column's name: en, es, zh, or tech for the name of a column of a database.

A guess, for the reviewer to look at. What is plainly of another language counts as tech: such names
are learnt as they are written, not as words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from kbctl.engine.tables.columns.normal import CAMEL, plain_words
from kbctl.engine.tables.mining.saying import is_chinese
from kbctl.kg.columns import Variation

Words = Mapping[str, Mapping[str, int]]
SPANISH = re.compile(r"[ñáéíóú¿¡]|\b(de|del|la|el|los|las|por|nº|núm)\b", re.I)
OTHER = re.compile(r"[äöüßàèìòùâêîôûçãõåæø]", re.I)


def words_by_language(known: Iterable[Variation]) -> Words:
    """Language → how often each word stands in its names."""
    found: dict[str, Counter[str]] = {"en": Counter(), "es": Counter()}
    for one in known:
        if one.language in found:
            found[one.language].update(set(plain_words(one.name)))
    return found


def language_of(name: str, words: Words) -> str:
    composed = unicodedata.normalize("NFC", name)
    if any(is_chinese(character) for character in composed):
        return "zh"
    single = " " not in composed
    letters = "".join(c for c in composed if c.isalpha())
    if single and ("_" in composed or composed.islower() or letters.isupper() or CAMEL.search(composed)):
        return "tech"
    said = plain_words(composed)
    english = sum(words["en"].get(word, 0) > words["es"].get(word, 0) for word in said)
    spanish = sum(words["es"].get(word, 0) > words["en"].get(word, 0) for word in said)
    if SPANISH.search(composed) or spanish > english:
        return "es"
    return "tech" if OTHER.search(composed) else "en"
