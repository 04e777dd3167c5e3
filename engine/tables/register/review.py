"""Taking a reviewed register into the project: its waivers and its decisions on duplicates.

A waiver or a decision that the register leaves empty takes nothing back: one ends a waiver by its expiry, and
a decision in the project's own file.
"""

from __future__ import annotations

from pathlib import Path

from kbctl.engine.tables.project.duplicates import merged, read_decisions, write_decisions
from kbctl.engine.tables.project.waivers import read_waivers, write_waivers
from kbctl.engine.tables.register.read import Reviewed


def take(reviewed: Reviewed, folder: Path) -> tuple[Path, ...]:
    """Write what the reviewers decided into the project's files; gives those written. Raises InputProblems
    where a file that is there cannot be read: it is then not replaced."""
    waivers = {one.fingerprint: one for one in (*read_waivers(folder), *reviewed.waivers)}
    decisions = merged(read_decisions(folder), reviewed.decisions)
    written = []
    if reviewed.waivers:
        written.append(write_waivers(folder, waivers.values()))
    if reviewed.decisions:
        written.append(write_decisions(folder, decisions))
    return tuple(written)
