"""AutomaticColumnMapping: a header whose field is certain gets the field's canonical name.

Two columns of one table are never given the same name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import lefts, table_of
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPTS = "AutomaticColumnMapping", ("ColumnNameVariation", "SchemaDrift")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: dict[tuple[str, str], Edit] = {}
    left: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        table = table_of(book, finding.table)
        if finding.concept not in CONCEPTS or table is None or finding.column not in table.table.by_header:
            continue
        header, row = finding.column, table.table.header_row
        field = table.fields.get(header, "")
        standing = {column.header for column in table.table.columns}
        often = Counter(table.field(column) for column in table.table.columns)
        if not row:
            why = "the table has no row of headers"
        elif not field:
            why = "its field is not certain"
        elif often[field] > 1 or (field in standing and field != header):
            why = f"another column of the table is {field} too"
        else:
            if field != header:
                edits[table.name, header] = Edit(table.name, row, header, header, field, finding.certainty)
            continue
        left.setdefault((table.name, header, why), []).append(row)
    return Plan(REMEDY, tuple(edits.values()), left=lefts(left))


OPERATORS = {REMEDY: plan}
