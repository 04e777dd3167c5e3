"""SpecialCharacterInCode: characters in codes that target systems refuse, or that depart from the table's own
style.

A separator (`-`, `.`, `/`, `_`, space) that a fair share of the codes has is house style and is left alone.
Codes that only repeat
what their master already shows are reported there, once. Codes of other parties (supplier's part number,
customs
number) are not ours to mend.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

from kbctl.engine.tables.detectors.common import cells_with, count, finding
from kbctl.engine.tables.looks import fillers_in
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import known_among
from kbctl.engine.tables.roles import BY_ID
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT = "SpecialCharacterInCode"
FOREIGN = frozenset({"supplier_item_code", "customer_item_code", "hs_code", "old_item_code"})
SEPARATORS = frozenset("-_./ ")
HOUSE_STYLE = 0.05  # share of codes from which a separator is taken for a rule and not for a slip
LETTER_STYLE = 0.2  # the same for letters beyond A-Z: codes in Chinese, say
FEW = 20  # distinct codes below which nothing can be said about style


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [column for column in table.table.columns if _is_code(table, column)]
    if not columns:
        return Skip("no column of codes")
    found = []
    for column in columns:
        odd = odd_codes(column)
        known = known_among(book, table, column, {code_form(text) for text in odd})
        odd = {text: signs for text, signs in odd.items() if code_form(text) not in known}
        if not odd:
            continue
        cells = cells_with(table, column, column.as_written(odd))
        signs = sorted({sign for signs in odd.values() for sign in signs})
        message = (
            f"{count(len(odd), 'code')} of {column.header} hold characters that are no part of its "
            f"style: {' '.join(map(_name, signs))}."
        )
        certainty = 0.95 if any(sign not in SEPARATORS for sign in signs) else 0.8
        found.append(finding(CONCEPT, table, column, cells, certainty, "major", message))
    return tuple(found)


def _is_code(table: Profiled, column: Column) -> bool:
    field = table.field(column)
    if field in FOREIGN:
        return False
    own = field.endswith(("_code", "_item")) or field in (
        "sales_order_no",
        "purchase_order_no",
        "work_order_no",
    )
    return own or (column is table.key and table.role in BY_ID and BY_ID[table.role].master)


def odd_codes(column: Column) -> dict[str, frozenset[str]]:
    """Code → the characters in it that do not belong. A sign of ASCII that is no letter and no digit stands
    for itself in the shapes, so only codes of the shapes with an odd one are looked at."""
    fillers = fillers_in(column)
    sizes = {form: number for form, number in column.shape_sizes.items() if form.strip()}
    codes = sum(sizes.values()) - len(fillers)
    if codes < 1 or not any(_signs(form) for form in sizes):
        return {}
    beyond = [text.strip() for text in column.texts(form for form in sizes if "ü" in form)]
    foreign = sum(any(_foreign_letter(sign) for sign in text) for text in beyond) / codes
    share: Counter[str] = Counter()
    for form, number in sizes.items():
        for sign in _signs(form) - {"ü"}:
            share[sign] += number
    for text in beyond:
        for sign in {sign for sign in text if not sign.isascii()}:
            share[sign] += 1
    for text in fillers:
        share.subtract(set(text))
    wanted = [
        form
        for form in sizes
        if "ü" in form or any(_odd(sign, share[sign] / codes, codes, foreign) for sign in _signs(form))
    ]
    found = {}
    for text in {text.strip() for text in column.texts(wanted)} - fillers:
        odd = frozenset(sign for sign in text if _odd(sign, share[sign] / codes, codes, foreign))
        if odd:
            found[text] = odd
    return dict(sorted(found.items()))


def _signs(form: str) -> set[str]:
    return {sign for sign in form.strip() if not (sign.isascii() and sign.isalnum())}


def _odd(sign: str, share: float, codes: int, foreign: float) -> bool:
    if sign.isascii() and sign.isalnum():
        return False
    if sign in SEPARATORS:
        return codes >= FEW and share < HOUSE_STYLE
    if _foreign_letter(sign):
        return foreign < LETTER_STYLE
    return True


def _foreign_letter(sign: str) -> bool:
    return not sign.isascii() and sign.isalnum()


def _name(sign: str) -> str:
    if sign == " ":
        return "space"
    return sign if sign.isprintable() else unicodedata.name(sign, f"U+{ord(sign):04X}")


DETECTORS = {CONCEPT: detect}
