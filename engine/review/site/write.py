"""Puts the files of a site in their folder: all of them or none, and never over what is not of a site."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

#: Names the files of the site, so that nothing else is ever taken away with it.
MARKER = ".kbctl-site"
FIRST = "kbctl site 1"
SHOWN = 3


class NotASite(ValueError):
    """The folder holds what this command did not put there; the message names it."""


def check_folder(out: Path) -> None:
    """Raises NotASite where the folder is neither absent nor empty nor a former site and nothing else."""
    if not os.path.lexists(out):
        return
    if not out.is_dir():
        raise NotASite(f"{out}: is no folder; the site needs one of its own")
    inside = sorted(path for path in out.rglob("*") if not path.is_dir() or path.is_symlink())
    own = {out / one for one in _listed(out / MARKER)} if inside else set()
    foreign = [path.relative_to(out).as_posix() for path in inside if path not in own]
    if foreign:
        more = f" and {len(foreign) - SHOWN} more" if len(foreign) > SHOWN else ""
        named = ", ".join(foreign[:SHOWN])
        raise NotASite(
            f"{out}: holds files that are not of a site ({named}{more}); "
            "name an empty or a new folder, or move them"
        )


def _listed(marker: Path) -> list[str]:
    """The files that a former site says are its own, the marker among them."""
    try:
        lines = marker.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [MARKER, *lines[1:]] if lines[:1] == [FIRST] else []


def write_site(files: Mapping[str, bytes], out: Path) -> None:
    """Write the files beside the folder, then put them in its place. Raises NotASite, OSError."""
    out = Path(os.path.realpath(out))
    check_folder(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh, former = (out.with_name(f".{out.name}.{os.getpid()}.{what}") for what in ("new", "old"))
    try:
        for path, content in {**files, MARKER: _marker(files)}.items():
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        _exchange(fresh, out, former)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _exchange(fresh: Path, out: Path, former: Path) -> None:
    """The new folder in the place of the old one; where that fails, the old one is back."""
    there = out.is_dir()
    if there:
        os.rename(out, former)
    try:
        os.rename(fresh, out)
    except OSError:
        if there:
            with suppress(OSError):
                os.rename(former, out)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _marker(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{line}\n" for line in (FIRST, *sorted(files))).encode()
