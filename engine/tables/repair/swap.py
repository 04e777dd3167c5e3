"""One folder put in the place of another so that nobody ever sees half of either.

Where the system can exchange two names in one step (Linux), it does. Elsewhere the old folder is moved aside
first; whoever finds only the one moved aside puts it back (`sweep`).
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from pathlib import Path

AT_FDCWD, RENAME_EXCHANGE = -100, 2


def put_in_place(new: Path, place: Path) -> None:
    """`new` gets the name `place`; what stood there is removed."""
    old = place.parent / f".{place.name}.kbctl-{os.getpid()}-old"
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()
    if not place.exists():
        os.rename(new, place)
    elif _exchanged(new, place):
        os.rename(new, old)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.rename(place, old)
        os.rename(new, place)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(a: Path, b: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
        result = call(AT_FDCWD, os.fsencode(a), AT_FDCWD, os.fsencode(b), RENAME_EXCHANGE)
    except (OSError, AttributeError):
        return False
    return bool(result == 0)


def sweep(place: Path) -> None:
    """Take away what a process that was killed has left beside the place; put an old state back that was
    moved aside when nothing came in its stead. Folders of living processes are let be."""
    place = place.absolute()
    left = re.compile(rf"\.{re.escape(place.name)}\.kbctl-(\d+)-(new|old)")
    if not place.parent.is_dir():
        return
    for one in sorted(place.parent.iterdir()):
        found = left.fullmatch(one.name)
        if not found or not one.is_dir() or _alive(int(found[1])):
            continue
        if found[2] == "old" and not place.exists():
            os.rename(one, place)
        else:
            shutil.rmtree(one, ignore_errors=True)


def _alive(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
