"""All passages on the challenges, held in memory with the passages and the things of each key.

A text of a scenario is held against every name and sign of every challenge; reading them once is cheaper than
asking the base for each clause of each text. Made at the first text and kept with the base.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kbctl.kg.store import Base

NAMES = frozenset(("label", "id", "alternative"))


class Passage(NamedTuple):
    """A name (`is_name`) or another passage on a thing: the keys and the weight of each of its words."""

    thing: int
    is_name: bool
    text: str
    places: tuple[frozenset[str], ...]
    weights: tuple[float, ...]
    total: float
    keys: frozenset[str]


class Index(NamedTuple):
    """`things`: the id of each challenge but the root; `having`: key → numbers of passages; `impacts`: key →
    thing → how much the key belongs to the thing, 0..1.
    """

    things: dict[int, str]
    passages: tuple[Passage, ...]
    having: dict[str, list[int]]
    impacts: dict[str, dict[int, float]]


def passage_index(base: Base) -> Index:
    """The index of a base, made once."""
    if __name__ not in base.memo:
        base.memo[__name__] = _made(base)
    made: Index = base.memo[__name__]
    return made


def _made(base: Base) -> Index:
    things = dict(base.rows("SELECT n, id FROM thing WHERE kind = 'challenge' AND id <> 'Challenge'"))
    passages: list[Passage] = []
    having: dict[str, list[int]] = {}
    statement = (
        "SELECT thing, form, name, keys, weights FROM entry "
        "WHERE kind = 'challenge' AND form <> 'hidden' AND keys <> '' ORDER BY n"
    )
    for thing, form, name, keys, weights in base.rows(statement):
        if thing not in things:
            continue
        places = tuple(frozenset(place.split("|")) for place in keys.split(" "))
        each = tuple(map(float, weights.split(" ")))
        every = frozenset().union(*places)
        for key in every:
            having.setdefault(key, []).append(len(passages))
        passages.append(Passage(thing, form in NAMES, name, places, each, sum(each), every))
    impacts = {key: _impacts(blob, things) for key, blob in base.rows("SELECT key, things FROM posting")}
    return Index(things, tuple(passages), having, {key: found for key, found in impacts.items() if found})


def _impacts(blob: bytes, things: dict[int, str]) -> dict[int, float]:
    each = (
        (high << 8 | low, impact) for high, low, impact in zip(blob[::3], blob[1::3], blob[2::3], strict=True)
    )
    return {thing: impact / 255 for thing, impact in each if thing in things}
