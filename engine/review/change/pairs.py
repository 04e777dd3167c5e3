"""Which rule of one version is which rule of the other: by id, else by what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kbctl.engine.review.change.plain import alike, all_patterns, key, plain
from kbctl.rules.meaning import meaning
from kbctl.rules.model import Rule

#: From this share of common parts on, a rule that went and one that came are taken for one that was renamed
#: and changed. A judgement: two thirds is more than rules written from one pattern have in common.
LIKE = 0.67


@dataclass(frozen=True, slots=True)
class Pairs:
    """`both` are (before, after); `renames` are old id -> new id."""

    both: tuple[tuple[Rule, Rule], ...]
    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    renames: Mapping[str, str]


def pair(before: Mapping[str, Rule], after: Mapping[str, Rule]) -> Pairs:
    """All rules of both versions. A rule of another id that does the same is the same rule, renamed."""
    gone = {id: before[id] for id in before if id not in after}
    come = {id: after[id] for id in after if id not in before}
    renames: dict[str, str] = {}
    while found := _same(gone, come, renames):  # one rename may make two others the same: overrides name ids
        renames |= found
        gone = {id: rule for id, rule in gone.items() if id not in found}
        come = {id: rule for id, rule in come.items() if id not in found.values()}
    found = _like(gone, come, renames)
    renames |= found
    both = [(before[id], after[id]) for id in before if id in after]
    both += [(before[old], after[new]) for old, new in renames.items()]
    return Pairs(
        tuple(sorted(both, key=lambda one: one[1].id)),
        tuple(come[id] for id in sorted(come.keys() - set(found.values()))),
        tuple(gone[id] for id in sorted(gone.keys() - found.keys())),
        renames,
    )


def carried_over(rule: Rule, renames: Mapping[str, str]) -> Rule:
    """A rule of the version before with the ids that others have now."""
    if not any(name in renames for name in rule.overrides):
        return rule
    return replace(rule, overrides=tuple(sorted(renames.get(name, name) for name in rule.overrides)))


def _same(gone: Mapping[str, Rule], come: Mapping[str, Rule], renames: Mapping[str, str]) -> dict[str, str]:
    waiting: dict[str, list[str]] = {}
    for id in sorted(come):
        waiting.setdefault(meaning(come[id]), []).append(id)
    found = {}
    for id in sorted(gone):
        if others := waiting.get(meaning(carried_over(gone[id], renames))):
            found[id] = others.pop(0)
    return found


def _like(gone: Mapping[str, Rule], come: Mapping[str, Rule], renames: Mapping[str, str]) -> dict[str, str]:
    scored = sorted(
        (-likeness(carried_over(mine, renames), yours), old, new)
        for old, mine in gone.items()
        for new, yours in come.items()
        if mine.kind == yours.kind
    )
    found: dict[str, str] = {}
    for minus, old, new in scored:
        if -minus >= LIKE and old not in found and new not in found.values():
            found[old] = new
    return found


def likeness(before: Rule, after: Rule) -> float:
    """The share of clauses' comparisons and of actions that both have."""
    then = plain(after)
    mine, yours = _parts(alike(plain(before), then)), _parts(then)
    return len(mine & yours) / len(mine | yours) if mine | yours else 1.0


def _parts(rule: Rule) -> set[object]:
    tests = {(one.frame, one.id, key(test)) for one in all_patterns(rule) for test in one.tests}
    return tests | set(map(key, rule.then))
