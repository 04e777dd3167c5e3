"""A query as search sees it: each word with all keys that stand for it, and what a match by each counts.

The word itself counts 1, the concept that it names CONCEPT, a data domain above that BROADER, the root of its
verb ROOTED, a Chinese pair 1 and a single character CHARACTER. A word that the base has nowhere is corrected
to the known one that is spelled most alike; `Reading.corrected` then gives the text as it was read.
"""

from __future__ import annotations

from typing import NamedTuple

from kbctl.kg.concepts import DEED, DONE, Lexicon, compounds, joined, meant, spans_at
from kbctl.kg.stems import ROOT, stem
from kbctl.kg.text import STOP_WORDS, is_character, is_number, is_stop, language, positions, spaced, tokens
from kbctl.kg.weights import word_weight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from kbctl.kg.concepts import Meant
    from kbctl.kg.store import Base
    from kbctl.kg.text import Position

CONCEPT = 0.9
BROADER = 0.5
ROOTED = 0.9
CHARACTER = 0.5
#: What goes beyond so many words of a text is not looked at: no name is nearly as long.
MOST_WORDS = 100


class Word(NamedTuple):
    """A word of a query: each key that stands for it with what a match by it counts; how much it says."""

    keys: dict[str, float]
    weight: float


class Reading(NamedTuple):
    """A query as it was read; `corrected` is empty where it was read as written. `is_deed`: it begins with
    the word of a deed ("merge …"). `is_done`: it reports something done ("… took place").
    """

    words: tuple[Word, ...]
    corrected: str
    is_deed: bool
    is_done: bool


def read(base: Base, text: str, correct: bool = True) -> Reading:
    """The words of a query with their keys, in order. Without `correct`, words that the base does not know
    are left as they are: in a long text they are names and products, not slips.
    """
    if not any(blank in text for blank in " \t\n"):
        text = spaced(text)
    found = tokens(text)[:MOST_WORDS]
    may_be_spanish = language(text) != "en"
    found = compounds(found, _lexicon_of_compounds(base, found))
    placed = positions(found, may_be_spanish)[:MOST_WORDS]
    known = _known(base, placed)
    replaced = _corrections(base, found, known, may_be_spanish) if correct else {}
    if replaced:
        found = [replaced.get(word, word) for word in found]
        placed = positions(found, may_be_spanish)[:MOST_WORDS]
    told = meant(placed, _lexicon_of_concepts(base, placed))
    weights = _known(base, [word.keys for word in told])
    wider = _wider(base, {key for word in told for key in word.keys if key[0] == "="})
    read_words = [_word(word, weights, wider) for word in told]
    corrected = " ".join(found) if replaced else ""
    is_deed = bool(told) and DEED in told[0].keys
    is_done = any(DONE in word.keys for word in told)
    return Reading(tuple(word for word in read_words if word), corrected, is_deed, is_done)


def heads(base: Base, text: str) -> list[str]:
    """The keys of the text's own words, in order."""
    found = tokens(text)
    placed = positions(compounds(found, _lexicon_of_compounds(base, found)))
    return [position[0] for position in placed if not is_stop(position)]


def _word(word: Meant, known: dict[str, float], wider: dict[str, list[str]]) -> Word | None:
    position = word.keys
    if is_number(position[0]) and position[0] not in known:
        return None
    keys = {key: _factor(key) for key in position if key in known}
    for key in position:
        for above in wider.get(key, ()):
            keys.setdefault(above, BROADER)
    return Word(keys, word_weight(word, known))


def _factor(key: str) -> float:
    if key[0] == "=":
        return CONCEPT
    if key[0] == ROOT:
        return ROOTED
    return CHARACTER if is_character(key) else 1.0


def _lexicon_of_compounds(base: Base, found: Sequence[str]) -> Lexicon:
    rows = _among(base, "SELECT word, parts FROM compound WHERE word IN", joined(found))
    splits = {word: _two(parts) for word, parts in rows if parts}
    return Lexicon({}, splits, {word for word, parts in rows if not parts}, 0)


def _two(parts: str) -> tuple[str, str]:
    first, _, second = parts.partition(" ")
    return first, second


def _lexicon_of_concepts(base: Base, placed: Sequence[Position]) -> Lexicon:
    longest = int(base.value("SELECT value FROM meta WHERE name = 'longest'"))
    bare = [position for position in placed if not is_stop(position)]
    asked = {
        " ".join(name)
        for given in (placed, bare)
        for at in range(len(given))
        for span in spans_at(given, at, longest)
        for name in span
    }
    rows = _among(base, "SELECT words, keys FROM concept WHERE words IN", asked)
    concepts = {tuple(name.split(" ")): tuple(keys.split(" ")) for name, keys in rows}
    return Lexicon(concepts, {}, (), max(map(len, concepts), default=0))


def _known(base: Base, placed: Iterable[Position]) -> dict[str, float]:
    rows = _among(base, "SELECT key, weight FROM word WHERE key IN", {key for one in placed for key in one})
    return dict(rows)


def _wider(base: Base, keys: set[str]) -> dict[str, list[str]]:
    rows = _among(base, "SELECT key, above FROM wider WHERE key IN", keys)
    return {key: above.split(" ") for key, above in rows}


def _among(base: Base, statement: str, values: set[str]) -> list[tuple[Any, ...]]:
    if not values:
        return []
    return base.rows(f"{statement} ({', '.join('?' * len(values))})", *sorted(values))


def _corrections(
    base: Base, found: Sequence[str], known: dict[str, float], may_be_spanish: bool
) -> dict[str, str]:
    """Words that nothing has → the known words that they most likely stand for."""
    alone = not any(key in known for position in positions(list(found), may_be_spanish) for key in position)
    strange = [
        word
        for word in dict.fromkeys(found)
        if len(word) > (3 if alone else 5)
        and word not in STOP_WORDS
        and word.isascii()
        and word.isalpha()
        and not any(key in known for key in positions([word], may_be_spanish)[0])
    ]
    if strange:
        named = {
            name
            for (name,) in _among(
                base, "SELECT words FROM concept WHERE words IN", {stem(one) for one in strange}
            )
        }
        strange = [word for word in strange if stem(word) not in named]
    if not strange:
        return {}
    from kbctl.kg.spelling import nearest_word

    surfaces = [
        row[0] for row in base.rows("SELECT surface FROM word WHERE surface IS NOT NULL ORDER BY key")
    ]
    near = {
        word: nearest_word(word, surfaces) or nearest_word(word.rstrip("s"), surfaces) for word in strange
    }
    return {word: other for word, other in near.items() if other}
