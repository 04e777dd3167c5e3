"""Rules that a table keeps to nearly always, for people to accept or not: dependencies and patterns.

Dependencies that may hold by chance are not told (see `significance`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kbctl.engine.tables.dependencies.discover import Dependency, dependencies, usable_pairs, why_not
from kbctl.engine.tables.dependencies.doubted import unsaid
from kbctl.engine.tables.dependencies.patterns import pattern_of
from kbctl.engine.tables.dependencies.significance import Held, held_back, telling
from kbctl.engine.tables.table import Table

EXAMPLES = 3
PLAIN = frozenset({"#", "#.#", "#,#"})  # numbers: no news where all cells are


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A dependency (`on` settles `column`) or a pattern (`templates`). `support`: cells that keep to it;
    `exceptions`: cells that do not, with a few of them; `held`: how a dependency did on rows held back."""

    id: str
    table: str
    column: str
    on: tuple[str, ...]
    templates: tuple[str, ...]
    support: int
    exceptions: int
    examples: tuple[str, ...]
    held: Held | None = None

    @property
    def says(self) -> str:
        if self.on:
            return f"{' + '.join(self.on)} settles {self.column}"
        return f"{self.column} looks like {' or '.join(self.templates)}"

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "table": self.table, "column": self.column, "determined_by": list(self.on),
            "patterns": list(self.templates), "says": self.says, "support": self.support,
            "exceptions": self.exceptions, "examples": list(self.examples),
            "held_back": self.held and self.held.as_json(),
        }  # fmt: skip


def identity(table: str, column: str, on: Sequence[str], templates: Sequence[str]) -> str:
    """The same for the same rule, whatever the rows."""
    text = "\x1f".join((table, column, *on, "\x1e", *templates))
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def suggestions(tables: Sequence[Table]) -> tuple[Suggestion, ...]:
    """By table, column and determinants. Tables that are too long to be gone through give patterns only."""
    found = []
    for table in tables:
        if not why_not(table):
            said = {column.header: unsaid(column) for column in table.columns}
            tried = usable_pairs(table, said)
            tested = [(one, held_back(one)) for one in dependencies(table, said)]
            found += [_of_dependency(table, one, held) for one, held in tested if telling(held, tried)]
        for column in table.columns:
            pattern = pattern_of(column)
            if pattern and not (PLAIN.issuperset(pattern.templates) and not pattern.exceptions):
                odd = sorted(pattern.exceptions)
                number = column.filled_rows - pattern.support
                found.append(
                    Suggestion(
                        identity(table.name, column.header, (), pattern.templates), table.name, column.header,
                        (), pattern.templates, pattern.support, number, tuple(odd[:EXAMPLES]),
                    )
                )  # fmt: skip
    order = {(t.name, c.header): c.position for t in tables for c in t.columns}
    return tuple(sorted(found, key=lambda s: (s.table, order[s.table, s.column], s.on, s.templates)))


def _of_dependency(table: Table, one: Dependency, held: Held) -> Suggestion:
    support = exceptions = 0
    examples = []
    left, right = one.left, one.right
    for code in sorted(one.groups):
        own = one.groups[code]
        most = max(own, key=lambda y: (own[y], -y))
        support += own[most]
        exceptions += sum(own.values()) - own[most]
        examples += [
            f"{left.texts[code]}: {right.texts[y]} (else {right.texts[most]})"
            for y in sorted(own)
            if y != most
        ]
    on = (left.column.header,)
    return Suggestion(
        identity(table.name, right.column.header, on, ()), table.name, right.column.header, on, (), support,
        exceptions, tuple(examples[:EXAMPLES]), held,
    )  # fmt: skip
