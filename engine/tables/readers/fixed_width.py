"""Fixed-width text: columns by a ruler line (`----- ---`) or by gutters that are blank in every line.

Conservative: what is not plainly a table in columns is left to the reader of delimited text. A gutter is two
characters wide at least, since words of one length make single ones by chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

Spans = tuple[tuple[int, int], ...]

RULER = re.compile(r"\s*(?:-{2,}|={2,}|_{2,})(?: +(?:-+|=+|_+))+\s*$")
GAP = re.compile(r" {2,}")
WORD = re.compile(r"\S+(?: \S+)*")
LINES = 2000  # lines that are looked at
FEW = 3  # lines of one form below which nothing is said
SHARE = 0.6  # share of lines with the usual number of parts
FITS = 0.8  # share of lines in which nothing stands in a gutter


def spans_of(text: str) -> Spans:
    """From where to where each column reaches, the last one to the end of the line; () for no table."""
    lines = [line.rstrip() for line in text.splitlines()[:LINES]]
    full = [line for line in lines if line.strip()]
    if len(full) < FEW or any("\t" in line for line in full):
        return ()
    return _by_ruler(full) or _by_gutters(full)


def cut(text: str, spans: Spans) -> list[list[str]]:
    """A row a line. A line with text in the gutters (a title, a note) is one cell."""
    rows = []
    gutters = [(end, start) for (_, end), (start, _) in pairwise(spans)]
    for line in text.splitlines():
        line = line.rstrip()
        if any(line[start:end].strip() for start, end in gutters):
            rows.append([line.strip()])
        else:
            rows.append([line[start:end].strip() for start, end in spans])
    return rows


def _by_ruler(lines: Sequence[str]) -> Spans:
    """A ruler belongs under a header and above rows."""
    for place, line in enumerate(lines[:-1]):
        if place and RULER.match(line):
            starts = [found.span() for found in re.finditer(r"\S+", line)]
            spans = (*starts[:-1], (starts[-1][0], 1 << 20))
            rows = [other for other in lines[place + 1 :] if not RULER.match(other)]
            fit = sum(_fits(other, spans) for other in rows)
            return spans if rows and fit >= FITS * len(rows) else ()
    return ()


def _fits(line: str, spans: Spans) -> bool:
    return not any(line[end:start].strip() for (_, end), (start, _) in pairwise(spans))


def _by_gutters(lines: Sequence[str]) -> Spans:
    parts = [len(GAP.split(line.strip())) for line in lines]
    wide = Counter(number for number in parts if number > 1)
    if not wide:
        return ()
    usual = max(wide, key=lambda number: (wide[number], number))
    body = [line for line, number in zip(lines, parts, strict=True) if number == usual]
    if len(body) < FEW or sum(number > 1 for number in parts) < SHARE * len(lines):
        return ()
    longest = max(map(len, body))
    used = [False] * longest
    for line in body:
        for place, sign in enumerate(line):
            if sign != " ":
                used[place] = True
    spans = _runs(used)
    if len(spans) < 2 or len(spans) > usual:
        return ()
    spans = (*_widened(spans[:-1], spans[1:]), (spans[-1][0], 1 << 20))
    if sum(_fits(line, spans) for line in lines) < FITS * len(lines):
        return ()
    return spans


def _runs(used: Sequence[bool]) -> Spans:
    """Stretches that are used, those with a single blank between them taken together."""
    found: list[tuple[int, int]] = []
    for place, full in enumerate(used):
        if not full:
            continue
        if found and place - found[-1][1] < 2:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return tuple(found)


def _widened(spans: Spans, following: Spans) -> Spans:
    """A column may be longer in a line that was not looked at; one blank stays between columns."""
    return tuple(
        (start, max(end, next_ - 1)) for (start, end), (next_, _) in zip(spans, following, strict=True)
    )
