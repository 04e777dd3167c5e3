"""Text in cells of a workbook: all of it comes back as it was.

A workbook's XML cannot hold most control characters and turns carriage returns into line feeds; Excel writes
them as `_x000D_`, and so does this. Text that looks like a formula stays text.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

LIMIT = 32_767  # characters of a cell, as Excel has it
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    return UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def put(cell: Any, text: str) -> None:
    """Write a text as text. Raises ValueError where it is longer than a cell can hold."""
    said = escaped(text)
    if len(said) > LIMIT:
        raise ValueError(f"{len(said):,} characters; a cell holds {LIMIT:,}")
    if not said:
        return
    cell.value = said
    cell.data_type = "s"
    if said[:1] in "=+-@":
        cell.quotePrefix = True  # Excel then never takes it for a formula, even when it is edited


def taken(cell: Any) -> str:
    """What a cell says, as text: a formula as written, dates in ISO 8601, whole numbers without `.0`."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if not isinstance(value, str | int):  # a formula over a range
        return str(getattr(value, "text", value))
    return unescaped(str(value))
