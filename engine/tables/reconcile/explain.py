"""Which variances are accounted for: by the change log of a repair, or by what people wrote down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kbctl.engine.tables.project.explanations import Explanation
from kbctl.engine.tables.reconcile.changes import Logged
from kbctl.engine.tables.reconcile.numbers import number
from kbctl.engine.tables.reconcile.records import VALUE, Records
from kbctl.engine.tables.reconcile.variance import Tolerances, Variance
from kbctl.engine.tables.table import code_form


def by_changes(
    found: Sequence[Variance], records: Records, log: Sequence[Logged], tolerances: Tolerances
) -> tuple[Variance, ...]:
    """A changed amount is explained where the logged changes of its record sum to it, to the tolerance; a
    record that went or came where the log says so. A value is explained with its quantity or price."""
    keys = {row: record.key for record in records.records.values() for row in record.rows}
    moved: dict[tuple[str, str], list[Logged]] = defaultdict(list)
    rows: dict[str, list[Logged]] = defaultdict(list)
    for change in log:
        if _same_table(change.table, records.table):
            key = keys.get(change.row, code_form(change.key))
            if change.kind in ("row-removed", "row-added"):
                rows[key].append(change)
            else:
                moved[key, change.column].append(change)
    told = [_explained(v, records, moved, rows, tolerances) for v in found]
    priced = {v.key for v in told if v.explained and v.measure != VALUE and v.kind == "changed"}
    return tuple(
        replace(v, explained="follows from the changes of its quantity or price")
        if v.measure == VALUE and v.kind == "changed" and v.key in priced and not v.explained
        else v
        for v in told
    )


def _explained(
    variance: Variance,
    records: Records,
    moved: dict[tuple[str, str], list[Logged]],
    rows: dict[str, list[Logged]],
    tolerances: Tolerances,
) -> Variance:
    if variance.kind in ("missing", "new", "repeated"):
        kind = "row-removed" if variance.kind == "missing" else "row-added"
        if found := [change for change in rows.get(variance.key, ()) if change.kind == kind]:
            return replace(variance, explained=_said(found))
        return variance
    header = records.measures.get(variance.measure) or records.dimensions.get(variance.measure, "")
    changes = moved.get((variance.key, header), [])
    if variance.kind == "moved":
        return replace(variance, explained=_said(changes)) if changes else variance
    amounts = [_amount(change) for change in changes]
    if amounts and tolerances.of(variance.measure).holds(variance.amount, sum(amounts, Decimal(0))):
        return replace(variance, explained=_said(changes))
    return variance


def _amount(change: Logged) -> Decimal:
    before, after = (number(text, ".") or Decimal(0) for text in (change.before, change.after))
    return after - before


def _said(changes: Sequence[Logged]) -> str:
    return ", ".join(dict.fromkeys(f"{change.remedy} ({change.id})" for change in changes[:3])) + (
        f" and {len(changes) - 3} more" if len(changes) > 3 else ""
    )


def by_people(
    found: Sequence[Variance], explanations: Sequence[Explanation], tolerances: Tolerances
) -> tuple[tuple[Variance, ...], tuple[Explanation, ...]]:
    """The variances with what people said of them, and the explanations that fit no variance any more: the
    record agrees now, or its amount is another."""
    used: set[Explanation] = set()
    told = []
    for variance in found:
        for one in explanations:
            if (
                not variance.explained
                and _same_table(one.table, variance.table)
                and code_form(one.key) == variance.key
                and one.field == variance.measure
                and tolerances.of(variance.measure).holds(variance.amount, one.amount)
            ):
                variance = replace(variance, explained=f"{one.reason} ({one.by})")
                used.add(one)
        told.append(variance)
    return tuple(told), tuple(one for one in explanations if one not in used)


def _same_table(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
