"""Which table before is which table after: by name, then by what they are."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.roles import OTHER

Pairing = tuple[tuple[tuple[Profiled, Profiled], ...], tuple[Profiled, ...], tuple[Profiled, ...]]


def paired(before: Book, after: Book) -> Pairing:
    """(pairs, only before, only after), each in order of name. A role pairs tables only where it is the only
    one of its kind on both sides."""
    left, right = list(before.tables), list(after.tables)
    pairs: list[tuple[Profiled, Profiled]] = []
    for naming in (_whole, _stem, _role):
        mine = Counter(naming(table) for table in left)
        theirs = {naming(table): table for table in right}
        often = Counter(naming(table) for table in right)
        for table in list(left):
            name = naming(table)
            if name and mine[name] == 1 and often[name] == 1:
                pairs.append((table, theirs[name]))
                left.remove(table)
                right.remove(theirs[name])
    return tuple(sorted(pairs, key=lambda pair: pair[0].name)), tuple(left), tuple(right)


def _whole(table: Profiled) -> str:
    return table.name.casefold()


def _stem(table: Profiled) -> str:
    path, _, sheet = table.name.casefold().partition("#")
    return f"{PurePosixPath(path).stem}#{sheet}"


def _role(table: Profiled) -> str:
    return "" if table.role == OTHER else table.role
