"""A register as SARIF 2.1.0, which code hosts and editors show: a result for each finding, at its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbctl.engine.tables.register.standing import Earlier, Register, Standing
from kbctl.engine.tables.table import Finding
from kbctl.ontology.sarif import location, log
from kbctl.ontology.vocab import Vocabulary

LEVELS = {"blocking": "error", "major": "warning", "minor": "note"}
BASELINE = {"new": "new", "open": "unchanged", "waived": "unchanged", "fixed": "absent"}
LOCATIONS = 100  # rows of one finding that are named; more than that nobody looks at in a viewer


def as_sarif(register: Register, vocabulary: Vocabulary, version: str) -> dict[str, Any]:
    """The log of one run. `baselineState` is said where the register was compared with an earlier one."""
    compared = any(issue.retest for issue in register.issues) or bool(register.fixed)
    said = {issue.finding.concept for issue in register.issues} | {line.concept for line in register.fixed}
    concepts = sorted(said)
    index = {concept: number for number, concept in enumerate(concepts)}
    results = [_result(issue, index, compared) for issue in register.issues]
    results += [_absent(line, index) for line in register.fixed]
    failures = [
        (check.concept, f"{check.concept} on {check.table} failed: {check.why}")
        for check in register.diagnosis.failed
    ]
    return log(version, [_rule(concept, vocabulary) for concept in concepts], results, failures)


def _rule(concept: str, vocabulary: Vocabulary) -> dict[str, Any]:
    term = vocabulary.terms.get(concept)
    rule: dict[str, Any] = {"id": concept}  # the id is a name already; SARIF1001 wants no second one
    if term:
        rule["shortDescription"] = {"text": term.label}
        if term.definition:
            rule["fullDescription"] = {"text": term.definition}
    return rule


def _result(issue: Standing, index: Mapping[str, int], compared: bool) -> dict[str, Any]:
    finding = issue.finding
    result: dict[str, Any] = {
        "ruleId": finding.concept,
        "ruleIndex": index[finding.concept],
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": _locations(finding),
        "partialFingerprints": {"kbctl/v1": issue.fingerprint},
        "rank": round(100 * finding.certainty, 1),
        "suppressions": [],
        "properties": {
            "id": issue.id,
            "status": issue.status,
            "table": finding.table,
            "column": finding.column or None,
            "rows": finding.rows,
            "rate": finding.rate,
            "severity": finding.severity,
        },
    }
    if issue.status == "waived" and issue.waiver:
        said = f"{issue.waiver.reason} (until {issue.waiver.expires})"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": said}]
    if compared:
        result["baselineState"] = BASELINE[issue.status]
    return result


def _absent(line: Earlier, index: Mapping[str, int]) -> dict[str, Any]:
    return {
        "ruleId": line.concept,
        "ruleIndex": index[line.concept],
        "level": LEVELS.get(line.severity, "warning"),
        "message": {"text": line.description or "not found any more"},
        "locations": [_location(line.table, 0, line.column)],
        "partialFingerprints": {"kbctl/v1": line.fingerprint},
        "baselineState": "absent",
    }


def _locations(finding: Finding) -> list[dict[str, Any]]:
    """The rows affected, each once, with its column; the table as a whole where no row is named."""
    rows = [(cell.row, cell.column) for cell in finding.cells]
    rows += [(row, finding.column) for pair in finding.pairs for row in pair.rows]
    named = dict.fromkeys(rows)
    return [_location(finding.table, row, column) for row, column in list(named)[:LOCATIONS]] or [
        _location(finding.table, 0, finding.column)
    ]


def _location(table: str, row: int, column: str) -> dict[str, Any]:
    file, _, sheet = table.partition("#")
    return location(file, row, inside=".".join(part for part in (sheet, column) if part))
