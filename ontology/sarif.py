"""SARIF 2.1.0, which code hosts and editors show: the frame of a log, its rules and places.

Findings of tables and of rule files are written with it, so that both look the same to a reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from kbctl.ontology.vocab import NAMESPACE

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def log(
    version: str,
    rules: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]],
    failures: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """The log of one run. `failures`: id of a rule that could not be run, and why."""
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "kbctl",
                "semanticVersion": version,
                "informationUri": NAMESPACE,
                "rules": list(rules),
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not failures,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": why}, "associatedRule": {"id": rule}}
                    for rule, why in failures
                ],
            }
        ],
        "results": list(results),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def artifact(path: str) -> dict[str, str]:
    """A file as a relative reference; a path of Windows is written with slashes."""
    uri = quote(path.replace("\\", "/"), safe="/-._~")
    return {"uri": f"file://{uri}" if uri.startswith("/") else uri}


def location(path: str, line: int = 0, column: int = 0, inside: str = "") -> dict[str, Any]:
    """A place: lines and columns count from 1, 0 means the file as a whole. `inside`: a sheet, a column."""
    physical: dict[str, Any] = {"artifactLocation": artifact(path)}
    if line:
        physical["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    found: dict[str, Any] = {"physicalLocation": physical}
    if inside:
        found["logicalLocations"] = [{"fullyQualifiedName": inside, "kind": "member"}]
    return found
