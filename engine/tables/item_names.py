"""The column that names the items of a master, by its field, else by what stands in it."""

from __future__ import annotations

from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.similarity import tokens
from kbctl.engine.tables.table import Column

FIELDS = ("item_name", "item_description")
FILLED = 0.8  # share of the rows that have a name
OWN = 0.7  # distinct texts a row: many items are called alike but for their number, but not most
WORDY = 0.6  # share of the texts that hold a word besides numbers and codes, and something more


def item_name(table: Profiled) -> Column | None:
    """None where no column, or more than one without a field, looks like names."""
    if told := table.column(*FIELDS):
        return told
    if table.role != "item_master":
        return None
    likely = [
        one for one in table.table.columns if not table.field(one) and one is not table.key and _names(one)
    ]
    return likely[0] if len(likely) == 1 else None


def _names(column: Column) -> bool:
    rows = len(column.values)
    if column.filled_rows < FILLED * rows or len(column.filled) < OWN * rows:
        return False
    wordy = sum(_wordy(tokens(text)) for text in column.filled)
    return wordy >= WORDY * len(column.filled)


def _wordy(words: tuple[str, ...]) -> bool:
    return len(words) > 1 and any(word.isalpha() and len(word) > 2 for word in words)
