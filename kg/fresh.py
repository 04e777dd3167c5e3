"""Is the compiled base still that of the sources? Answered on every command, so without reading the sources.

Beside the base lies a stamp: for each source its path, size, times and inode, and the key of the base that
was built from them. While the listing of the sources equals the stamp, the base is right. Where it differs
the contents are hashed; only a new hash means a new base. A file changed in the same moment in which it was
stamped could keep its size and time, so a stamp is only written when the youngest source is older than
SETTLED.
"""

from __future__ import annotations

import os
import zlib
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: Folders of sources below the project, with the endings that count. The code that compiles counts as well,
#: so that a new version of it is not served an old base.
SOURCES = (
    ("ontology", ".ttl"),
    ("rules", ".yaml"),
    ("rules", ".yml"),
    ("kg/cases", ".yaml"),
    ("kg", "synonyms.csv"),
    ("kg", "columns.csv"),
)
CODE = (("ontology", ".py"), ("rules", ".py"), ("kg", ".py"), ("engine", ".py"))
PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
#: Nanoseconds after which a file's time tells it from a later change; coarse file systems keep two seconds.
SETTLED = 3_000_000_000


class Listing(NamedTuple):
    """The sources as the file system shows them: a line of `text` for each, `youngest` their latest time."""

    text: str
    youngest: int


class Stamp(NamedTuple):
    listing: str
    key: str


def source_files(root: str, kinds: tuple[tuple[str, str], ...] = SOURCES) -> list[str]:
    """Paths below the root of all sources, sorted. Rules may lie at any depth, nothing else does."""
    endings: dict[str, tuple[str, ...]] = {}
    for folder, ending in kinds:
        endings[folder] = (*endings.get(folder, ()), ending)
    found: set[str] = set()
    for folder, wanted in endings.items():
        found.update(path for path in _below(root, folder, folder == "rules") if path.endswith(wanted))
    return sorted(found)


def _below(root: str, folder: str, deep: bool) -> Iterator[str]:
    for name, is_folder in _scan(os.path.join(root, folder)):
        if not is_folder:
            yield f"{folder}/{name}"
        elif deep:
            yield from _below(root, f"{folder}/{name}", deep)


def _scan(path: str) -> list[tuple[str, bool]]:
    try:
        with os.scandir(path) as entries:
            return [(entry.name, entry.is_dir()) for entry in entries]
    except OSError:
        return []


def listing(root: str) -> Listing:
    """How the sources and the compiling code stand in the file system now."""
    lines, youngest = [root], 0
    own = [os.path.join(root, path) for path in source_files(root)]
    for path in own + [os.path.join(PACKAGE, path) for path in source_files(PACKAGE, CODE)]:
        try:
            seen = os.stat(path)
        except OSError:
            lines.append(f"{path} gone")
            continue
        lines.append(f"{path} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}")
        youngest = max(youngest, seen.st_mtime_ns, seen.st_ctime_ns)
    return Listing("\n".join(lines), youngest)


def base_path(cache: str, key: str) -> str:
    return os.path.join(cache, f"base-{key[:24]}.sqlite")


def stamp_path(cache: str, root: str) -> str:
    """One stamp for each place that sources are read from; the cache may be shared by several."""
    return os.path.join(cache, f"stamp-{zlib.crc32(os.fsencode(root)):08x}.txt")


def read_stamp(cache: str, root: str) -> Stamp | None:
    try:
        with open(stamp_path(cache, root), encoding="utf-8", errors="surrogateescape") as file:
            key, _, text = file.read().partition("\n")
    except OSError:
        return None
    return Stamp(text, key)


def is_settled(seen: Listing, now_ns: int) -> bool:
    """Whether the listing can be told from any later one."""
    return seen.youngest + SETTLED < now_ns


def fresh_base(root: str, cache: str) -> str | None:
    """Path of the base that the stamp vouches for, or None where the contents have to be looked at."""
    stamp = read_stamp(cache, root)
    if stamp is None or stamp.listing != listing(root).text:
        return None
    path = base_path(cache, stamp.key)
    return path if os.path.exists(path) else None
