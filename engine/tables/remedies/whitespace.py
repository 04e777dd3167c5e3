"""WhitespaceNormalisation: white space around a value, doubled inside it, or of a kind that cannot be seen,
goes. Line breaks inside a cell stay: they structure addresses and long texts.

Codes are compared without surplus white space everywhere, so references hold whichever side is mended first.
A key that would become the key of another row is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY = "WhitespaceNormalisation"
NOTHING = re.compile("[\u200b\u2060\ufeff]")  # signs without width
SPACE = re.compile(r"[^\S\n]+")  # runs of white space, line ends not counted
EDGES = re.compile(r"[^\S\n]*\n[^\S\n]*")


def normalised(text: str) -> str:
    """`" Acme\\u00a0  Inc "` → `"Acme Inc"`."""
    return EDGES.sub("\n", SPACE.sub(" ", NOTHING.sub("", text.replace("\r\n", "\n")))).strip()


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    left: list[Left] = []
    for finding in findings:
        table = tables[finding.table]
        column = table.table.by_header[finding.column]
        is_key = column is table.key
        taken: dict[str, set[str]] = {}
        for text in column.counts if is_key else ():
            taken.setdefault(normalised(text), set()).add(text)
        clash = []
        for cell in finding.cells:
            new = normalised(cell.value)
            if len(taken.get(new, ())) > 1:
                clash.append(cell.row)
                continue
            kind: Literal["cell", "rekeyed"] = "rekeyed" if is_key else "cell"
            edits.append(Edit(finding.table, cell.row, finding.column, cell.value, new, 1.0, kind))
        if clash:
            why = "without its white space the key would be that of another row"
            left.append(Left(finding.table, tuple(clash), finding.column, why))
    return Plan(REMEDY, tuple(edits), left=tuple(left))


OPERATORS = {REMEDY: plan}
