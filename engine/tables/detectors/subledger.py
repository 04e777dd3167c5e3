"""ReconciliationMismatch between a ledger and the list of open items that explains one of its balances.

The control account is the one account of the trial balance that is called trade receivables (or payables).
Where several are called so nothing is compared.
"""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.common import finding
from kbctl.engine.tables.ledger import CREDIT, DEBIT, side_of
from kbctl.engine.tables.numeric import number_text, numbers
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.similarity import plain
from kbctl.engine.tables.table import Finding

CONCEPT = "ReconciliationMismatch"
CENT = 0.0051
_CUSTOMERS = (
    r"(?:trade |accounts )?receivables?|accounts receivable trade|debtors|(?:trade )?debtors control"
    r"|clientes|cuentas por cobrar(?: (?:a )?clientes)?|deudores comerciales"
    r"|forderungen(?: (?:aus )?(?:lieferungen und leistungen|ll|lul))?|debitoren|应收账款|应收帐款"
)
_SUPPLIERS = (
    r"(?:trade |accounts )?payables?|accounts payable trade|creditors|proveedores"
    r"|cuentas por pagar(?: (?:a )?proveedores)?|acreedores comerciales"
    r"|lieferantenverbindlichkeiten|kreditoren"
    r"|verbindlichkeiten(?: aus)? (?:lieferungen und leistungen|ll|lul)|应付账款|应付帐款"
)
RECEIVABLES, PAYABLES = re.compile(_CUSTOMERS), re.compile(_SUPPLIERS)


def control_account(book: Book, table: Profiled) -> tuple[Profiled, int, float] | None:
    """The trial balance, the row of the account whose balance the open items add up to, and the balance."""
    ledgers = book.of_role("trial_balance")
    owed = table.column("customer_code") is not None
    if len(ledgers) != 1 or owed == (table.column("supplier_code") is not None):
        return None
    (ledger,) = ledgers
    debit, credit = side_of(ledger, DEBIT), side_of(ledger, CREDIT)
    if debit is None or credit is None:
        return None
    named = RECEIVABLES if owed else PAYABLES
    rows = sorted(
        {
            place
            for column in ledger.table.columns
            for text in column.counts
            if named.fullmatch(" ".join(plain(text).split()))
            for place in column.places([text])
        }
    )
    if len(rows) != 1:
        return None
    (row,) = rows
    left, right = (numbers(side)[row] or 0.0 for side in (debit, credit))
    return ledger, row, left - right if owed else right - left


def against_ledger(table: Profiled, ledger: Profiled, row: int, balance: float) -> tuple[Finding, ...]:
    """The open items that do not add up to the balance; nothing where an amount or a currency is unclear."""
    column, currency = table.column("open_amount"), table.column("currency")
    if column is None or (currency and len(currency.filled) > 1):
        return ()
    amounts = numbers(column)
    if not table.rows or None in amounts:
        return ()
    total = sum(value for value in amounts if value is not None)
    apart = abs(total - balance)
    # where the ledger is itself out of balance by just that, it is the ledger's finding
    if apart <= CENT or abs(apart - _out_of_balance(ledger)) <= CENT:
        return ()
    account = ledger.key_of(row) or str(ledger.table.numbers[row])
    message = (
        f"{column.header} adds up to {number_text(round(total, 2))}, while account {account} of "
        f"{ledger.name} stands at {number_text(round(balance, 2))}: they differ by "
        f"{number_text(round(apart, 2))}."
    )
    cells = [table.cell(place, column) for place in range(table.rows)]
    return (finding(CONCEPT, table, column, cells, 0.9, "blocking", message, [message]),)


def _out_of_balance(ledger: Profiled) -> float:
    sides = [side_of(ledger, said) for said in (DEBIT, CREDIT)]
    debits, credits = (sum(value or 0.0 for value in numbers(side)) for side in sides if side)
    return abs(debits - credits)
