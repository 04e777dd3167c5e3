"""A diagnosis as text for people: the tables, the findings by severity, what was not run, what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 100
LETTERS = {"blocking": "B", "major": "M", "minor": "m"}
COLOURS = {"blocking": "31", "major": "33", "minor": "36"}


def render(result: Mapping[str, Any], label: str, colour: bool = False) -> str:
    """The text for the result of `diagnose`; `label` is what the person asked for. Colour only marks
    severity."""
    parts = [_head(result, label), _findings(result["findings"], colour)]
    parts += [part for part in (_failed(result["detectors"]), _not_run(result), _try(result, label)) if part]
    return "\n\n".join(parts) + "\n"


def _head(result: Mapping[str, Any], label: str) -> str:
    tables = result["tables"]
    rows = sum(table["rows"] for table in tables)
    lines = [f"{label}: {_count(len(tables), 'table')}, {_count(rows, 'row')}"]
    grid = [
        [
            table["table"],
            table["role"].replace("_", " ") if table["role"] != "other" else "unknown",
            _count(table["rows"], "row"),
            f"key {table['key']}" if table["key"] else "no key",
        ]
        for table in tables
    ]
    return "\n".join(
        [*lines, *_with_tails(_aligned(grid, right=(2,)), [[_notes(table)] for table in tables], 6)]
    )


def _notes(table: Mapping[str, Any]) -> str:
    notes = list(table["notes"])
    if table["header_row"] is None:
        notes.insert(0, "no header")
    elif table["header_row"] != 1:
        notes.insert(0, f"header on line {table['header_row']}")
    if table["encoding"] not in ("", "utf-8", "ascii"):
        notes.append(table["encoding"])
    return "; ".join(notes)


def _findings(findings: Sequence[Mapping[str, Any]], colour: bool) -> str:
    if not findings:
        return "Findings  none"
    tally = [(severity, sum(f["severity"] == severity for f in findings)) for severity in LETTERS]
    lines = ["Findings  " + " · ".join(f"{number} {severity}" for severity, number in tally if number)]
    grid = [
        [
            LETTERS[f["severity"]],
            f["id"],
            f["concept"],
            f["table"] + (f" · {f['column']}" if f["column"] and not f["pairs"] else ""),
            _count(len(f["pairs"]), "pair") if f["pairs"] else f"{f['rows']:,}",
            f"{100 * f['rate']:.1f} %",
        ]
        for f in findings
    ]
    shown = _with_tails(_aligned(grid, right=(4, 5)), [finding["examples"] for finding in findings], 12)
    for line, finding in zip(shown, findings, strict=True):
        code = COLOURS[finding["severity"]]
        lines.append(f"  \x1b[{code}m{line[2]}\x1b[0m{line[3:]}" if colour else line)
    return "\n".join(lines)


def _failed(checks: Sequence[Mapping[str, Any]]) -> str:
    lines = [f"  {c['concept']} on {c['table']}: {c['why']}" for c in checks if c["status"] == "error"]
    return "\n".join(["Failed, so this answer is not whole", *lines]) if lines else ""


def _not_run(result: Mapping[str, Any]) -> str:
    """Detectors that applied to no table, and files that were passed over."""
    reasons: dict[str, dict[str, int]] = {}
    ran = set()
    for check in result["detectors"]:
        if check["status"] == "skipped":
            told = reasons.setdefault(check["concept"], {})
            told[check["why"]] = told.get(check["why"], 0) + 1
        else:
            ran.add(check["concept"])
    # the rarest reason is the telling one: "no item master" holds for every other table
    lines = [
        f"  {concept}: {min(told, key=lambda why: (told[why], why))}"
        for concept, told in sorted(reasons.items())
        if concept not in ran
    ]
    lines += [f"  {note}" for note in result.get("passed_over", ())]
    return "\n".join(["Not run", *(_cut(line) for line in lines)]) if lines else ""


def _try(result: Mapping[str, Any], label: str) -> str:
    commands = [f"kbctl query {f['concept']}" for f in result["findings"][:1]]
    commands.append(f"kbctl diagnose {label} --format json")
    return "Try  " + "   ·   ".join(commands)


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def _aligned(grid: Sequence[Sequence[str]], right: tuple[int, ...] = ()) -> list[str]:
    """Columns two spaces apart, cut at the width of the screen; a long name widens its column up to 40."""
    widths = [
        min(40, max((len(row[n]) for row in grid), default=0)) for n in range(len(grid[0]) if grid else 0)
    ]
    lines = []
    for row in grid:
        cells = [_cut(text, widths[n]) for n, text in enumerate(row[:-1])] + list(row[-1:])
        padded = [
            text.rjust(widths[n]) if n in right else text.ljust(widths[n]) for n, text in enumerate(cells)
        ]
        lines.append(_cut(("  " + "  ".join(padded)).rstrip()))
    return lines


def _with_tails(lines: Sequence[str], tails: Sequence[Sequence[str]], indent: int) -> list[str]:
    """Lines with what else is to say: one tail beside the line where it fits, else two of them below it."""
    room = WIDTH - max(map(len, lines), default=0) - 2
    told = []
    for line, tail in zip(lines, tails, strict=True):
        if tail and len(tail[0]) <= room:
            told.append(f"{line.ljust(WIDTH - room - 2)}  {tail[0]}".rstrip())
        elif tail:
            told.append(line + "\n" + _cut(" " * indent + "  ".join(tail[:2])))
        else:
            told.append(line)
    return told


def _cut(text: str, width: int = WIDTH) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
