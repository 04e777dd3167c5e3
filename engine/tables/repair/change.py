"""A change that was made, and what a set of changes says about a table.

The repaired tables are a pure function of the original bytes and the active changes: taking changes back is
rendering with fewer of them. `row` is the line in the original as a spreadsheet shows it; a row that was
added has the next number after the table's last one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["cell", "row-removed", "row-added", "rekeyed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the change log.

    A removed row has its filled cells in `values` and, where it was merged, the key of the row that stays in
    `after`. An added row has its cells in `values`. `reason` is for people. `group`: what is undone together.
    """

    id: str
    table: str
    row: int
    key: str
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


@dataclass
class Patch:
    """What changes say about one table. `cells`: (row, column) → text; `removed`: row → the change;
    `added`: row → header → text."""

    cells: dict[tuple[int, str], str] = field(default_factory=dict)
    removed: dict[int, Change] = field(default_factory=dict)
    added: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> dict[int, dict[str, str]]:
        """Row → header → new text, of rows that stay and were there before."""
        found: dict[int, dict[str, str]] = {}
        for (row, column), text in self.cells.items():
            if row not in self.removed:
                found.setdefault(row, {})[column] = text
        return found


def fold(changes: Iterable[Change]) -> dict[str, Patch]:
    """Table → its patch; the changes come in the order in which they were made."""
    patches: dict[str, Patch] = {}
    for one in changes:
        patch = patches.setdefault(one.table, Patch())
        if one.kind == "row-added":
            patch.added[one.row] = dict(one.values)
        elif one.kind == "row-removed":
            patch.added.pop(one.row, None)
            patch.removed[one.row] = one
        elif one.row in patch.added:
            patch.added[one.row][one.column] = one.after
        else:
            patch.cells[one.row, one.column] = one.after
    return patches


def with_dependents(changes: Sequence[Change], chosen: Collection[str]) -> frozenset[str]:
    """The ids chosen, those of the same groups, and every later change that rests on one of them: of the
    same cell, or in a row that was added."""
    taken = set(chosen)
    while True:
        groups = {one.group for one in changes if one.id in taken and one.group}
        grown = {one.id for one in changes if one.group in groups} | taken
        cells: set[tuple[str, int, str]] = set()
        rows: set[tuple[str, int]] = set()
        for one in changes:
            place = (one.table, one.row)
            if place in rows or (*place, one.column) in cells:
                grown.add(one.id)
            if one.id in grown:
                if one.kind == "row-added":
                    rows.add(place)
                elif one.kind != "row-removed":
                    cells.add((*place, one.column))
        if grown == taken:
            return frozenset(taken)
        taken = grown


def crossref(changes: Iterable[Change]) -> dict[str, list[tuple[str, str, str, str]]]:
    """Table → (old key, new key, change, remedy) in order of the old key: of rows that were merged and of
    keys that changed. Later changes of a key are followed to its last form."""
    steps: dict[str, dict[str, tuple[str, str, str]]] = {}
    for one in changes:
        old, new = (one.key, one.after) if one.kind == "row-removed" else (one.before, one.after)
        own = one.kind == "row-removed" and one.after
        if (own or (one.kind == "rekeyed" and one.key in (one.before.strip(), one.after.strip()))) and old:
            steps.setdefault(one.table, {})[old] = (new, one.id, one.remedy)
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for table, known in steps.items():
        for old in sorted(known):
            new, id, remedy = known[old]
            seen = {old}
            while new in known and new not in seen:
                seen.add(new)
                new = known[new][0]
            if new != old:
                found.setdefault(table, []).append((old, new, id, remedy))
    return found


def as_json(change: Change) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: getattr(change, name)
        for name in ("id", "table", "row", "key", "column", "before", "after", "kind", "remedy", "rule")
    }
    said["confidence"] = change.confidence
    said |= {name: getattr(change, name) for name in ("reason", "group") if getattr(change, name)}
    return said | ({"values": [list(pair) for pair in change.values]} if change.values else {})


def from_json(said: Mapping[str, Any]) -> Change:
    return Change(**{**said, "values": tuple((a, b) for a, b in said.get("values", ()))})


COLUMNS = (
    "id", "table", "row", "key", "column", "before", "after", "kind",
    "remedy", "rule", "confidence", "reason",
)  # fmt: skip


def as_row(change: Change) -> tuple[str, ...]:
    """The row of changes.csv. Of a removed row `before` holds its cells, of an added one `after` does."""
    cells = json.dumps(dict(change.values), ensure_ascii=False) if change.values else ""
    before = cells if change.kind == "row-removed" else change.before
    after = cells if change.kind == "row-added" else change.after
    return (
        change.id, change.table, str(change.row), change.key, change.column, before, after, change.kind,
        change.remedy, change.rule, f"{change.confidence:.3g}", change.reason,
    )  # fmt: skip
