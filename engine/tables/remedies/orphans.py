"""OrphanQuarantine: rows that point at nothing wait in the quarantine, and with them the rows that point at
them. Where the table that they point at is not whole, they are left: it is the one to be mended.
StubParentCreation: a minimal record is made for each missing parent, so that history can be loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbctl.engine.tables.detectors import incomplete_extract
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import known_codes, pointing, reference
from kbctl.engine.tables.remedies.operator import Addition, Left, Plan, Removal, Settings
from kbctl.engine.tables.roles import BY_ID
from kbctl.engine.tables.table import Column, Finding, code_form

QUARANTINE, STUB = "OrphanQuarantine", "StubParentCreation"
#: A larger share of a table is no stray row any more: to hold it back would be to lose it (a judgement).
MOST = 0.1
FEW = 5  # rows that may always wait, in a short table
NAMES = (
    "customer_name",
    "supplier_name",
    "item_name",
    "item_description",
    "warehouse_name",
    "work_center_name",
)


def quarantine(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    reasons: dict[tuple[str, int], tuple[str, float]] = {}
    left: list[Left] = []
    for finding in findings:
        table = tables[finding.table]
        column = table.table.by_header[finding.column]
        link = reference(book, table, column)
        parents = known_codes(book, table, column)[1] or ((link.parent,) if link else ())
        where = f" in {' or '.join(parent.name for parent in parents)}" if parents else ""
        own = {
            (table.name, cell.row): (
                f"{cell.column} {cell.value.strip()} is not there{where}",
                finding.certainty,
            )
            for cell in finding.cells
        }
        why = ""
        torn = next((one.name for one in parents if _torn(book, one)), "")
        if torn:
            why = f"{torn} is not whole: the parents may be in the part that is missing"
        elif table.role in BY_ID and BY_ID[table.role].master:
            why = "a thing is not set aside for what it refers to: mend the reference, or make the parent"
        elif too_many := _too_many(book, own):
            why = f"more than {MOST:.0%} of {too_many} would be set aside: the parents have to be found"
        if why:
            left.append(Left(table.name, tuple(row for _, row in sorted(own)), finding.column, why))
        else:
            reasons |= {at: told for at, told in own.items() if at not in reasons}
    _with_children(book, reasons)
    removals = [
        Removal(table, row, reason, certainty)
        for (table, row), (reason, certainty) in sorted(reasons.items())
    ]
    return Plan(QUARANTINE, removals=tuple(removals), left=tuple(left))


def _torn(book: Book, parent: Profiled) -> bool:
    said = incomplete_extract.detect(book, parent)
    return isinstance(said, tuple) and bool(said)


def _too_many(book: Book, own: dict[tuple[str, int], tuple[str, float]]) -> str:
    """The table of which too large a share would go, lines that depend on these rows included."""
    gone = dict(own)
    _with_children(book, gone)
    rows = {table.name: table.rows for table in book.tables}
    counts = Counter(name for name, _ in gone)
    return next((name for name in sorted(counts) if counts[name] > max(FEW, MOST * rows[name])), "")


def _with_children(book: Book, reasons: dict[tuple[str, int], tuple[str, float]]) -> None:
    """Lines of an order that is held back are held back too, as far down as it goes."""
    waiting = True
    while waiting:
        waiting = False
        for parent in book.tables:
            if parent.key is None:
                continue
            gone = [p for p, number in enumerate(parent.table.numbers) if (parent.name, number) in reasons]
            kept = {
                code_form(parent.key.values[p])
                for p, number in enumerate(parent.table.numbers)
                if (parent.name, number) not in reasons
            }
            lost = {code_form(parent.key.values[p]) for p in gone} - kept - {""}
            for child, column in pointing(book, parent, parent.key) if lost else ():
                for code in sorted(lost & column.codes.keys()):
                    for place in column.codes[code]:
                        at = (child.name, child.table.numbers[place])
                        if at not in reasons:
                            reasons[at] = (f"{column.header} {code} of {parent.name} is held back", 0.9)
                            waiting = True


def stub(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    additions: list[Addition] = []
    left: list[Left] = []
    made: set[tuple[str, str]] = set()
    for finding in findings:
        table = tables[finding.table]
        link = reference(book, table, table.table.by_header[finding.column])
        if link is None:
            rows = tuple(cell.row for cell in finding.cells)
            left.append(Left(table.name, rows, finding.column, "no table to make the parent in"))
            continue
        for cell in finding.cells:
            code = cell.value.strip()
            if not code or (link.parent.name, code_form(code)) in made:
                continue
            made.add((link.parent.name, code_form(code)))
            values = {link.target.header: code, **_rest(link.parent, link.target, code)}
            reason = f"stands in for the record that {table.name} names and nobody has"
            additions.append(Addition(link.parent.name, values, reason, 0.6))
    return Plan(STUB, additions=tuple(additions), left=tuple(left))


def _rest(parent: Profiled, target: Column, code: str) -> dict[str, str]:
    """A name that says what the record is, and the mark of inactive records where the table has one."""
    found: dict[str, str] = {}
    name = parent.column(*NAMES)
    if name is not None and name is not target:
        found[name.header] = f"UNKNOWN {code}"
    flag = parent.column("inactive_flag")
    if flag is not None:
        signs = {text.casefold(): text for text in flag.filled}
        yes = next((signs[sign] for sign in ("y", "yes", "true", "1", "x") if sign in signs), "")
        pair = {"n": "Y", "no": "Yes", "false": "true", "0": "1"}
        yes = yes or next((pair[sign] for sign in sorted(signs) if sign in pair), "")
        if yes:
            found[flag.header] = yes
    return found


OPERATORS = {QUARANTINE: quarantine, STUB: stub}
