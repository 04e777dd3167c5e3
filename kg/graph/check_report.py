"""The quality report as text: the findings by code, then a line for each code, then the sum."""

from __future__ import annotations

from kbctl.kg.graph.check import CHECKS, Report, as_json
from kbctl.kg.graph.finding import LEVELS, Finding, Level
from kbctl.kg.layout import Ink, folded

_NAMES = {"error": "errors", "warn": "warnings", "info": "remarks"}


def render_report(report: Report, lowest: Level = "warn", width: int = 100, colour: bool = False) -> str:
    """The findings of level `lowest` and above in full; all are counted."""
    ink = Ink(colour)
    shown = [one for one in report.findings if LEVELS.index(one.level) <= LEVELS.index(lowest)]
    says = {one.code: one.says for one in CHECKS}
    codes = as_json(report)["codes"]
    lines: list[str] = []
    if not report.compiled:
        lines += [*folded("The knowledge does not compile. What its readers refuse:", width), ""]
    for entry in codes:
        of_code = [one for one in shown if one.code == entry["code"]]
        if of_code:
            head = f"{entry['level'].upper():<5}  {entry['code']} ({entry['count']})"
            lines.append(
                ink.level(head, entry["level"])
                + (f"  {says[entry['code']]}" if entry["code"] in says else "")
            )
            lines += [line for one in of_code for line in _finding(one, width)]
            lines.append("")
    hidden = len(report.findings) - len(shown)
    if hidden:
        rest = [one for one in codes if LEVELS.index(one["level"]) > LEVELS.index(lowest)]
        counted = ", ".join(f"{one['code']} {one['count']}" for one in rest)
        lines += [*folded(f"Not listed: {counted} (--level info lists them)", width), ""]
    return "\n".join([*lines, summary(report)])


def _finding(one: Finding, width: int) -> list[str]:
    subject = f"{one.subject}: " if one.subject else ""
    place = f"  {one.at.path}:{one.at.line}  "
    if len(place) > width // 2:
        return [place, *("    " + line for line in folded(subject + one.message, width - 4))]
    text = folded(subject + one.message, width - len(place))
    return [(place if not n else " " * len(place)) + line for n, line in enumerate(text)]


def summary(report: Report) -> str:
    counted = ", ".join(f"{report.count(level)} {_NAMES[level]}" for level in LEVELS)
    left = f"; {report.left_out} ignored or in the baseline" if report.left_out else ""
    return f"graph check: {counted}{left}"
