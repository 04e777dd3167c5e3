"""Kept changes made on another extract, each at its record.

A change is made again if the record is there and its value is still the one that was changed; else it is
stale, is told of, and is kept for the extract after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.project.kept import Again, Keyed, Stale
from kbctl.engine.tables.project.live import Rows, rows_of
from kbctl.engine.tables.remedies.rekeying import repointed
from kbctl.engine.tables.repair.change import Change
from kbctl.engine.tables.repair.memory import applied
from kbctl.engine.tables.repair.verify import Place
from kbctl.engine.tables.table import code_form


def reapplied(book: Book, kept: Sequence[Keyed], spared: Mapping[Place, str] = MappingProxyType({})) -> Again:
    """Make kept changes on another extract. A merge whose row has gone or changed is stale as a whole.
    `spared`: cells, and rows under no column, that are not to be changed, with the reason."""
    barred: set[str] = set()
    while True:
        changes, stale = _attempt(book, kept, barred, spared)
        broken = {one.change.group for one in stale if one.change.kind == "row-removed"} - {""}
        if broken <= barred:
            break
        barred |= broken
    after = applied(book, changes)
    more = _repointed_again(after, changes, len(changes) + 1)
    return Again(applied(after, more) if more else after, (*changes, *more), tuple(stale))


def _attempt(
    book: Book, kept: Sequence[Keyed], barred: set[str], spared: Mapping[Place, str]
) -> tuple[tuple[Change, ...], list[Stale]]:
    live = rows_of(book)
    changes: list[Change] = []
    stale: list[Stale] = []
    for one in kept:
        rows = live.get(one.table)
        if rows is None:
            stale.append(Stale(one, "its table is not there"))
            continue
        found = "the merge it belongs to no longer holds" if one.group in barred else _place(rows, one)
        if isinstance(found, int) and (one.table, found, one.column) in spared:
            found = spared[one.table, found, one.column]
        if isinstance(found, str):
            own = "" if one.group not in barred or one.kind != "row-removed" else _own_reason(rows, one)
            stale.append(Stale(one, own or found))
            continue
        change = Change(
            f"c{len(changes) + 1:05d}", one.table, found, one.key, one.column, one.before, one.after,
            one.kind, one.remedy, one.rule, one.confidence, one.reason, one.group, one.values,
        )  # fmt: skip
        rows.make(change)
        changes.append(change)
    return tuple(changes), stale


def _own_reason(rows: Rows, one: Keyed) -> str:
    found = _place(rows, one)
    return found if isinstance(found, str) else ""


def _place(rows: Rows, one: Keyed) -> int | str:
    """The row number at which the change is to be made, or why it is not."""
    if one.kind == "row-added":
        if rows.key and one.key and rows.places(rows.key, one.key):
            return "there is such a record now"
        if not one.key and rows.alike(one.values):
            return "there is such a row now"
        return rows.last + 1
    if one.column and one.column not in rows.columns:
        return "its column is not there"
    without = "" if one.kind == "row-removed" else one.column
    if one.key and rows.key:
        places = rows.places(rows.key, one.key)
        if not places:
            return "the record is gone"
    else:
        places = rows.alike(one.values) if one.kind == "row-removed" else rows.places(one.column, one.before)
    if one.record:
        places = [place for place in places if rows.hash(place, without) == one.record]
        if not places:
            return "the record is gone or has changed"
    elif len(places) > 1:
        return "its key is not unique any more"
    if one.kind == "row-removed":
        return _removal(rows, one, places)
    standing = [place for place in places if rows.columns[one.column][place] == one.before]
    if not standing:
        return f"the value is {rows.columns[one.column][places[0]]!r} now" if places else "the record is gone"
    return rows.numbers[standing[0]]


def _removal(rows: Rows, one: Keyed, places: Sequence[int]) -> int | str:
    same = [p for p in places if all(rows.columns.get(h, [])[p : p + 1] == [t] for h, t in one.values)]
    if not same:
        return "the record has changed" if places else "the record is gone"
    if one.copies > 1 and len(same) < 2:
        return "the record is there only once now"
    if one.after and not rows.places(rows.key, one.after):
        return f"{one.after}, which it was merged into, is gone"
    return rows.numbers[same[-1]]


def _repointed_again(book: Book, changes: Sequence[Change], first: int) -> tuple[Change, ...]:
    """References of new rows to keys that were merged or renamed."""
    more: list[Change] = []
    for table in book.tables:
        if table.key is None:
            continue
        renamed = {
            code_form(one.key if one.kind == "row-removed" else one.before): one
            for one in changes
            if one.table == table.name and one.after
            and (one.kind == "row-removed" or (one.kind == "rekeyed" and one.column == table.key.header))
        }  # fmt: skip
        renamed = {old: one for old, one in renamed.items() if old not in table.key.codes}
        edits = repointed(
            book, table, table.key,
            {old: one.after for old, one in renamed.items()},
            {old: one.confidence for old, one in renamed.items()},
            dict.fromkeys(renamed, ""),
        )  # fmt: skip
        tables = {one.name: one for one in book.tables}
        for edit in edits:
            one = renamed[code_form(edit.before)]
            child = tables[edit.table]
            key = child.key_of(child.table.numbers.index(edit.row))
            more.append(
                Change(
                    f"c{first + len(more):05d}", edit.table, edit.row, key, edit.column, edit.before,
                    edit.after, "rekeyed", one.remedy, one.rule, one.confidence, group=one.group,
                )
            )  # fmt: skip
    return tuple(more)
