"""Documents and their lines in the store: sums of lines by one query for all columns.

The first documents are looked at before: most columns are no sums of any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from kbctl.engine.tables.documents import Compared, Documents, by_place, walked
from kbctl.engine.tables.large.column import StoredColumn
from kbctl.engine.tables.large.figures import stored_figures
from kbctl.engine.tables.looks import fillers_in
from kbctl.engine.tables.numeric import values_at
from kbctl.engine.tables.table import Column, code_form

HEAD = 1_000  # documents that are looked at before all


def stored_documents(
    key: Column, totals: Sequence[Column], child_key: Column, parts: Sequence[Column]
) -> StoredDocuments | None:
    """None for lines that are not in a store."""
    return StoredDocuments(key, totals, child_key, parts) if isinstance(child_key, StoredColumn) else None


class StoredDocuments:
    def __init__(
        self, key: Column, totals: Sequence[Column], child_key: StoredColumn, parts: Sequence[Column]
    ) -> None:
        self._key, self._child_key = key, child_key
        self._totals, self._parts = list(totals), list(parts)

    @cached_property
    def _lines(self) -> Mapping[str, tuple[int, ...]]:
        return self._child_key.places_by_code(self._child_key.first_codes(HEAD))

    @cached_property
    def _documents(self) -> Mapping[str, tuple[int, ...]]:
        return self._key.places_by_code(self._lines)

    def compare(self, total: Column, part: Column, allowed: float) -> Compared | None:
        """As `Documents.compare`."""
        documents = [place for own in self._documents.values() for place in own]
        lines = [place for own in self._lines.values() for place in own]
        first = walked(
            self._lines.items(),
            lambda code: self._documents.get(code, ()),
            by_place(documents, values_at(total, documents)).__getitem__,
            by_place(lines, values_at(part, lines)).__getitem__,
            allowed,
        )
        if first is None or len(self._lines) == len(self._child_key.code_counts):
            return first
        if not self._together:
            return Documents(self._key, self._totals, self._child_key, self._parts).compare(
                total, part, allowed
            )
        said = f"t{self._totals.index(total)}"
        number = self._parts.index(part)
        fits = f"abs(s{number} - {said}) <= {allowed!r} * greatest(1.0::DOUBLE, n / 2)"
        rows = f"FROM {self._together} WHERE {said} IS NOT NULL AND k{number} = n"
        store = self._child_key.store
        held, several, others = store.rows(
            f"SELECT count(*) FILTER ({fits}), count(*) FILTER ({fits} AND n > 1), "
            f"count(*) FILTER (NOT {fits}) {rows}"
        )[0]
        if held < others:
            return None
        broken = store.rows(f"SELECT code, {said}, s{number} {rows} AND NOT {fits} ORDER BY first")
        return Compared(held, several, {code: (told, summed) for code, told, summed in broken})

    @cached_property
    def _together(self) -> str:
        """Table (code, first, n, t0 …, k0, s0 …): the documents that stand once, first line, number of lines,
        totals; for each part the lines that have a number, and their sum. Empty for tables of two stores."""
        key, child_key = self._key, self._child_key
        totals, parts = stored_figures(self._totals), stored_figures(self._parts)
        if not isinstance(key, StoredColumn) or key.store is not child_key.store:
            return ""
        if totals is None or parts is None:
            return ""
        store, made = key.store, key.store.new_name("documents")
        fillers = store.listed(code_form(text) for text in fillers_in(child_key))
        sums = "".join(
            f", count(f.v{number}) AS k{number}, fsum(f.v{number}) AS s{number}"
            for number in range(len(self._parts))
        )
        said = "".join(f", f.v{number} AS t{number}" for number in range(len(self._totals)))
        store.run(
            f"CREATE TABLE {made} AS WITH lines AS ("
            f"SELECT k.code, min(t.rowid) AS first, count(*) AS n{sums} FROM {child_key.table} t "
            f"JOIN {parts.table} f ON f.place = t.rowid JOIN {child_key._coded} k "
            f"ON k.text = t.{child_key.name} GROUP BY k.code), "
            f"documents AS (SELECT c.text AS code{said} FROM {key._codes} c "
            f"JOIN {totals.table} f ON f.place = c.first WHERE c.n = 1) "
            f"SELECT * FROM lines JOIN documents USING (code) "
            f"ANTI JOIN {fillers} ON code = text"
        )
        store.run(f"DROP TABLE {fillers}")
        return made
