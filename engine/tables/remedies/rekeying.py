"""Keys that change: the edits that re-point every reference in the book. What all remedies of keys share."""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import pointing
from kbctl.engine.tables.remedies.operator import Edit
from kbctl.engine.tables.table import Column, code_form


def repointed(
    book: Book,
    parent: Profiled,
    target: Column,
    renamed: Mapping[str, str],
    confidence: Mapping[str, float],
    groups: Mapping[str, str],
) -> list[Edit]:
    """Edits of all cells that name one of the keys. `renamed`: key in the form of comparison (`code_form`) →
    the key as it is to be written; `confidence` and `groups` by the same key."""
    edits = []
    for child, column in pointing(book, parent, target):
        for code in sorted(column.codes.keys() & renamed.keys()):
            for place in column.codes[code]:
                before = column.values[place]
                if code_form(before) != code_form(renamed[code]) or before.strip() != renamed[code]:
                    row = child.table.numbers[place]
                    edits.append(
                        Edit(
                            child.name, row, column.header, before, renamed[code],
                            confidence[code], "rekeyed", groups[code],
                        )
                    )  # fmt: skip
    return edits


def times_named(book: Book, parent: Profiled, target: Column) -> dict[str, int]:
    """How many cells of the book name each key (in the form of comparison)."""
    counts: dict[str, int] = {}
    for _, column in pointing(book, parent, target):
        for code, places in column.codes.items():
            counts[code] = counts.get(code, 0) + len(places)
    return counts
