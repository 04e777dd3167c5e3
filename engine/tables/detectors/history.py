"""MissingTransactionHistory: weeks without a single order, movement or posting in a history that is dense
otherwise.

Files of one kind (a file a year) are one history. A works holiday is short, or comes back every year.
"""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import finding
from kbctl.engine.tables.periods import event_column, gaps
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip

CONCEPT = "MissingTransactionHistory"


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    column = event_column(book, table)
    if column is None:
        return Skip("no orders or movements with a day")
    found = []
    for gap in gaps(book, table.role, tuple(c.header for c in table.table.columns)):
        if gap.after[0] != table.name:
            continue
        places = {gap.after[1]} | ({gap.before[1]} if gap.before[0] == table.name else set())
        message = (
            f"Nothing is recorded between {gap.last.isoformat()} and {gap.first.isoformat()} "
            f"({column.header}); at the "
            f"pace of the weeks around there would be about {gap.expected:,} days with rows."
        )
        cells = [table.cell(place, column) for place in sorted(places)]
        examples = [f"{gap.last.isoformat()} … {gap.first.isoformat()}"]
        found.append(finding(CONCEPT, table, column, cells, 0.85, "major", message, examples))
    return tuple(found)


DETECTORS = {CONCEPT: detect}
