"""From rows of cells to a table: titles above the header, the header, data rows, notes and totals below.

The header is the first row that is nearly as wide as the data and reads like labels. A row of data in that
place
means that the file has no header; its columns are then called `column 1`, `column 2` …
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kbctl.engine.tables.values import is_date, is_number

LOOK = 60  # rows in which the header is sought
TOTALS = re.compile(
    r"^(grand |sub|sub-)?totals?\b|^sum(me)?\b|^total(es| general)?\b|^gesamt"
    r"|^(合计|总计|小计)|^\(?\d+ rows?\b"
    r"|^end of (report|file)\b"
    r"|^(source|note|notes|quelle|fuente|printed|page)\b",
    re.IGNORECASE,
)  # fmt: skip


class Extent(NamedTuple):
    """How many cells of a row hold something, and the first and last of them."""

    filled: int
    first: int
    last: int


def _extent(row: Sequence[str]) -> Extent:
    """Rows of one extent share one value: a long file keeps no list a row."""
    full = [position for position, cell in enumerate(row) if cell and not cell.isspace()]
    return _known_extent(len(full), full[0], full[-1]) if full else NOTHING


NOTHING = Extent(0, -1, -1)
_known_extent = lru_cache(maxsize=4096)(Extent)


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions count rows from 0. `header` is -1 where there is none; `data` are the positions of data
    rows."""

    header: int
    headers: tuple[str, ...]
    data: tuple[int, ...]
    notes: tuple[str, ...]


def layout_of(rows: Sequence[Sequence[str]]) -> Layout:
    """The layout of one sheet or file; `headers` is as wide as the widest row with content."""
    filled = [_extent(row) for row in rows]
    full = [position for position, extent in enumerate(filled) if extent.filled]
    if not full:
        return Layout(-1, (), (), ())
    usual = _usual_width([filled[position].filled for position in full])
    header = _header(rows, filled, full, usual)
    start = full.index(header) + 1 if header >= 0 else 0
    if header < 0:
        start = next(
            (n for n, position in enumerate(full) if filled[position].filled >= max(1, usual * 0.5)), 0
        )
    data = full[start:]
    notes = []
    if titles := (full.index(header) if header >= 0 else start):
        notes.append(f"{titles} title line{'s' * (titles > 1)} skipped")
    data, below = _without_tail(rows, filled, data, usual)
    if below:
        notes.append(f"{below} line{'s' * (below > 1)} below the table left out (totals, notes)")
    width = 1 + max(
        (filled[position].last for position in [*data, *([header] if header >= 0 else [])]), default=0
    )
    headers = _headers(rows[header] if header >= 0 else (), width)
    ragged = sum(
        1 for position in data if header >= 0 and filled[position].last >= len(_bare_end(rows[header]))
    )
    if ragged:
        notes.append(f"{ragged} row{'s' * (ragged > 1)} wider than the header")
    return Layout(header, headers, tuple(data), tuple(notes))


def _usual_width(widths: list[int]) -> int:
    """The width that most cells live in: the median over cells, so that many short title lines do not
    decide."""
    spread = sorted(width for width in widths for _ in range(width))
    return spread[len(spread) // 2]


def _header(rows: Sequence[Sequence[str]], filled: list[Extent], full: list[int], usual: int) -> int:
    widest = max(extent.filled for extent in filled)
    for place, position in enumerate(full[:LOOK]):
        width = filled[position].filled
        if width < max(1, min(usual * 0.6, widest)) or (usual >= 3 and width < 2):
            continue
        below = [rows[other] for other in full[place + 1 : place + 1 + LOOK]]
        if _reads_like_labels(rows[position], below):
            return position
        # wide enough, but data: the table begins here without a header, unless labels stand right above it
        return -1
    return -1


def _reads_like_labels(row: Sequence[str], below: list[Sequence[str]]) -> bool:
    """Texts without repetition; not of the kind that the columns below hold."""
    cells = [position for position, cell in enumerate(row) if cell.strip()]
    texts = [row[position].strip() for position in cells]
    if len({text.casefold() for text in texts}) < 0.5 * len(texts) or any(len(text) > 120 for text in texts):
        return False
    if below and all(
        [cell.strip() for cell in other] == [cell.strip() for cell in row] for other in below[:5]
    ):
        return False
    odd = [text for text in texts if is_number(text) or is_date(text)]
    if _is_year_run(odd) and len(odd) < len(texts) + (len(cells) > 2):
        return True
    if len(odd) > 0.2 * len(texts):
        return False
    if not below:
        return True
    # a value that the column itself repeats below is data, not a label
    repeated = sum(
        sum(
            1 for other in below if position < len(other) and other[position].strip() == row[position].strip()
        )
        >= 2
        for position in cells
    )
    return repeated <= 0.3 * len(cells)


def _is_year_run(texts: list[str]) -> bool:
    """Years or months in order, as cross tables have them for headers."""
    if len(texts) < 2 or not all(re.fullmatch(r"\d{1,4}", text) for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return all(1 <= b - a <= 10 for a, b in pairwise(numbers)) and (numbers[0] > 1800 or numbers[0] <= 1)


def _without_tail(
    rows: Sequence[Sequence[str]], filled: list[Extent], data: list[int], usual: int
) -> tuple[list[int], int]:
    """Data rows without the totals and notes that close the table, and how many those were."""
    end = len(data)
    while end > 1:
        position, before = data[end - 1], data[end - 2]
        first = rows[position][filled[position].first].strip()
        lonely = filled[position].filled == 1 and usual >= 3
        apart = position - before > 1 or end < len(data)
        if (
            (TOTALS.match(first) and (usual >= 2))
            or (lonely and apart and filled[position].first == 0)
            or (lonely and filled[position].first == 0 and _note_above(filled, data[:end]))
        ):
            end -= 1
        else:
            break
    return data[:end], len(data) - end


def _note_above(filled: list[Extent], data: list[int]) -> bool:
    """Whether this last line belongs to a block of notes: only lone cells up to a blank line."""
    for place in range(len(data) - 1, 0, -1):
        if filled[data[place]].filled > 2:
            return False
        if data[place] - data[place - 1] > 1:
            return True
    return False


def _bare_end(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _headers(row: Sequence[str], width: int) -> tuple[str, ...]:
    """Headers as they stand, made distinct: an empty one becomes `column N`, a second `x` becomes `x (2)`."""
    seen: Counter[str] = Counter()
    headers = []
    for position in range(width):
        text = row[position].strip() if position < len(row) else ""
        name = text or f"column {position + 1}"
        seen[name] += 1
        headers.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(headers)
