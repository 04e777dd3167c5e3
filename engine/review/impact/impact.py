"""The impact of a change on recorded cases: both versions are compiled, then they play every case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kbctl.engine.compile import compiled
from kbctl.engine.knowledge import load_knowledge
from kbctl.engine.review.change.pairs import pair
from kbctl.engine.review.impact.model import Case, Impact, Result, Unplayed
from kbctl.engine.review.impact.replays import Plan, Watch, replay_all
from kbctl.engine.review.revisions import tree_at
from kbctl.kg.fresh import source_files
from kbctl.kg.store import open_file
from kbctl.ontology.source import InputProblems


def impact(root: Path, before: str | None, after: str | None, cases: Sequence[Case], cache: str,
           processes: int = 1, watch: Watch | None = None) -> Impact:  # fmt: skip
    """Raises InputProblems where a revision is unknown or its knowledge does not compile."""
    plan = plan_of(root, before, after, cache)
    found = replay_all(plan, cases, processes, watch)
    return Impact(
        before,
        after,
        tuple(one for one in found if isinstance(one, Result)),
        tuple(one for one in found if isinstance(one, Unplayed)),
    )


def plan_of(root: Path, before: str | None, after: str | None, cache: str) -> Plan:
    """Both versions compiled, and which rule of one is which of the other."""
    paths, others = [], []
    for revision in (before, after):
        try:
            with tree_at(root, revision) as folder:
                paths.append(compiled(cache, str(folder)))
                others.append(_beside_rules(folder))
        except InputProblems as error:
            if revision is None:
                raise
            named = [
                replace(one, at=replace(one.at, path=f"{revision}:{one.at.path}"))
                for one in error.problems
                if one.at.path != "git"
            ]
            raise InputProblems(named or error.problems) from None
    with open_file(paths[0]) as old, open_file(paths[1]) as new:
        renames = pair(load_knowledge(old).rules, load_knowledge(new).rules).renames
    return Plan(paths[0], paths[1], tuple(sorted(renames.items())), others[0] == others[1])


def _beside_rules(folder: Path) -> list[tuple[str, bytes]]:
    """The sources that are no rules."""
    names = (name for name in source_files(str(folder)) if not name.startswith("rules/"))
    return [(name, (folder / name).read_bytes()) for name in names]
