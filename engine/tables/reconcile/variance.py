"""What differs: record by record, and summed by dimension, so that errors that cancel out are seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from kbctl.engine.tables.reconcile.records import Records

Kind = Literal["changed", "missing", "new", "moved", "repeated"]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """`absolute` in the measure's own unit; `rate` is a share of the value before. Either suffices."""

    absolute: Decimal = Decimal("0.005")
    rate: Decimal = Decimal(0)

    def holds(self, before: Decimal, after: Decimal) -> bool:
        return abs(after - before) <= max(self.absolute, self.rate * abs(before))


@dataclass(frozen=True, slots=True)
class Tolerances:
    general: Tolerance = Tolerance()
    by_measure: Mapping[str, Tolerance] | None = None

    def of(self, measure: str) -> Tolerance:
        return (self.by_measure or {}).get(measure, self.general)


@dataclass(frozen=True, slots=True)
class Variance:
    """One record's difference in one measure. `moved`: the amount is the same but counts elsewhere;
    `measure` is then the dimension and `place` says from where to where. `rows` are those after, or before
    where the record is gone. `cause` is a suspicion, `explained` a documented reason."""

    table: str
    key: str
    kind: Kind
    measure: str
    before: Decimal
    after: Decimal
    rows: tuple[int, ...]
    dimensions: Mapping[str, str]
    place: tuple[str, str] = ("", "")
    cause: str = ""
    explained: str = ""

    @property
    def amount(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Total:
    """A measure summed over a table, or over one member of a dimension."""

    table: str
    measure: str
    dimension: str
    member: str
    before: Decimal
    after: Decimal
    within: bool

    @property
    def amount(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Netting:
    """Variances that cancel out: the total agrees while its members do not. `gross` is what cancels."""

    table: str
    measure: str
    dimension: str
    members: tuple[str, ...]
    gross: Decimal


def variances(before: Records, after: Records, tolerances: Tolerances) -> tuple[Variance, ...]:
    """Every record that differs, by key. A measure that only one side has is not compared."""
    shared = [name for name in before.measures if name in after.measures]
    found: list[Variance] = []
    for key in sorted(before.records.keys() | after.records.keys()):
        old, new = before.records.get(key), after.records.get(key)
        known = old or new
        assert known is not None  # the key comes from one of the two
        kind: Kind = "changed"
        if old is None or new is None:
            kind = "missing" if new is None else "new"
        elif len(new.rows) > len(old.rows):
            kind = "repeated"
        rows = (new or known).rows
        place = (new or known).dimensions
        differing = 0
        for name in shared:
            was = old.measures[name] if old else Decimal(0)
            now = new.measures[name] if new else Decimal(0)
            if not tolerances.of(name).holds(was, now):
                differing += 1
                found.append(Variance(before.table, key, kind, name, was, now, rows, place))
        if kind != "changed" and not differing:
            counts = Decimal(len(old.rows) if old else 0), Decimal(len(new.rows) if new else 0)
            found.append(Variance(before.table, key, kind, "records", *counts, rows, place))
        if old and new and kind == "changed":
            for name in sorted(old.dimensions.keys() & new.dimensions.keys()):
                if old.dimensions[name] != new.dimensions[name]:
                    moved = old.dimensions[name], new.dimensions[name]
                    zero = Decimal(0)
                    found.append(Variance(before.table, key, "moved", name, zero, zero, rows, place, moved))
    return tuple(found)


def totals(before: Records, after: Records, tolerances: Tolerances) -> tuple[Total, ...]:
    """Each shared measure over the table (dimension `""`) and over each member of each shared dimension."""
    found = []
    for name in (name for name in before.measures if name in after.measures):
        for dimension in ("", *(d for d in before.dimensions if d in after.dimensions)):
            was, now = _sums(before, name, dimension), _sums(after, name, dimension)
            for member in sorted(was.keys() | now.keys()):
                old, new = was.get(member, Decimal(0)), now.get(member, Decimal(0))
                within = tolerances.of(name).holds(old, new)
                found.append(Total(before.table, name, dimension, member, old, new, within))
    return tuple(found)


def _sums(records: Records, measure: str, dimension: str) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for record in records.records.values():
        member = record.dimensions.get(dimension, "(several)") if dimension else ""
        sums[member] = sums.get(member, Decimal(0)) + record.measures[measure]
    return sums


def nettings(sums: tuple[Total, ...]) -> tuple[Netting, ...]:
    """Where a table's total is within tolerance but the members of a dimension are not."""
    agreed = {(t.table, t.measure) for t in sums if not t.dimension and t.within}
    groups: dict[tuple[str, str, str], list[Total]] = {}
    for total in sums:
        if total.dimension and not total.within and (total.table, total.measure) in agreed:
            groups.setdefault((total.table, total.measure, total.dimension), []).append(total)
    return tuple(
        Netting(*place, tuple(t.member for t in found), sum((abs(t.amount) for t in found), Decimal(0)) / 2)
        for place, found in sorted(groups.items())
    )


def explained_by(variance: Variance, reason: str) -> Variance:
    return replace(variance, explained=reason)
