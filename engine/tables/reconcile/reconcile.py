"""Two sets of tables → what agrees, what differs, what of that is explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.project.explanations import Explanation
from kbctl.engine.tables.reconcile.causes import with_causes
from kbctl.engine.tables.reconcile.changes import Logged, cost_changes, rewritten
from kbctl.engine.tables.reconcile.explain import by_changes, by_people
from kbctl.engine.tables.reconcile.pairs import paired
from kbctl.engine.tables.reconcile.records import Records, records_of, worth_of
from kbctl.engine.tables.reconcile.variance import (
    Netting,
    Tolerances,
    Total,
    Variance,
    nettings,
    totals,
    variances,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One table before and after. `counts`: records before, after, in both, only before, only after; the
    first is the third plus the fourth, the second the third plus the fifth, always."""

    before: Records
    after: Records
    counts: tuple[int, int, int, int, int]
    totals: tuple[Total, ...]
    nettings: tuple[Netting, ...]
    variances: tuple[Variance, ...]

    @property
    def open(self) -> tuple[Variance, ...]:
        return tuple(variance for variance in self.variances if not variance.explained)

    @property
    def open_nettings(self) -> tuple[Netting, ...]:
        """Those to which the variance of some record is open: the others are explained, record by record."""
        return tuple(one for one in self.nettings if any(_part_of(variance, one) for variance in self.open))

    @property
    def not_compared(self) -> tuple[str, ...]:
        """Measures before that the table after does not have."""
        return tuple(sorted(set(self.before.measures) - set(self.after.measures)))


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`missing`, `new`: tables on one side only. `stale`: explanations that fit no variance."""

    tables: tuple[Compared, ...]
    missing: tuple[Profiled, ...]
    new: tuple[Profiled, ...]
    stale: tuple[Explanation, ...]

    @property
    def open(self) -> tuple[Variance, ...]:
        return tuple(variance for table in self.tables for variance in table.open)

    @property
    def agrees(self) -> bool:
        """Every table was found again and every variance is explained. A total that agrees only because
        errors cancel out does not count: its records are variances."""
        return not self.open and not self.missing


def reconcile(
    before: Book,
    after: Book,
    tolerances: Tolerances,
    log: Sequence[Logged] = (),
    renamed: dict[str, str] | None = None,
    explanations: Sequence[Explanation] = (),
) -> Reconciliation:
    pairs, missing, new = paired(before, after)
    compared = []
    costed = cost_changes(before, log, renamed or {})
    stale = tuple(explanations)
    for old, fresh in pairs:
        cells = rewritten(log, old.name)
        left = records_of(old, before.names.types, renamed or {}, worth_of(before, renamed or {}), cells)
        right = records_of(
            fresh, after.names.types, renamed or {}, worth_of(after, renamed or {}), like=left.headers
        )
        found = with_causes(variances(left, right, tolerances))
        found = by_changes(found, left, right, log, tolerances, costed)
        mine = [one for one in explanations if one.table.casefold() == left.table.casefold()]
        found, unused = by_people(found, mine, tolerances)
        stale = tuple(one for one in stale if one not in mine or one in unused)
        sums = totals(left, right, tolerances)
        compared.append(Compared(left, right, _counts(left, right), sums, nettings(sums), found))
    return Reconciliation(tuple(compared), missing, new, stale)


def _part_of(variance: Variance, netting: Netting) -> bool:
    if variance.kind == "moved":
        return variance.measure == netting.dimension and bool(set(variance.place) & set(netting.members))
    member = variance.dimensions.get(netting.dimension, "(several)")
    return variance.measure == netting.measure and member in netting.members


def _counts(before: Records, after: Records) -> tuple[int, int, int, int, int]:
    both = len(before.records.keys() & after.records.keys())
    old, new = len(before.records), len(after.records)
    return old, new, both, old - both, new - both
