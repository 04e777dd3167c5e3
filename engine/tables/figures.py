"""How often a calculation holds in the rows of a table: the forms of calculations, and the count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

#: rows looked at first, and the share in which a calculation must hold
TRIAL, HOLDS = 60, 0.75


@dataclass(frozen=True)
class Form:
    """A calculation from `arity` numbers, and whether anything is at stake in it: times one and plus nothing
    fit by chance. Both also as SQL, in which `{0}`, `{1}` … stand for the numbers."""

    arity: int
    calculate: Callable[[Sequence[float]], float]
    at_stake: Callable[[Sequence[float]], bool]
    sql: str
    stake_sql: str


def _product(rate: str, calculate: Callable[[Sequence[float]], float]) -> Form:
    return Form(
        3,
        calculate,
        lambda v: v[2] != 0 and v[0] * v[1] != 0,
        "{0} * {1} * (1 - " + rate + ")",
        "{2} <> 0 AND {0} * {1} <> 0",
    )


def _sum(first: str, calculate: Callable[[Sequence[float]], float], arity: int) -> Form:
    parts = " AND ".join(f"{{{n}}} <> 0" for n in range(arity))
    return Form(arity, calculate, lambda v: 0 not in v, first, parts)


#: how a calculation is told to people → what it is
FORMS: Mapping[str, Form] = {
    "{} × {}": Form(
        2,
        lambda v: v[0] * v[1],
        lambda v: v[0] not in (0, 1) and v[1] not in (0, 1),
        "{0} * {1}",
        "{0} NOT IN (0, 1) AND {1} NOT IN (0, 1)",
    ),
    "{} × {} × (1 - {})": _product("{2}", lambda v: v[0] * v[1] * (1 - v[2])),
    "{} × {} × (1 - {} %)": _product("{2} / 100", lambda v: v[0] * v[1] * (1 - v[2] / 100)),
    "{} + {}": _sum("{0} + {1}", lambda v: v[0] + v[1], 2),
    "{} - {}": _sum("{0} - {1}", lambda v: v[0] - v[1], 2),
    "{} + {} + {}": _sum("{0} + {1} + {2}", lambda v: v[0] + v[1] + v[2], 3),
    "{} - {} - {}": _sum("{0} - {1} - {2}", lambda v: v[0] - v[1] - v[2], 3),
    "{} + {} - {}": _sum("{0} + {1} - {2}", lambda v: v[0] + v[1] - v[2], 3),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A calculation from some columns, by their numbers, and how far it may be from the result."""

    result: int
    form: Form
    parts: tuple[int, ...]
    allowed: float

    def fits(self, value: float, parts: Sequence[float]) -> bool:
        return abs(self.form.calculate(parts) - value) <= self.allowed + 1e-9 * abs(value)


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows with all numbers, rows where it holds, rows where something is at stake, those of them where it
    holds; the places where it does not."""

    tried: int
    held: int
    staked: int
    staked_held: int
    broken: Sequence[int]


class Figures:
    """The numbers of columns of one table."""

    def __init__(self, columns: Sequence[Sequence[float | None]]) -> None:
        self._columns = columns

    def extent(self, column: int) -> tuple[float, float] | None:
        """The least and the greatest number of a column; None where it has none."""
        known = [value for value in self._columns[column] if value is not None]
        return (min(known), max(known)) if known else None

    def tally(self, asked: Asked) -> Tally | None:
        """None where the first rows say that it does not hold."""
        told, inputs = self._columns[asked.result], [self._columns[part] for part in asked.parts]
        held, staked, staked_held, tried = 0, 0, 0, 0
        broken: list[int] = []
        for place, value in enumerate(told):
            row = [one[place] for one in inputs]
            if value is None or None in row:
                continue
            known = [number for number in row if number is not None]
            tried += 1
            fits = asked.fits(value, known)
            if asked.form.at_stake(known):
                staked += 1
                staked_held += fits
            if fits:
                held += 1
            else:
                broken.append(place)
                if tried <= TRIAL and len(broken) > too_many():
                    return None
        return Tally(tried, held, staked, staked_held, broken)


def too_many() -> float:
    """Of the first rows, how many may break a calculation."""
    return max(3, (1 - HOLDS) * TRIAL)
