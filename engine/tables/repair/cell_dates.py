"""Dates in the cells of a workbook: numbers that a style shows as days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

ISO = re.compile(r"(?:19|20)\d\d-\d\d-\d\d$")
#: number formats of a spreadsheet's own that show a date; those of hours alone are none
BUILT_IN = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
FORMAT = re.compile(r"<(?:\w+:)?numFmt\b([^>]*)>")
STYLES = re.compile(r"<((?:\w+:)?)cellXfs\b.*?</\1cellXfs\s*>", re.DOTALL)
STYLE = re.compile(r"<(?:\w+:)?xf\b([^>]*)>")
ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
LITERAL = re.compile(r"\"[^\"]*\"|&quot;.*?&quot;|\[[^\]]*\]|\\.")
START, START_1904 = date(1899, 12, 30), date(1904, 1, 1)


def is_day(text: str) -> bool:
    """Whether the text is a day as a dated cell is read: ISO 8601 without a time."""
    if not ISO.match(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def date_styles(styles: str) -> frozenset[str]:
    """The numbers of the cell styles that show a date. `styles`: the workbook's part of that name."""
    dated = set(BUILT_IN)
    for found in FORMAT.finditer(styles):
        given = _attributes(found[1])
        if given.get("numFmtId", "").isdigit() and _shows_day(given.get("formatCode", "")):
            dated.add(int(given["numFmtId"]))
    block = STYLES.search(styles)
    own = [_attributes(found[1]) for found in STYLE.finditer(block[0])] if block else []
    numbers = [given.get("numFmtId", "") for given in own]
    return frozenset(str(n) for n, number in enumerate(numbers) if number.isdigit() and int(number) in dated)


def _attributes(text: str) -> dict[str, str]:
    return {name: value.strip("\"'") for name, value in ATTRIBUTE.findall(text)}


def _shows_day(code: str) -> bool:
    bare = LITERAL.sub("", code).casefold()
    return "d" in bare or "y" in bare


def dated_columns(cells: Iterable[tuple[int, str]], styles: frozenset[str]) -> Mapping[int, str]:
    """Column → the style of its dates, where most filled cells are dates. `cells`: column and style of each
    filled cell, the style empty where the cell is no number."""
    counts: dict[int, Counter[str]] = {}
    for column, style in cells:
        counts.setdefault(column, Counter())[style if style in styles else ""] += 1
    return {
        column: max((s for s in own if s), key=lambda s: (own[s], s))
        for column, own in counts.items()
        if 2 * own[""] < own.total()
    }


def serial(day: str, since_1904: bool) -> str:
    """The number under which a workbook keeps the day."""
    return str((date.fromisoformat(day) - (START_1904 if since_1904 else START)).days)
