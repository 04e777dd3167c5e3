"""The repaired folder on disk: written whole beside its place and then put there in one step, so that whoever
looks, even after the power went, sees the old state or the new one.

    OUT/NAME …            the tables, under the names and in the formats of the input
    OUT/quarantine/       rows that left, with the reason
    OUT/crossref/         old key → new key
    OUT/beside/           what remedies gave beside the tables
    OUT/changes.csv       every change
    OUT/report.json       what was planned, done, left, and why
    OUT/.kbctl/           the originals, the log, and the hashes of what was written
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kbctl.engine.tables.files import BESIDES, HOME
from kbctl.engine.tables.repair.change import Change, with_dependents
from kbctl.engine.tables.repair.log import Beside, Log, NotALogError, from_text
from kbctl.engine.tables.repair.origin import Origin, Original, hash_of, hashes_of, origins_of
from kbctl.engine.tables.repair.render import (
    LOG,
    ORIGINALS,
    csv_text,
    side_name,
    table_rows,
    write_state,
)
from kbctl.engine.tables.repair.report import report_of, run_of
from kbctl.engine.tables.repair.run import Repaired
from kbctl.engine.tables.repair.swap import put_in_place, sweep
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean

WRITTEN = "written.json"
Signature = Mapping[str, tuple[int, int]]


def signature(paths: Sequence[str | os.PathLike[str]]) -> Signature:
    """Size and time of every file below the paths, to see later whether one has changed."""
    found = {}
    for path in paths:
        root = Path(path)
        files = (Path(folder, name) for folder, _, names in os.walk(root) for name in names)
        for file in [root] if root.is_file() else files:
            with suppress(OSError):
                state = file.stat()
                found[os.path.realpath(file)] = (state.st_size, state.st_mtime_ns)
    return found


def check_out(out: Path, paths: Sequence[str | os.PathLike[str]]) -> None:
    """Raises InputProblems where the folder must not be written."""
    real = Path(os.path.realpath(out))
    for path in paths:
        root = Path(os.path.realpath(path))
        if real == root or root in real.parents:
            raise _problem(
                out, "out-in-input", f"it lies in the input {Path(path).as_posix()}, which is never written"
            )
        if root.exists() and real in root.parents:
            raise _problem(
                out, "input-in-out", f"the input {Path(path).as_posix()} lies in it and would be replaced"
            )
    if out.exists() and not out.is_dir():
        raise _problem(out, "no-folder", "it is a file, a folder is wanted")
    if out.is_dir() and any(out.iterdir()):
        if not (out / HOME / LOG).is_file():
            raise _problem(out, "not-empty", "it is not empty, and no repair has written it")
        _unchanged(out)


def write(
    out: Path,
    paths: Sequence[str | os.PathLike[str]],
    repaired: Repaired,
    seen: Signature,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write the repaired folder and give its report. `seen`: the signature taken before the tables were
    read. Raises InputProblems where the folder must not be written or the input has changed since."""
    check_out(out, paths)
    origins, files = origins_of(repaired.before, paths)
    taken = [name for name in files if name.split("/")[0] in (*BESIDES, HOME)]
    if taken:
        raise _problem(
            files[taken[0]], "name-taken", "the repaired folder has a file of that name: rename it"
        )
    with _fresh(out) as folder:
        for name, path in files.items():
            target = folder / HOME / ORIGINALS / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        for path in files.values():
            state = path.stat()
            if seen.get(os.path.realpath(path)) != (state.st_size, state.st_mtime_ns):
                raise _problem(path, "changed", "it has changed since it was read: repair it again")
        originals = hashes_of({name: folder / HOME / ORIGINALS / name for name in files})
        origins, more = _without_file(origins, repaired, folder / HOME / ORIGINALS)
        log = Log(
            originals=(*originals, *more),
            origins=origins,
            changes=repaired.changes,
            beside=tuple(
                Beside(number, side)
                for number, one in enumerate(repaired.done, start=1)
                for side in one.side_tables
            ),
            runs=tuple(run_of(number, one) for number, one in enumerate(repaired.done, start=1)),
            extra=extra or {},
        )
        _finish(folder, log, out)
    return read_report(out)


def _without_file(
    origins: Sequence[Origin], repaired: Repaired, originals: Path
) -> tuple[tuple[Origin, ...], list[Original]]:
    """Tables that come from no file, as from a database server, are kept as CSV."""
    tables = {table.name: table.table for table in repaired.before.tables}
    new, files = [], {}
    for origin in origins:
        if not origin.file:
            name = side_name(origin.table)
            table = tables[origin.table]
            path = originals / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(csv_text(table_rows(table)).encode("utf-8"))
            files[name] = path
            origin = replace(
                origin, file=name, sheet="", positions=tuple(range(len(origin.headers))),
                last_row=table.rows + 1,
            )  # fmt: skip
        new.append(origin)
    return tuple(new), list(hashes_of(files))


@dataclass(frozen=True)
class Undone:
    """What was taken back: the changes asked for, and those that rest on them."""

    asked: tuple[Change, ...]
    with_them: tuple[Change, ...]
    left: int
    report: dict[str, Any]


def undo(out: Path, ids: Collection[str] = (), remedies: Collection[str] = ()) -> Undone:
    """Take changes back: those with these ids or of these remedies; all where none is named.

    Raises InputProblems where the folder is none of ours, or an id or a remedy is not in its log.
    """
    log = read_log(out)
    _unchanged(out)
    _known(out, ids, {one.id for one in log.changes}, "change")
    _known(
        out, remedies, {str(run["remedy"]) for run in log.runs} | {c.remedy for c in log.changes}, "remedy"
    )
    every = not ids and not remedies
    asked = [one for one in log.active if every or one.id in ids or one.remedy in remedies]
    taken = with_dependents(log.active, {one.id for one in asked})
    runs = tuple({**run, "undone": True} if every or run["remedy"] in remedies else run for run in log.runs)
    new = replace(log, undone=log.undone | taken, runs=runs)
    with _fresh(out) as folder:
        for original in log.originals:
            target = folder / HOME / ORIGINALS / original.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(out / HOME / ORIGINALS / original.name, target)
            if hash_of(target) != original.sha256:
                raise _problem(
                    out / HOME / ORIGINALS / original.name, "damaged", "the kept original is damaged"
                )
        _finish(folder, new, out)
    chosen = {one.id for one in asked}
    rest = tuple(one for one in log.active if one.id in taken and one.id not in chosen)
    return Undone(tuple(asked), rest, len(new.active), report_of(new))


def read_log(out: Path) -> Log:
    """Raises InputProblems where the folder was not written by a repair."""
    path = out / HOME / LOG
    sweep(out)
    try:
        return from_text(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise _problem(out, "not-repaired", "no folder that a repair has written") from None
    except NotALogError as error:
        raise _problem(path, "bad-log", str(error)) from None


def read_report(out: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return report


def _known(out: Path, asked: Collection[str], known: Collection[str], noun: str) -> None:
    unknown = [one for one in asked if one not in known]
    if unknown:
        raise InputProblems(
            [
                Problem(
                    Location((out / HOME / LOG).as_posix()),
                    f"unknown-{noun}",
                    f"no {noun} '{one}' in it{did_you_mean(one, sorted(known))}",
                )
                for one in unknown
            ]
        )


@contextmanager
def _fresh(out: Path) -> Iterator[Path]:
    """A new folder beside the one to be written; it goes away where the work fails."""
    sweep(out)
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    folder = out.absolute().parent / f".{out.absolute().name}.kbctl-{os.getpid()}-new"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _finish(folder: Path, log: Log, out: Path) -> None:
    write_state(folder, log)
    hashes = {
        path.relative_to(folder).as_posix(): hash_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and HOME not in path.relative_to(folder).parts
    }
    (folder / HOME / WRITTEN).write_text(json.dumps(hashes, indent=0) + "\n", encoding="utf-8")
    put_in_place(folder, out.absolute())


def _unchanged(out: Path) -> None:
    """What people have changed by hand in the repaired folder must not be lost."""
    try:
        written = json.loads((out / HOME / WRITTEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    there = {
        path.relative_to(out).as_posix()
        for path in out.rglob("*")
        if path.is_file() and HOME not in path.relative_to(out).parts
    }
    changed = [name for name in sorted(written) if name in there and hash_of(out / name) != written[name]]
    foreign = sorted(there - set(written))
    if changed or foreign:
        raise InputProblems(
            [
                Problem(
                    Location((out / name).as_posix()),
                    "changed",
                    "changed by hand since it was repaired: move it away first, it would be lost",
                )
                for name in changed
            ]
            + [
                Problem(
                    Location((out / name).as_posix()),
                    "foreign",
                    "no repair has written it: move it away first, it would be lost",
                )
                for name in foreign
            ]
        )


def _problem(path: Path, code: str, message: str) -> InputProblems:
    return InputProblems([Problem(Location(path.as_posix()), code, message)])
