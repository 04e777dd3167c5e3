"""Which rules a change can have touched: those that do something else, and readers of what they conclude."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.meaning import meaning
from kbctl.rules.model import Rule
from kbctl.rules.strata import heads, reads


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
    found = {ident for ident in ids if ident in after}
    nodes = {
        node for ident in ids for rules in (before, after) if ident in rules for node in heads(rules[ident])
    }
    every = {node for rule in after.values() for node in heads(rule)} | nodes
    read = {ident: {one.node for one in reads(vocabulary, rule, every)} for ident, rule in after.items()}
    while nodes:
        fresh = {ident for ident, there in read.items() if there & nodes} - found
        found |= fresh
        nodes = {node for ident in fresh for node in heads(after[ident])}
    return frozenset(found)
