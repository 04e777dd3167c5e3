"""Findings for other tools: annotations of GitHub Actions, and SARIF."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from kbctl.ontology.sarif import artifact, location, log
from kbctl.ontology.source import Location
from kbctl.rules.codes import CODES
from kbctl.rules.lint.fixes import Edit, Fix
from kbctl.rules.lint.found import Found
from kbctl.rules.lint.page import body


def github(found: Iterable[Found]) -> str:
    """A workflow command for each finding, which GitHub shows at its line."""
    return "".join(
        command(one.finding.level, one.problem.at, one.problem.code, one.problem.message) for one in found
    )


def command(level: str, at: Location, title: str, message: str) -> str:
    """One workflow command with its line end; `level` is error, warning or notice."""
    place = {"file": at.path, "line": at.line or 1, "col": at.column or 1, "title": title}
    told = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    return f"::{level} {told}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(
    new: Collection[Found], known: Collection[Found], fixes: dict[Found, Fix], version: str, compared: bool
) -> dict[str, Any]:
    """The log; `known` are those of a baseline, which are in it as unchanged where it was `compared`."""
    every = [(one, "new") for one in new] + [(one, "unchanged") for one in known]
    codes = sorted({one.problem.code for one, _ in every})
    index = {code: number for number, code in enumerate(codes)}
    results = []
    for one, state in sorted(every):
        result: dict[str, Any] = {
            "ruleId": one.problem.code,
            "ruleIndex": index[one.problem.code],
            "level": one.finding.level,
            "message": {"text": one.problem.message},
            "locations": [
                location(one.problem.at.path, one.problem.at.line, one.problem.at.column, one.rule)
            ],
            "partialFingerprints": {"kbctl/v1": "/".join(one.key)},
        }
        if compared:
            result["baselineState"] = state
        if one in fixes and fixes[one].edits:
            result["fixes"] = [_fix(one.problem.at.path, fixes[one])]
        results.append(result)
    return log(version, [_rule(code) for code in codes], results)


def _rule(code: str) -> dict[str, Any]:
    told = CODES[code]
    meaning = f"{told.meaning[0].upper()}{told.meaning[1:]}."
    return {
        "id": code,
        "shortDescription": {"text": meaning},
        "help": {"text": meaning, "markdown": body(code)},
        "defaultConfiguration": {"level": told.level},
        "properties": {"tags": [told.group], "fixable": told.fixable},
    }


def _fix(path: str, fix: Fix) -> dict[str, Any]:
    replacements = [_replacement(edit) for edit in fix.edits]
    changes = [{"artifactLocation": artifact(path), "replacements": replacements}]
    return {"description": {"text": fix.says}, "artifactChanges": changes}


def _replacement(edit: Edit) -> dict[str, Any]:
    (line, column), (last, end) = edit.start, edit.end
    region = {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end}
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}
