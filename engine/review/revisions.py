"""The knowledge as it was at a revision of its git repository.

    with tree_at(root, "main") as folder:      # a folder with ontology/, rules/ and kg/ as they were
        …

A revision of None is the working tree itself. Git is called as a program; nothing of the repository changes.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kbctl.ontology.source import InputProblems, Location, Problem

#: What a knowledge base is made of, below its folder.
PARTS = ("ontology", "rules", "kg")


def no_revision(code: str, message: str) -> InputProblems:
    return InputProblems([Problem(Location("git"), code, message)])


def git(root: Path, *arguments: str) -> bytes:
    """What git prints, run in the folder. Raises InputProblems where it refuses or is not installed."""
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise no_revision("no-git", "revisions are read with git, and no program git is found") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise no_revision("git", said[-1].removeprefix("fatal: ") if said else "git gave no reason")
    return done.stdout


def commit_of(root: Path, revision: str) -> str:
    """The full hash of the commit that a revision names. Raises InputProblems where there is none."""
    try:
        named = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except InputProblems:
        git(root, "rev-parse", "--git-dir")  # says so where the folder is in no repository
        raise no_revision(
            "unknown-revision", f"no revision '{revision}' in the repository of the rules"
        ) from None
    return named.decode().strip()


def split_range(text: str) -> tuple[str, str | None]:
    """`BASE..HEAD` as two revisions; `BASE` and `BASE..` end at the working tree."""
    base, dots, head = text.partition("..")
    if dots and head.startswith("."):
        raise no_revision("range", f"'{text}': write BASE..HEAD with two points, not three")
    if not base:
        raise no_revision("range", f"'{text}' names no base; write BASE..HEAD")
    return base, head or None


def changed_files(root: Path, base: str, head: str | None) -> tuple[str, ...]:
    """Paths below the folder that differ between two revisions, sorted; new files of the working tree are
    among them. A file that is only moved is listed under both names.
    """
    revisions = [commit_of(root, one) for one in (base, head) if one is not None]
    diff = ["diff", "--name-only", "--no-renames", "--relative", "-z", *revisions, "--", *PARTS]
    names = git(root, *diff)
    if head is None:
        names += git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *PARTS)
    return tuple(sorted({name for name in names.decode("utf-8", "surrogateescape").split("\0") if name}))


@contextmanager
def tree_at(root: Path, revision: str | None) -> Iterator[Path]:
    """A folder with the knowledge as it was; the root itself for the working tree. It is gone afterwards."""
    if revision is None:
        yield root
        return
    commit = commit_of(root, revision)
    below = git(root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").strip()
    tree = f"{commit}:{below}"
    present = git(root, "ls-tree", "--full-tree", "--name-only", "-z", tree).decode(
        "utf-8", "surrogateescape"
    )
    names = [name for name in present.split("\0") if name in PARTS]
    with tempfile.TemporaryDirectory(prefix="kbctl-revision-") as folder:
        if names:
            top = Path(git(root, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").strip())
            with tarfile.open(fileobj=io.BytesIO(git(top, "archive", tree, *names))) as archive:
                try:
                    archive.extractall(folder, filter="data")
                except tarfile.FilterError as error:
                    name = error.tarinfo.name
                    message = f"in {revision} a link to a place outside, of which git holds nothing"
                    raise InputProblems([Problem(Location(name), "not-a-file", message)]) from None
        yield Path(folder)
