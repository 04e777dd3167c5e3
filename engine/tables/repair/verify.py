"""What is proved of a remedy after it was applied in memory; whatever fails takes the remedy back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kbctl.engine.tables.detectors import DETECTORS, Detector
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import known_codes
from kbctl.engine.tables.remedies.operator import Left
from kbctl.engine.tables.repair.change import Change
from kbctl.engine.tables.table import Finding, code_form
from kbctl.engine.tables.values import number_of

#: What no remedy may bring about, whatever it repairs: references into nothing, circles, clashing codes.
GUARDS = ("OrphanRecord", "CircularBillOfMaterials", "CodeCollision")
#: Fields of which the total means something: goods and money of rows that are events or balances.
_SUMMED = """
qty_on_hand opening_qty order_qty shipped_qty received_qty completed_qty scrap_qty work_order_qty
line_amount order_total open_amount
"""
SUMMED = frozenset(_SUMMED.split())
MOST = 0.1  # share of a table's rows that a remedy may set aside (a judgement)
FEW = 5  # rows that may always be set aside, in a short table
FREELY = frozenset({"StaleRecord", "ReportLayout", "MultiValueCell"})
Place = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was proved, or not. `name` is a word for machines, `why` a sentence for people."""

    name: str
    passed: bool
    why: str


def found(book: Book, concept: str, detectors: Mapping[str, Detector] = DETECTORS) -> tuple[Finding, ...]:
    """What the concept's detector finds in all tables. Empty where there is no detector."""
    detector = detectors.get(concept)
    findings: list[Finding] = []
    for table in book.tables if detector else ():
        said = detector(book, table) if detector else ()
        findings += said if isinstance(said, tuple) else ()
    return tuple(findings)


def places(findings: Iterable[Finding]) -> set[Place]:
    """Cells of the findings, and the rows of their pairs (those without a column)."""
    seen: set[Place] = set()
    for one in findings:
        seen |= {(one.table, cell.row, cell.column) for cell in one.cells}
        seen |= {(one.table, row, "") for pair in one.pairs for row in pair.rows}
    return seen


@dataclass(frozen=True, slots=True)
class Guarded:
    """The places that the guards find in a book."""

    by_concept: Mapping[str, frozenset[Place]]


def guarded(book: Book, detectors: Mapping[str, Detector] = DETECTORS) -> Guarded:
    return Guarded(
        {name: frozenset(places(found(book, name, detectors))) for name in GUARDS if name in detectors}
    )


def no_new_trouble(before: Guarded, after: Guarded, book: Book) -> list[Check]:
    """`book` as it was before. A reference that reached nothing then either is not broken now: a repair may
    well bring to light that a column points at another."""
    checks = []
    for concept in sorted(before.by_concept):
        new = after.by_concept[concept] - before.by_concept[concept]
        if concept == "OrphanRecord" and new:
            new = frozenset(place for place in new if reached(book, *place))
        where = ", ".join(sorted({f"{table} row {row}" for table, row, _ in new})[:3])
        why = f"{len(new)} new cells of {concept}: {where}" if new else f"no new {concept}"
        checks.append(Check(f"no-new-{concept}", not new, why))
    return checks


def reached(book: Book, name: str, row: int, header: str) -> bool:
    """Whether the cell's reference reached a record; a row that was not there had no broken one."""
    child = next(table for table in book.tables if table.name == name)
    if row not in child.table.numbers:
        return True
    column = child.table.by_header[header]
    known, _ = known_codes(book, child, column)
    return code_form(column.values[child.table.numbers.index(row)]) in known


def claimed_clean(
    concept: str, before: Sequence[Finding], after: Sequence[Finding], changes: Sequence[Change]
) -> Check:
    """Cells of the finding that the remedy wrote are found no more."""
    written = {(one.table, one.row, one.column) for one in changes if one.kind in ("cell", "rekeyed")}
    dirty = places(before) & places(after) & written
    if dirty:
        where = ", ".join(sorted(f"{table} row {row} {column}" for table, row, column in dirty)[:3])
        return Check("claimed-cells-clean", False, f"{len(dirty)} cells are as bad as before: {where}")
    return Check("claimed-cells-clean", True, f"{concept} is no more found in the cells that were changed")


def remaining(findings: Sequence[Finding], left: Sequence[Left]) -> set[Place]:
    """Places that are still found and that the remedy did not say it leaves."""
    said = {(one.table, row) for one in left for row in one.rows}
    return {place for place in places(findings) if (place[0], place[1]) not in said}


def sums_kept(before: Book, after: Book, changes: Sequence[Change]) -> list[Check]:
    """Totals of goods and money: what left with quarantined rows and came with added ones accounts for every
    difference, in columns that the remedy did not write; a merge keeps the totals of its table."""
    old = {table.name: table for table in before.tables}
    checks: list[Check] = []
    for table in after.tables:
        own = [one for one in changes if one.table == table.name]
        rows = [one for one in own if one.kind in ("row-removed", "row-added")]
        written = {one.column for one in own if one.kind in ("cell", "rekeyed")}
        merged = bool(rows) and all(one.kind == "row-removed" and one.after for one in rows)
        for column in table.table.columns if rows else ():
            if table.field(column) not in SUMMED or (column.header in written and not merged):
                continue
            was, now = total(old[table.name], column.header), total(table, column.header)
            gone = sum(
                (1 if one.kind == "row-removed" else -1)
                * (number_of(dict(one.values).get(column.header, "")) or 0.0)
                for one in rows
                if not merged or not _counts_twice(table)
            )
            kept = math.isclose(now + gone, was, rel_tol=1e-9, abs_tol=1e-6)
            name = f"{table.name} {column.header}"
            why = f"{name}: {was:.15g} before, {now:.15g} after" + (
                f", {gone:.15g} set aside" if gone else ""
            )
            checks.append(Check("total-kept", kept, why))
    return checks


def few_set_aside(book: Book, concept: str, changes: Sequence[Change]) -> list[Check]:
    """A remedy that sets aside much of a table has not repaired it. Duplicates leave their double behind, an
    archive is meant to be large, and rows that come back in another form are not lost."""
    if concept.startswith("Duplicate") or concept in FREELY:
        return []
    checks = []
    for table in book.tables:
        own = [one for one in changes if one.table == table.name]
        gone = sum(one.kind == "row-removed" and not one.after for one in own)
        if not gone or any(one.kind == "row-added" for one in own):
            continue
        passed = gone <= max(FEW, MOST * table.rows)
        why = f"{gone} of {table.rows} rows of {table.name} would be set aside"
        checks.append(Check("few-set-aside", passed, why))
    return checks


def _counts_twice(table: Profiled) -> bool:
    """In a master a row's amount belongs to the thing, so a merge must carry it over; the same document
    line told twice is one amount."""
    return table.role.endswith("_master")


def total(table: Profiled, header: str) -> float:
    column = table.table.by_header[header]
    return math.fsum((number_of(text) or 0.0) * count for text, count in column.counts.items())
