"""Headers over several lines: a label above a group of columns, and the columns' own labels below it.

    Part |  Price  |          Part | Price / List | Price / Net
         | List|Net     →

A title above a table is no group label. Lines are joined only where a workbook merges cells for it, or where
a label of one line stands in the gap of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbctl.engine.tables.values import is_date, is_number

Merged = tuple[tuple[int, int], tuple[int, int]]
BETWEEN = " / "


@dataclass(frozen=True, slots=True)
class Stack:
    """The first and last line of a header, from 0, and its labels joined."""

    first: int
    last: int
    labels: tuple[str, ...]


def stacked(rows: Sequence[Sequence[str]], header: int, merged: Sequence[Merged] = ()) -> Stack:
    """The header with the line above or below it where they belong together."""
    below = header + 1
    if below + 1 < len(rows) and _completes(rows[header], rows[below], rows[below + 1 : below + 6]):
        return Stack(header, below, _joined(rows[header], rows[below], merged, header))
    above = header - 1
    if above >= 0 and _groups(rows[above], rows[header], merged, above):
        return Stack(above, header, _joined(rows[above], rows[header], merged, above))
    return Stack(header, header, tuple(cell.strip() for cell in rows[header]))


def _filled(row: Sequence[str]) -> set[int]:
    return {place for place, cell in enumerate(row) if cell.strip()}


def _labels(row: Sequence[str]) -> bool:
    texts = [cell.strip() for cell in row if cell.strip()]
    return bool(texts) and not any(is_number(text) or is_date(text) or len(text) > 60 for text in texts)


def _completes(upper: Sequence[str], lower: Sequence[str], data: Sequence[Sequence[str]]) -> bool:
    """Whether the line below the header fills its gaps, and nothing but them and the start of a group."""
    top, bottom = _filled(upper), _filled(lower)
    gaps = {place for place in range(min(top, default=0), len(lower)) if place in bottom - top}
    starts = {place for place in bottom & top if place + 1 in gaps}
    if not gaps or bottom - gaps - starts or not _labels(lower) or not _labels(upper):
        return False
    if not top - bottom:  # the whole upper line stands over groups: a title may do so too
        return False
    # the columns with the gaps hold data, and rows of data are fuller than this line of labels
    full = [_filled(row) for row in data if _filled(row)]
    return bool(full) and all(any(place in row for row in full) for place in gaps) and all(
        row - bottom for row in full[:2]
    )  # fmt: skip


def _groups(upper: Sequence[str], lower: Sequence[str], merged: Sequence[Merged], line: int) -> bool:
    """Whether the line above the header holds labels of groups of its columns."""
    top, bottom = _filled(upper), _filled(lower)
    if not top or not _labels(upper) or max(top) > max(bottom):
        return False
    across = [span for span in merged if span[0][0] == line and span[1][1] > span[0][1]]
    down = [span for span in merged if span[0][0] == line and span[1][0] > line]
    whole = any(span[1][1] - span[0][1] + 1 >= len(bottom) for span in across)
    if (len(across) >= 2 or (across and (down or len(top) > 1))) and not whole:
        return True
    gaps = top - bottom  # labels of the upper line that reach down over a gap of the lower
    inner = {place for place in gaps if place < max(bottom)}
    texts = [lower[place].strip().casefold() for place in sorted(bottom)]
    repeated = len(set(texts)) < len(texts) and len(top) >= 2
    return bool(inner and len(top) >= 2) or repeated


def _joined(
    upper: Sequence[str], lower: Sequence[str], merged: Sequence[Merged], line: int
) -> tuple[str, ...]:
    """A group's label counts for the columns right of it that have none of their own above."""
    reach = {span[0][1]: span[1][1] for span in merged if span[0][0] == line}
    labels = []
    group, until = "", -1
    for place in range(max(len(upper), len(lower))):
        own = upper[place].strip() if place < len(upper) else ""
        under = lower[place].strip() if place < len(lower) else ""
        if own:
            # a label without an own one below it stands for one column, unless cells are merged
            group, until = own, reach.get(place, len(lower) if under and not merged else place)
        over = group if place <= until else ""
        if not under:
            labels.append(own)
        elif not over or over.casefold() in under.casefold():
            labels.append(under)
        else:
            labels.append(f"{over}{BETWEEN}{under}")
    return tuple(labels)
