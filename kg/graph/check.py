"""The quality report of the graph: every check over all terms, rules, cases; docs/graph.md has the codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from kbctl.kg.graph import check_challenges, check_links, check_remedies, check_texts
from kbctl.kg.graph.finding import LEVELS, Check, Checked, Finding, Level
from kbctl.ontology.source import Problem

CHECKS: tuple[Check, ...] = (
    *check_texts.CHECKS,
    *check_links.CHECKS,
    *check_challenges.CHECKS,
    *check_remedies.CHECKS,
)
#: Codes of the loader that say what a check would say; knowledge with such problems does not compile.
_OF_LOADER = {"label": "missing-label", "definition": "missing-definition"}


@dataclass(frozen=True, slots=True)
class Report:
    """`findings` by place; `left_out` counts those that were ignored or are in the baseline."""

    findings: tuple[Finding, ...]
    left_out: int = 0
    compiled: bool = True

    def count(self, level: Level) -> int:
        return sum(one.level == level for one in self.findings)

    def fails(self, level: Level) -> bool:
        """Whether there is a finding of that level or a worse one."""
        return any(LEVELS.index(one.level) <= LEVELS.index(level) for one in self.findings)


def check(checked: Checked) -> Report:
    """Everything that the checks find."""
    found = {
        Finding(hit.at, one.code, hit.subject, hit.message, one.level)
        for one in CHECKS
        for hit in one.find(checked)
    }
    return Report(tuple(sorted(found)))


def refused(problems: Iterable[Problem]) -> Report:
    """What the readers of the sources refuse, as errors; nothing more can be checked then."""
    found = {
        Finding(one.at, _OF_LOADER.get(one.code, one.code), "", " ".join(one.message.split()), "error")
        for one in problems
    }
    return Report(tuple(sorted(found)), compiled=False)


def without(report: Report, ignore: Collection[str], baseline: Collection[tuple[str, str, str]]) -> Report:
    """The report without findings of the codes (`CODE` or `CODE:TERM`) and without those of the baseline."""
    kept = tuple(
        one
        for one in report.findings
        if one.code not in ignore
        and f"{one.code}:{one.subject}" not in ignore
        and (one.code, one.subject, one.message) not in baseline
    )
    return Report(kept, len(report.findings) - len(kept), report.compiled)


def unknown_codes(ignore: Collection[str]) -> tuple[str, ...]:
    """Those of `ignore` that name no check; of the loader's codes, those that have a name here are known."""
    known = {one.code for one in CHECKS} | set(_OF_LOADER.values())
    return tuple(sorted(one for one in ignore if one.partition(":")[0] not in known))


def baseline_of(document: Any) -> frozenset[tuple[str, str, str]]:
    """The findings of an earlier report as JSON. Raises ValueError where it is none."""
    try:
        return frozenset((one["code"], one["term"], one["message"]) for one in document["findings"])
    except (TypeError, KeyError):
        raise ValueError("not a report of `kbctl graph check --format json`") from None


def as_json(report: Report) -> dict[str, Any]:
    """`{summary, codes: [{code, level, says, count}], findings: [{path, line, column, code, level, …}]}`."""
    counts: dict[str, int] = {}
    for one in report.findings:
        counts[one.code] = counts.get(one.code, 0) + 1
    says = {one.code: one.says for one in CHECKS}
    levels = {one.code: one.level for one in report.findings}
    return {
        "summary": {
            **{level: report.count(level) for level in LEVELS},
            "left_out": report.left_out,
            "compiled": report.compiled,
        },
        "codes": [
            {"code": code, "level": levels[code], "says": says.get(code, ""), "count": count}
            for code, count in sorted(counts.items(), key=lambda one: (LEVELS.index(levels[one[0]]), one[0]))
        ],
        "findings": [
            {"path": one.at.path, "line": one.at.line, "column": one.at.column, "code": one.code,
             "level": one.level, "term": one.subject, "message": one.message}
            for one in report.findings
        ],
    }  # fmt: skip
