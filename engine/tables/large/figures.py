"""The numbers of columns of a table in the store, and how often a calculation holds in its rows.

What is written as plainly as numbers can be is read by DuckDB, which gives the same value as Python does;
of the rest each distinct text is read by Python.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from kbctl.engine.tables.figures import HOLDS, TRIAL, Asked, Figures, Tally, too_many
from kbctl.engine.tables.large.column import StoredColumn
from kbctl.engine.tables.numeric import reader, style_of, values_at
from kbctl.engine.tables.table import Column

#: shapes of numbers that mean the same in every style, and of those with a decimal point
WHOLE = re.compile(r" *[+-]? *(9 *){1,15}$")
PLAIN = re.compile(r" *[+-]? *(9 *){1,15}(\. *(9 *){1,15})?$")
HEAD = 600  # rows on which a calculation is tried before it is counted in all


def stored_figures(columns: Sequence[Column]) -> StoredFigures | None:
    """None for columns that are not all in one table of a store."""
    stored = [column for column in columns if isinstance(column, StoredColumn)]
    if not stored or len(stored) < len(columns) or len({column.table for column in stored}) > 1:
        return None
    return StoredFigures(stored)


class StoredFigures:
    def __init__(self, columns: Sequence[StoredColumn]) -> None:
        self._columns, self._store = columns, columns[0].store

    @cached_property
    def table(self) -> str:
        """Table (place, v0, v1 …) of the numbers of the columns."""
        lines, joins, drop = [], "", []
        for number, column in enumerate(self._columns):
            cast = f"TRY_CAST(replace(t.{column.name}, ' ', '') AS DOUBLE)"
            if odd := _odd(column):
                lines.append(f"CASE WHEN o{number}.text IS NULL THEN {cast} ELSE o{number}.value END")
                joins += f" LEFT JOIN {odd} o{number} ON o{number}.text = t.{column.name}"
                drop.append(odd)
            else:
                lines.append(cast)
        values = ", ".join(f"{line} AS v{number}" for number, line in enumerate(lines))
        made = self._store.new_name("figures")
        self._store.run(
            f"CREATE TABLE {made} AS SELECT t.rowid AS place, {values} FROM {self._columns[0].table} t{joins}"
        )
        for odd in drop:
            self._store.run(f"DROP TABLE {odd}")
        return made

    @cached_property
    def _head(self) -> Figures:
        places = range(min(HEAD, len(self._columns[0].values)))
        return Figures([values_at(column, places) for column in self._columns])

    def extent(self, column: int) -> tuple[float, float] | None:
        """As `Figures.extent`."""
        least, most = self._store.rows(f"SELECT min(v{column}), max(v{column}) FROM {self.table}")[0]
        return None if least is None else (least, most)

    def tally(self, asked: Asked) -> Tally | None:
        """As `Figures.tally`; None also where it holds in too few of all rows."""
        first = self._head.tally(asked)
        if first is None:
            return None
        parts = [f"v{part}" for part in asked.parts]
        result = f"v{asked.result}"
        rows = f"FROM {self.table} WHERE " + " AND ".join(f"{v} IS NOT NULL" for v in (result, *parts))
        fits = f"abs({asked.form.sql.format(*parts)} - {result}) <= {asked.allowed!r} + 1e-9 * abs({result})"
        stake = asked.form.stake_sql.format(*parts)
        if first.tried < TRIAL:
            begun = f"SELECT {fits} AS fits {rows} ORDER BY place LIMIT {TRIAL}"
            if self._store.one(f"SELECT count(*) FROM ({begun}) WHERE NOT fits") > too_many():
                return None
        tried, held, staked, staked_held = self._store.rows(
            f"SELECT count(*), count(*) FILTER ({fits}), count(*) FILTER ({stake}), "
            f"count(*) FILTER ({stake} AND {fits}) {rows}"
        )[0]
        if held < HOLDS * tried:
            return None
        broken = self._store.rows(f"SELECT place {rows} AND NOT ({fits}) ORDER BY place")
        return Tally(tried, held, staked, staked_held, [place for (place,) in broken])


def _odd(column: StoredColumn) -> str:
    """A table (text, value) of the texts that DuckDB might read otherwise; empty where there are none."""
    style = style_of(column)
    as_written = style is None or (style.decimal == "." and style.group != ".")
    plain = PLAIN if as_written else WHOLE
    odd = list(column.texts(form for form in column.shapes if form and not plain.match(form)))
    if not odd:
        return ""
    value = reader(column)
    made = column.store.new_name("odd")
    column.store.run(
        f"CREATE TABLE {made} AS SELECT unnest(?::VARCHAR[]) AS text, unnest(?::DOUBLE[]) AS value",
        [odd, [value(text) for text in odd]],
    )
    return made
