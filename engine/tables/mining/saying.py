"""Words in a text, compared without case and accents; Chinese words wherever they stand, since nothing
separates them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from kbctl.engine.tables.columns.normal import plain_words


def is_chinese(word: str) -> bool:
    return word[:1] >= "\u3400"


def one_line(text: str) -> str:
    return " ".join(text.split())


def bare(text: str) -> str:
    """In small letters, without accents, white space made single; nothing else is taken away."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    return one_line("".join(c for c in plain if not unicodedata.combining(c)).casefold())


def spoken(text: str) -> str:
    """The words of a text with single blanks between them and at both ends, so that a phrase can be
    looked for as a whole."""
    return f" {' '.join(plain_words(text))} "


def says(said: str, phrases: Iterable[str]) -> str:
    """The first of the phrases that the `spoken` text holds, or an empty text."""
    for phrase in phrases:
        if phrase in said if is_chinese(phrase) else f" {phrase} " in said:
            return phrase
    return ""


def longest_first(phrases: str) -> tuple[str, ...]:
    """Phrases separated by `|`, in the form of `spoken`, longer ones first."""
    found = {" ".join(plain_words(phrase)) for phrase in phrases.split("|")}
    return tuple(sorted(found - {""}, key=lambda phrase: (-len(phrase), phrase)))
