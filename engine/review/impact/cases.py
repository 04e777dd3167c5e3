"""Finds what to replay: scenarios and run records, in files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from kbctl.engine.review.impact.model import Case, Kind
from kbctl.ontology.source import InputProblems, Location, Problem

#: A run record says so within its first characters; other JSON files in a folder are let alone.
HEAD = 4096
RECORD = '"kbctl/run/'
SCENARIO = "scenario.yaml"


def find_cases(paths: Iterable[str]) -> tuple[Case, ...]:
    """Sorted by name. A folder gives every scenario.yaml and every run record below it, and every other
    YAML file that says it is a scenario. Raises InputProblems where a path is none of these."""
    found: set[Case] = set()
    problems = []
    for given in paths:
        path = Path(given)
        cases = _in_folder(path) if path.is_dir() else [*_file(path, named=True)]
        found.update(cases)
        if not cases:
            what = "this folder holds" if path.is_dir() else "there is" if not path.exists() else "this is"
            message = f"{what} no scenario and no run record"
            problems.append(Problem(Location(given), "nothing-to-replay", message))
    if problems:
        raise InputProblems(problems)
    return tuple(sorted(found))


def _in_folder(folder: Path) -> list[Case]:
    found = []
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            found += _file(Path(here, name), named=False)
    return found


def _file(path: Path, named: bool) -> list[Case]:
    """The file as a case, where it is one; a file that was named and not found is none."""
    kind: Kind
    if path.suffix.lower() == ".json":
        kind, mark = "record", RECORD
    elif path.suffix.lower() in (".yaml", ".yml"):
        kind, mark = "scenario", "kbctl/scenario/"
    else:
        return []
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(HEAD)
    except OSError:
        return []
    if mark not in head and not (named and kind == "record"):
        return []
    name = path.parent.name if path.name == SCENARIO and path.parent.name else path.name
    return [Case(name, kind, str(path))]
