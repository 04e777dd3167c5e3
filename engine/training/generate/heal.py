"""The ledger read backwards: spoilt tables → clean ones; and how far any repair got.

Rows of a repaired table are named by their row in the spoilt file, so that removed ones are known and
what was
added stands apart.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Records = list[list[str]]


@dataclass
class Repaired:
    """A table after a repair: header, row in the spoilt file → cells, and rows that were put in."""

    header: list[str]
    rows: dict[int, list[str]]
    extra: Records = field(default_factory=list)


@dataclass(frozen=True)
class Restored:
    """`wanted`: units that the ledger says are wrong: cells, rows too many, rows missing, headers.
    `restored`: those that are right again. `damaged`: cells that were right and no longer are, or are
    gone."""

    wanted: int
    restored: int
    damaged: int

    @property
    def score(self) -> float:
        """1 where all is as it was before the faults, 0 where nothing was done, below 0 for more harm than
        good."""
        return (self.restored - self.damaged) / self.wanted if self.wanted else 1.0 - self.damaged


def parse(data: bytes, encoding: str, delimiter: str) -> Records:
    text = data.decode(encoding)
    return list(csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter))


def tables_of(files: Mapping[str, bytes], truth: Mapping[str, Any], which: str) -> dict[str, Records]:
    """The tables of `dirty` or `clean` files as records, the header first."""
    return {
        source["table"]: parse(files[source["table"]], source[which], source["delimiter"])
        for source in truth["sources"]
        if source["table"] in files
    }


def untouched(dirty: Mapping[str, Records]) -> dict[str, Repaired]:
    """What doing nothing gives."""
    return {
        table: Repaired(
            list(records[0]), {number: list(cells) for number, cells in enumerate(records[1:], start=2)}
        )
        for table, records in dirty.items()
    }


def emptied(dirty: Mapping[str, Records]) -> dict[str, Repaired]:
    """What removing every row gives."""
    return {table: Repaired(list(records[0]), {}) for table, records in dirty.items()}


def healed(dirty: Mapping[str, Records], truth: Mapping[str, Any]) -> dict[str, Repaired]:
    """What a repair by the ledger gives. Raises ValueError where a cell does not hold what the ledger
    says."""
    tables = untouched(dirty)
    for fault in truth["faults"]:
        for cell in (*fault["cells"], *fault.get("along", ())):
            table = tables[cell.get("table", fault["table"])]
            place = table.header.index(cell["column"])
            cells = table.rows[cell["row"]]
            cells += [""] * (len(table.header) - len(cells))  # a line that breaks off
            if cells[place] != cell["dirty"]:
                raise ValueError(
                    f"{fault['id']}: row {cell['row']} of {fault['table']} holds {cells[place]!r},"
                    f" not {cell['dirty']!r}"
                )
            cells[place] = cell["clean"]
    for fault in truth["faults"]:
        for one in fault.get("added", ()):
            del tables[one["table"]].rows[one["row"]]
        for one in fault.get("headers", ()):
            header = tables[one["table"]].header
            header[header.index(one["dirty"])] = one["clean"]
    for fault in truth["faults"]:
        for one in fault.get("columns", ()):
            table = tables[one["table"]]
            values = {value["row"]: value["clean"] for value in one["values"]}
            for row, cells in table.rows.items():
                cells.insert(one["position"], values[row])
            table.header.insert(one["position"], one["dropped"])
        for one in fault.get("removed", ()):
            tables[one["table"]].extra.append(list(one["values"]))
    return tables


def records_of(table: Repaired, removed: Sequence[Mapping[str, Any]]) -> Records:
    """A healed table as records, what had been removed at its old places."""
    rows = [table.rows[number] for number in sorted(table.rows)]
    for one in sorted(removed, key=lambda one: int(one["clean_row"])):
        rows.insert(one["clean_row"] - 2, list(one["values"]))
    return [table.header, *rows]


def removed_of(truth: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    return [one for fault in truth["faults"] for one in fault.get("removed", ()) if one["table"] == table]


def restored(
    after: Mapping[str, Repaired], dirty: Mapping[str, Records], truth: Mapping[str, Any]
) -> Restored:
    """How far a repair got: see `Restored`. Columns are compared by header."""
    wanted = done = damaged = 0
    oracle = healed(dirty, truth)
    changed: set[tuple[str, int, str]] = set()
    added: set[tuple[str, int]] = set()
    renamed: dict[tuple[str, str], str] = {}
    for fault in truth["faults"]:
        for cell in (*fault["cells"], *fault.get("along", ())):
            changed.add((cell.get("table", fault["table"]), cell["row"], cell["column"]))
        added |= {(one["table"], one["row"]) for one in fault.get("added", ())}
        renamed |= {(one["table"], one["dirty"]): one["clean"] for one in fault.get("headers", ())}
    for table, right in oracle.items():
        now = after[table]
        names = {renamed.get((table, name), name): name for name in now.header}
        wanted += sum(1 for at, _ in added if at == table) + len(right.extra)
        done += sum(1 for at, row in added if at == table and row not in now.rows)
        done += sum(1 for cells in right.extra if cells in now.extra)
        own = {(row, renamed.get((table, name), name)) for at, row, name in changed if at == table}
        places = {name: now.header.index(names[name]) for name in right.header if name in names}
        for row, cells in right.rows.items():
            current = now.rows.get(row)
            for place, name in enumerate(right.header):
                if name not in places:
                    continue
                same = (
                    current is not None
                    and len(current) > places[name]
                    and current[places[name]] == cells[place]
                )
                if (row, name) in own:
                    wanted += 1
                    done += same
                elif not same and not (
                    current is not None and cells[place] == "" and len(current) <= places[name]
                ):
                    damaged += 1
        for column in (
            one for fault in truth["faults"] for one in fault.get("columns", ()) if one["table"] == table
        ):
            wanted += 1
            done += column["dropped"] in now.header
    for (table, dirty_name), clean_name in renamed.items():
        wanted += 1
        done += clean_name in after[table].header and dirty_name not in after[table].header
    return Restored(wanted, done, damaged)
