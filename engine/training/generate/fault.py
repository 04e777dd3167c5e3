"""What a fault is: a way in which tables go wrong in practice, put into clean tables at a severity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kbctl.engine.training.generate.dice import Dice
from kbctl.engine.training.generate.work import Grid, Row, Work


@dataclass(frozen=True, slots=True)
class Dial:
    """How bad it is. The shares are a judgement: what projects call a few, many, most cells of a kind."""

    severity: str

    @property
    def share(self) -> float:
        """Of the cells that the fault can be in."""
        return {"low": 0.02, "mid": 0.06, "high": 0.15}[self.severity]

    @property
    def large(self) -> float:
        """For faults that come with a file or a source, and so in numbers."""
        return {"low": 0.15, "mid": 0.35, "high": 0.6}[self.severity]

    def count(self, low: int, mid: int, high: int) -> int:
        return {"low": low, "mid": mid, "high": high}[self.severity]


#: a clean text → the dirty one, None where it cannot stand there
Change = Callable[[str, Dice], str | None]
#: Puts the fault in and gives True, or leaves all as it was and gives False where it does not apply.
Inject = Callable[[Work, Dice, Dial], bool]

#: the order of work: keys change everywhere first, then rows come and go, then cells, then whole columns
KEYS, ROWS, CELLS, COLUMNS, FILES = range(1, 6)


@dataclass(frozen=True, slots=True)
class Fault:
    stage: int
    inject: Inject


def spoil(
    work: Work,
    concept: str,
    dice: Dice,
    share: float,
    spots: str,
    variants: Mapping[str, Change],
    columns: int = 2,
    want: Callable[[str], bool] = bool,
    least: int = 2,
) -> bool:
    """The common kind of fault: cells of one to `columns` columns are written differently.

    A variant turns a clean text into the dirty one, or gives None where it cannot stand there.
    """
    places = list(work.places(spots.split()))
    done = 0
    for grid, field in dice.sample(places, len(places)):
        if done == columns:
            break
        name = dice.pick(sorted(variants))
        entry = work.entry(concept, name, grid, field)

        def can(text: str, change: Callable[[str, Dice], str | None] = variants[name]) -> bool:
            return want(text) and change(text, Dice("trial")) not in (None, text)

        for row in work.choose(grid, field, share, dice, can, least):
            dirty = variants[name](grid.at(row, field), dice)
            if dirty is not None:
                entry.put(row, field, dirty)
        done += work.keep(entry)
    return done > 0


def children(work: Work, field_of_key: str, key: str, *ids: str) -> list[tuple[Grid, Row]]:
    """Rows of these tables in which the field holds the key."""
    return [
        (grid, row)
        for grid in work.all(*ids)
        if grid.has(field_of_key)
        for row in grid.rows
        if grid.at(row, field_of_key) == key
    ]
