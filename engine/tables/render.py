"""A diagnosis as one screen for people: the tables, the weightiest findings, what was not run, what to do
next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kbctl.engine.tables.lines import aligned, beside, clean, count, cut, wrapped

LETTERS = {"blocking": "B", "major": "M", "minor": "m"}
COLOURS = {"blocking": "31", "major": "33", "minor": "36"}
TABLES, TOP, REASONS = (
    15,
    10,
    5,
)  # of tables, findings, reasons: what one screen holds; `--all` shows the rest
SEARCHED = 2_000  # cells in which the row of an example is looked up


def render(
    result: Mapping[str, Any],
    label: str,
    colour: bool = False,
    everything: bool = False,
    seconds: float | None = None,
) -> str:
    """The text for the result of `diagnose`, with or without standings; `label` is what the person asked for.

    Colour only marks severity. `everything`: all tables, findings and reasons, not the first of them."""
    said = {key: clean(value) for key, value in result.items() if key != "findings"}
    findings = [_bare(finding) for finding in result["findings"]]
    label = clean(label)
    parts = [
        _head(said, label, everything, seconds),
        _findings(findings, colour, everything),
        _since(said, findings),
        _failed(said["detectors"]),
        _not_run(said, everything),
        _try(findings, label),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _bare(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A finding with its first example and the row it is of, in place of all its cells and pairs."""
    example = next(iter(finding["examples"]), "")
    row = next((c["row"] for c in finding["cells"][:SEARCHED] if _shows(example, c)), None)
    plain = {key: value for key, value in finding.items() if key not in ("cells", "pairs", "examples")}
    told = f"row {row}  {example}" if row else example
    return {**clean(plain), "pairs": len(finding["pairs"]), "example": clean(told)}


def _shows(example: str, cell: Mapping[str, Any]) -> bool:
    """Whether an example is of this cell: it quotes its text, or begins with its key."""
    text, key = cell["value"].strip(), cell["key"].strip()
    return bool(text and text in example) or bool(key and example.startswith(f"{key} "))


def _head(result: Mapping[str, Any], label: str, everything: bool, seconds: float | None) -> str:
    tables = result["tables"]
    shown = tables if everything else tables[:TABLES]
    parts = [count(len(tables), "table"), count(sum(table["rows"] for table in tables), "row")]
    if seconds is not None:
        parts.append(f"{seconds:.1f} s")
    grid = [
        [
            table["table"],
            table["role"].replace("_", " ") if table["role"] != "other" else "unknown",
            count(table["rows"], "row"),
            f"key {table['key']}" if table["key"] else "no key",
        ]
        for table in shown
    ]
    lines = beside(aligned(grid, right=(2,)), [_notes(table) for table in shown], 6)
    if len(shown) < len(tables):
        lines.append(f"  … and {count(len(tables) - len(shown), 'table')} more (--all)")
    return "\n".join([f"{label}: {', '.join(parts)}", *lines])


def _notes(table: Mapping[str, Any]) -> str:
    notes = list(table["notes"])
    if table["header_row"] is None:
        notes.insert(0, "no header")
    elif table["header_row"] != 1:
        notes.insert(0, f"header on line {table['header_row']}")
    if table["encoding"] not in ("", "utf-8", "ascii"):
        notes.append(table["encoding"])
    return "; ".join(notes)


def _findings(findings: Sequence[Mapping[str, Any]], colour: bool, everything: bool) -> str:
    counted = [finding for finding in findings if finding.get("status") != "waived"]
    waived = [finding for finding in findings if finding.get("status") == "waived"]
    if not findings:
        return "Findings  none"
    tally = [(severity, sum(f["severity"] == severity for f in counted)) for severity in LETTERS]
    head = "Findings  " + (" · ".join(f"{number} {name}" for name, number in tally if number) or "none open")
    if waived:
        head += f" · {len(waived)} waived"
    if not everything and len(findings) > TOP:
        head += f"   (the first {TOP}; --all shows {len(findings)})"
    shown = [*counted, *waived] if everything else [*counted, *waived][:TOP]
    standing = any(finding.get("waiver") or finding.get("retest") for finding in findings)
    lines = aligned([_row(finding, standing) for finding in shown], right=(4, 5))
    told = [head]
    for line, finding in zip(beside(lines, [_tail(finding) for finding in shown], 12), shown, strict=True):
        code = COLOURS[finding["severity"]]
        told.append(f"  \x1b[{code}m{line[2]}\x1b[0m{line[3:]}" if colour else line)
    return "\n".join(told)


def _row(finding: Mapping[str, Any], standing: bool) -> list[str]:
    column = f" · {finding['column']}" if finding["column"] and not finding["pairs"] else ""
    row = [
        LETTERS[finding["severity"]],
        finding["id"],
        finding["concept"],
        finding["table"] + column,
        count(finding["pairs"], "pair") if finding["pairs"] else f"{finding['rows']:,}",
        f"{100 * finding['rate']:.1f} %",
    ]
    return [*row, finding["status"]] if standing else row


def _tail(finding: Mapping[str, Any]) -> str:
    if finding.get("status") == "waived":
        return f"until {finding['waiver']['expires']}: {finding['waiver']['reason']}"
    return str(finding["example"])


def _since(result: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> str:
    """What came of an earlier register, and of waivers."""
    lines = []
    if any(finding.get("retest") for finding in findings) or result.get("fixed"):
        tally = [(one, sum(f["status"] == one for f in findings)) for one in ("new", "open", "waived")]
        tally.append(("fixed", len(result.get("fixed", ()))))
        lines.append(
            "Since the register  " + " · ".join(f"{number} {one}" for one, number in tally if number)
        )
        lines += [f"  fixed  {_place(line)}" for line in result.get("fixed", ())[:TOP]]
    lines += [f"Not tested again  {_place(line)}" for line in result.get("untested", ())[:TOP]]
    for finding in findings:
        if (waiver := finding.get("waiver")) and waiver["expired"]:
            lines.append(f"Waiver expired  {finding['id']} on {waiver['expires']}: {waiver['reason']}")
    unused = result.get("unused_waivers", ())
    if unused:
        lines.append(f"Waivers without a finding  {', '.join(_place(one) for one in unused[:5])}")
    return "\n".join(map(cut, lines))


def _place(line: Mapping[str, Any]) -> str:
    column = f" · {line['column']}" if line.get("column") else ""
    return f"{line['concept']} in {line['table']}{column}"


def _failed(checks: Sequence[Mapping[str, Any]]) -> str:
    lines = [cut(f"  {c['concept']} on {c['table']}: {c['why']}") for c in checks if c["status"] == "error"]
    return "\n".join(["Failed, so this answer is not whole", *lines]) if lines else ""


def _not_run(result: Mapping[str, Any], everything: bool) -> str:
    """What was looked for, what applied to no table and why, and files that were passed over."""
    told: dict[str, dict[str, int]] = {}
    ran = {check["concept"] for check in result["detectors"] if check["status"] != "skipped"}
    for check in result["detectors"]:
        if check["status"] == "skipped" and check["concept"] not in ran:
            reasons = told.setdefault(check["concept"], {})
            reasons[check["why"]] = reasons.get(check["why"], 0) + 1
    groups: dict[str, list[str]] = {}
    for concept, reasons in sorted(told.items()):
        # the rarest reason is the telling one: "no item master" holds for every other table
        groups.setdefault(min(reasons, key=lambda why: (reasons[why], why)), []).append(concept)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    shown = ordered if everything else ordered[:REASONS]
    lines = [f"Checked  {count(len(ran), 'kind')} of issue" + (f", {len(told)} not run" if told else "")]
    if everything:
        lines.append(wrapped("  ran:", sorted(ran)))
    for why, concepts in shown:
        lines.append(wrapped(f"  {why}:", concepts) if everything else cut(f"  {why}: {', '.join(concepts)}"))
    if len(shown) < len(ordered):
        lines.append(f"  … and {len(ordered) - len(shown)} more reasons (--all)")
    passed = result.get("passed_over", ())
    lines += [cut(f"  not read: {note}") for note in (passed if everything else passed[:REASONS])]
    if not everything and len(passed) > REASONS:
        lines.append(f"  … and {count(len(passed) - REASONS, 'file')} more not read (--all)")
    return "\n".join(lines)


def _try(findings: Sequence[Mapping[str, Any]], label: str) -> str:
    path = f"'{label}'" if " " in label else label
    if not findings:
        return f"Try  kbctl diagnose {path} --all"
    first = findings[0]["id"]
    options = (f"--explain {first}", "--xlsx register.xlsx", "--report report.html")
    commands = [f"kbctl diagnose {path} {option}" for option in options]
    commands.append(f"kbctl repair {path} --out repaired --dry-run")
    return wrapped("Try ", commands, 5, "   ·   ")
