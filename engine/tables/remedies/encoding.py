"""EncodingRepair: text that was decoded with the wrong character set is decoded again with the right one.

Where letters are lost nothing is guessed: such cells are left, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbctl.engine.tables.encoding import LOST, repair
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings
from kbctl.engine.tables.table import Cell, Finding

REMEDY, CONCEPT = "EncodingRepair", "EncodingCorruption"
#: a Chinese sign beside an accented Latin letter: a part only of the bytes was read right
HALF = re.compile(
    r"[\u4e00-\u9fff][\u00c0-\u00ff]|[\u00c0-\u00ff][\u4e00-\u9fff]|[\u00c0-\u00ff][\u0d00-\u0d7f]"
)
CERTAIN = 0.97  # confidence of a text that decodes without rest


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del book, settings
    edits: list[Edit] = []
    left: list[Left] = []
    for finding in findings:
        if finding.concept != CONCEPT:
            continue
        lost: list[Cell] = []
        for cell in finding.cells:
            after = repair(cell.value)
            if after == cell.value or LOST in after or HALF.search(after):
                lost.append(cell)
            else:
                edits.append(Edit(finding.table, cell.row, cell.column, cell.value, after, CERTAIN))
        for column in sorted({cell.column for cell in lost}):
            rows = tuple(sorted({cell.row for cell in lost if cell.column == column}))
            left.append(
                Left(finding.table, rows, column, "letters are lost and cannot be told from the text")
            )
    return Plan(REMEDY, edits=tuple(edits), left=tuple(left))


OPERATORS = {REMEDY: plan}
