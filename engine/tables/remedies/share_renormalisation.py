"""ShareRenormalisation: shares of a bill that sum to one but for rounding are scaled until they do.

A bill that is off by more has a wrong share, lacks a component or has one too many. Scaling would spoil the
right shares and hide that: it is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.numbers import decimal_mark, number
from kbctl.engine.tables.remedies.common import lefts, table_of
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings
from kbctl.engine.tables.table import Finding, code_form

REMEDY, CONCEPT = "ShareRenormalisation", "BomShareImbalance"
HALF = Decimal("0.5")  # of the last digit: by so much rounding moves each share at most


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: list[Edit] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        table = table_of(book, finding.table)
        if finding.concept != CONCEPT or table is None or not finding.cells:
            continue
        parents = table.column("bom_parent_item", "bom_code")
        column = table.table.by_header.get(finding.cells[0].column)
        if parents is None or column is None:
            continue
        mark, bills = decimal_mark(column), defaultdict(list)
        flagged = {cell.row for cell in finding.cells}
        for place, parent in enumerate(parents.values):
            bills[code_form(parent)].append(place)
        for places in bills.values():
            rows = [table.table.numbers[place] for place in places]
            if not flagged & set(rows):
                continue
            shares = [number(column.values[place], mark) for place in places]
            if any(share is None or share < 0 for share in shares):
                why = "a share is blank or no number"
                left.setdefault((table.name, column.header, why), []).extend(rows)
                continue
            known = [share for share in shares if share is not None]
            total = sum(known, Decimal(0))
            whole = Decimal(100) if total > 10 else Decimal(1)
            last = Decimal(1).scaleb(-max(-int(share.as_tuple().exponent) for share in known))
            if not total or abs(total - whole) > len(known) * HALF * last:
                why = "more than rounding is missing or too many: a share may be wrong, or a component absent"
                left.setdefault((table.name, column.header, why), []).extend(rows)
                continue
            for place, row, share in zip(places, rows, scaled(known, whole), strict=True):
                text = f"{share:f}".replace(".", mark)
                if text != column.values[place].strip():
                    edits.append(Edit(table.name, row, column.header, column.values[place], text, 0.75))
    return Plan(REMEDY, tuple(edits), left=lefts(left))


def scaled(shares: Sequence[Decimal], whole: Decimal) -> list[Decimal]:
    """Shares in the same proportions that sum to the whole; the largest takes what rounding leaves."""
    total = sum(shares, Decimal(0))
    digits = max(max(-int(share.as_tuple().exponent) for share in shares), 4 if whole == 1 else 2)
    step = Decimal(1).scaleb(-digits)
    found = [(share / total * whole).quantize(step) for share in shares]
    largest = max(range(len(found)), key=lambda place: (found[place], -place))
    found[largest] += whole - sum(found, Decimal(0))
    return found


OPERATORS = {REMEDY: plan}
