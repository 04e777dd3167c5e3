"""Sums and products that hold between the columns of a table, found from the numbers themselves.

`line = quantity × price`, `available = on hand - allocated`, `total = net + tax + freight` and the like are
looked for among the numeric columns. Three numbers that fit by chance in nearly every row do not happen, as
long as rows where nothing is at stake (times one, plus nothing) are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from kbctl.engine.tables.figures import FORMS, HOLDS, Asked, Figures, Form, Tally
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.large.figures import stored_figures
from kbctl.engine.tables.numeric import decimals, numbers, numeric, values_at
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.table import Column

#: columns beyond which combinations are too many to be tried
MOST_COLUMNS = 16
#: rows that are needed, share in which it must hold, share where something is at stake
ENOUGH, AT_STAKE = 12, 0.1
#: the words of what is calculated; without one it is the last column of the relation
RESULTS = frozenset(
    [
        "total",
        "amount",
        "available",
        "avail",
        "balance",
        "net",
        "gross",
        "extended",
        "ext",
        "value",
        "margin",
        "profit",
        "open",
        "remaining",
        "backlog",
        "subtotal",
        "sum",
        "due",
        "betrag",
        "summe",
        "wert",
        "importe",
        "saldo",
        "neto",
        "金额",
        "合计",
        "余额",
        "可用",
    ]
)
THOUSANDS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}$")


@dataclass(frozen=True, eq=False)
class Relation:
    """`result` = `form` of `parts`; `held` and `broken` are places."""

    result: Column
    form: str
    parts: tuple[Column, ...]
    held: int
    broken: tuple[int, ...]

    @property
    def text(self) -> str:
        return self.form.format(*(part.header for part in self.parts))

    def expected(self, places: Sequence[int]) -> list[float | None]:
        """What the calculation gives at each of these places; None where a part is no number."""
        values = [values_at(part, places) for part in self.parts]
        return [
            FORMS[self.form].calculate([v for v in row if v is not None]) if None not in row else None
            for row in zip(*values, strict=True)
        ]


@lru_cache(maxsize=64)
def relations(table: Profiled) -> tuple[Relation, ...]:
    """The best relation of each column that is the result of one, in order of columns."""
    columns = [column for column in table.table.columns if _calculable(table, column)][:MOST_COLUMNS]
    best: dict[str, Relation] = {}
    figures = stored_figures(columns) or Figures([numbers(column) for column in columns])
    places = {column: number for number, column in enumerate(columns)}
    rates = {
        percent: [c for c in columns if _is_rate(figures.extent(places[c]), percent)]
        for percent in (False, True)
    }
    for result, form, parts in _tries(columns, rates):
        asked = Asked(
            places[result], FORMS[form], tuple(places[c] for c in parts), _tolerance(result, parts, form)
        )
        tally = figures.tally(asked)
        if tally and (found := _tried(result, form, parts, tally, asked.allowed)):
            known = best.get(result.header)
            if known is None or _rank(found) > _rank(known):
                best[result.header] = found
    return tuple(best[column.header] for column in columns if column.header in best)


def _rank(one: Relation) -> tuple[float, int]:
    share = one.held / (one.held + len(one.broken))
    return round(share, 3), -len(one.parts)


def _calculable(table: Profiled, column: Column) -> bool:
    field = table.field(column)
    if column is table.key or field.endswith(("_code", "_no", "_item", "_id", "_level", "_seq", "_sequence")):
        return False
    # the key, a year or a constant is no part of a calculation
    return len(column.filled) > 2 and column.filled_rows >= ENOUGH and numeric(column, 0.8)


def _tries(
    columns: Sequence[Column], rates: Mapping[bool, Sequence[Column]]
) -> Iterator[tuple[Column, str, tuple[Column, ...]]]:
    for form, known in FORMS.items():
        for result in columns:
            others = [column for column in columns if column is not result]
            for parts in _choices(form, known.arity, others, rates):
                if "×" in form or _calculated(result, parts):
                    yield result, form, parts


def _choices(
    form: str, arity: int, others: Sequence[Column], rates: Mapping[bool, Sequence[Column]]
) -> Iterator[tuple[Column, ...]]:
    """`rates`: the columns that may be shares of one, and of a hundred."""
    if form in ("{} × {}", "{} + {}", "{} + {} + {}"):
        yield from combinations(others, arity)
    elif form.startswith("{} × {} × "):
        for rate in rates["%" in form]:
            if rate in others:
                yield from ((*pair, rate) for pair in combinations([c for c in others if c is not rate], 2))
    elif form in ("{} - {}", "{} - {} - {}"):
        for first in others:
            rest = combinations([c for c in others if c is not first], arity - 1)
            yield from ((first, *pair) for pair in rest)
    else:
        for last in others:
            pairs = combinations([c for c in others if c is not last], 2)
            yield from ((*pair, last) for pair in pairs)


def _is_rate(extent: tuple[float, float] | None, percent: bool) -> bool:
    """`extent`: the least and the greatest number of a column."""
    return extent is not None and extent[0] >= 0 and extent[1] <= (100 if percent else 1)


def _calculated(result: Column, parts: Sequence[Column]) -> bool:
    """Of the columns of a sum, the one that says so is the result, else the last one."""
    said = [column for column in (result, *parts) if set(words(column.header)) & RESULTS]
    if said:
        return result in said and result.position == max(column.position for column in said)
    return result.position > max(part.position for part in parts)


def _tried(
    result: Column, form: str, parts: tuple[Column, ...], tally: Tally, allowed: float
) -> Relation | None:
    if tally.tried < ENOUGH or tally.held < HOLDS * tally.tried:
        return None
    if tally.staked < max(5, AT_STAKE * tally.tried) or tally.staked_held < HOLDS * tally.staked:
        return None
    other = _read_otherwise((result, *parts), FORMS[form], allowed, tally.broken)
    return Relation(result, form, parts, tally.held, tuple(p for p in tally.broken if p not in other))


def _tolerance(result: Column, parts: Sequence[Column], form: str) -> float:
    """One unit of the last place beside the rounding itself; half a unit where nothing is rounded."""
    own, others = decimals(result), [decimals(part) for part in parts]
    fine = sum(others) + 2 * ("%" in form) if "×" in form else max(others)
    return float((0.5 if own >= fine else 1.51) * 10**-own)


def _read_otherwise(
    columns: Sequence[Column], form: Form, allowed: float, places: Sequence[int]
) -> frozenset[int]:
    """Of these places those that fit when a cell like `1.234`, which may be a thousand, is read the other
    way. `columns`: the result, then the parts."""
    if not any(THOUSANDS.match(shape.strip()) for column in columns for shape in column.shapes):
        return frozenset()
    texts = [column.at(places) for column in columns]
    values = [values_at(column, places) for column in columns]
    found = set()
    for number, place in enumerate(places):
        readings: list[list[float]] = [[]]
        for text, value in zip(texts, values, strict=True):
            told = _readings(text[number].strip(), value[number])
            readings = [[*before, one] for before in readings for one in told]
        if any(abs(form.calculate(row[1:]) - row[0]) <= allowed for row in readings):
            found.add(place)
    return frozenset(found)


def _readings(text: str, value: float | None) -> list[float]:
    if THOUSANDS.match(text):
        return [float(text.replace(".", ",").replace(",", "")), float(text.replace(",", "."))]
    return [] if value is None else [value]
