"""Running numbers of documents: how many are missing between two days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from statistics import median

TAIL = re.compile(r"(\d{2,9})\D*$")
DENSE = 0.8  # share of the numbers, without those of the gap, that are there: else they are no running ones
EDGE = 5  # documents on each side that are asked: documents of neighbouring days may change places
LEAST = 3


def missing_between(numbered: Iterable[tuple[date, str]], last: date, first: date) -> int:
    """How many running numbers no document has between these two days; 0 where they do not run with the
    days."""
    told = sorted({(day, int(found[1])) for day, text in numbered if (found := TAIL.search(text.strip()))})
    before = [number for day, number in told if day <= last]
    after = [number for day, number in told if day >= first]
    if len(before) < EDGE or len(after) < EDGE:
        return 0
    jump = round(median(after[:EDGE]) - median(before[-EDGE:])) - EDGE
    span = max(number for _, number in told) - min(number for _, number in told) + 1 - jump
    return jump if jump >= LEAST and span > 0 and len(told) >= DENSE * span else 0
