"""Sums and products that hold between the columns of a table, found from the numbers themselves.

`line = quantity × price`, `available = on hand - allocated`, `total = net + tax + freight` and the like are
looked for among the numeric columns. Three numbers that fit by chance in nearly every row do not happen, as
long as rows where nothing is at stake (times one, plus nothing) are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from kbctl.engine.tables.headers import words
from kbctl.engine.tables.numeric import decimals, numbers, numeric
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.table import Column

#: columns beyond which combinations are too many to be tried
MOST_COLUMNS = 16
#: rows looked at first, rows that are needed, share in which it must hold, share where something is at stake
TRIAL, ENOUGH, HOLDS, AT_STAKE = 60, 12, 0.75, 0.1
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

Form = Callable[[Sequence[float]], float]
FORMS: dict[str, tuple[int, Form, Callable[[Sequence[float]], bool]]] = {
    "{} × {}": (2, lambda v: v[0] * v[1], lambda v: v[0] not in (0, 1) and v[1] not in (0, 1)),
    "{} × {} × (1 - {})": (3, lambda v: v[0] * v[1] * (1 - v[2]), lambda v: v[2] != 0 and v[0] * v[1] != 0),
    "{} × {} × (1 - {} %)": (
        3,
        lambda v: v[0] * v[1] * (1 - v[2] / 100),
        lambda v: v[2] != 0 and v[0] * v[1] != 0,
    ),
    "{} + {}": (2, lambda v: v[0] + v[1], lambda v: v[0] != 0 and v[1] != 0),
    "{} - {}": (2, lambda v: v[0] - v[1], lambda v: v[0] != 0 and v[1] != 0),
    "{} + {} + {}": (3, lambda v: v[0] + v[1] + v[2], lambda v: v[0] != 0 and v[1] != 0 and v[2] != 0),
    "{} - {} - {}": (3, lambda v: v[0] - v[1] - v[2], lambda v: v[0] != 0 and v[1] != 0 and v[2] != 0),
    "{} + {} - {}": (3, lambda v: v[0] + v[1] - v[2], lambda v: v[0] != 0 and v[1] != 0 and v[2] != 0),
}


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

    def expected(self, place: int) -> float | None:
        values = [numbers(part)[place] for part in self.parts]
        known = [value for value in values if value is not None]
        return FORMS[self.form][1](known) if len(known) == len(values) else None


@lru_cache(maxsize=64)
def relations(table: Profiled) -> tuple[Relation, ...]:
    """The best relation of each column that is the result of one, in order of columns."""
    columns = [column for column in table.table.columns if _calculable(table, column)][:MOST_COLUMNS]
    best: dict[str, Relation] = {}
    for result, form, parts in _tries(columns):
        if found := _tried(result, form, parts, table.rows):
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


def _tries(columns: Sequence[Column]) -> Iterator[tuple[Column, str, tuple[Column, ...]]]:
    for form, (arity, _, _) in FORMS.items():
        for result in columns:
            others = [column for column in columns if column is not result]
            for parts in _choices(form, arity, others):
                if "×" in form or _calculated(result, parts):
                    yield result, form, parts


def _choices(form: str, arity: int, others: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    if form in ("{} × {}", "{} + {}", "{} + {} + {}"):
        yield from combinations(others, arity)
    elif form.startswith("{} × {} × "):
        for rate in others:
            if _rate(rate, "%" in form):
                yield from ((*pair, rate) for pair in combinations([c for c in others if c is not rate], 2))
    elif form in ("{} - {}", "{} - {} - {}"):
        for first in others:
            rest = combinations([c for c in others if c is not first], arity - 1)
            yield from ((first, *pair) for pair in rest)
    else:
        for last in others:
            pairs = combinations([c for c in others if c is not last], 2)
            yield from ((*pair, last) for pair in pairs)


@lru_cache(maxsize=256)
def _rate(column: Column, percent: bool) -> bool:
    values = [value for value in numbers(column) if value is not None]
    return bool(values) and min(values) >= 0 and max(values) <= (100 if percent else 1)


def _calculated(result: Column, parts: Sequence[Column]) -> bool:
    """Of the columns of a sum, the one that says so is the result, else the last one."""
    said = [column for column in (result, *parts) if set(words(column.header)) & RESULTS]
    if said:
        return result in said and result.position == max(column.position for column in said)
    return result.position > max(part.position for part in parts)


def _tried(result: Column, form: str, parts: tuple[Column, ...], rows: int) -> Relation | None:
    _, calculate, at_stake = FORMS[form]
    told, inputs = numbers(result), [numbers(part) for part in parts]
    allowed = _tolerance(result, parts, form)
    held, staked, staked_held, tried = 0, 0, 0, 0
    broken: list[int] = []
    for place in range(rows):
        value = told[place]
        row = [one[place] for one in inputs]
        if value is None or None in row:
            continue
        known = [number for number in row if number is not None]
        tried += 1
        fits = abs(calculate(known) - value) <= allowed + 1e-9 * abs(value)
        if at_stake(known):
            staked += 1
            staked_held += fits
        if fits:
            held += 1
        else:
            broken.append(place)
            if tried <= TRIAL and len(broken) > max(3, (1 - HOLDS) * TRIAL):
                return None
    if tried < ENOUGH or held < HOLDS * tried:
        return None
    if staked < max(5, AT_STAKE * tried) or staked_held < HOLDS * staked:
        return None
    kept = tuple(p for p in broken if not _read_otherwise(result, parts, calculate, allowed, p))
    return Relation(result, form, parts, held, kept)


def _tolerance(result: Column, parts: Sequence[Column], form: str) -> float:
    """One unit of the last place beside the rounding itself; half a unit where nothing is rounded."""
    own, others = decimals(result), [decimals(part) for part in parts]
    fine = sum(others) + 2 * ("%" in form) if "×" in form else max(others)
    return float((0.5 if own >= fine else 1.51) * 10**-own)


def _read_otherwise(
    result: Column, parts: Sequence[Column], calculate: Form, allowed: float, place: int
) -> bool:
    """Whether a cell like `1.234`, which may be a thousand, fits when it is read the other way."""
    readings: list[list[float]] = [[]]
    for column in (result, *parts):
        text = column.values[place].strip()
        values = [numbers(column)[place]]
        if THOUSANDS.match(text):
            bare = text.replace(".", ",").replace(",", "")
            values = [float(bare), float(text.replace(",", "."))]
        readings = [[*before, value] for before in readings for value in values if value is not None]
    return any(abs(calculate(row[1:]) - row[0]) <= allowed for row in readings if len(row) == len(parts) + 1)
