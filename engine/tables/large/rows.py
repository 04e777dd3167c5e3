"""The rows of a table in the store as combinations of what the texts of some columns stand for: counted and
found by joins, whatever Python says of the texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kbctl.engine.tables.large.store import Store

#: the column of the store, and what its texts stand for; None: for themselves
Named = tuple[str, Mapping[str, str] | None]


@dataclass(frozen=True, slots=True)
class StoredRows:
    store: Store
    table: str
    said: Sequence[Named]

    def tally(self) -> Mapping[tuple[str, ...], int]:
        with self._joined() as (told, joins):
            rows = self.store.rows(
                f"SELECT {', '.join(told)}, count(*), min(t.rowid) AS first FROM {joins} "
                f"GROUP BY {', '.join(told)} ORDER BY first"
            )
        return {tuple(row[:-2]): row[-2] for row in rows}

    def places(self, wanted: Collection[tuple[str, ...]]) -> Mapping[tuple[str, ...], Sequence[int]]:
        if not wanted:
            return {}
        names = [f"w{number}" for number in range(len(self.said))]
        with self._joined() as (told, joins):
            made = self.store.paired(names, sorted(set(wanted)))
            on = " AND ".join(f"{own} = w.{name}" for own, name in zip(told, names, strict=True))
            rows = self.store.rows(
                f"SELECT {', '.join(told)}, t.rowid FROM {joins} JOIN {made} w ON {on} ORDER BY t.rowid"
            )
            self.store.run(f"DROP TABLE {made}")
        found: dict[tuple[str, ...], list[int]] = {}
        for row in rows:
            found.setdefault(tuple(row[:-1]), []).append(row[-1])
        return found

    @contextmanager
    def _joined(self) -> Iterator[tuple[list[str], str]]:
        """What each column stands for, as SQL, and the tables to take it from."""
        told, joins, made = [], [f"{self.table} t"], []
        for number, (column, of) in enumerate(self.said):
            if of is None:
                told.append(f"t.{column}")
                continue
            table = self.store.paired(("text", "told"), list(of.items()))
            made.append(table)
            joins.append(f"JOIN {table} m{number} ON m{number}.text = t.{column}")
            told.append(f"m{number}.told")
        yield told, " ".join(joins)
        for table in made:
            self.store.run(f"DROP TABLE {table}")
