"""AutomaticColumnMapping: each header whose field is certain is mapped to it, in a table beside the others.

The headers stay as they are in the file: what reads the repaired tables reads the mapping, and formulas,
queries and people still find their columns. Two columns of one table are never mapped to one field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import lefts, table_of
from kbctl.engine.tables.remedies.operator import Plan, Settings, SideTable
from kbctl.engine.tables.table import Finding

HEADERS = ("table", "column", "field", "certainty")
REMEDY, CONCEPTS = "AutomaticColumnMapping", ("ColumnNameVariation", "SchemaDrift")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    mapped: dict[tuple[str, str], tuple[str, ...]] = {}
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
            mapped[table.name, header] = (table.name, header, field, f"{finding.certainty:.3f}")
            continue
        left.setdefault((table.name, header, why), []).append(row)
    rows = tuple(mapped[at] for at in sorted(mapped))
    side = (SideTable("column-mapping.csv", HEADERS, rows),) if rows else ()
    return Plan(REMEDY, side_tables=side, left=lefts(left))


OPERATORS = {REMEDY: plan}
