"""Which files are meant: those that the caller named, and in folders those with the endings of tables."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kbctl.ontology.source import Location, Problem

#: What a repaired folder holds beside its tables, and where it keeps the originals: no tables to be read.
BESIDES = ("quarantine", "crossref", "beside", "changes.csv", "report.json")
HOME = ".kbctl"


@dataclass(frozen=True, slots=True)
class File:
    """`name`: how its table is called. `asked`: the caller named the file itself."""

    path: Path
    name: str
    asked: bool


def discover(roots: Sequence[Path], endings: frozenset[str]) -> tuple[list[File], list[Problem], list[str]]:
    """The files in order of name; what is wrong with the roots; notes on files that were passed over.

    A file is called by its name, one in a folder by its path below the folder. Where two would be called the
    same, as where several folders are given, each goes under its root's name, and if need be its whole path.
    """
    files: list[File] = []
    problems: list[Problem] = []
    passed: list[str] = []
    for root in dict.fromkeys(roots):
        at = Location(root.as_posix())
        try:
            if root.is_dir():
                files += _in_folder(root, endings, problems, passed)
            elif root.is_file():
                files.append(File(root, root.name, True))
            elif root.exists():
                problems.append(Problem(at, "no-file", "neither a file nor a folder"))
            else:
                problems.append(Problem(at, "no-file", "no such file or folder"))
        except PermissionError:
            problems.append(Problem(at, "no-permission", "no permission to read it"))
    return sorted(_apart(files), key=lambda file: file.name), problems, passed


def _in_folder(root: Path, endings: frozenset[str], problems: list[Problem], passed: list[str]) -> list[File]:
    files = []
    refused: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=refused.append):
        ours = BESIDES if HOME in folders else ()
        folders[:] = sorted(name for name in folders if not _hidden(name) and name not in ours)
        for name in sorted(set(names).difference(ours)):
            path = Path(folder, name)
            below = path.relative_to(root).as_posix()
            if _hidden(name):
                continue
            if path.suffix.casefold() not in endings:
                passed.append(f"{below}: no table by its ending")
            elif path.exists() and not path.is_file():  # a named pipe would be waited for without end
                passed.append(f"{below}: no ordinary file")
            else:
                files.append(File(path, below, False))
    for error in refused:
        at = Location(Path(str(error.filename)).as_posix())
        problems.append(Problem(at, "no-permission", f"cannot be read ({error.strerror})"))
    if not files and not refused:
        known = " ".join(sorted(endings))
        problems.append(Problem(Location(root.as_posix()), "no-table", f"no table in this folder ({known})"))
    return files


def _hidden(name: str) -> bool:
    """Dot files, and the lock files of an open spreadsheet program."""
    return name.startswith((".", "~$"))


def _apart(files: list[File]) -> list[File]:
    """The files under names that tell them apart."""
    often = Counter(file.name for file in files)
    named = [file if often[file.name] == 1 else File(file.path, _longer(file), file.asked) for file in files]
    often = Counter(file.name for file in named)
    return [f if often[f.name] == 1 else File(f.path, f.path.as_posix(), f.asked) for f in named]


def _longer(file: File) -> str:
    """The name with the folder above it."""
    depth = file.name.count("/") + 2
    return "/".join(file.path.absolute().parts[-depth:])
