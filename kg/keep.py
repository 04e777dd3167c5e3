"""Keep compiled bases in a cache folder, so that a reader finds a whole base or none.

A base is written under a name of its own, brought to disk, and renamed. Two processes that build at once
write the same bytes, and the later rename changes nothing; one that is killed leaves a file that no one
opens, swept up later.
"""

from __future__ import annotations

import contextlib
import os
import time

from kbctl.kg.fresh import Listing, base_path, is_settled, stamp_path

#: Left-over temporary files are removed after this many seconds; no build takes that long.
ABANDONED = 3600
#: Bases of earlier sources that are kept, for other checkouts and for going back.
KEPT = 8
#: What may be left over as a temporary file begins so.
TEMPORARY = ("base-", "stamp-", "vectors-")


def write_base(cache: str, key: str, data: bytes) -> str:
    """Put a base into the cache and return its path. Raises OSError where the folder cannot be made or
    written.
    """
    os.makedirs(cache, exist_ok=True)
    path = base_path(cache, key)
    replace(path, data)
    _sweep(cache, path)
    return path


def write_stamp(cache: str, root: str, key: str, seen: Listing) -> None:
    """Note that the sources as listed have this base. A cache that cannot be written goes without: it is only
    slower.
    """
    if is_settled(seen, time.time_ns()):
        with contextlib.suppress(OSError):
            replace(stamp_path(cache, root), f"{key}\n{seen.text}".encode("utf-8", "surrogateescape"))


def replace(path: str, data: bytes) -> None:
    """Put a file in its place as a whole. Raises OSError."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _sweep(cache: str, newest: str) -> None:
    """Remove abandoned temporary files, and the oldest bases beyond KEPT."""
    with contextlib.suppress(OSError):
        bases = []
        for entry in os.scandir(cache):
            age = time.time() - entry.stat().st_mtime
            if entry.name.endswith(".tmp") and entry.name.startswith(TEMPORARY) and age > ABANDONED:
                os.unlink(entry.path)
            elif entry.name.startswith("base-") and entry.name.endswith(".sqlite") and entry.path != newest:
                bases.append((age, entry.path))
        for _, path in sorted(bases)[KEPT - 1 :]:
            os.unlink(path)
