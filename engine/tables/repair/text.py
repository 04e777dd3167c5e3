"""A repair, its preview and an undo as text for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kbctl.engine.tables.detectors.common import count
from kbctl.engine.tables.repair.folder import Undone

LEFT = 3  # reasons told of one remedy; all of them stand in the report
MARKS = {"worked": "32", "partly": "33", "failed": "31"}


def render(report: Mapping[str, Any], label: str, out: str | None, colour: bool = False) -> str:
    """`out` is None for a preview."""
    touched = [
        one for one in report["tables"] if any(one[k] for k in ("cells", "rekeyed", "removed", "added"))
    ]
    where = f"{label} → {out}" if out else f"{label}: preview, nothing is written"
    head = f"{where}: {count(report['changes'], 'change')} in {count(len(touched), 'table')}"
    parts = [head, *(_remedy(one, colour) for one in report["remedies"])]
    if kept := report.get("kept"):
        parts.insert(1, _kept(kept))
    if touched:
        parts.append(_tables(touched))
    if open_ := report.get("not_repaired"):
        parts.append(_open(open_))
    if new := report.get("new_findings"):
        lines = [f"  {one['concept']}  {one['table']}  {count(one['rows'], 'row')}" for one in new]
        parts.append("\n".join(["Found after it and not before", *lines]))
    if notes := report["notes"]:
        parts.append("\n".join(["Notes", *(f"  {note}" for note in notes)]))
    parts.append(_try(report, label, out))
    return "\n\n".join(parts) + "\n"


def _remedy(one: Mapping[str, Any], colour: bool) -> str:
    outcome = one["outcome"]
    told = f"\x1b[{MARKS[outcome]}m{outcome}\x1b[0m" if colour else outcome
    lines = [f"{one['remedy']}  for {one['concept']}  {told}  {_kinds(one)}"]
    by = (
        f"{one['rule']} {one['confidence']:.2f}" if one["rule"] else "no rule: low risk, and it resolves this"
    )
    lines.append(f"  decided by  {by}")
    lines += [f"  {'e.g.' if n == 0 else '':<10}  {example}" for n, example in enumerate(one["examples"])]
    if outcome == "failed":
        lines.append(f"  why         {one['why']}")
    for n, (why, rows, table) in enumerate(_left(one["left"])):
        if n < LEFT:
            lines.append(f"  {'left' if n == 0 else '':<10}  {count(rows, 'row')} of {table}: {why}")
    lines += [f"  {'beside' if n == 0 else '':<10}  {name}" for n, name in enumerate(one["beside"])]
    lines += [f"  {'note' if n == 0 else '':<10}  {note}" for n, note in enumerate(one["notes"])]
    return "\n".join(lines)


def _kinds(one: Mapping[str, Any]) -> str:
    nouns = {
        "cell": "cell", "rekeyed": "key re-pointed", "row-removed": "row set aside", "row-added": "row added"
    }  # fmt: skip
    many = {"rekeyed": "keys re-pointed", "row-removed": "rows set aside", "row-added": "rows added"}
    parts = [count(number, nouns[kind], many.get(kind, "")) for kind, number in one["kinds"].items()]
    return " · ".join(parts) or ("tables beside" if one["beside"] else "no change")


def _left(left: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    rows: dict[tuple[str, str], int] = {}
    for one in left:
        table = one["table"] + (f" · {one['column']}" if one["column"] else "")
        rows[one["why"], table] = rows.get((one["why"], table), 0) + one["rows"]
    ordered = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    return [(why, number, table) for (why, table), number in ordered]


def _tables(touched: Sequence[Mapping[str, Any]]) -> str:
    width = max(len(one["table"]) for one in touched)
    lines = ["Tables"]
    for one in touched:
        told = [
            count(one["cells"], "cell") if one["cells"] else "",
            f"{one['rekeyed']:,} re-pointed" if one["rekeyed"] else "",
            f"{one['removed']:,} set aside" if one["removed"] else "",
            f"{one['added']:,} added" if one["added"] else "",
        ]
        lines.append(f"  {one['table']:<{width}}  {' · '.join(part for part in told if part)}")
    return "\n".join(lines)


def _open(open_: Sequence[Mapping[str, Any]]) -> str:
    lines = ["Not repaired"]
    for one in open_:
        where = one["table"] + (f" · {one['column']}" if one["column"] else "")
        lines.append(f"  {one['concept']}  {where}  {count(one['rows'], 'row')}: {one['why']}")
    return "\n".join(lines)


def _kept(kept: Mapping[str, Any]) -> str:
    lines = [
        f"Kept from before  {count(kept['applied'], 'change')} taken again, {len(kept['stale']):,} stale"
    ]
    for one in kept["stale"][:LEFT]:
        where = f"{one['table']} {one['key']} {one['column']}".rstrip()
        lines.append(f"  stale       {where}: {one['why']}")
    return "\n".join(lines)


def _try(report: Mapping[str, Any], label: str, out: str | None) -> str:
    if out is None:
        return f"Try  kbctl repair {label} --out FOLDER"
    name = next((one["remedy"] for one in report["remedies"] if one["done"]), "")
    undo = f"   ·   kbctl undo {out} --remedy {name}" if name else ""
    return f"Try  kbctl diagnose {out}{undo}"


def render_undone(undone: Undone, out: str) -> str:
    lines = [f"{out}: {count(len(undone.asked), 'change')} taken back, {undone.left:,} left"]
    if undone.with_them:
        lines.append(f"  with them {count(len(undone.with_them), 'change')} that rested on them")
    if not undone.left:
        lines.append("  the tables are those of the input, byte for byte")
    return "\n".join(lines) + "\n"
