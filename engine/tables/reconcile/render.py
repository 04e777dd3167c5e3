"""A reconciliation for people, as JSON and as a CSV of all variances."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from kbctl.engine.tables.reconcile.reconcile import Compared, Reconciliation
from kbctl.engine.tables.reconcile.variance import Total, Variance

SHOWN = 20
COLUMNS = (
    "table", "key", "kind", "field", "before", "after", "variance", "rows", "from", "to", "item", "warehouse",
    "account", "period", "cause", "explained",
)  # fmt: skip


def amount(value: Decimal, signed: bool = False) -> str:
    """`1,204.5`: without zeros at the end and without an exponent."""
    plain = value.quantize(Decimal("0.0001")).normalize() if value.is_finite() else value
    return f"{plain:{'+' if signed else ''},f}"


def render(found: Reconciliation, before: str, after: str, everything: bool = False) -> str:
    parts = [f"{before} → {after}"]
    parts += ["\n".join(_table(table)) for table in found.tables]
    if found.missing:
        parts.append("Not found again  " + ", ".join(f"{t.name} ({t.rows:,} rows)" for t in found.missing))
    if found.new:
        parts.append("Only after  " + ", ".join(f"{t.name} ({t.rows:,} rows)" for t in found.new))
    if listed := list(_listed(found, everything)):
        parts.append("\n".join(listed))
    if found.stale:
        lines = [
            f"  {e.at}: {e.table} {e.key} {e.field} {amount(e.amount, True)}: {e.reason}" for e in found.stale
        ]
        parts.append("\n".join(["Explanations that fit no variance any more", *lines]))
    parts.append(_verdict(found))
    return "\n\n".join(parts) + "\n"


def _table(table: Compared) -> Iterator[str]:
    old, new, both, gone, came = table.counts
    name = (
        table.before.table
        if table.before.table == table.after.table
        else f"{table.before.table} → {table.after.table}"
    )
    yield f"{name}  by {table.before.key}"
    kept = f"{both:,} again"
    yield f"  records       {old:,} = {kept} + {gone:,} missing    {new:,} = {kept} + {came:,} new"
    for total in table.totals:
        if not total.dimension:
            yield f"  {_sum(total)}"
    for netting in table.nettings:
        mark = "!" if netting in table.open_nettings else " "
        yield (
            f"  {mark} {netting.measure} agrees in total, but by {netting.dimension} "
            f"{amount(netting.gross)} cancels out: "
            + ", ".join(netting.members[:4])
            + (" …" if len(netting.members) > 4 else "")
            + ("" if mark == "!" else "; explained, record by record")
        )
    for total in [t for t in table.totals if t.dimension and not t.within][:8]:
        yield f"    by {total.dimension:<10} {total.member:<20} {_sum(total)}"
    for side, records in (("before", table.before), ("after", table.after)):
        for measure, rows in records.unread.items():
            told = f"{len(rows):,} cells without a number, which count as nothing"
            yield f"  ? {measure} {side}: {told} (row {rows[0]})"
    if table.not_compared:
        yield f"  ? not in the table after: {', '.join(table.not_compared)}"


def _sum(total: Total) -> str:
    mark = "agrees" if total.within else amount(total.amount, signed=True)
    return f"{total.measure:<14} {amount(total.before):>18} → {amount(total.after):>18}   {mark}"


def _listed(found: Reconciliation, everything: bool) -> Iterator[str]:
    still = sorted(found.open, key=lambda v: (-abs(v.amount), v.table, v.key, v.measure))
    shown = still if everything else still[:SHOWN]
    if still:
        yield f"Open variances  {len(still):,}"
    for variance in shown:
        yield f"  {variance.table}  {variance.key}  {_difference(variance)}"
        yield f"      row {variance.rows[0]}" + (
            f": {variance.cause}" if variance.cause else ": no pattern fits"
        )
    if len(still) > len(shown):
        yield f"  … {len(still) - len(shown):,} more (--all, or --out FILE.csv)"


def _difference(variance: Variance) -> str:
    if variance.kind == "moved":
        return f"{variance.measure} {variance.place[0]} → {variance.place[1]}"
    said = f"{variance.measure} {amount(variance.before)} → {amount(variance.after)}"
    return f"{said}  {amount(variance.amount, signed=True)}"


def _verdict(found: Reconciliation) -> str:
    explained = sum(len(table.variances) - len(table.open) for table in found.tables)
    netted = sum(len(table.open_nettings) for table in found.tables)
    said = [
        f"{len(found.tables)} tables compared",
        f"{explained:,} variances explained",
        f"{len(found.open):,} open",
    ]
    if netted:
        said.append(f"{netted} totals agree only by netting")
    if found.missing:
        said.append(f"{len(found.missing)} tables not found again")
    return " · ".join(said) + "\n" + ("Reconciled." if found.agrees else "Not reconciled.")


def as_json(found: Reconciliation) -> dict[str, Any]:
    return {
        "agrees": found.agrees,
        "tables": [_table_json(table) for table in found.tables],
        "missing": [{"table": table.name, "rows": table.rows} for table in found.missing],
        "new": [{"table": table.name, "rows": table.rows} for table in found.new],
        "stale_explanations": [
            {"table": e.table, "key": e.key, "field": e.field, "amount": float(e.amount), "reason": e.reason}
            for e in found.stale
        ],
    }


def _table_json(table: Compared) -> dict[str, Any]:
    names = ("before", "after", "in_both", "missing", "new")
    return {
        "table": table.before.table,
        "after": table.after.table,
        "key": table.before.key,
        "records": dict(zip(names, table.counts, strict=True)),
        "totals": [
            {
                "measure": t.measure,
                "dimension": t.dimension or None,
                "member": t.member or None,
                "before": float(t.before),
                "after": float(t.after),
                "variance": float(t.amount),
                "within_tolerance": t.within,
            }
            for t in table.totals
        ],
        "netting": [
            {
                "measure": n.measure,
                "dimension": n.dimension,
                "members": list(n.members),
                "gross": float(n.gross),
                "open": n in table.open_nettings,
            }
            for n in table.nettings
        ],
        "variances": [
            {
                "key": v.key,
                "kind": v.kind,
                "field": v.measure,
                "before": float(v.before),
                "after": float(v.after),
                "variance": float(v.amount),
                "rows": list(v.rows),
                "from": v.place[0] or None,
                "to": v.place[1] or None,
                "dimensions": dict(v.dimensions),
                "cause": v.cause or None,
                "explained": v.explained or None,
            }
            for v in table.variances
        ],
        "not_numbers": {
            side: {measure: list(rows) for measure, rows in records.unread.items()}
            for side, records in (("before", table.before), ("after", table.after))
        },
        "not_compared": list(table.not_compared),
    }


def write_csv(found: Reconciliation, path: Path) -> None:
    """All variances, open and explained, under a temporary name first. Raises OSError."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in found.tables:
        for v in table.variances:
            places = [v.dimensions.get(name, "") for name in ("item", "warehouse", "account", "period")]
            figures = [f"{value:f}" for value in (v.before, v.after, v.amount)]
            rows = " ".join(map(str, v.rows))
            writer.writerow(
                [v.table, v.key, v.kind, v.measure, *figures, rows, *v.place, *places, v.cause, v.explained]
            )
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(out.getvalue(), encoding="utf-8", newline="")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
