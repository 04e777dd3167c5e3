"""What a repair left beside its tables: the change log and the cross-references of old to new keys."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.records import UNIT_PRICES
from kbctl.engine.tables.table import code_form
from kbctl.ontology.source import InputProblems, Location, Problem

LOG = "changes.csv"
CROSS = "crossref"
COLUMNS = ("id", "table", "row", "key", "column", "before", "after", "kind", "remedy", "rule", "confidence")


@dataclass(frozen=True, slots=True)
class Logged:
    """A change; `row` is the line in the table before, as a spreadsheet shows it."""

    id: str
    table: str
    row: int
    key: str
    column: str
    before: str
    after: str
    kind: str
    remedy: str


def logged(folder: Path) -> tuple[Logged, ...]:
    """The change log in a folder; none where it has no such file. Raises InputProblems."""
    path = folder / LOG
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
            message = f"a change log has the columns {', '.join(COLUMNS)}; {', '.join(missing)} not found"
            raise InputProblems([Problem(Location(path.as_posix(), 1, 1), "change-log", message)])
        return tuple(_logged(row) for row in reader)


def _logged(row: Mapping[str, str]) -> Logged:
    line = int(row["row"]) if (row["row"] or "").isdigit() else 0
    names = ("key", "column", "before", "after", "kind", "remedy")
    return Logged(row["id"], row["table"], line, *(row[name] or "" for name in names))


def rewritten(log: Sequence[Logged], table: str) -> Mapping[tuple[int, str], str]:
    """(Row, column) of a table → the text that the cell got last."""
    return {
        (change.row, change.column): change.after
        for change in log
        if change.row and change.column and change.table.casefold() == table.casefold()
    }


def cost_changes(
    before: Book, log: Sequence[Logged], renamed: Mapping[str, str]
) -> Mapping[str, tuple[Logged, ...]]:
    """Item → the changes in the item masters by which its stock is worth another amount: of its cost, of its
    code, by which the cost is found, and of rows that went."""
    found: dict[str, tuple[Logged, ...]] = {}
    for master in before.of_role("item_master"):
        cost, items = master.column(*UNIT_PRICES), master.column("item_code")
        if cost is None or items is None:
            continue
        item_of = dict(zip(master.table.numbers, items.values, strict=True))
        for change in log:
            own = change.column in (cost.header, items.header) or change.kind == "row-removed"
            if own and change.table.casefold() == master.name.casefold():
                was = code_form(item_of.get(change.row, change.key))
                now = code_form(change.after) if change.column != cost.header else ""
                for code in {renamed.get(was, was), now} - {""}:
                    found[code] = (*found.get(code, ()), change)
    return found


def renamed_keys(folder: Path) -> Mapping[str, str]:
    """Old code → new code, in the form codes are compared in: from every table of crossref/ whose first two
    columns are called old and new."""
    found: dict[str, str] = {}
    for path in sorted((folder / CROSS).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            head = [name.casefold() for name in next(rows, [])]
            old = next((n for n, name in enumerate(head) if name.startswith("old")), None)
            new = next((n for n, name in enumerate(head) if name.startswith("new")), None)
            if old is None or new is None:
                continue
            for row in rows:
                if len(row) > max(old, new) and row[old].strip() and row[new].strip():
                    found[code_form(row[old])] = code_form(row[new])
    for key in list(found):
        seen = {key}
        while (target := found.get(found[key])) and found[key] not in seen:
            seen.add(found[key])
            found[key] = target
    return {old: new for old, new in found.items() if old != new}
