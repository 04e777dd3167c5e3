"""From rows of cells to a table: titles above the header, the header, data rows, notes and totals below.

The header is the first row that is nearly as wide as the data and reads like labels. A row of data in that
place
means that the file has no header; its columns are then called `column 1`, `column 2` …
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from kbctl.engine.tables.stacked import Merged, stacked
from kbctl.engine.tables.totals import adds_up, closes
from kbctl.engine.tables.values import is_date, is_number

LOOK = 60  # rows in which the header is sought
PAGES = 0.2  # share of rows below a header that may repeat it, as a report does on every page
RULER = re.compile(r"[-=_+|: ]{2,}$")


class Extent(NamedTuple):
    """How many cells of a row hold something, and the first and last of them."""

    filled: int
    first: int
    last: int


def extent_of(row: Sequence[str]) -> Extent:
    """Rows of one extent share one value: a long file keeps no list a row."""
    full = [position for position, cell in enumerate(row) if cell and not cell.isspace()]
    return _known_extent(len(full), full[0], full[-1]) if full else NOTHING


NOTHING = Extent(0, -1, -1)
_known_extent = lru_cache(maxsize=4096)(Extent)


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions count rows from 0. `header` is -1 where there is none, the last of its lines where it has
    several; `data` are the positions of data rows, `around` those of titles, totals and notes."""

    header: int
    headers: tuple[str, ...]
    data: tuple[int, ...]
    notes: tuple[str, ...]
    around: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """The rows of data that a long file has between its first and its last rows: how many have how many
    filled cells with which the last, and the rows themselves."""

    extents: Mapping[Extent, int]
    rows: Iterable[Sequence[str]]


def layout_of(
    rows: Sequence[Sequence[str]], merged: Sequence[Merged] = (), rest: Rest | None = None
) -> Layout:
    """The layout of one sheet or file; `headers` is as wide as the widest row with content. `merged` are the
    ranges of cells that a workbook shows as one. `rows` may be the first and the last of a long file."""
    filled = [extent_of(row) for row in rows]
    full = [position for position, extent in enumerate(filled) if extent.filled]
    if not full:
        return Layout(-1, (), (), ())
    between = rest.extents if rest else {}
    widths = Counter(filled[position].filled for position in full)
    for extent, number in between.items():
        widths[extent.filled] += number
    usual = _usual_width(widths)
    header = _header(rows, filled, full, usual, max(widths))
    stack = stacked(rows, header, merged) if header >= 0 else None
    lines = stack.last - stack.first + 1 if stack else 0
    header = stack.last if stack else -1
    labels = stack.labels if stack else ()
    start = full.index(header) + 1 if header >= 0 else 0
    if header < 0:
        start = next(
            (n for n, position in enumerate(full) if filled[position].filled >= max(1, usual * 0.5)), 0
        )
    data = full[start:]
    notes = []
    above = full[: full.index(header) + 1 - lines] if header >= 0 else full[:start]
    if titles := len(above):
        notes.append(f"{titles} title line{'s' * (titles > 1)} skipped")
    if lines > 1:
        notes.append(f"header over {lines} lines, joined")
    if data and _is_ruler(rows[data[0]]):
        above, data = [*above, data[0]], data[1:]
    data, below = _without_tail(rows, filled, data, usual, rest)
    if below:
        notes.append(
            f"{len(below)} line{'s' * (len(below) > 1)} below the table left out (totals, notes): "
            f"{_shown(rows[below[0]])}"
        )
    width = 1 + max(
        (filled[position].last for position in [*data, *([header] if header >= 0 else [])]), default=0
    )
    labelled = len(_bare_end(labels))
    width = max(width, labelled, *(extent.last + 1 for extent in between))
    headers = _headers(labels, width)
    ragged = 0
    if header >= 0:
        ragged = sum(filled[position].last >= labelled for position in data)
        ragged += sum(number for extent, number in between.items() if extent.last >= labelled)
    if ragged:
        notes.append(f"{ragged} row{'s' * (ragged > 1)} wider than the header")
    return Layout(header, headers, tuple(data), tuple(notes), (*above, *below))


def _is_ruler(row: Sequence[str]) -> bool:
    """A line of dashes below the header, as database clients print it."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return all(RULER.match(cell) for cell in cells)


def _shown(row: Sequence[str]) -> str:
    text = " ".join(cell.strip() for cell in row if cell.strip())
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'


def _usual_width(widths: Mapping[int, int]) -> int:
    """The width that most cells live in: the median over cells, so that many short title lines do not decide.
    `widths`: filled cells of a row → how many rows have as many."""
    middle = sum(width * rows for width, rows in widths.items()) // 2
    for width in sorted(widths):
        middle -= width * widths[width]
        if middle < 0:
            return width
    return max(widths)


def _header(
    rows: Sequence[Sequence[str]], filled: list[Extent], full: list[int], usual: int, widest: int
) -> int:
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
    # a value that the column itself repeats below is data, not a label, unless a report repeats the header
    own = [cell.strip() for cell in row]
    again = [other for other in below if [cell.strip() for cell in other] == own]
    if again and len(again) <= PAGES * len(below):
        below = [other for other in below if other not in again]
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
    rows: Sequence[Sequence[str]], filled: list[Extent], data: list[int], usual: int, rest: Rest | None
) -> tuple[list[int], list[int]]:
    """Data rows without the totals and notes that close the table, and those."""
    end = len(data)
    while end > 1:
        position, before = data[end - 1], data[end - 2]
        lonely = filled[position].filled == 1 and usual >= 3
        apart = position - before > 1 or end < len(data)
        if (
            closes([cell.strip() for cell in rows[position] if cell.strip()], usual)
            or (lonely and apart and filled[position].first == 0)
            or (lonely and filled[position].first == 0 and _note_above(filled, data[:end]))
            or (usual >= 3 and _is_ruler(rows[position]))
            or (end == len(data) and _unlabelled_total(rows, filled, data, usual, rest))
        ):
            end -= 1
        else:
            break
    return data[:end], data[end:]


def _unlabelled_total(
    rows: Sequence[Sequence[str]], filled: list[Extent], data: list[int], usual: int, rest: Rest | None
) -> bool:
    """Whether the last line has no label and only the sums of its columns."""
    if filled[data[-1]].first < 1 or filled[data[-1]].filled > 0.7 * usual:
        return False
    above = (rows[place] for place in data[:-1])
    return adds_up(rows[data[-1]], chain(rest.rows, above) if rest else above)


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
