"""ConflictingFileVersion: `items_v2.csv` beside `items_final.csv`, with the same keys and other values.

It stands at each version but the first by name, with the cells that differ from that one. Files of periods
are snapshots, each valid for its date; equal copies contradict nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.detectors.common import count, finding, quoted
from kbctl.engine.tables.headers import normal
from kbctl.engine.tables.keys import key_columns
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Cell, Column, Finding, Skip, code_form
from kbctl.engine.tables.versions import versions

CONCEPT = "ConflictingFileVersion"
OVERLAP = 0.5  # share of the smaller file's keys that both must have; a judgement


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    group = next((group for group in versions(book) if table in group), None)
    if group is None:
        return Skip("no other version of it by its name")
    first = group[0]
    if table is first:
        return Skip("the other versions are compared with this one")
    keys = [header for header in key_columns(book, first) if header in table.table.by_header]
    if not keys or len(keys) != len(key_columns(book, first)):
        return Skip(f"no key in common with {first.name}")
    mine, theirs = _by_key(table, keys), _by_key(first, keys)
    both = mine.keys() & theirs.keys()
    if len(both) < OVERLAP * min(len(mine), len(theirs)):
        return Skip(f"too few keys in common with {first.name}")
    cells, examples = [], []
    for column, other in _common(table, first, keys):
        for key in sorted(both):
            new, old = column.values[mine[key]], other.values[theirs[key]]
            if code_form(new) != code_form(old):
                cells.append(_cell(table, column, mine[key], " + ".join(key)))
                examples.append(f"{' + '.join(key)}: {quoted(old)} → {quoted(new)}")
    if not cells:
        return ()
    lone = len(mine.keys() ^ theirs.keys())
    rows = len({cell.row for cell in cells})
    message = (
        f"{count(rows, 'record')} of {count(len(both), 'record')} that {table.name} and {first.name} both "
        f"have differ in {count(len(cells), 'cell')}"
        + (f", and {count(lone, 'record')} stand in one of them only" if lone else "")
        + "; nothing says which file is in force."
    )
    return (finding(CONCEPT, table, None, cells, 0.9, "major", message, examples),)


def _cell(table: Profiled, column: Column, place: int, key: str) -> Cell:
    return Cell(table.table.numbers[place], key, column.header, column.values[place])


def _by_key(table: Profiled, keys: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Key → place of its first row; blank keys are left out."""
    columns = [table.table.by_header[header] for header in keys]
    found: dict[tuple[str, ...], int] = {}
    for place, texts in enumerate(zip(*(column.values for column in columns), strict=True)):
        key = tuple(map(code_form, texts))
        if all(key):
            found.setdefault(key, place)
    return found


def _common(table: Profiled, other: Profiled, keys: Sequence[str]) -> list[tuple[Column, Column]]:
    theirs = {normal(column.header): column for column in reversed(other.table.columns)}
    return [
        (column, theirs[normal(column.header)])
        for column in table.table.columns
        if column.header not in keys and normal(column.header) in theirs
    ]


DETECTORS = {CONCEPT: detect}
