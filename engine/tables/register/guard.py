"""What would be lost if a register were written over a file that is there."""

from __future__ import annotations

from pathlib import Path

from kbctl.engine.tables.project.duplicates import read_decisions
from kbctl.engine.tables.project.waivers import read_waivers
from kbctl.engine.tables.register.read import read_register
from kbctl.engine.tables.register.sheet import open_workbook
from kbctl.ontology.source import InputProblems


def lost(path: Path, project: Path | None) -> str:
    """Why the file must not be replaced, for people; empty where nothing of theirs is in it. What the project
    has of it already is not lost."""
    if not path.is_file() or not path.stat().st_size:
        return ""
    try:
        titles = {str(cell.value) for cell in open_workbook(path)["Issues"][1]}
    except (InputProblems, KeyError):
        return "it is there and no register of kbctl; write to another file"
    if "fingerprint" not in titles:
        return "it is there and no register of kbctl; write to another file"
    told = (
        "people have written in it, and that would be lost: take it over with "
        f"--review {path.as_posix()} --project DIR, or write to another file"
    )
    try:
        reviewed = read_register(path)
    except InputProblems:
        return told  # as kbctl wrote it, it can be read
    waivers = set(read_waivers(project)) if project else set()
    decisions = read_decisions(project) if project else ()
    noted = any(line.owner or line.comment for line in reviewed.earlier)
    new = any(one not in waivers for one in reviewed.waivers)
    return told if noted or new or any(one not in decisions for one in reviewed.decisions) else ""
