"""PartialRecoveryWithChecksums: damaged cells are taken from a sound copy of the same record.

Where rows bear checksums, a copy is a row with the same checksum that is itself sound: then the whole row is
what it was, and that is proved. Without checksums a copy is a row with the same key in another table with the
same columns, and only the damaged cell is taken. Where copies disagree nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kbctl.engine.tables.detectors.corrupt_data import CHECKS
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.common import Mended, Place, edit, lefts, places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings
from kbctl.engine.tables.table import Cell, Column, Finding, code_form

REMEDY, CONCEPT = "PartialRecoveryWithChecksums", "CorruptData"
ALIKE = 0.8  # share of the columns that a copy must have too
PROVED, TAKEN = 0.99, 0.9  # confidence of a row whose checksum agrees, of a cell found under the same key


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    own = [finding for finding in findings if finding.concept == CONCEPT]
    damaged = {(f.table, c.row) for f in own for c in f.cells}
    edits: dict[tuple[str, int, str], Edit] = {}
    left: dict[tuple[str, str, str], list[int]] = {}
    proofs: dict[str, Proofs | None] = {}
    for place in places(book, own, (CONCEPT,)):
        name = place.table.name
        if name not in proofs:
            proofs[name] = proofs_of(book, place.table, damaged)
        proof = proofs[name]
        said = proof.restored(place) if proof else [_by_key(book, place, damaged)]
        if isinstance(said, str) or isinstance(said[0], str):
            why = said if isinstance(said, str) else str(said[0])
            left.setdefault((name, place.cell.column, why), []).append(place.cell.row)
            continue
        for one in said:
            if isinstance(one, Edit):
                edits[one.table, one.row, one.column] = one
    return Plan(REMEDY, tuple(edits.values()), left=lefts(left))


class Proofs:
    """Sound rows of other tables by their checksum, for one table whose rows bear one."""

    def __init__(self, sums: Column, rows: Mapping[str, Mapping[str, str]]) -> None:
        self.sums, self.rows = sums, rows

    def restored(self, place: Place) -> list[Edit] | str:
        """All cells of the row that differ from its sound copy."""
        sound = self.rows.get(code_form(self.sums.values[place.place]))
        if sound is None:
            return "no sound row with its checksum: the copies hold another state of the record, or none"
        found = []
        for column in place.table.table.columns:
            before, after = column.values[place.place], sound.get(column.header)
            if after is not None and after != before:
                cell = Cell(place.cell.row, place.cell.key, column.header, before)
                there = Place(place.finding, cell, place.table, column, place.place)
                found.append(edit(there, Mended(after, PROVED)))
        return found or "its cells are those of the sound copy"


def proofs_of(book: Book, table: Profiled, damaged: set[tuple[str, int]]) -> Proofs | None:
    """None where the table has no column of checksums."""
    sums = checksum_column(table)
    if sums is None:
        return None
    rows: dict[str, Mapping[str, str]] = {}
    for copy in twins(book, table):
        theirs = checksum_column(copy)
        if theirs is None:
            continue
        for place, text in enumerate(theirs.values):
            if text.strip() and (copy.name, copy.table.numbers[place]) not in damaged:
                rows[code_form(text)] = {c.header: c.values[place] for c in copy.table.columns}
    return Proofs(sums, rows)


def checksum_column(table: Profiled) -> Column | None:
    return next((column for column in table.table.columns if CHECKS & {*words(column.header)}), None)


def _by_key(book: Book, place: Place, damaged: set[tuple[str, int]]) -> Edit | str:
    key = code_form(place.table.key_of(place.place))
    if not key:
        return "the record has no key by which a copy could be found"
    found = set()
    for copy in twins(book, place.table):
        if copy.key is None or place.table.key is None or copy.key.header != place.table.key.header:
            continue
        column = copy.table.by_header[place.column.header]
        for row in copy.key.codes.get(key, ()):
            if (copy.name, copy.table.numbers[row]) not in damaged:
                found.add(column.values[row])
    if len(found) == 1:
        return edit(place, Mended(found.pop(), TAKEN))
    return "the copies of the record disagree" if found else "no sound copy of the record"


def twins(book: Book, table: Profiled) -> Iterator[Profiled]:
    """Tables with the same columns."""
    heads = {column.header for column in table.table.columns}
    for other in book.tables:
        if other.name == table.name or not heads <= set(other.table.by_header):
            continue
        if len(heads) >= ALIKE * len(other.table.by_header):
            yield other


OPERATORS = {REMEDY: plan}
