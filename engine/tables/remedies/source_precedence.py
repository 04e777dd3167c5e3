"""SourcePrecedence and LatestVersionPrecedence: of two values of a record the leading one stays.

The order of sources is the project's decision; which of two files is the later is told by what they say
themselves: a date of change in the row, a date or version in the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.common import Mended, edit, lefts, places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings
from kbctl.engine.tables.table import Column, Finding, code_form
from kbctl.engine.tables.values import date_shape

FIRST, LATEST = "SourcePrecedence", "LatestVersionPrecedence"
CONFLICT, VERSION = "ConflictingRecord", "ConflictingFileVersion"
NUMBERED = re.compile(r"(?:^|[^a-z])(?:v|ver|version|rev)[ _.-]?(\d+)|\((\d+)\)", re.IGNORECASE)
DATED = re.compile(r"(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)")
WORDS = {
    "old": -1,
    "alt": -1,
    "backup": -1,
    "bak": -1,
    "draft": -1,
    "final": 1,
    "new": 1,
    "neu": 1,
    "latest": 1,
}

#: (table, place) → how far it leads; None where that is not told
Lead = Callable[[Profiled, int], tuple[str, ...] | None]


def first(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    order = {name: len(settings.precedence) - n for n, name in enumerate(settings.precedence)}

    def lead(table: Profiled, place: int) -> tuple[str, ...] | None:
        del place
        rank = order.get(table.name, order.get(table.name.partition("#")[0]))
        return None if rank is None else (f"{rank:08d}",)

    return _plan(FIRST, (CONFLICT, VERSION), book, findings, lead, "no order of the sources is agreed")


def latest(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    return _plan(LATEST, (VERSION,), book, findings, version_of, "nothing tells which version is the later")


def _plan(
    remedy: str, concepts: Sequence[str], book: Book, findings: Sequence[Finding], lead: Lead, why: str
) -> Plan:
    edits: list[Edit] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for place in places(book, findings, concepts):
        mine = lead(place.table, place.place)
        others = rivals(book, place.table, place.column, place.place)
        ranked = [(rank, text) for table, row, text in others if (rank := lead(table, row)) is not None]
        if mine is None or not ranked or len(ranked) < len(others):
            left.setdefault((place.finding.table, place.cell.column, why), []).append(place.cell.row)
            continue
        best = max(rank for rank, _ in ranked)
        values = {text for rank, text in ranked if rank == best}
        if best > mine and len(values) == 1:
            edits.append(edit(place, Mended(values.pop(), 0.85)))
        elif best == mine or len(values) > 1:
            left.setdefault((place.finding.table, place.cell.column, why), []).append(place.cell.row)
    return Plan(remedy, tuple(edits), left=lefts(left))


def rivals(book: Book, table: Profiled, column: Column, place: int) -> list[tuple[Profiled, int, str]]:
    """The same record's cell of the same meaning in other tables of the same role."""
    key, field = code_form(table.key_of(place)), table.field(column)
    found = []
    for other in book.tables:
        if other.name == table.name or other.role != table.role or other.key is None or not key:
            continue
        twin = other.table.by_header.get(column.header) or (other.column(field) if field else None)
        if twin is not None:
            found += [(other, row, twin.values[row]) for row in other.key.codes.get(key, ())]
    return found


def version_of(table: Profiled, place: int) -> tuple[str, ...] | None:
    """What a row says of its age, else what its file's name says."""
    changed = table.column("modified_date")
    if changed is not None:
        shape = date_shape(changed.values[place].strip())
        if shape is not None and shape.shape.startswith("yyyy"):
            return ("", "", changed.values[place].strip())
    name = table.name.casefold()
    if found := DATED.search(name):
        return ("", "".join(found.groups()), "")
    if found := NUMBERED.search(name):
        return ("", f"{int(found[1] or found[2]):08d}", "")
    words = [WORDS[word] for word in re.findall(r"[a-z]+", name) if word in WORDS]
    return ("", f"{10 + sum(words):02d}", "") if words else None


OPERATORS = {FIRST: first, LATEST: latest}
