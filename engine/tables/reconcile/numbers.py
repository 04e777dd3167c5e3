"""Reading the numbers of a whole column in one convention, exactly.

`1.234` is 1234 or 1.234 as its column says: cells with both marks, with a mark that cannot part thousands, or
with the same mark twice decide; without any, the point is the decimal mark.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from kbctl.engine.tables.table import Column

SIGNS = re.compile(r"[\s\u00a0\u202f'’$€£¥%]|[A-Z]{3}\b")
#: votes for a mark as decimal below this share of the cells in which it may part thousands are slips
SURE = 0.1
CANDIDATE = re.compile(r"[0-9.,]+$")


def decimal_mark(column: Column) -> str:
    """`.` or `,`."""
    votes, either = {".": 0, ",": 0}, {".": 0, ",": 0}
    for text, count in column.filled.items():
        bare = SIGNS.sub("", text).strip("()+-")
        if not CANDIDATE.match(bare):
            continue
        last = max(bare.rfind("."), bare.rfind(","))
        if last < 0:
            continue
        mark, other = bare[last], "," if bare[last] == "." else "."
        if other in bare:
            votes[mark] += count
        elif bare.count(mark) > 1:
            votes[other] += count
        elif len(bare) - last - 1 != 3 or last > 3 or bare.startswith("0"):
            votes[mark] += count
        else:
            either[mark] += count
    sure = {mark: votes[mark] if votes[mark] >= SURE * either[mark] else 0 for mark in votes}
    return "," if sure[","] > sure["."] else "."


def number(text: str, mark: str) -> Decimal | None:
    """The value of a cell, or None where it holds no number. Brackets and a sign behind mean negative."""
    bare = SIGNS.sub("", text)
    if not bare:
        return None
    negative = bare.startswith(("-", "(", "−")) or bare.endswith("-")
    digits = bare.strip("()+-−")
    digits = digits.replace("," if mark == "." else ".", "").replace(mark, ".")
    if not re.fullmatch(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", digits):
        return None
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return -value if negative else value
