"""Which variances are accounted for: by the change log of a repair, or by what people wrote down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal

from kbctl.engine.tables.project.explanations import Explanation
from kbctl.engine.tables.reconcile.changes import Logged
from kbctl.engine.tables.reconcile.numbers import number
from kbctl.engine.tables.reconcile.records import QUANTITIES, UNIT_PRICES, VALUE, Records
from kbctl.engine.tables.reconcile.variance import Tolerances, Variance
from kbctl.engine.tables.table import code_form


def by_changes(
    found: Sequence[Variance],
    before: Records,
    after: Records,
    log: Sequence[Logged],
    tolerances: Tolerances,
    costed: Mapping[str, Sequence[Logged]],
) -> tuple[Variance, ...]:
    """A changed amount is explained where the rows of its record come to the new one, to the tolerance, once
    the logged changes are made and the removed rows left out; a record that went or came where the log says
    so. A value is explained with its quantity or price, and with the cost of its item (`costed`)."""
    keys = {row: record.key for record in before.records.values() for row in record.rows}
    moved: dict[tuple[str, str], list[Logged]] = defaultdict(list)
    rows: dict[str, list[Logged]] = defaultdict(list)
    for change in log:
        if _same_table(change.table, before.table):
            key = keys.get(change.row, code_form(change.key))
            if change.kind in ("row-removed", "row-added"):
                rows[key].append(change)
            else:
                moved[key, change.column].append(change)
    told = [_explained(v, before, after, moved, rows, tolerances) for v in found]
    priced = {v.key for v in told if v.explained and v.measure != VALUE and v.kind == "changed"}
    moot = {v.key for v in told if not v.explained and v.measure in (*QUANTITIES, *UNIT_PRICES)}
    return tuple(_worth(v, priced - moot, moot, costed) for v in told)


def _worth(
    variance: Variance, priced: Set[str], moot: Set[str], costed: Mapping[str, Sequence[Logged]]
) -> Variance:
    """A value that differs, with what its quantity, its price or the cost of its item was changed by."""
    if variance.measure != VALUE or variance.kind != "changed" or variance.explained:
        return variance
    if variance.key in priced:
        return replace(variance, explained="follows from the changes of its quantity or price")
    cost = costed.get(variance.dimensions.get("item", ""))
    if cost and variance.key not in moot:
        return replace(variance, explained=f"the cost of the item: {_said(cost)}")
    return variance


def _explained(
    variance: Variance,
    before: Records,
    after: Records,
    moved: dict[tuple[str, str], list[Logged]],
    rows: dict[str, list[Logged]],
    tolerances: Tolerances,
) -> Variance:
    gone = [change for change in rows.get(variance.key, ()) if change.kind == "row-removed"]
    if variance.kind in ("missing", "new", "repeated"):
        came = [change for change in rows.get(variance.key, ()) if change.kind == "row-added"]
        if found := gone if variance.kind == "missing" else came:
            return replace(variance, explained=_said(found))
        return variance
    header = before.measures.get(variance.measure) or before.dimensions.get(variance.measure, "")
    changes = moved.get((variance.key, header), [])
    if variance.kind == "moved":
        made = [*changes, *gone]  # what is left of several rows can stand elsewhere than all of them
        return replace(variance, explained=_said(made)) if made else variance
    if (changes or gone) and (record := before.records.get(variance.key)):
        cells = dict(before.cells[variance.measure])
        for change in changes:  # in the order of the log: the last one stands
            mark = after.marks.get(variance.measure, ".")
            cells[change.row] = number(change.after, mark) or Decimal(0)
        removed = {change.row for change in gone}
        left = sum((cells[row] for row in record.rows if row not in removed), Decimal(0))
        if tolerances.of(variance.measure).holds(left, variance.after):
            return replace(variance, explained=_said([*changes, *gone]))
    return variance


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
