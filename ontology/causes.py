"""The causal graph of the challenges: `leadsTo` runs one way. Its circles, each as the shortest ring."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kbctl.ontology.source import Problem
from kbctl.ontology.vocab import NAMESPACE

if TYPE_CHECKING:
    from kbctl.ontology.modules import Places

LEADS_TO = "leadsTo"


def check_causes(links: Mapping[str, Sequence[str]], places: Places) -> Iterator[Problem]:
    """A problem for each group of challenges that cause one another, at the link that opens its ring.

    `links` goes from a challenge to what it leads to. A circle says of each of its members that it is its own
    cause, so one of its links is wrong; which one, the author of the module must say.
    """
    told: set[str] = set()
    for name in sorted(links):
        if name in told:
            continue
        ring = shortest_ring(links, name)
        if ring:
            told.update(_reached(links, name) & {one for one in links if name in _reached(links, one)})
            way = " leads to ".join([*ring, name])
            at = places(NAMESPACE + name, NAMESPACE + LEADS_TO, NAMESPACE + (*ring[1:], name)[0])
            yield Problem(at, "causal-circle", f"{name} is its own cause: {way}; one of these links is wrong")


def shortest_ring(links: Mapping[str, Sequence[str]], start: str) -> tuple[str, ...]:
    """The shortest way from `start` back to it, without the return; empty where there is none."""
    queue: deque[tuple[str, ...]] = deque([(start,)])
    seen: set[str] = set()
    while queue:
        way = queue.popleft()
        for next_ in sorted(links.get(way[-1], ())):
            if next_ == start:
                return way
            if next_ not in seen:
                seen.add(next_)
                queue.append((*way, next_))
    return ()


def _reached(links: Mapping[str, Sequence[str]], start: str) -> set[str]:
    found: set[str] = set()
    open_ = list(links.get(start, ()))
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_.extend(links.get(name, ()))
    return found
