"""RecodeWithCrossReference: codes that do not fit the scheme get the one that was meant, or a new one in the
style of the others; every reference follows, and the old code stays in the cross-reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.references import pointing
from kbctl.engine.tables.remedies.codes import once, references
from kbctl.engine.tables.remedies.common import lefts
from kbctl.engine.tables.remedies.numbering import NUMBERED, numbering
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings
from kbctl.engine.tables.table import Column, Finding, code_form

RECODE = "RecodeWithCrossReference"
#: Numbers that others issue: a new one made here would name nothing.
FOREIGN = frozenset({"barcode", "tax_id", "bank_account", "manufacturer_part_no", "postal_code"})
ISSUED = "the number is issued by others, who have to be asked"
CLASH = "others point at the code, and nothing says which of the two they mean"
SEVERAL = "several free codes are a slip away, and nothing says which of them it was"
NOTHING = "no numbering to take a new code from"


def recode(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    """A code that a slip sets apart from the scheme is put right where the numbering shows which one it was;
    where several could have been, it is left. Only a code that is no slip of any free one gets the next free
    number. The first row of a clash keeps its code. Where others point at the code it cannot be known which
    of the rows they mean, so such a clash is left."""
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        table = tables[finding.table]
        column = table.table.by_header.get(finding.column) or table.key
        if column is None:
            continue
        if table.field(column) in FOREIGN:
            left[table.name, column.header, ISSUED] = [cell.row for cell in finding.cells]
            continue
        named = {code for _, c in pointing(book, table, column) for code in c.codes}
        odd = set() if finding.pairs else {cell.value for cell in finding.cells}
        known = numbering(column.values, odd, named)
        used = set(known.used)
        place_of = {number: place for place, number in enumerate(table.table.numbers)}
        renamed: dict[str, str] = {}
        for row, clash in _rows(finding, column, place_of):
            old = column.values[place_of[row]]
            new, possible = ("", False) if clash else known.meant(place_of[row], old)
            why = CLASH if clash and code_form(old) in named else SEVERAL if possible and not new else ""
            if not why and (not new or code_form(new) in used):
                new = _next_code(column, old, used)
                why = "" if new else NOTHING
            if why:
                left.setdefault((table.name, column.header, why), []).append(row)
                continue
            used.add(code_form(new))
            if not clash:
                renamed[old.strip()] = new
            edits.append(
                Edit(table.name, row, column.header, old, new, finding.certainty, "rekeyed", old.strip())
            )
        edits += references(book, table, column, renamed, finding.certainty)
    return Plan(RECODE, once(edits), left=lefts(left))


def _rows(finding: Finding, column: Column, place_of: dict[int, int]) -> list[tuple[int, bool]]:
    """The rows to get a new code, and whether they share theirs with a row that keeps it."""
    rows = {cell.row for cell in finding.cells if not finding.pairs}
    rows |= {row for pair in finding.pairs for row in pair.rows}
    found: list[tuple[int, bool]] = []
    first: dict[str, int] = {}
    shared = Counter(code_form(column.values[place_of[row]]) for row in rows if row in place_of)
    for row in sorted(rows & place_of.keys()):
        code = code_form(column.values[place_of[row]])
        if shared[code] > 1 and code not in first:
            first[code] = row
        else:
            found.append((row, shared[code] > 1))
    return found


def _next_code(column: Column, old: str, used: set[str]) -> str:
    """The next free number under the code's own prefix, as wide as its neighbours are."""
    sound = NUMBERED.match("".join(c for c in old.strip() if c.isascii() and (c.isalnum() or c in "-_./")))
    prefix = sound[1] if sound else ""
    neighbours = [
        found
        for text in column.filled
        if (found := NUMBERED.match(text)) and found[1].casefold() == prefix.casefold()
    ]
    if not sound or len(neighbours) < 2:
        return ""
    width = Counter(len(found[2]) for found in neighbours).most_common(1)[0][0]
    number = max(int(found[2]) for found in neighbours if len(found[2]) == width) if neighbours else 0
    while code_form(new := f"{prefix}{number + 1:0{width}}") in used:
        number += 1
    return new if len(new) == len(prefix) + width else ""


OPERATORS = {RECODE: recode}
