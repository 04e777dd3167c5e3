"""What changes in a file, as a unified diff."""

from __future__ import annotations

import difflib


def difference(before: str, after: str, shown: str) -> str:
    """The diff with three lines of context; empty where nothing changes."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{shown}", f"b/{shown}"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
