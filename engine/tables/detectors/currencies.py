"""InconsistentCurrency: one currency written in several ways in a column of currencies; signs of several
currencies at the amounts of one column; a purchase in another currency than its supplier otherwise has."""

from __future__ import annotations

from collections import Counter

from kbctl.engine.tables.currencies import currency_of, sign_of
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.detectors.variants import variants, variants_finding
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT = "InconsistentCurrency"
DOCUMENTS = ("purchase_order", "item_supplier")
OWN = 0.9  # share of a supplier's documents in one currency, from which that is its currency
ENOUGH = 10  # documents of a supplier below which its usual currency is not known


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    kinds = {column: meaning_of(book, table, column).kind for column in table.table.columns}
    named = [column for column, kind in kinds.items() if kind == "currency" and column is not table.key]
    amounts = [column for column, kind in kinds.items() if kind == "number"]
    if not named and not amounts:
        return Skip("no column of amounts or currencies")
    found = []
    for column in named:
        one = variants_finding(
            CONCEPT, table, column, variants(column.filled, currency_of), 0.95, "major", "currency|currencies"
        )
        found += [*filter(None, (one, _against_master(book, table, column)))]
    found += [one for column in amounts if (one := _signs(table, column))]
    return tuple(found)


def _signs(table: Profiled, column: Column) -> Finding | None:
    """Amounts under another sign than most amounts of their column that have one."""
    signs = {text: sign for text in column.filled if (sign := sign_of(text))}
    tally: Counter[str] = Counter()
    for text, sign in signs.items():
        tally[sign] += column.filled[text]
    if len(tally) < 2 or set(tally) == {"$", "USD"}:
        return None
    usual = max(tally, key=lambda sign: (tally[sign], sign))
    odd = {text for text, sign in signs.items() if sign != usual}
    cells = cells_with(table, column, (text for text in column.counts if text.strip() in odd))
    told = ", ".join(
        f"{sign} {number:,}" for sign, number in sorted(tally.items(), key=lambda p: (-p[1], p[0]))
    )
    message = f"{column.header} has amounts in several currencies: {told}."
    return finding(CONCEPT, table, column, cells, 0.95, "major", message)


def _against_master(book: Book, table: Profiled, column: Column) -> Finding | None:
    """Documents in another currency than the supplier's master says, where nearly all others agree."""
    codes = table.column("supplier_code")
    if table.role not in DOCUMENTS or codes is None:
        return None
    own: dict[str, str] = {}
    for master in book.of_role("supplier_master"):
        keys, currencies = master.column("supplier_code"), master.column("currency")
        if keys and currencies:
            pairs = zip(keys.values, currencies.values, strict=True)
            own |= {code_form(code): currency_of(text) for code, text in pairs}
    told = [
        (place, own.get(code_form(codes.values[place]), ""), currency_of(text))
        for place, text in enumerate(column.values)
    ]
    judged = [(place, usual, said) for place, usual, said in told if usual and said]
    odd = [place for place, usual, said in judged if usual != said]
    if not odd or len(judged) < ENOUGH or len(judged) - len(odd) < OWN * len(judged):
        return None
    cells = [table.cell(place, column) for place in odd]
    message = (
        f"{count(len(cells), 'row')} ({percent(len(cells), table.rows)}) of {table.name} are in another "
        "currency than their supplier's."
    )
    return finding(CONCEPT, table, column, cells, 0.8, "major", message)


DETECTORS = {CONCEPT: detect}
