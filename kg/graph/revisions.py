"""The modules as they stand at a revision, read from git without touching the working tree."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from kbctl.kg.graph.snapshot import Snapshot, snapshot
from kbctl.ontology.load import read_sources
from kbctl.ontology.source import InputProblems, Location, Problem

WORKING_TREE = "working tree"


class RevisionError(ValueError):
    """There is no git, no repository, no such revision, or no ontology in it; the message says which."""


def at_revision(root: Path, revision: str | None) -> Snapshot:
    """The ontology below `root` at a revision, or as it lies there. Raises RevisionError, InputProblems.

    Problems of an older revision name it before the path: `v1.0:ontology/core.ttl:12:3`.
    """
    if revision is None:
        return snapshot(read_sources(root / "ontology"))
    sources = sources_at(root, revision)
    try:
        return snapshot(sources)
    except InputProblems as error:
        raise InputProblems(
            replace(one, at=replace(one.at, path=f"{revision}:{one.at.path}")) for one in error.problems
        ) from None


def sources_at(root: Path, revision: str) -> dict[str, str]:
    """Shown path -> text of every module at a revision, sorted."""
    if _git(root, "rev-parse", "--is-inside-work-tree") is None:
        raise RevisionError(f"{root}: not a git repository; revisions are read from git")
    commit = None if revision.startswith("-") else _git(root, "rev-parse", "--verify", "--quiet",
                                                        f"{revision}^{{commit}}")  # fmt: skip
    if commit is None:
        raise RevisionError(f"unknown revision '{revision}'")
    listing = _git(root, "ls-tree", "-z", commit.decode().strip(), "ontology/") or b""
    texts: dict[str, str] = {}
    for entry in sorted(listing.decode("utf-8", "replace").split("\0")):
        about, _, path = entry.partition("\t")
        if path.endswith(".ttl") and about.split(" ")[1] == "blob":
            texts[path] = _text(_git(root, "cat-file", "blob", about.split(" ")[2]) or b"", revision, path)
    if not texts:
        raise RevisionError(f"no ontology (ontology/*.ttl) at revision '{revision}'")
    return texts


def _text(data: bytes, revision: str, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        at = Location(f"{revision}:{path}", line)
        raise InputProblems([Problem(at, "not-text", "not UTF-8 text")]) from None


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git says, or None where it ends with an error."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        raise RevisionError("git is not installed; revisions are read from git") from None
    if done.returncode and b"dubious ownership" in done.stderr:
        raise RevisionError(done.stderr.decode("utf-8", "replace").strip().splitlines()[0])
    return None if done.returncode else done.stdout
