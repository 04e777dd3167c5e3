"""repairs.yaml: the changes of a repair, kept by record, so that the next extract gets them again.

A record is known by its table's business key, and where that is not enough by a hash of its other cells. A
change is made again if the record is there and its value is still the one that was changed; else it is
stale, is told of, and is kept for the extract after.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.rekeying import repointed
from kbctl.engine.tables.repair.change import Change, Kind
from kbctl.engine.tables.repair.memory import applied
from kbctl.engine.tables.repair.run import Repaired
from kbctl.engine.tables.table import code_form
from kbctl.ontology.document import Mapping as Node_
from kbctl.ontology.document import Scalar, parse_yaml, plain, read_text
from kbctl.ontology.document import Sequence as List_
from kbctl.ontology.source import InputProblems, Problem

FILE, SCHEMA = "repairs.yaml", "kbctl/project-repairs/1"
LIMIT = 256 << 20  # bytes: some hundred thousand changes
FIELDS = (
    "table", "key", "record", "copies", "column", "before", "after", "kind", "remedy", "rule",
    "confidence", "reason", "group", "values",
)  # fmt: skip


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


class _Live:
    """Tables that change while kept changes are made one by one, with the rows of each value at hand."""

    def __init__(self, book: Book) -> None:
        self.tables = {table.name: _Rows(table) for table in book.tables}


class _Rows:
    def __init__(self, table: Profiled) -> None:
        self.key = table.key.header if table.key else ""
        self.columns = {c.header: list(c.values) for c in reversed(table.table.columns)}
        self.order = sorted(self.columns)
        self.numbers = list(table.table.numbers)
        self.gone: set[int] = set()
        self.last = max((table.table.header_row, *table.table.numbers))
        self._places: dict[str, dict[str, set[int]]] = {}
        self._by_number = {number: place for place, number in enumerate(self.numbers)}

    def places(self, header: str, text: str) -> list[int]:
        """Places of the rows whose cell says this, apart from white space around it."""
        if header not in self._places:
            found: dict[str, set[int]] = {}
            for place, value in enumerate(self.columns[header]):
                found.setdefault(value.strip(), set()).add(place)
            self._places[header] = found
        return sorted(self._places[header].get(text.strip(), set()) - self.gone)

    def place(self, number: int) -> int | None:
        return self._by_number.get(number)

    def key_at(self, place: int) -> str:
        return self.columns[self.key][place].strip() if self.key else ""

    def hash(self, place: int, without: str) -> str:
        cells = [[header, self.columns[header][place]] for header in self.order if header != without]
        return hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:16]

    def write(self, place: int, header: str, text: str) -> None:
        if header in self._places:
            self._places[header].get(self.columns[header][place].strip(), set()).discard(place)
            self._places[header].setdefault(text.strip(), set()).add(place)
        self.columns[header][place] = text

    def add(self, cells: Mapping[str, str], number: int) -> None:
        place = len(self.numbers)
        self.numbers.append(number)
        self._by_number[number] = place
        self.last = max(self.last, number)
        for header, values in self.columns.items():
            values.append(cells.get(header, ""))
            if header in self._places:
                self._places[header].setdefault(values[place].strip(), set()).add(place)

    def make(self, change: Change) -> None:
        if change.kind == "row-added":
            self.add(dict(change.values), change.row)
            return
        place = self.place(change.row)
        if place is None:
            return
        if change.kind == "row-removed":
            self.gone.add(place)
        else:
            self.write(place, change.column, change.after)

    def alike(self, cells: Iterable[tuple[str, str]]) -> list[int]:
        """Places of rows that hold all of these cells."""
        wanted = [(header, text) for header, text in cells if header in self.columns]
        if not wanted:
            return []
        few = min((self.places(header, text) for header, text in wanted), key=len)
        return [p for p in few if all(self.columns[header][p] == text for header, text in wanted)]


def keyed(book: Book, changes: Sequence[Change]) -> list[Keyed]:
    """The changes by record, each as the record stood when it was made."""
    live = _Live(book)
    groups = _group_names(changes)
    found = []
    for one in changes:
        rows = live.tables[one.table]
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


def _cells(rows: _Rows, place: int, without: str) -> list[tuple[str, str]]:
    return [(header, rows.columns[header][place]) for header in rows.order if header != without]


def _group_names(changes: Sequence[Change]) -> dict[str, str]:
    """Names of groups that stay the same from extract to extract: made of their first change."""
    names: dict[str, str] = {}
    for one in changes:
        if one.group and one.group not in names:
            told = json.dumps([one.table, one.key, one.column, one.before, one.after, one.kind])
            names[one.group] = "kept:" + hashlib.sha256(told.encode()).hexdigest()[:12]
    return names


def reapplied(book: Book, kept: Sequence[Keyed]) -> Again:
    """Make kept changes on another extract. A merge whose row has gone or changed is stale as a whole."""
    barred: set[str] = set()
    while True:
        changes, stale = _attempt(book, kept, barred)
        broken = {one.change.group for one in stale if one.change.kind == "row-removed"} - {""}
        if broken <= barred:
            break
        barred |= broken
    after = applied(book, changes)
    more = _repointed_again(after, changes, len(changes) + 1)
    return Again(applied(after, more) if more else after, (*changes, *more), tuple(stale))


def _attempt(book: Book, kept: Sequence[Keyed], barred: set[str]) -> tuple[tuple[Change, ...], list[Stale]]:
    live = _Live(book)
    changes: list[Change] = []
    stale: list[Stale] = []
    for one in kept:
        rows = live.tables.get(one.table)
        if rows is None:
            stale.append(Stale(one, "its table is not there"))
            continue
        found = "the merge it belongs to no longer holds" if one.group in barred else _place(rows, one)
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


def _own_reason(rows: _Rows, one: Keyed) -> str:
    found = _place(rows, one)
    return found if isinstance(found, str) else ""


def _place(rows: _Rows, one: Keyed) -> int | str:
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


def _removal(rows: _Rows, one: Keyed, places: Sequence[int]) -> int | str:
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


# --- the file ---------------------------------------------------------------------------------------


def kept_again(folder: Path, book: Book) -> Again:
    """What the project keeps, made on these tables. Raises InputProblems where the file cannot be read."""
    kept = read(folder)
    return reapplied(book, kept) if kept else Again(book)


def save(folder: Path, repaired: Repaired, again: Again) -> None:
    """Keep the changes of a repair in the place of those kept before; stale ones stay for the next
    extract."""
    entries = keyed(repaired.before, repaired.changes)
    known = {_place_of(one) for one in entries}
    stale = [one.change for one in again.stale if _place_of(one.change) not in known]
    _write(folder, [*entries, *stale])


def _place_of(one: Keyed) -> tuple[str, ...]:
    return (one.table, one.key, one.record, one.column, one.kind)


def forget(folder: Path, changes: Iterable[Change]) -> None:
    """Drop changes that were taken back."""
    taken = {(c.table, c.key, c.column, c.before, c.after, c.kind) for c in changes}
    kept = read(folder)
    _write(
        folder,
        [o for o in kept if (o.table, o.key, o.column, o.before, o.after, o.kind) not in taken],
    )


def read(folder: Path) -> list[Keyed]:
    """The kept changes; none where the folder has no such file. Raises InputProblems."""
    path = folder / FILE
    if not path.exists():
        return []
    shown = path.as_posix()
    root = parse_yaml(read_text(path, shown, LIMIT), shown)
    problems: list[Problem] = []
    schema = root.get("schema") if isinstance(root, Node_) else None
    listed = root.get("repairs") if isinstance(root, Node_) else None
    if not isinstance(schema, Scalar) or schema.value != SCHEMA:
        problems.append(Problem((schema or root).at, "project-file", f"`schema: {SCHEMA}` is needed"))
    if not isinstance(listed, List_):
        problems.append(Problem((listed or root).at, "project-file", "`repairs:` with a list is needed"))
        raise InputProblems(problems)
    found = []
    for item in listed:
        said = plain(item)
        if one := _entry(said):
            found.append(one)
        else:
            problems.append(Problem(item.at, "project-file", f"an entry has {', '.join(FIELDS[:8])}"))
    if problems:
        raise InputProblems(problems)
    return found


def _entry(said: Any) -> Keyed | None:
    if not isinstance(said, dict) or not set(said) <= set(FIELDS):
        return None
    if said.get("kind") not in ("cell", "row-removed", "row-added", "rekeyed"):
        return None
    texts = {name: said.get(name, "") for name in FIELDS if name not in ("copies", "confidence", "values")}
    values = said.get("values", [])
    if not all(isinstance(text, str) for text in texts.values()) or not texts["table"]:
        return None
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in values):
        return None
    return Keyed(
        **texts,
        copies=int(said.get("copies", 1)),
        confidence=float(said.get("confidence", 1.0)),
        values=tuple((str(a), str(b)) for a, b in values),
    )


def _write(folder: Path, entries: Sequence[Keyed]) -> None:
    lines = ["# Repairs kept by record; kbctl repair --project takes them again on the next extract."]
    lines += [f"schema: {SCHEMA}", "repairs:" + ("" if entries else " []")]
    lines += ["- " + _flow(one) for one in entries]
    path = folder / FILE
    temporary = path.with_name(f"{FILE}.{os.getpid()}.tmp")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(temporary, path)


#: Signs that JSON writes as they are and YAML does not take.
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _flow(one: Keyed) -> str:
    """One line of YAML: JSON is YAML."""
    told = {name: getattr(one, name) for name in FIELDS if getattr(one, name) not in ("", (), None)}
    if one.copies == 1:
        told.pop("copies")
    if one.values:
        told["values"] = [list(pair) for pair in one.values]
    text = json.dumps(told, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
