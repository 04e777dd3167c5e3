"""What a remedy plans to do to tables, before anything is done.

An operator only plans: it is a pure function of the tables and the findings. Applying, logging, verifying and
undoing are the same for all remedies and stand elsewhere. Rows are named by their number as a spreadsheet
shows them in the table as it was read, columns by their header.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.table import Finding


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell's new text. `kind` is `rekeyed` where a key or a reference to one changes. `group`: changes of
    one plan that carry the same one are taken back together; empty where the change stands by itself."""

    table: str
    row: int
    column: str
    before: str
    after: str
    confidence: float
    kind: Literal["cell", "rekeyed"] = "cell"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    """A row that leaves the table for the quarantine (or, where `merged_into` is a key, for another row).
    The cross-reference of old to new keys is made from these and from the rekeyed cells."""

    table: str
    row: int
    reason: str
    confidence: float
    merged_into: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """A row at the end of a table; columns that are not named stay blank."""

    table: str
    values: Mapping[str, str]
    reason: str
    confidence: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class SideTable:
    """A table that the remedy gives beside the repaired ones: an archive, documented formulas, open pairs.
    `name` is a file name without folder, ending in `.csv`."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Cells or rows of a finding that the remedy does not touch, and why: no evidence, two readings, …"""

    table: str
    rows: tuple[int, ...]
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one remedy would do. Empty where nothing of the findings can be repaired by it; `notes` are
    for people."""

    remedy: str
    edits: tuple[Edit, ...] = ()
    removals: tuple[Removal, ...] = ()
    additions: tuple[Addition, ...] = ()
    side_tables: tuple[SideTable, ...] = ()
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        return len(self.edits) + len(self.removals) + len(self.additions)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the project knows beside its tables: all of it optional, none of it guessed.

    `precedence`: tables, most trusted first. `rates`: currency → value of one unit in the base currency.
    `defaults`: field → value agreed for blanks. `vocabulary`: field → (text as found → agreed text).
    `clusters`: decisions of reviewers on duplicates: (table, key, key) → one thing or not; `survivors`:
    (table, key of any of them) → the key that stays, and column → key of the row whose value it takes there.
    `today`: the date of the extract (ISO 8601), for what is stale; empty where it is not known.
    """

    precedence: tuple[str, ...] = ()
    base_currency: str = ""
    rates: Mapping[str, float] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    vocabulary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    clusters: Mapping[tuple[str, str, str], bool] = field(default_factory=dict)
    survivors: Mapping[tuple[str, str], tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    today: str = ""


Operator = Callable[[Book, Sequence[Finding], Settings], Plan]
