"""What the words of a text stand for: compounds taken as one, and words as the concepts that they name.

"vendor", "supplier", "proveedor" and 供应商 name one data domain; "dupe", "twice", "repetido" and 重复 name one
kind of trouble (kg/synonyms.csv). A position gets a key for each concept, marked `=`, so that texts meet that
share no word and no language. The longest name wins. For Chinese this is segmentation by maximum matching over
the words that the base knows.

A compound that is written in two ways ("lead time", "leadtime") is taken as the base writes it.
"""

from __future__ import annotations

from typing import NamedTuple

from kbctl.kg.stems import ROOT, stem
from kbctl.kg.text import STOP_CHARACTERS, Position, positions, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

#: The concept of the words that say little ("show", "keep", 出现).
LIGHT = "=light"


class Lexicon(NamedTuple):
    """What is known of words, or as much of it as a text needs.

    `concepts`: the heads of a name → the keys of what it names; `splits`: the stem of a compound → its parts;
    `singles`: stems of compounds that the base writes as one word; `longest`: heads of the longest name.
    """

    concepts: Mapping[tuple[str, ...], tuple[str, ...]]
    splits: Mapping[str, tuple[str, str]]
    singles: Collection[str]
    longest: int


def read(text: str, language: str, lexicon: Lexicon) -> list[Position]:
    """The positions of a text with the keys of what they stand for."""
    return meant(positions(compounds(words(text), lexicon), language != "en"), lexicon)


def compounds(found: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The words with compounds written as the base writes them."""
    out: list[str] = []
    at = 0
    while at < len(found):
        joined = "".join(found[at : at + 2])
        if at + 1 < len(found) and is_compound(found[at], found[at + 1]) and stem(joined) in lexicon.singles:
            out.append(joined)
            at += 2
            continue
        out.extend(lexicon.splits.get(stem(found[at]), (found[at],)))
        at += 1
    return out


def is_compound(first: str, second: str) -> bool:
    """Whether two words could be written as one: both of ASCII letters, neither very short."""
    return (
        min(len(first), len(second)) > 2 and first.isascii() and second.isascii() and (first + second).isalpha()
    )


def joined(found: Sequence[str]) -> set[str]:
    """The stems under which compounds of a text could be known: its words, and each two neighbours as one."""
    pairs = (stem(a + b) for a, b in zip(found, found[1:], strict=False) if is_compound(a, b))
    return {stem(one) for one in found} | set(pairs)


def meant(found: Sequence[Position], lexicon: Lexicon) -> list[Position]:
    """The positions with the keys of the concepts that they name. Stop characters that are in no name go."""
    out: list[Position] = []
    at = 0
    while at < len(found):
        for span in spans_at(found, at, lexicon.longest):
            keys = [key for one in span for key in lexicon.concepts.get(one, ())]
            if keys:
                length = len(span[0])
                out.extend((*found[at + one], *dict.fromkeys(keys)) for one in range(length))
                at += length
                break
        else:
            if found[at][0] not in STOP_CHARACTERS:
                out.append(found[at])
            at += 1
    return out


def spans_at(found: Sequence[Position], at: int, longest: int) -> Iterator[list[tuple[str, ...]]]:
    """The names that may begin at a position, longest first; a single word also by the root of its verb."""
    for length in range(min(longest, len(found) - at), 0, -1):
        heads = tuple(position[0] for position in found[at : at + length])
        roots = [(key,) for key in found[at][1:] if key[0] == ROOT] if length == 1 else []
        yield [heads, *roots]


def name_keys(name: str, language: str, lexicon: Lexicon) -> list[tuple[str, ...]]:
    """The heads under which a name of a concept is known: as it is, and a single word by its verb's root."""
    found = positions(compounds(words(name), lexicon), language == "es")
    if not found:
        return []
    heads = tuple(position[0] for position in found)
    roots = [(key,) for key in found[0][1:] if key[0] == ROOT and len(key) > 4] if len(found) == 1 else []
    return [heads, *roots]
