"""InconsistentCurrency: one currency written in several ways in a column of currencies; signs of several
currencies at the amounts of one column; a document in another currency than its party has."""

from __future__ import annotations

from collections import Counter

from kbctl.engine.tables.codes import code_columns
from kbctl.engine.tables.currencies import currency_of, sign_of
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.detectors.variants import variants, variants_finding
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT = "InconsistentCurrency"
OWN = 0.8  # share of documents in their party's currency, from which that is the rule
ENOUGH = 10  # documents below which that is not known
SAME = 0.5  # share of codes that a master must have to be the master of a column


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
        found += [*filter(None, (one, _against_party(book, table, column)))]
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
    cells = cells_with(table, column, column.as_written(odd))
    told = ", ".join(
        f"{sign} {number:,}" for sign, number in sorted(tally.items(), key=lambda p: (-p[1], p[0]))
    )
    message = f"{column.header} has amounts in several currencies: {told}."
    return finding(CONCEPT, table, column, cells, 0.95, "major", message)


def _against_party(book: Book, table: Profiled, column: Column) -> Finding | None:
    """Documents in another currency than their customer's or supplier's master says, where nearly all others
    agree with it."""
    rows = [(place, usual, currency_of(column.values[place])) for place, usual in _own(book, table).items()]
    judged = [(place, usual, said) for place, usual, said in rows if usual and said]
    odd = [place for place, usual, said in judged if usual != said]
    if not odd or len(judged) < ENOUGH or len(judged) - len(odd) < OWN * len(judged):
        return None
    cells = [table.cell(place, column) for place in odd]
    message = (
        f"{count(len(cells), 'row')} ({percent(len(cells), table.rows)}) of {table.name} are in another "
        "currency than their customer or supplier has."
    )
    return finding(CONCEPT, table, column, cells, 0.8, "major", message)


def _own(book: Book, table: Profiled) -> dict[int, str]:
    """Row → the currency of its party, as the party's master has it. The master is another table whose key
    has these codes, and a currency beside each."""
    for master in book.tables:
        currencies = next(
            (c for c in master.table.columns if meaning_of(book, master, c).kind == "currency"), None
        )
        if master is table or master.key is None or currencies is None or not _party(master):
            continue
        known = {
            code_form(code): currency_of(text)
            for code, text in zip(master.key.values, currencies.values, strict=True)
        }
        for column in code_columns(book, table):
            if (
                column is not table.key
                and sum(code in known for code in column.codes) >= SAME * len(column.codes) > 0
            ):
                return {place: known.get(code_form(code), "") for place, code in enumerate(column.values)}
    return {}


def _party(master: Profiled) -> bool:
    return master.role in ("customer_master", "supplier_master")


DETECTORS = {CONCEPT: detect}
