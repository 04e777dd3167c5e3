"""The whole difference between two versions: rules, ontology, and what is only wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbctl.engine.review.change.compare import compare
from kbctl.engine.review.change.model import RuleChange, TermChange
from kbctl.engine.review.change.terms import compare_terms
from kbctl.engine.review.change.versions import Version
from kbctl.ontology.source import Problem


@dataclass(frozen=True, slots=True)
class Difference:
    """`wording`: rule files that differ in nothing that counts; `problems`: what cannot be read."""

    before: str | None
    after: str | None
    changes: tuple[RuleChange, ...]
    terms: tuple[TermChange, ...]
    wording: tuple[str, ...]
    problems: tuple[Problem, ...]


def difference(before: Version, after: Version, *, witnesses: bool = True) -> Difference:
    changes = compare(before.knowledge, after.knowledge, witnesses=witnesses)
    changes = tuple(one for one in changes if not _unread(one, before, after))
    return Difference(
        before.revision,
        after.revision,
        changes,
        compare_terms(before.knowledge, after.knowledge),
        _wording(before, after, changes),
        tuple(sorted({*before.problems, *after.problems})),
    )


def _unread(change: RuleChange, before: Version, after: Version) -> bool:
    """Whether a rule only seems to have come or gone because its file cannot be read in the other version."""
    other = {"added": before, "removed": after}.get(change.kind)
    return other is not None and change.at.path in other.unread


def _wording(before: Version, after: Version, changes: Sequence[RuleChange]) -> tuple[str, ...]:
    told = {rule.path for change in changes for rule in (change.before, change.after) if rule}
    moved = {path for path in after.files if before.files.get(path) != after.files.get(path)}
    return tuple(sorted(moved - told - before.unread - after.unread))
