"""Tables of people and of parties → which of their records are one, with house rules as guards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

from kbctl.engine.tables.linkage import Match
from kbctl.engine.tables.linking.clusters import clusters
from kbctl.engine.tables.linking.score import score
from kbctl.engine.tables.linking.signs import Sign

LIKELY = 0.8  # certainty from which a pair is told
POSSIBLE = 0.1  # certainty from which a pair may hold a cluster together
#: signs that a family does not share
PERSONAL = frozenset({"date_of_birth", "national_id", "tax_id", "email", "mobile"})
#: signs that are alike or not, with nothing between
SIMPLE = frozenset({"state_province", "country", "house_number"})
FEW = 10  # members of a cluster up to which all its pairs are told; of more each with the next


def linked(signs: Sequence[Sign], backend: Any = None) -> list[Match]:
    """Pairs of rows that are one person or party, in order: all those of a cluster."""
    names = [sign.name for sign in signs]
    scored = [
        pair
        for pair in score(signs, POSSIBLE, backend)
        if not other(dict(zip(names, pair.levels, strict=True)))
    ]
    sure = {(pair.a, pair.b): pair.certainty for pair in scored}
    found = []
    for group in clusters(sure, LIKELY, POSSIBLE):
        weakest = min(certainty for pair, certainty in _inside(group, sure).items() if certainty >= LIKELY)
        pairs = combinations(group, 2) if len(group) <= FEW else pairwise(group)
        found += [Match(a, b, _capped(sure.get((a, b), 0.0), weakest)) for a, b in pairs]
    return sorted(found, key=lambda match: (match.a, match.b))


def _inside(group: Sequence[int], sure: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    return {pair: sure[pair] for pair in combinations(group, 2) if pair in sure}


def _capped(own: float, weakest: float) -> float:
    """A pair that only its cluster makes one is no surer than the cluster's weakest link."""
    return round(min(own if own >= LIKELY else min(weakest, 0.85), 0.99), 3)


def other(levels: Mapping[str, int]) -> bool:
    """House rules that hold whatever the weights say. Levels: 0 differs clearly, -1 not known, 1 and more
    alike.

    One family at one address shares all but the given name, the day of birth and the numbers of each. The
    places of one company differ in tax number and in address. A firm of another name at the same address is a
    neighbour.
    """
    differ = {name for name, level in levels.items() if level == 0}
    alike = {name for name, level in levels.items() if level > (0 if name in SIMPLE else 1)}
    if "given_name" in levels and not alike & PERSONAL:
        personal = {name for name in PERSONAL if levels.get(name, -1) >= 0}
        if len(personal) > 1 or ("given_name" not in alike and (personal or levels["given_name"] >= 0)):
            return True
    if "tax_id" in differ and differ & {"address_line1", "postal_code", "city"}:
        return True
    party = {"customer_name", "supplier_name"}
    if differ & party:
        return not (alike & {"tax_id", "phone", "mobile", "email"} and alike & {"address_line1", "city"})
    return len(alike) < 2
