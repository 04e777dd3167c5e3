"""Changes kept by record: without the row number, which the next extract gives to another record.

A record is known by its table's business key, and where that is not enough by a hash of its other cells.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.project.live import Rows, rows_of
from kbctl.engine.tables.repair.change import Change, Kind


@dataclass(frozen=True, slots=True)
class Keyed:
    """A change without its row: `record` is the hash of the record's other cells where the key alone does
    not tell it; `copies` how many records were alike then."""

    table: str
    key: str
    record: str
    copies: int
    column: str
    before: str
    after: str
    kind: Kind
    remedy: str
    rule: str
    confidence: float
    reason: str = ""
    group: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """A kept change that this extract has no place for."""

    change: Keyed
    why: str

    def as_json(self) -> dict[str, Any]:
        one = self.change
        return {
            "table": one.table, "key": one.key, "column": one.column or None, "before": one.before,
            "after": one.after, "kind": one.kind, "remedy": one.remedy, "why": self.why,
        }  # fmt: skip


@dataclass(frozen=True)
class Again:
    """Kept changes made on another extract, in their order, and the stale ones."""

    book: Book = field(default_factory=lambda: Book((), None))  # type: ignore[arg-type]
    changes: tuple[Change, ...] = ()
    stale: tuple[Stale, ...] = ()


def keyed(book: Book, changes: Sequence[Change]) -> list[Keyed]:
    """The changes by record, each as the record stood when it was made."""
    live = rows_of(book)
    groups = _group_names(changes)
    found = []
    for one in changes:
        rows = live[one.table]
        record, copies = "", 1
        place = rows.place(one.row)
        if place is not None and one.kind != "row-added":
            key = rows.key_at(place)
            own = rows.places(rows.key, key) if key else []
            if len(own) != 1:
                without = "" if one.kind == "row-removed" else one.column
                record = rows.hash(place, without)
                near = own or rows.alike(_cells(rows, place, without))
                copies = sum(rows.hash(other, without) == record for other in near)
        found.append(
            Keyed(
                one.table, one.key, record, copies, one.column, one.before, one.after, one.kind, one.remedy,
                one.rule, one.confidence, one.reason, groups.get(one.group, ""), one.values,
            )
        )  # fmt: skip
        rows.make(one)
    return found


def _cells(rows: Rows, place: int, without: str) -> list[tuple[str, str]]:
    return [(header, rows.columns[header][place]) for header in rows.order if header != without]


def _group_names(changes: Sequence[Change]) -> dict[str, str]:
    """Names of groups that stay the same from extract to extract: made of their first change."""
    names: dict[str, str] = {}
    for one in changes:
        if one.group and one.group not in names:
            told = json.dumps([one.table, one.key, one.column, one.before, one.after, one.kind])
            names[one.group] = "kept:" + hashlib.sha256(told.encode()).hexdigest()[:12]
    return names
