"""Which rows of a decision table speak for which combination of values: overlaps, gaps, rows never reached.

Each condition has finitely many kinds of value: between and at the bounds that cells name, each word of an
enumeration, one term for each set of classes it lies below. Which rows admit a kind is a set of rows; the
sets of all combinations are their intersections, of which there are few, so that no combination is looked at
twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kbctl.engine.inference.compare import literal_test
from kbctl.engine.inference.facts import atom_order
from kbctl.engine.replay.whynot_values import representatives
from kbctl.ontology.values import Atom, Value
from kbctl.ontology.vocab import Slot, Vocabulary
from kbctl.rules.model import Comparison, Operand, Variable
from kbctl.rules.tables import Condition, Row, Table

#: Sets of rows that are followed at most; a table that needs more is not verified, and that is said.
SETS = 20_000
#: Gaps that are shown of one table.
SHOWN = 5

Values = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows that both speak, with values for which they do."""

    first: str
    second: str
    values: Values


@dataclass(frozen=True, slots=True)
class Looked:
    """`unreached` are rows of a `first` table that a row above always forestalls. `why` says why a table was
    not verified; empty where it was."""

    overlaps: tuple[Overlap, ...]
    gaps: tuple[Values, ...]
    unreached: tuple[str, ...]
    why: str = ""


def look(table: Table, vocabulary: Vocabulary) -> Looked:
    """What the rows do together, where every condition has a known value."""
    for row in table.rows:
        for name, tests in row.cells.items():
            if any(isinstance(test.operand, Variable) for test in tests):
                return Looked((), (), (), f"the cell '{name}' of row {row.name} compares with a variable")
    every = (1 << len(table.rows)) - 1
    sets: dict[int, list[Values]] = {every: [()]}
    for condition in table.conditions:
        grown: dict[int, list[Values]] = {}
        for value, admitted in _kinds(condition, table, vocabulary):
            for rows, found in sets.items():
                kept = grown.setdefault(rows & admitted, [])
                kept += [(*one, (condition.name, value)) for one in found[: SHOWN - len(kept)]]
        if len(grown) > SETS:
            return Looked((), (), (), f"its rows combine in more than {SETS:,} ways")
        sets = grown
    return Looked(_overlaps(table, sets), tuple(sets.get(0, ())), _unreached(table, sets))


def _overlaps(table: Table, sets: dict[int, list[Values]]) -> tuple[Overlap, ...]:
    if table.hit != "unique":
        return ()
    pairs: dict[tuple[int, int], Values] = {}
    for rows, found in sets.items():
        both = [n for n in range(len(table.rows)) if rows >> n & 1]
        for place, one in enumerate(both):
            for other in both[place + 1 :]:
                pairs.setdefault((one, other), found[0])
    return tuple(
        Overlap(table.rows[one].name, table.rows[other].name, values)
        for (one, other), values in sorted(pairs.items(), key=lambda item: item[0])
    )


def _unreached(table: Table, sets: Iterable[int]) -> tuple[str, ...]:
    reached = {(rows & -rows).bit_length() - 1 for rows in sets} if table.hit == "first" else None
    if reached is None:
        return ()
    return tuple(row.name for n, row in enumerate(table.rows) if n not in reached)


def _kinds(condition: Condition, table: Table, vocabulary: Vocabulary) -> list[tuple[Value, int]]:
    """A value of each kind, with the rows that admit it; of kinds that the same rows admit the first."""
    slot = vocabulary.frames[condition.frame].slots[condition.slot]
    tests = [row.cells[condition.name] for row in table.rows]
    found: dict[int, Value] = {}
    for value in _values(slot, [test for cell in tests for test in cell], vocabulary):
        admitted = 0
        for n, cell in enumerate(tests):
            if all(literal_test(vocabulary, slot, test)(value) for test in cell):
                admitted |= 1 << n
        found.setdefault(admitted, value)
    return [(value, rows) for rows, value in found.items()]


def _values(slot: Slot, tests: Sequence[Comparison], vocabulary: Vocabulary) -> list[Value]:
    operands = [one for test in tests if test.op != "exists" for one in _atoms(test.operand)]
    if slot.many:
        members = sorted(set(operands), key=atom_order)
        return [(), *((one,) for one in members), tuple(members)] if members else [()]
    if slot.type == "boolean":
        return [True, False]
    if slot.type == "enum":
        return list(slot.values)
    if slot.type == "class":
        return list(representatives(vocabulary, slot, operands))
    if slot.type in ("integer", "number"):
        return list(_numbers(slot, [one for one in operands if isinstance(one, int | float)]))
    words = sorted({str(one) for one in operands})
    return [*words, "some other text"]


def _atoms(operand: Operand) -> list[Atom]:
    if isinstance(operand, Variable):
        return []
    return list(operand) if isinstance(operand, tuple) else [operand]


def admits(table: Table, row: Row, values: Mapping[str, Value], vocabulary: Vocabulary) -> bool:
    """Whether a row speaks for known values of all conditions, rows above apart."""
    return all(
        literal_test(vocabulary, vocabulary.frames[one.frame].slots[one.slot], test)(values[one.name])
        for one in table.conditions
        for test in row.cells[one.name]
    )


def _numbers(slot: Slot, bounds: Iterable[int | float]) -> list[int | float]:
    """At each bound, between two, below the first and above the last; within what the slot admits."""
    sorted_bounds = sorted(set(bounds))
    found: list[int | float] = list(sorted_bounds)
    if slot.type == "integer":
        found += [step for bound in sorted_bounds for step in (int(bound) - 1, int(bound) + 1)]
    else:
        found += [(one + other) / 2 for one, other in pairwise(sorted_bounds)]
        found += [sorted_bounds[0] - 1, sorted_bounds[-1] + 1] if sorted_bounds else []
    low = slot.minimum if slot.minimum is not None else float("-inf")
    high = slot.maximum if slot.maximum is not None else float("inf")
    ends = [end for end in (slot.minimum, slot.maximum) if end is not None]
    found += [int(end) if slot.type == "integer" else end for end in ends]
    kept = sorted({one for one in found if low <= one <= high})
    return kept or [0]
