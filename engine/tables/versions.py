"""Names of tables that belong together: versions of one file (`items_v2`, `items_final`), and files of a
series, one a period (`orders_2024_01`).

A period says that each file is valid for its time; a version mark leaves open which of them is in force.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

from kbctl.engine.tables.headers import normal
from kbctl.engine.tables.profile import Book, Profiled

_MONTH = (
    r"(?:jan(?:uary|uar|v)?|feb(?:ruary|ruar)?|mar(?:ch)?|m[aä]rz|apr(?:il)?|may|mai|jun[ei]?|jul[yi]?"
    r"|aug(?:ust)?|sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
#: a period: a year with month and day, a quarter, week or month by name or number
_YEAR, _MM, _DD = r"(?:19|20)\d\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
PERIOD = re.compile(
    rf"(?<![a-z\d])(?:{_YEAR}(?:[-_. ]?{_MM}(?:[-_. ]?{_DD})?)?(?!\d)"
    rf"|(?:{_DD}[-_. ])?{_MM}[-_. ]{_YEAR}(?!\d)|{_YEAR}年"
    rf"|q[1-4]|[hk]w ?\d\d?|wk?\d\d|week ?\d\d?|fy ?\d\d(?:\d\d)?|{_MONTH}(?![a-z])|\d{{1,2}}月)"
)
#: a mark of version, at the end of a name or before another one
VERSION = re.compile(
    r"(?:[-_. ]|(?<=[a-z]))(?:v(?:er(?:sion)?)?[-_. ]?\d{1,3}(?:\.\d+)?|rev[-_. ]?[\da-z])(?![a-z\d])"
    r"|[-_. ](?:final|latest|new(?:est)?|old|copy|kopie|copia|backup|bak|draft|corrected|korrigiert|updated"
    r"|revised|aktuell|neu|alt|nuevo|viejo)(?![a-z\d])"
    r"|\s*\(\d{1,2}\)|[-_ ]副本|[-_ ]?最新|[-_ ]?最终版?"
)
SIGNS = re.compile(r"[-_. ()]+")
COMMON = 0.5  # share of headers that files of one kind have in common at least; a judgement


def stem_of(name: str) -> str:
    """The name without ending, in small letters; with the sheet."""
    path, _, sheet = name.partition("#")
    return re.sub(r"\.[a-z]\w{1,6}$", "", path.casefold()) + (f"#{sheet.casefold()}" if sheet else "")


def period_of(name: str) -> str:
    """What of the name is a period; empty where it has none."""
    return " ".join(PERIOD.findall(stem_of(name)))


def without_period(name: str) -> str:
    return SIGNS.sub(" ", PERIOD.sub(" ", stem_of(name))).strip()


def without_version(name: str) -> str:
    """The name without marks of version and without the folder above it."""
    bare = stem_of(name).rpartition("/")[2]
    while (shorter := VERSION.sub("", bare)) != bare:
        bare = shorter
    return SIGNS.sub(" ", bare).strip()


def headers_of(table: Profiled) -> frozenset[str]:
    return frozenset(normal(column.header) or column.header for column in table.table.columns)


def alike(one: Profiled, other: Profiled) -> bool:
    """Whether two tables have most headers in common."""
    mine, theirs = headers_of(one), headers_of(other)
    return len(mine & theirs) >= COMMON * max(len(mine), len(theirs))


def versions(book: Book) -> tuple[tuple[Profiled, ...], ...]:
    """Groups of tables that are versions of one file: the same name but for marks of version, at least one of
    them with a mark, no periods, most headers in common."""
    groups: dict[str, list[Profiled]] = defaultdict(list)
    for table in book.tables:
        if not period_of(table.name):
            groups[without_version(table.name)].append(table)
    found = []
    for name, tables in sorted(groups.items()):
        marked = [t for t in tables if SIGNS.sub(" ", stem_of(t.name).rpartition("/")[2]).strip() != name]
        # without a mark on either side one name in two folders says two sources, and no versions
        if (
            len(tables) > 1
            and len(marked) >= len(tables) - 1
            and all(alike(a, b) for a, b in pairwise(tables))
        ):
            found.append(tuple(tables))
    return tuple(found)


def series(book: Book) -> Mapping[str, tuple[Profiled, ...]]:
    """Files of one kind, one a period, by their common name; in order of name."""
    groups: dict[str, list[Profiled]] = defaultdict(list)
    for table in book.tables:
        if period_of(table.name):
            groups[without_period(table.name)].append(table)
    return {name: tuple(tables) for name, tables in sorted(groups.items()) if len(tables) > 1}
