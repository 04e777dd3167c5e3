"""A diagnosis as the project's own decisions have it: each file of the project folder in its turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kbctl.engine.tables.diagnose import Diagnosis
from kbctl.engine.tables.project import reviewed, rules

#: One decision of the project: it gives the diagnosis back as it stands with its own file, unchanged where
#: the folder has no such file. Raises InputProblems where the file cannot be understood.
Step = Callable[[Diagnosis, Path], Diagnosis]

#: In this order: what is found in addition comes before what is decided on findings.
STEPS: tuple[Step, ...] = (
    rules.apply,
    reviewed.apply,
)


def within(diagnosis: Diagnosis, folder: Path) -> Diagnosis:
    """The diagnosis within a project. Raises InputProblems."""
    for step in STEPS:
        diagnosis = step(diagnosis, folder)
    return diagnosis
