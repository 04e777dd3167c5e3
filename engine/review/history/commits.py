"""What git knows of a file: its commits, what it held, and where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.review.revisions import git
from kbctl.ontology.source import InputProblems

FIELDS = "%H%x1f%h%x1f%P%x1f%as%x1f%an%x1f%s"


@dataclass(frozen=True, slots=True)
class Commit:
    """`parent` is the first one's hash, empty where there is none. `date` is the author's, as YYYY-MM-DD."""

    hash: str
    short: str
    parent: str
    date: str
    author: str
    subject: str


def commits(root: Path, start: str, paths: Sequence[str], *options: str) -> tuple[Commit, ...]:
    """The commits up to `start` that touch one of the paths below the folder, newest first."""
    told = git(root, "log", f"--format={FIELDS}", *options, start, "--", *paths)
    return tuple(_commit(line) for line in _text(told).splitlines() if line)


def _commit(line: str) -> Commit:
    hash, short, parents, date, author, subject = line.split("\x1f")
    return Commit(hash, short, parents.partition(" ")[0], date, author, subject)


def content(root: Path, revision: str, path: str) -> str | None:
    """The text of a file below the folder at a revision; None where it is not there."""
    if not revision:
        return None
    try:
        return _text(git(root, "show", f"{revision}:./{path}"))
    except InputProblems:
        return None


def replaced(root: Path, commit: Commit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rule files that a commit took away, and those that it added; paths below the folder."""
    if not commit.parent:
        return (), ()
    diff = ["diff-tree", "-r", "--no-renames", "--name-status", "--relative", "-z"]
    told = _text(git(root, *diff, commit.parent, commit.hash, "--", "rules")).split("\0")
    pairs = list(_in_twos(told))
    rules = [(status, path) for status, path in pairs if path.endswith((".yaml", ".yml"))]
    gone = tuple(sorted(path for status, path in rules if status == "D"))
    return gone, tuple(sorted(path for status, path in rules if status == "A"))


def is_shallow(root: Path) -> bool:
    """Whether the clone lacks older commits: one without a parent may have had one."""
    return _text(git(root, "rev-parse", "--is-shallow-repository")).strip() == "true"


def names_at(root: Path, revision: str) -> tuple[str, ...]:
    """The rule files at a revision; paths below the folder."""
    told = _text(git(root, "ls-tree", "-r", "--name-only", "-z", revision, "--", "rules"))
    return tuple(name for name in told.split("\0") if name.endswith((".yaml", ".yml")))


def tree_of(root: Path, revision: str, folder: str) -> str:
    """The hash of a folder's contents at a revision, empty where it is not there."""
    try:
        return _text(git(root, "rev-parse", "--verify", "--quiet", f"{revision}:./{folder}")).strip()
    except InputProblems:
        return ""


def last_place(root: Path, rule: str) -> str | None:
    """The path that a rule's file last had, where it is gone."""
    names = [f":(glob)rules/**/{rule}.{ending}" for ending in ("yaml", "yml")]
    told = _text(git(root, "log", "-1", "--format=", "--name-only", "--relative", "-z", "--", *names))
    return next((name.strip() for name in told.split("\0") if name.strip()), None)


def _in_twos(parts: list[str]) -> Iterator[tuple[str, str]]:
    return zip(parts[0::2], parts[1::2], strict=False)


def _text(told: bytes) -> str:
    return told.decode("utf-8", "replace")
