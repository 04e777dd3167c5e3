"""Which tables of a repair's folder are the repaired ones."""

from __future__ import annotations

from kbctl.engine.tables.table import Table

SIDE = ("quarantine/", "crossref/", "archive/", ".kbctl/")
FILES = frozenset({"changes.csv"})


def without_side_tables(tables: tuple[Table, ...], repaired: bool) -> tuple[Table, ...]:
    """The tables without what a repair keeps beside them. Other folders are taken as they are."""
    if not repaired:
        return tables
    return tuple(t for t in tables if t.name not in FILES and not t.name.startswith(SIDE))
