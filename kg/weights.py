"""What a word counts: the same for the words of the base and for those of a query.

A key weighs 1 where one thing has it and LEAST where every thing has it (log in between), as a rare word says
more than a common one. A word with a concept weighs between its own weight and that of the concept: "debtor"
is a rare word for a common thing.
"""

from __future__ import annotations

import math

from kbctl.kg.concepts import LIGHT
from kbctl.kg.stems import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kbctl.kg.concepts import Meant

LEAST = 0.2
#: A word that says little ("show", "keep") counts this much of its weight.
LITTLE = 0.25
#: Weight of a word that nothing has.
UNKNOWN = 0.9


def key_weights(things: Iterable[Iterable[str]]) -> dict[str, float]:
    """The weight of each key, from the keys of each thing."""
    count: dict[str, int] = {}
    total = 0
    for keys in things:
        total += 1
        for key in keys:
            count[key] = count.get(key, 0) + 1
    span = math.log(max(total, 2))
    return {key: round(1 - (1 - LEAST) * math.log(n) / span, 4) for key, n in sorted(count.items())}


def word_weight(word: Meant, known: Mapping[str, float]) -> float:
    """What a word counts among the words of its text."""
    head, *more = word.keys
    named = [known[key] for key in more if key[0] == "=" and key in known]
    roots = [known[key] for key in more if key[0] == ROOT and key in known]
    own = known.get(head, max(roots) if roots else None)
    if named:
        weight = min(named) if own is None else (own + min(named)) / 2
    else:
        weight = UNKNOWN if own is None else own
    return weight * word.share * (LITTLE if LIGHT in more else 1.0)
