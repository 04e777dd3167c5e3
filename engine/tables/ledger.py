"""Debit and credit: which columns they are, by their headers and because they hold numbers."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.headers import words
from kbctl.engine.tables.numeric import numeric
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.table import Column

DEBIT = frozenset(["debit", "dr", "soll", "debe", "cargo", "debits", "借方", "借", "借方金额"])
CREDIT = frozenset(["credit", "cr", "haben", "haber", "abono", "credits", "贷方", "贷", "贷方金额"])


def side_of(table: Profiled, said: frozenset[str]) -> Column | None:
    """The one numeric column whose header has such a word."""
    found: Sequence[Column] = [
        c for c in table.table.columns if set(words(c.header)) & said and numeric(c, 0.5)
    ]
    return found[0] if len(found) == 1 else None
