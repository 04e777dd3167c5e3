"""WhitespaceNoise: white space around a value, doubled inside it, or of a kind that cannot be seen.

Line breaks inside a cell are left alone: they structure addresses and long texts.
"""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "WhitespaceNoise"
PROSE = 10  # blanks in a text from which it is prose: names, addresses and descriptions have fewer
SUSPECT = r"^ | $|  |[^ -~]"  # all others are plain texts with single spaces inside
KINDS = (
    ("invisible characters", re.compile("[\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff\t\x0b\x0c]")),
    ("spaces at the end", re.compile(r"[^\S\n]\n?$")),
    ("spaces at the start", re.compile(r"^[^\S\n]")),
    ("double spaces", re.compile(r"\S  +\S")),
)


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = []
    for column in table.table.columns:
        noisy: dict[str, str] = {}
        suspects = column.matching(SUSPECT)
        for text in suspects:
            kind = next((kind for kind, pattern in KINDS if pattern.search(text)), None)
            if kind:
                noisy[text] = kind
        noisy = {text: kind for text, kind in noisy.items() if not _of_prose(text, kind, column)}
        if not noisy:
            continue
        cells = cells_with(table, column, noisy)
        tally: dict[str, int] = {}
        for text, kind in noisy.items():
            tally[kind] = tally.get(kind, 0) + suspects[text]
        told = ", ".join(
            f"{kind} {number:,}" for kind, number in sorted(tally.items(), key=lambda kv: (-kv[1], kv[0]))
        )
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} "
            f"hold stray white space: {told}."
        )
        found.append(finding(CONCEPT, table, column, cells, 1.0, "minor", message))
    return tuple(found)


def _of_prose(text: str, kind: str, column: Column) -> bool:
    """Two spaces within a sentence are typography, unless the column has it with one space too."""
    once = " ".join(text.split())
    return kind == "double spaces" and text.count(" ") >= PROSE and once not in column.counts


DETECTORS = {CONCEPT: detect}
