"""A column whose cells are in the store: the same answers as those of `Column`, by queries.

Few distinct texts are kept as Python's mapping, of more only what is asked for. A regular expression is RE2's
on plain texts and Python's on the rest, on which the two do not agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeGuard

from kbctl.engine.tables.large import sql
from kbctl.engine.tables.large.lazy import BLOCK, Counts
from kbctl.engine.tables.large.rows import StoredRows
from kbctl.engine.tables.large.store import Store
from kbctl.engine.tables.table import Column, Rows, Said, code_form

#: plain texts that a pattern is found in, and those of the others that are listed
MATCHES = "(plain AND regexp_matches(text, ?)) OR (NOT plain AND text IN (SELECT unnest(?::VARCHAR[])))"
NEAR = 4  # blocks of cells that are fetched one by one; places in more are asked for at once
KEPT = 50_000  # distinct texts up to which a column's texts are kept in Python: some 5 MB


@dataclass(frozen=True, eq=False)
class StoredColumn(Column):
    """The column `name` of the table `table` of the store."""

    store: Store = field(kw_only=True)
    table: str = field(kw_only=True)
    name: str = field(kw_only=True)
    kept: int = field(kw_only=True, default=KEPT)

    @cached_property
    def _texts(self) -> str:
        """Table of the distinct texts: (text, n, first, plain)."""
        made = self.store.new_name("texts")
        self.store.run(
            f"CREATE TABLE {made} AS SELECT {self.name} AS text, count(*) AS n, min(rowid) AS first, "
            f"{sql.is_plain(self.name)} AS plain FROM {self.table} GROUP BY {self.name}"
        )
        return made

    @cached_property
    def _distinct(self) -> int:
        return int(self.store.one(f"SELECT count(*) FROM {self._texts}"))

    def _mapping(self, table: str) -> Mapping[str, int]:
        """A table (text, n, first) as a mapping: whole in Python where it is short."""
        length = int(self.store.one(f"SELECT count(*) FROM {table}"))
        if length > self.kept:
            return Counts(self.store, table, length)
        return dict(self.store.rows(f"SELECT text, n FROM {table} ORDER BY first"))

    def _chosen(self, query: str, values: Iterable[object] = ()) -> Mapping[str, int]:
        """What a query of (text, n, first) gives."""
        made = self.store.new_name("chosen")
        self.store.run(f"CREATE TABLE {made} AS {query}", tuple(values))
        found = self._mapping(made)
        if not isinstance(found, Counts):
            self.store.run(f"DROP TABLE {made}")
        return found

    @cached_property
    def counts(self) -> Mapping[str, int]:
        return self._mapping(self._texts)

    @cached_property
    def filled(self) -> Mapping[str, int]:
        return self._mapping(self._filled)

    @cached_property
    def _filled(self) -> str:
        """Table of the stripped texts that are not blank; the one of all texts where they are all so."""
        bare = sql.stripped("text", "plain")
        if not self.store.one(f"SELECT count(*) FROM {self._texts} WHERE text = '' OR text <> {bare}"):
            return self._texts
        made = self.store.new_name("filled")
        self.store.run(
            f"CREATE TABLE {made} AS SELECT bare AS text, sum(n)::BIGINT AS n, min(first) AS first "
            f"FROM (SELECT {bare} AS bare, n, first FROM {self._texts}) WHERE bare <> '' GROUP BY bare"
        )
        return made

    @cached_property
    def filled_rows(self) -> int:
        return int(self.store.one(f"SELECT coalesce(sum(n), 0)::BIGINT FROM {self._filled}"))

    def sample(self, number: int) -> list[str]:
        rows = self.store.rows(f"SELECT text FROM {self._filled} ORDER BY text LIMIT {number}")
        return [text for (text,) in rows]

    def spread(self, number: int, without: Collection[str] = ()) -> list[str]:
        if self._distinct <= self.kept:
            return super().spread(number, without)
        listed = self.store.listed(without)
        kept = f"{self._filled} ANTI JOIN {listed} USING (text) WHERE NOT starts_with(text, '#')"
        step = max(1, int(self.store.one(f"SELECT count(*) FROM {kept}")) // number)
        rows = self.store.rows(
            f"SELECT text FROM (SELECT text, row_number() OVER (ORDER BY text) - 1 AS place FROM {kept}) "
            f"WHERE place % {step} = 0 ORDER BY text LIMIT {number}"
        )
        self.store.run(f"DROP TABLE {listed}")
        return [text for (text,) in rows]

    @cached_property
    def lengths(self) -> Mapping[int, int]:
        rows = self.store.rows(
            f"SELECT length(text), count(*) FROM {self._filled} GROUP BY 1 ORDER BY min(first)"
        )
        return Counter(dict(rows))

    def of_length(self, length: int) -> Iterable[str]:
        rows = self.store.rows(f"SELECT text FROM {self._filled} WHERE length(text) = {length}")
        return [text for (text,) in rows]

    def endings(self, size: int) -> Mapping[tuple[str, int], int]:
        rows = self.store.rows(
            f"SELECT right(text, {size}), length(text), count(*) FROM {self._filled} GROUP BY ALL"
        )
        return {(end, length): number for end, length, number in rows}

    def any_filled(self) -> Iterable[str]:
        return (text for (text,) in self.store.stream(f"SELECT text FROM {self._filled}"))

    @cached_property
    def _shaped(self) -> str:
        """Table (n, first, shape), a row a distinct text: it is the one of `_texts` with this `first`."""
        made = self.store.new_name("shaped")
        self.store.run(
            f"CREATE TABLE {made} AS SELECT n, first, {sql.shape('text', 'plain')} AS shape "
            f"FROM {self._texts}"
        )
        return made

    @cached_property
    def shapes(self) -> Mapping[str, int]:
        if self._distinct <= self.kept // 25:  # a query costs more than a few thousand texts
            return super().shapes
        rows = self.store.rows(
            f"SELECT shape, sum(n)::BIGINT FROM {self._shaped} GROUP BY shape ORDER BY min(first)"
        )
        return dict(rows)

    @cached_property
    def shape_sizes(self) -> Mapping[str, int]:
        if self._distinct <= self.kept // 25:
            return super().shape_sizes
        rows = self.store.rows(
            f"SELECT shape, count(*) FROM {self._shaped} GROUP BY shape ORDER BY min(first)"
        )
        return dict(rows)

    @cached_property
    def templates(self) -> Mapping[str, int]:
        if self._distinct <= self.kept // 25:
            return super().templates
        made = self.store.new_name("templates")
        self.store.run(
            f"CREATE TABLE {made} AS SELECT {sql.template('f.text')} AS text, sum(n)::BIGINT AS n, "
            f"min(first) AS first FROM {self._filled} f GROUP BY 1"
        )
        return self._mapping(made)

    def other_templates(self, templates: Collection[str]) -> Collection[str]:
        if self._distinct <= self.kept // 25:
            return super().other_templates(templates)
        listed = self.store.listed(templates)
        found = self._chosen(
            f"SELECT text, n, first FROM {self._filled} "
            f"WHERE {sql.template('text')} NOT IN (SELECT text FROM {listed})"
        )
        self.store.run(f"DROP TABLE {listed}")
        return found.keys()

    def texts(self, shapes: Iterable[str]) -> Mapping[str, int]:
        if self._distinct <= self.kept // 25:
            return super().texts(shapes)
        wanted = sorted(set(shapes) & self.shapes.keys())
        if not wanted:
            return {}
        return self._chosen(
            f"SELECT text, n, first FROM {self._texts} SEMI JOIN (SELECT first FROM {self._shaped} "
            "WHERE shape IN (SELECT unnest(?::VARCHAR[]))) s USING (first)",
            [wanted],
        )

    def matching(self, pattern: str) -> Mapping[str, int]:
        if self._distinct <= self.kept // 25:
            return super().matching(pattern)
        import duckdb

        found = re.compile(pattern).search
        try:
            self.store.one("SELECT regexp_matches('', ?)", [pattern])
        except duckdb.Error:  # not of the common subset after all
            return {text: number for text, number in self.counts.items() if found(text)}
        odd = [text for text in self._odd if found(text)]
        return self._chosen(f"SELECT text, n, first FROM {self._texts} WHERE {MATCHES}", (pattern, odd))

    def unlike(self, pattern: str) -> Mapping[str, int]:
        if self._distinct <= self.kept // 25:
            return super().unlike(pattern)
        import duckdb

        found = re.compile(pattern).search
        try:
            self.store.one("SELECT regexp_matches('', ?)", [pattern])
        except duckdb.Error:
            return {text: number for text, number in self.counts.items() if not found(text)}
        odd = [text for text in self._odd if found(text)]
        return self._chosen(f"SELECT text, n, first FROM {self._texts} WHERE NOT ({MATCHES})", (pattern, odd))

    def combined(self, columns: Sequence[Column]) -> Iterable[tuple[str, ...]] | None:
        stored = [c for c in columns if isinstance(c, StoredColumn) and c.table == self.table]
        if len(stored) < len(columns):
            return None
        names = ", ".join(column.name for column in stored)
        asked = f"SELECT {names} FROM {self.table} GROUP BY {names} ORDER BY min(rowid)"
        return self.store.stream(asked)

    def numbers_of(self, texts: Iterable[str]) -> Mapping[str, int]:
        if self._distinct <= self.kept:
            return super().numbers_of(texts)
        listed = self.store.listed(texts)
        rows = self.store.rows(f"SELECT text, n FROM {self._texts} SEMI JOIN {listed} USING (text)")
        self.store.run(f"DROP TABLE {listed}")
        return dict(rows)

    def told(self, *said: Said) -> Rows:
        named = [(column.name, of) for column, of in said if self._beside(column)]
        return StoredRows(self.store, self.table, named) if len(named) == len(said) else super().told(*said)

    def peaks(self, other: Column, values: Mapping[str, float], times: float) -> Collection[str]:
        if not self._beside(other):
            return super().peaks(other, values, times)
        numbers = self.store.numbered(values)
        rows = self.store.rows(
            f"WITH tops AS (SELECT t.{self.name} AS text, unnest(max(m.value, 2)) AS value "
            f"FROM {self.table} t JOIN {numbers} m ON m.text = t.{other.name} GROUP BY t.{self.name}) "
            f"SELECT code, max(value, 2) AS top FROM tops JOIN {self._coded} USING (text) "
            f"GROUP BY code HAVING top[1] > {times!r} * top[2]"
        )
        self.store.run(f"DROP TABLE {numbers}")
        return [code for code, _ in rows]

    def beginnings(self, other: Column) -> Mapping[tuple[str, str], int]:
        if not self._beside(other):
            return super().beginnings(other)
        rows = self.store.rows(
            f"SELECT shape, beside, count(*) FROM ({self._begun(other)}) GROUP BY shape, beside"
        )
        return {(form, beside): number for form, beside, number in rows}

    def begun(self, other: Column, wanted: Collection[tuple[str, str]]) -> Mapping[str, str]:
        if not self._beside(other):
            return super().begun(other, wanted)
        listed = self.store.paired(("shape", "beside"), sorted(set(wanted)))
        rows = self.store.rows(
            f"SELECT text, beside FROM ({self._begun(other)}) SEMI JOIN {listed} USING (shape, beside)"
        )
        self.store.run(f"DROP TABLE {listed}")
        return dict(rows)

    def _begun(self, other: StoredColumn) -> str:
        """SQL of the distinct texts: (text, shape, beside)."""
        return (
            f"SELECT t.{self.name} AS text, s.shape, t.{other.name} AS beside "
            f"FROM {self._shaped} s JOIN {self.table} t ON t.rowid = s.first"
        )

    def _beside(self, other: Column) -> TypeGuard[StoredColumn]:
        """Whether the other column is of the same table."""
        return isinstance(other, StoredColumn) and other.table == self.table and other.store is self.store

    def at(self, places: Sequence[int]) -> list[str]:
        if len({place // BLOCK for place in places}) <= NEAR:
            return super().at(places)
        listed = self.store.new_name("listed")
        self.store.run(f"CREATE TEMP TABLE {listed} AS SELECT unnest(?::BIGINT[]) AS place", [list(places)])
        known = dict(
            self.store.rows(
                f"SELECT rowid, {self.name} FROM {self.table} WHERE rowid IN (SELECT place FROM {listed})"
            )
        )
        self.store.run(f"DROP TABLE {listed}")
        return [known[place] for place in places]

    @cached_property
    def _odd(self) -> Collection[str]:
        """The distinct texts that are not plain."""
        return self._chosen(f"SELECT text, n, first FROM {self._texts} WHERE NOT plain").keys()

    @cached_property
    def rising(self) -> int:
        bare = [sql.stripped(f"{side}.{self.name}", sql.is_plain(f"{side}.{self.name}")) for side in "ab"]
        return int(
            self.store.one(
                f"SELECT count(*) FROM {self.table} a JOIN {self.table} b ON b.rowid = a.rowid + 1 "
                f"WHERE {bare[0]} < {bare[1]}"
            )
        )

    @cached_property
    def last_numbers(self) -> tuple[int, int, int]:
        told = f"regexp_extract(text, '([0-9]+)[^0-9]*$', 1) AS told FROM {self._filled}"
        number, read, least, most, odd = self.store.rows(
            "SELECT count(*) FILTER (told <> ''), count(value), min(value), max(value), "
            "count(*) FILTER (NOT plain) FROM (SELECT told, plain, TRY_CAST(told AS HUGEINT) AS value "
            f"FROM (SELECT {sql.is_plain('text')} AS plain, {told}))"
        )[0]
        if odd or number != read:
            return super().last_numbers
        return (number, least, most) if number else (0, 0, 0)

    def as_written(self, bare: Collection[str]) -> list[str]:
        listed = self.store.listed(bare)
        rows = self.store.rows(
            f"SELECT t.text FROM {self._texts} t SEMI JOIN {listed} l "
            f"ON ({sql.stripped('t.text', 't.plain')}) = l.text ORDER BY first"
        )
        self.store.run(f"DROP TABLE {listed}")
        return [text for (text,) in rows]

    def places(self, texts: Iterable[str]) -> tuple[int, ...]:
        listed = self.store.listed(texts)
        rows = self.store.rows(
            f"SELECT rowid FROM {self.table} WHERE {self.name} IN (SELECT text FROM {listed}) ORDER BY rowid"
        )
        self.store.run(f"DROP TABLE {listed}")
        return tuple(place for (place,) in rows)

    @cached_property
    def _coded(self) -> str:
        """Table (text, code) of the texts that are not blank; what is not plain is put in form by Python."""
        made = self.store.new_name("coded")
        self.store.run(f"CREATE TABLE {made} (text VARCHAR, code VARCHAR)")
        forms = [(text, code_form(text)) for text in self._odd]
        self.store.run(
            f"INSERT INTO {made} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            [[text for text, _ in forms], [form for _, form in forms]],
        )
        self.store.run(
            f"INSERT INTO {made} SELECT text, {sql.code_form('text')} FROM {self._texts} WHERE plain"
        )
        self.store.run(f"DELETE FROM {made} WHERE code = ''")
        return made

    @cached_property
    def _codes(self) -> str:
        """Table of the distinct codes: (text, n, first)."""
        made = self.store.new_name("codes")
        self.store.run(
            f"CREATE TABLE {made} AS SELECT code AS text, sum(n)::BIGINT AS n, min(first) AS first "
            f"FROM {self._coded} JOIN {self._texts} USING (text) GROUP BY code"
        )
        return made

    @cached_property
    def code_counts(self) -> Mapping[str, int]:
        return self._mapping(self._codes)

    @cached_property
    def codes(self) -> Mapping[str, tuple[int, ...]]:
        return CodePlaces(self)

    def places_of_codes(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each code with its places, in order of first appearance."""
        rows = self.store.stream(
            f"SELECT code, list(t.rowid ORDER BY t.rowid) FROM {self.table} t "
            f"JOIN {self._coded} k ON k.text = t.{self.name} GROUP BY code ORDER BY min(t.rowid)"
        )
        return ((code, tuple(places)) for code, places in rows)

    @cached_property
    def once(self) -> int:
        return int(self.store.one(f"SELECT count(*) FROM {self._codes} WHERE n = 1"))

    def repeated(self) -> Mapping[str, tuple[int, ...]]:
        return self._places_by_code(f"SELECT text FROM {self._codes} WHERE n > 1")

    def first_codes(self, number: int) -> Sequence[str]:
        rows = self.store.rows(f"SELECT text FROM {self._codes} ORDER BY first LIMIT {number}")
        return [text for (text,) in rows]

    def places_by_code(self, codes: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
        listed = self.store.listed(codes)
        found = self._places_by_code(f"SELECT text FROM {listed}")
        self.store.run(f"DROP TABLE {listed}")
        return found

    def _places_by_code(self, wanted: str) -> Mapping[str, tuple[int, ...]]:
        """The places of the codes that a query gives, in order of first appearance."""
        texts = f"SELECT text, code FROM {self._coded} WHERE code IN ({wanted})"
        found = self.store.rows(
            f"SELECT code, list(t.rowid ORDER BY t.rowid) FROM {self.table} t "
            f"JOIN ({texts}) k ON k.text = t.{self.name} GROUP BY code ORDER BY min(t.rowid)"
        )
        return {code: tuple(places) for code, places in found}

    def having(self, codes: Collection[str]) -> frozenset[str]:
        listed = self.store.listed(codes)
        rows = self.store.rows(f"SELECT text FROM {listed} SEMI JOIN {self._codes} USING (text)")
        self.store.run(f"DROP TABLE {listed}")
        return frozenset(text for (text,) in rows)

    def _codes_of(self, other: Column) -> str:
        """A table with the codes of another column."""
        if isinstance(other, StoredColumn) and other.store is self.store:
            return other._codes
        return self.store.listed(other.code_counts)

    def shared(self, other: Column) -> int:
        codes = self._codes_of(other)
        return int(self.store.one(f"SELECT count(*) FROM {self._codes} a SEMI JOIN {codes} b USING (text)"))

    def lost(self, targets: Iterable[Column]) -> Mapping[str, int]:
        joins = "".join(
            f" ANTI JOIN {self._codes_of(target)} t{number} USING (text)"
            for number, target in enumerate(targets)
        )
        return self._chosen(f"SELECT text, n, first FROM {self._codes} own{joins}")

    def code_places(self, codes: Iterable[str]) -> tuple[int, ...]:
        listed = self.store.listed(codes)
        rows = self.store.rows(f"SELECT k.text FROM {self._coded} k JOIN {listed} l ON k.code = l.text")
        self.store.run(f"DROP TABLE {listed}")
        return self.places(text for (text,) in rows)


class CodePlaces(Mapping[str, tuple[int, ...]]):
    """The places of each code of a stored column; streamed where all are looked at."""

    def __init__(self, column: StoredColumn) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column.code_counts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._column.code_counts)

    def __contains__(self, code: object) -> bool:
        return code in self._column.code_counts

    def __getitem__(self, code: str) -> tuple[int, ...]:
        if found := self._column.code_places([code]):
            return found
        raise KeyError(code)

    def items(self) -> CodeItems:  # type: ignore[override]
        return CodeItems(self._column)

    def values(self) -> Iterator[tuple[int, ...]]:  # type: ignore[override]
        return (places for _, places in self._column.places_of_codes())


class CodeItems:
    """Streamed pairs of a code and its places."""

    def __init__(self, column: StoredColumn) -> None:
        self._column = column

    def __iter__(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        return self._column.places_of_codes()
