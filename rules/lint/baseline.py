"""A baseline: findings that are known, so that lint tells of new ones only.

A finding is known by its rule, its code and what it says with the words of its line, each as often as it
stood there; so it stays known when lines above it come or go, and is new again when the line itself changes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kbctl.ontology.document import read_text
from kbctl.ontology.source import InputProblems, Location, Problem
from kbctl.rules.lint.found import Found

SCHEMA = "kbctl/lint-baseline/1"
Key = tuple[str, str, str]


def written(found: Iterable[Found]) -> str:
    """The text of the baseline file that knows these findings."""
    counts = Counter(one.key for one in found)
    messages = {one.key: one.problem.message for one in found}
    lines = [
        {"rule": rule, "code": code, "content": content, "count": count, "message": messages[key]}
        for key, count in sorted(counts.items())
        for rule, code, content in [key]
    ]
    return json.dumps({"schema": SCHEMA, "findings": lines}, ensure_ascii=False, indent=1) + "\n"


def read(path: Path, shown: str) -> Counter[Key]:
    """How often each finding is known. Raises InputProblems where the file is no baseline."""
    try:
        document: Any = json.loads(read_text(path, shown))
        if document["schema"] != SCHEMA:
            raise ValueError
        return Counter(
            {(one["rule"], one["code"], one["content"]): int(one["count"]) for one in document["findings"]}
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        message = f"this is no baseline of {SCHEMA}; write one with --write-baseline"
        raise InputProblems([Problem(Location(shown), "baseline", message)]) from None


def split(found: Iterable[Found], known: Counter[Key]) -> tuple[tuple[Found, ...], tuple[Found, ...], int]:
    """The new findings, the known ones, and how many of the known are not found any more."""
    left = Counter(known)
    new: list[Found] = []
    old: list[Found] = []
    for one in found:
        if left[one.key] > 0:
            left[one.key] -= 1
            old.append(one)
        else:
            new.append(one)
    return tuple(new), tuple(old), left.total()
