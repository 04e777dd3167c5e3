"""What the words of a text stand for: compounds taken as one, and words as the concepts that they name.

"vendor", "supplier", "proveedor" and 供应商 name one data domain; "dupe", "twice", "repetido" and 重复 name
one kind of trouble (kg/synonyms.csv). A position gets a key for each concept, marked `=`, so that texts meet
that share no word and no language. The longest name wins. For Chinese this is segmentation by maximum
matching over the words that the base knows.

A compound that is written in two ways ("lead time", "leadtime") is taken as the base writes it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from kbctl.kg.stems import ROOT, stem
from kbctl.kg.text import STOP_WORDS, Position, is_character, is_stop, positions, runs, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

#: The concept of the words that say little ("show", "keep", 出现).
LIGHT = "=light"
#: The concept of the words of deeds ("merge", "depurar", 合并).
DEED = "=deed"
#: The concept of the words that report something done ("completed", "llegaron", 按计划).
DONE = "=done"
#: Concepts that say how a word is used, not what is meant.
MARKS = frozenset((LIGHT, DEED, DONE))


class Lexicon(NamedTuple):
    """What is known of words, or as much of it as a text needs.

    `concepts`: the heads of a name → the keys of what it names; `splits`: the stem of a compound → its parts;
    `singles`: stems of compounds that the base writes as one word; `longest`: heads of the longest name.
    """

    concepts: Mapping[tuple[str, ...], tuple[str, ...]]
    splits: Mapping[str, tuple[str, str]]
    singles: Collection[str]
    longest: int


class Meant(NamedTuple):
    """A word with all keys that stand for it. `share` is what it is of a word: the words of one name count
    together a little more than one.
    """

    keys: Position
    share: float


#: A Chinese character that is in no name is half a word.
CHARACTER = 0.55
#: What each further word of a name adds to the first: "bill of materials" is one thing, not two.
FURTHER = 0.25


def read(text: str, language: str, lexicon: Lexicon) -> list[Meant]:
    """The positions of a text with the keys of what they stand for."""
    return meant(positions(compounds(tokens(text), lexicon), language != "en"), lexicon)


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
        min(len(first), len(second)) > 2
        and not STOP_WORDS & {first, second}
        and (first + second).isascii()
        and (first + second).isalpha()
    )


def joined(found: Sequence[str]) -> set[str]:
    """The stems under which compounds of a text could be known: its words, and each two neighbours as one."""
    pairs = (stem(a + b) for a, b in pairwise(found) if is_compound(a, b))
    return {stem(one) for one in found} | set(pairs)


def meant(found: Sequence[Position], lexicon: Lexicon) -> list[Meant]:
    """The positions with the keys of the concepts that they name. Stop words that are in no name go.

    Names are looked for as they are written first, then among the words that are left, with stop words away.
    """
    marked = [(position, _share(position)) for position in found]
    for _ in range(2):
        marked = _named(marked, lexicon)
        marked = [one for one in marked if not is_stop(one[0]) or one[0][1:]]
    return [Meant(position, share) for position, share in marked]


def _share(position: Position) -> float:
    return CHARACTER if is_character(position[0]) else 1.0


def _named(found: Sequence[tuple[Position, float]], lexicon: Lexicon) -> list[tuple[Position, float]]:
    out: list[tuple[Position, float]] = []
    at = 0
    while at < len(found):
        free = 0
        while at + free < len(found) and free < lexicon.longest and not _is_named(found[at + free][0]):
            free += 1
        for span in spans_at([position for position, _ in found[at : at + free]], 0, lexicon.longest):
            keys = [key for one in span for key in lexicon.concepts.get(one, ())]
            if keys:
                length = len(span[0])
                own = [position for position, _ in found[at : at + length] if not is_stop(position)]
                own = own or [found[at][0]]
                share = (1 + FURTHER * (len(own) - 1)) / len(own)
                out.extend(((*position, *dict.fromkeys(keys)), share) for position in own)
                at += length
                break
        else:
            out.append(found[at])
            at += 1
    return out


def _is_named(position: Position) -> bool:
    return any(key[0] == "=" for key in position)


def spans_at(found: Sequence[Position], at: int, longest: int) -> Iterator[list[tuple[str, ...]]]:
    """The names that may begin at a position, longest first; a single word also by the root of its verb."""
    for length in range(min(longest, len(found) - at), 0, -1):
        heads = tuple(position[0] for position in found[at : at + length])
        roots = [(key,) for key in found[at][1:] if key[0] == ROOT] if length == 1 else []
        yield [heads, *roots]


def name_keys(name: str, language: str, lexicon: Lexicon) -> list[tuple[str, ...]]:
    """The heads under which a name of a concept is known: as it is, without its stop words where two words
    remain, and a single word by its verb's root.
    """
    found = positions(compounds(tokens(name), lexicon), language == "es")
    if not found or (len(found) == 1 and (is_stop(found[0]) or len(runs(name).split(" ")) > 1)):
        return []  # "OF" (orden de fabricación) is a word of every English text
    bare = [position for position in found if not is_stop(position)]
    heads = [tuple(position[0] for position in found)]
    if 1 < len(bare) < len(found):
        heads.append(tuple(position[0] for position in bare))
    if len(found) == 1:
        heads += [(key,) for key in found[0][1:] if key[0] == ROOT and len(key) > 4]
    return heads
