"""The figures as tables for people, and the targets with what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

#: The cell that targets are about; a quick run has no such cell and takes its largest.
TARGET = ("selective", 1000, 300)
#: Engine -> how many times faster ours is to be. The bare core and the lean way must only be beaten.
TIMES = {"clips-api": 8.0, "clips-lean": 8.0, "clips-core": 1.0, "experta": 50.0}
SAYS = {
    "kbctl": "kbctl: type checks, inference with the full record, weighing, deciding",
    "clips-api": "CLIPS, facts through its API; conclusions, firings and their support read back through it",
    "clips-lean": "CLIPS, facts through its API; only rule and bindings of each firing read back, as text",
    "clips-core": "CLIPS, bare core: deffacts, reset, run; no record, nothing read back",
    "experta": "experta: facts declared, rules run, firings noted",
    "durable": "durable_rules behind our guards, its process included, with the full record",
}
FLAT = 1.02


def targets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Each target with what was found; `met` is None where it could not be measured."""
    cell = _target_cell(found["cells"])
    ours = cell["engines"]["kbctl"].get("cpu_ms")
    where = f"{cell['profile']}, {cell['rules']} rules, {cell['facts']} facts"
    listed = []
    for engine, times in TIMES.items():
        other = cell["engines"].get(engine)
        if other is None:
            continue
        ratio = round(other["cpu_ms"] / ours, 2) if "cpu_ms" in other else None
        wanted = f"at least {times:g} times faster than {engine}" if times > 1 else f"faster than {engine}"
        met = None if ratio is None else ratio >= times if times > 1 else ratio > 1
        shown = other.get("unable") or f"{ratio:g} times"
        listed.append({"target": f"{where}: {wanted}", "found": shown, "met": met})
    if "memory" in (memory := found["memory"]):
        first, last = memory["memory"][0], memory["memory"][-1]
        # the peak may be that of compiling, and hide what grows below it
        grew = max(last[what] / first[what] for what in ("peak", "resident"))
        wanted = f"memory, peak and resident, flat from {first['sessions']} to {last['sessions']} sessions"
        listed.append({"target": wanted, "found": f"{(grew - 1) * 100:+.1f} %", "met": grew <= FLAT})
    if "query_ms" in (cold := found["cold"]):
        packages = cold["packages"]
        listed.append(
            {
                "target": "cold query under 100 ms",
                "found": f"{cold['query_ms']} ms",
                "met": cold["query_ms"] < 100,
            }
        )
        shown = ", ".join([*packages, *(["sqlite3"] if "sqlite3" in cold["standard"] else [])])
        listed.append(
            {"target": "a query imports click and sqlite3 only", "found": shown, "met": packages == ["click"]}
        )
    return listed


def _target_cell(cells: Sequence[dict[str, Any]]) -> dict[str, Any]:
    selective = [cell for cell in cells if cell["profile"] == TARGET[0]]
    named = [cell for cell in selective if (cell["rules"], cell["facts"]) == TARGET[1:]]
    return (named or selective)[-1]


def render(found: dict[str, Any]) -> str:
    """All tables as text."""
    versions = " · ".join(f"{name} {number}" for name, number in sorted(found["versions"].items()))
    parts = [
        f"Python {found['python']} · {versions}", _legend(found), *_speed(found["cells"]),
        _compile(found["bases"]), _growth(found["cells"]), _memory(found["memory"]), _cold(found["cold"]),
        _targets(found["targets"]),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part)


def _legend(found: dict[str, Any]) -> str:
    engines = found["cells"][0]["engines"]
    return "\n".join(f"{name:<11} {SAYS[name].partition(': ')[2] or SAYS[name]}" for name in engines)


def _speed(cells: Sequence[dict[str, Any]]) -> Iterable[str]:
    for profile in dict.fromkeys(cell["profile"] for cell in cells):
        mine = [cell for cell in cells if cell["profile"] == profile]
        engines = list(mine[0]["engines"])
        rows = [["rules", "facts", "firings", *engines]]
        notes: dict[str, None] = {}
        for cell in mine:
            ours = cell["engines"]["kbctl"].get("cpu_ms")
            row = [str(cell["rules"]), str(cell["facts"]), f"{cell['firings']:g}"]
            for name in engines:
                one = cell["engines"][name]
                if "unable" in one:
                    row.append("-")
                    notes[f"{name} at {cell['rules']} rules, {cell['facts']} facts: {one['unable']}"] = None
                    continue
                shown = _ms(one["cpu_ms"]) + ("*" if one["sessions"] == 1 else "")
                row.append(
                    shown if name == "kbctl" or not ours else f"{shown} ({_ratio(one['cpu_ms'] / ours)}x)"
                )
            rows.append(row)
        table = _table(rows)
        if any("*" in entry for row in rows[1:] for entry in row):
            notes["* one session only: it takes too long to repeat"] = None
        title = f"CPU ms for a session, {profile} (median; in brackets: times ours)"
        yield "\n".join([title, *table, *(f"  {note}" for note in notes)])


def _compile(bases: Sequence[dict[str, Any]]) -> str:
    rows = [["profile", "rules", "engine", "compile", "first session", "reading YAML"]]
    for base in bases:
        for name, took in base["compile_s"].items():
            read = _ms(took["read"] * 1000) if "read" in took else ""
            first = _ms(took["first"] * 1000) if "first" in took else ""
            rows.append([base["profile"], str(base["rules"]), name, _ms(took["cpu"] * 1000), first, read])
    title = "Compile time, CPU ms (what is compiled when first needed is in the first session, of few facts)"
    return "\n".join([title, *_table(rows, left=(0, 2))])


def _growth(cells: Sequence[dict[str, Any]]) -> str:
    """Times of each engine in relation to its own in the smallest cell of the profile."""
    engines = list(cells[0]["engines"])
    rows = [["profile", "rules", "facts", "firings", *engines]]
    first: dict[str, dict[str, Any]] = {}
    for cell in cells:
        base = first.setdefault(cell["profile"], cell)
        row = [
            cell["profile"],
            str(cell["rules"]),
            str(cell["facts"]),
            f"{cell['firings'] / max(base['firings'], 1):.1f}",
        ]
        for name in engines:
            one, least = cell["engines"][name], base["engines"][name]
            row.append(
                f"{one['cpu_ms'] / least['cpu_ms']:.1f}" if "cpu_ms" in one and "cpu_ms" in least else "-"
            )
        rows.append(row)
    return "\n".join(["How cost grows: times the smallest cell of the profile", *_table(rows, left=(0,))])


def _memory(memory: dict[str, Any]) -> str:
    if "unable" in memory:
        return f"Memory: {memory['unable']}"
    rows = [["sessions", "resident MB", "peak MB"]]
    rows += [
        [str(m["sessions"]), f"{m['resident'] / 1024:.1f}", f"{m['peak'] / 1024:.1f}"]
        for m in memory["memory"]
    ]
    title = f"Memory of kbctl, {memory['rules']} rules, {memory['facts']} facts, every session another"
    return "\n".join([title, *_table(rows)])


def _cold(found: dict[str, Any]) -> str:
    if "unable" in found:
        return f"Cold query: {found['unable']}"
    packages = ", ".join(found["packages"]) or "none"
    return (
        f'Cold `kbctl query "duplicate customers" --format json`: {found["query_ms"]} ms, of which CPU '
        f"{found['query_cpu_ms']}; `python -c pass`: {found['nothing_ms']} ms, of which CPU "
        f"{found['nothing_cpu_ms']} (medians of {found['repeats']} wall times)\n"
        f"  first match {found['first_match']}; imported beyond the standard library: {packages}; "
        f"sqlite3: {'yes' if 'sqlite3' in found['standard'] else 'no'}; "
        f"modules of the standard library beyond an empty interpreter: {len(found['standard'])}"
    )


def _targets(listed: Sequence[dict[str, Any]]) -> str:
    words = {True: "met", False: "MISSED", None: "not measured"}
    rows = [["target", "found", ""], *([t["target"], t["found"], words[t["met"]]] for t in listed)]
    return "\n".join(["Targets", *_table(rows, left=(0, 1, 2))])


def _ratio(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _ms(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _table(rows: Sequence[Sequence[str]], left: Sequence[int] = ()) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(
            cell.ljust(w) if k in left else cell.rjust(w)
            for k, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
