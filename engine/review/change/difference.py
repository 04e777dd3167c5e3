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
    """Whether a rule only seems to be added or removed because its file cannot be read in one version."""
    there, other = (after, before) if change.kind == "added" else (before, after)
    return change.kind in ("added", "removed") and any(
        path.endswith(change.at.path) for path in other.unread if there
    )


def _wording(before: Version, after: Version, changes: Sequence[RuleChange]) -> tuple[str, ...]:
    told = {rule.path for change in changes for rule in (change.before, change.after) if rule}
    moved = {path for path in after.files if before.files.get(path) != after.files.get(path)}
    unread = {path.rpartition(":")[2] for path in (*before.unread, *after.unread)}
    return tuple(sorted(path for path in moved if path not in told | unread))
