"""The log of a repaired folder: all that is needed, with the originals, to write the folder again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kbctl.engine.tables.remedies.operator import SideTable
from kbctl.engine.tables.repair.change import Change, as_json, from_json
from kbctl.engine.tables.repair.origin import Origin, Original

SCHEMA = "kbctl/repairs/1"


class NotALogError(ValueError):
    """The text is no log that this version understands."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A table beside the repaired ones, and the run of a remedy that gave it."""

    run: int
    table: SideTable


@dataclass(frozen=True)
class Log:
    """`changes` in the order in which they were made, those taken back (`undone`) included. `runs`: one entry
    a remedy, as the report has it; `before` and `after`: concept → rows affected."""

    originals: tuple[Original, ...]
    origins: tuple[Origin, ...]
    changes: tuple[Change, ...]
    undone: frozenset[str] = frozenset()
    beside: tuple[Beside, ...] = ()
    runs: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def active(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if one.id not in self.undone)


def to_text(log: Log) -> str:
    said = {
        "schema": SCHEMA,
        "originals": [asdict(one) for one in log.originals],
        "tables": [asdict(one) for one in log.origins],
        "changes": [as_json(one) for one in log.changes],
        "undone": sorted(log.undone),
        "beside": [
            {"run": one.run, "name": one.table.name, "headers": one.table.headers, "rows": one.table.rows}
            for one in log.beside
        ],
        "runs": list(log.runs),
        "notes": list(log.notes),
        "extra": log.extra,
    }
    return json.dumps(said, ensure_ascii=False, indent=0) + "\n"


def from_text(text: str) -> Log:
    """Raises NotALogError."""
    try:
        said = json.loads(text)
        if said["schema"] != SCHEMA:
            raise NotALogError(f"it is of the form {said['schema']}, this version reads {SCHEMA}")
        return Log(
            originals=tuple(Original(**one) for one in said["originals"]),
            origins=tuple(
                Origin(**{**one, "headers": tuple(one["headers"]), "positions": tuple(one["positions"])})
                for one in said["tables"]
            ),
            changes=tuple(from_json(one) for one in said["changes"]),
            undone=frozenset(said["undone"]),
            beside=tuple(
                Beside(
                    one["run"],
                    SideTable(one["name"], tuple(one["headers"]), tuple(tuple(row) for row in one["rows"])),
                )
                for one in said["beside"]
            ),
            runs=tuple(said["runs"]),
            notes=tuple(said["notes"]),
            extra=said["extra"],
        )
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, NotALogError):
            raise
        raise NotALogError("it is damaged") from None
