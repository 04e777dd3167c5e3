"""Which records are compared at all: rules of agreement, chosen by the pairs they cost in this very table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kbctl.engine.tables.linking.signs import Sign, telling

if TYPE_CHECKING:
    import pyarrow as pa

FLOOR = 200_000  # pairs that are scored in a few seconds whatever the table
PER_ROW = 6  # pairs a row that larger tables may cost; a judgement: minutes for a million rows
START = 4  # letters that two spellings of a name share more often than not; the year of a date


@dataclass(frozen=True, slots=True)
class Rule:
    """Pairs that agree on all of `keys`; `pairs`: how many of them there are. `signs` are the columns of the
    linkage behind the keys."""

    keys: tuple[str, ...]
    signs: frozenset[str]
    pairs: int


def keys_of(signs: Sequence[Sign]) -> Mapping[str, tuple[str, str]]:
    """What can be agreed on: key → (SQL common to all backends, its sign)."""
    found = {sign.name: (sign.name, sign.name) for sign in telling(signs)}
    for sign in telling(signs):
        if sign.kind in ("name", "party", "text", "date"):
            found[f"{sign.name}_start"] = (f"substr({sign.name}, 1, {START})", sign.name)
    return found


def choose(table: pa.Table, signs: Sequence[Sign]) -> tuple[Rule, ...]:
    """Rules whose pairs, one rule with another, keep within the budget: those with one sign first, since two
    records of one thing agree on one sign more often than on two; then the cheaper.

    A rule that only repeats a part of a chosen one is left out.
    """
    budget = max(FLOOR, PER_ROW * table.num_rows)
    rules = sorted(_rules(table, signs, budget), key=lambda rule: (len(rule.keys), rule.pairs, rule.keys))
    chosen: list[Rule] = []
    spent = 0
    for rule in rules:
        if any(set(one.keys) <= set(rule.keys) for one in chosen) or spent + rule.pairs > budget:
            continue
        chosen.append(rule)
        spent += rule.pairs
    return tuple(chosen)


def _rules(table: pa.Table, signs: Sequence[Sign], budget: int) -> Iterator[Rule]:
    keyed = with_keys(table, signs)
    known = keys_of(signs)
    for size in (1, 2):
        for keys in combinations(sorted(known), size):
            own = [known[key][1] for key in keys]
            starts = sum(key.endswith("_start") for key in keys)
            if len(set(own)) == size and not (size == 1 and starts):
                pairs = pairs_of(keyed, keys)
                if 0 < pairs <= budget:
                    yield Rule(keys, frozenset(own), pairs)


def with_keys(table: pa.Table, signs: Sequence[Sign]) -> pa.Table:
    """The table with the derived keys as columns."""
    import pyarrow.compute as pc

    for key, (_, sign) in keys_of(signs).items():
        if key.endswith("_start"):
            table = table.append_column(key, pc.utf8_slice_codeunits(table[sign], 0, START))
    return table


def pairs_of(table: pa.Table, keys: Sequence[str]) -> int:
    """How many pairs of rows agree on all these keys."""
    counted = table.select(list(keys)).drop_null().group_by(list(keys)).aggregate([([], "count_all")])
    return sum(n * (n - 1) // 2 for n in counted["count_all"].to_pylist())
