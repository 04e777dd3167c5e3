"""Records → scored pairs: Splink learns the weights from the table itself, no label used.

How often strangers agree is counted on random pairs; how often records of one person agree is learnt by
expectation maximisation within blocks. The backend is an argument, DuckDB where none is given: a
`splink.SparkAPI` takes the same settings for tables that outgrow one machine.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING, Any

from kbctl.engine.tables.linking.blocking import Rule, choose, pairs_of
from kbctl.engine.tables.linking.model import PLACE, settings
from kbctl.engine.tables.linking.signs import Sign, telling

if TYPE_CHECKING:
    import pyarrow as pa

FOUND = (
    0.6  # share of the doubles that agree on two independent signs; a judgement, it moves the prior by a bit
)
SAMPLE = 3_000_000  # random pairs from which the agreement of strangers is counted
LEARN = 1_000_000  # pairs of one block rule that weights are learnt from
ENOUGH = 15  # pairs below which a block teaches nothing
SINGLE_THREAD = 100_000  # rows up to which sums are taken in one order, so that a run twice gives the same


@dataclass(frozen=True, slots=True)
class Scored:
    """Two rows and the chance that they are one; `levels`: sign → how alike, 0 different, -1 blank in one,
    else higher is more alike; `tops`: the level of equality."""

    a: int
    b: int
    certainty: float
    levels: tuple[int, ...]


def arrow(signs: Sequence[Sign]) -> pa.Table:
    import pyarrow as pa

    rows = len(signs[0].values)
    columns: dict[str, Any] = {PLACE: pa.array(range(rows), pa.int64())}
    columns |= {sign.name: pa.array(sign.values, pa.string()) for sign in signs}
    return pa.table(columns)


def score(signs: Sequence[Sign], above: float, backend: Any = None) -> list[Scored]:
    """Pairs of at least this certainty, in order. `backend`: a database API of Splink."""
    table = arrow(signs)
    rules = choose(table, signs)
    if not rules:
        return []
    expected = doubles(table, signs)
    if expected <= 0:
        return []
    rows = table.num_rows
    prior = max(expected, 1.0) / (rows * (rows - 1) / 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("splink").setLevel(logging.CRITICAL)
        return _run(table, signs, rules, prior, above, backend or _duckdb(rows))


def _duckdb(rows: int) -> Any:
    import duckdb
    from splink import DuckDBAPI

    connection = duckdb.connect()
    if rows <= SINGLE_THREAD:
        connection.execute("SET threads = 1")
    return DuckDBAPI(connection)


def _run(
    table: pa.Table, signs: Sequence[Sign], rules: Sequence[Rule], prior: float, above: float, backend: Any
) -> list[Scored]:
    from splink import Linker, block_on

    registered = backend.register(table)
    linker = Linker(registered, settings(signs, rules, prior), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLE, seed=1)
    for rule in lessons(rules):
        before = linker.misc.save_model_to_json()
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*sorted(rule.signs)), max_pairs=LEARN if rule.pairs > LEARN else None
            )
        except ValueError:
            # a block without doubles drives a weight below what numbers can hold: it teaches nothing, and
            # what it left half done is thrown away
            linker = Linker(registered, before, log_level=None)
    predicted: Any = linker.inference.predict(threshold_match_probability=above)
    found = predicted.as_pyarrow_table().to_pydict()
    rows = zip(
        found[f"{PLACE}_l"],
        found[f"{PLACE}_r"],
        found["match_probability"],
        *(found[f"gamma_{sign.name}"] for sign in signs),
        strict=True,
    )
    return sorted(
        (Scored(min(a, b), max(a, b), round(p, 3), tuple(levels)) for a, b, p, *levels in rows),
        key=lambda pair: (pair.a, pair.b),
    )


def lessons(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Block rules to learn from: a few telling ones without a sign in common, so that each sign is free to be
    learnt in one of them. Cheap rules hold the largest share of doubles."""
    whole = [rule for rule in rules if not any(key.endswith("_start") for key in rule.keys)]
    chosen: list[Rule] = []
    for rule in sorted(whole, key=lambda rule: (rule.pairs, rule.keys)):
        if rule.pairs >= ENOUGH and not any(rule.signs & one.signs for one in chosen):
            chosen.append(rule)
    return tuple(chosen[:3])


def doubles(table: pa.Table, signs: Sequence[Sign]) -> float:
    """About how many pairs of records are one thing: those that agree on two signs of different groups beyond
    what chance brings; the median over such pairs of signs, since some (name and e-mail) hang together."""
    rows = table.num_rows
    every = rows * (rows - 1) / 2
    alone = {sign.name: pairs_of(table, (sign.name,)) for sign in telling(signs)}
    beyond = [
        pairs_of(table, (a.name, b.name)) - alone[a.name] * alone[b.name] / every
        for a, b in combinations(telling(signs), 2)
        if a.group != b.group
    ]
    return median(beyond) / FOUND if beyond else 0.0
