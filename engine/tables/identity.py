"""How a record is called by people and files that outlast one extract."""

from __future__ import annotations

import hashlib

from kbctl.engine.tables.profile import Profiled


def identity(table: Profiled, place: int) -> str:
    """How a record is called from extract to extract."""
    if key := table.key_of(place):
        return key
    cells = "\x1f".join(column.values[place].strip() for column in table.table.columns)
    return "~" + hashlib.sha256(cells.encode("utf-8", "replace")).hexdigest()[:12]
