"""Which rules a change can have touched: those that do something else, and readers of what they conclude."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kbctl.engine.review.verify.world import World
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.meaning import meaning
from kbctl.rules.model import Rule


def changed(before: Mapping[str, Rule], after: Mapping[str, Rule]) -> frozenset[str]:
    """Ids of rules that are new, gone, of another status, or do something else."""
    ids = {*before, *after}
    return frozenset(ident for ident in ids if _differ(before.get(ident), after.get(ident)))


def _differ(one: Rule | None, other: Rule | None) -> bool:
    if one is None or other is None or one.status != other.status:
        return True
    return one is not other and meaning(one) != meaning(other)


def touched(
    vocabulary: Vocabulary, before: Mapping[str, Rule], after: Mapping[str, Rule], ids: Iterable[str]
) -> frozenset[str]:
    """Today's rules among these, and every rule that reads, over some steps, what they conclude or did."""
    chosen = frozenset(ids)
    old = [
        before[ident] for ident in sorted(chosen) if ident in before and before[ident] is not after.get(ident)
    ]
    world = World(vocabulary, (*after.values(), *old))
    fed = {ident: {one.id for one in world.feeding(rule)} for ident, rule in after.items()}
    found, fresh = set(chosen), set(chosen)
    while fresh:
        fresh = {ident for ident, feeders in fed.items() if feeders & fresh} - found
        found |= fresh
    return frozenset(found & after.keys())
