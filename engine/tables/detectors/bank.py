"""InvalidBankDetail: an IBAN whose check digits or length are wrong. Account numbers of other kinds have no
check that holds everywhere, and are not judged."""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.identifiers import is_iban
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip
from kbctl.engine.tables.values import WORDS

CONCEPT = "InvalidBankDetail"
LIKE = re.compile(r"[A-Za-z]{2}\s?\d{2}[\sA-Za-z0-9-]{8,36}$")
CHECKED = 0.6  # share of right ones, from which check digits are meant: by chance one in 97 is right


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    del book
    columns = [
        column
        for column in table.table.columns
        if table.field(column) == "bank_account" or set(words(column.header)) & {"iban", "bank", "banco"}
    ]
    columns = [c for c in columns if any(LIKE.match(text) for text in c.filled)]
    if not columns:
        return Skip("no column of IBANs")
    found = []
    for column in columns:
        texts = {text for text in column.filled if not WORDS.fullmatch(text)}
        right = {text for text in texts if is_iban(text)}
        if len(right) < CHECKED * len(texts) or len(right) == len(texts):
            continue
        cells = cells_with(table, column, (t for t in column.counts if t.strip() in texts - right))
        message = (
            f"{count(len(cells), 'account')} ({percent(len(cells), table.rows)}) of {column.header} fail the "
            "check digits or the length of an IBAN."
        )
        found.append(finding(CONCEPT, table, column, cells, 0.95, "major", message))
    return tuple(found)


DETECTORS = {CONCEPT: detect}
