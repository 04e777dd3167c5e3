"""DuplicateRecord: rows that are equal in every cell, and persons under several records, in tables that are
no customer, supplier or item master."""

from __future__ import annotations

from itertools import pairwise

from kbctl.engine.tables.detectors.common import count, percent, quoted, ratio
from kbctl.engine.tables.detectors.duplicates import equal_groups, people
from kbctl.engine.tables.linking.signs import is_people
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Pair, Skip

CONCEPT = "DuplicateRecord"
OWN = frozenset({"customer_master", "supplier_master", "item_master"})


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    """Without a key of its own an equal row may be a second real event, so it is less certain."""
    if table.role in OWN:
        return Skip("masters have a detector of their own")
    columns = list(table.table.columns)
    if len(columns) < 2:
        return Skip("a single column does not tell rows apart")
    if table.role == "person" and is_people(table):
        return people(table, CONCEPT, "person")
    groups = equal_groups(table, columns)
    if not groups:
        return ()
    numbers = table.table.numbers
    certainty = 1.0 if table.key else 0.85
    pairs = tuple(
        Pair((numbers[a], numbers[b]), (table.key_of(a), table.key_of(b)), certainty)
        for a, b in sorted(pair for places in groups for pair in pairwise(places))
    )
    extra = sum(len(places) - 1 for places in groups)
    examples = tuple(
        f"rows {', '.join(str(numbers[place]) for place in places[:4])}: "
        + quoted(" · ".join(c.values[places[0]].strip() for c in columns[:4]))
        for places in groups[:3]
    )
    return (
        Finding(
            concept=CONCEPT,
            table=table.name,
            column="",
            field="",
            rows=extra,
            rate=ratio(extra, table.rows),
            certainty=certainty,
            severity="major",
            message=f"{count(extra, 'row')} ({percent(extra, table.rows)}) repeat another row in every cell.",
            examples=examples,
            pairs=pairs,
        ),
    )


DETECTORS = {CONCEPT: detect}
