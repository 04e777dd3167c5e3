"""InvalidTaxIdentifier: a tax number that fails the form or the check digit of the country that issued it.

The country is that of the number's own prefix (in the European Union) or of the row; others are not judged.
Check digits count only where most numbers of a country have them right, so that made-up ones raise no alarm.
"""

from __future__ import annotations

import re
from collections import Counter

from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.detectors.spreadsheet_errors import is_error
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.identifiers import is_tax_number, tax_country
from kbctl.engine.tables.places import country_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import WORDS

CONCEPT = "InvalidTaxIdentifier"
HEADS = frozenset(
    {"vat", "rfc", "nif", "cif", "ein", "ustid", "ust", "tin", "gstin", "abn", "cuit", "fiscal"}
)
CHINESE = ("税号", "信用代码", "纳税人识别号")
CHECKED = 0.6  # share of right numbers of a country: by chance one in ten or fewer is right
ENOUGH = 5  # numbers of a country below which that is not told
#: countries whose numbers have a form and no check digit
FORMS = {"US": re.compile(r"\d{2}-?\d{7}$")}
#: forms that one country only has, where no column says the country
TELLING = {
    "US": re.compile(r"\d{2}-\d{7}$"),
    "MX": re.compile(r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}$"),
    "CN": re.compile(r"9[1-3][0-9A-Z]{16}$"),
}


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [column for column in table.table.columns if is_tax(table, column)]
    if not columns:
        return Skip("no column of tax numbers")
    return tuple(found for column in columns if (found := _column(book, table, column)))


def is_tax(table: Profiled, column: Column) -> bool:
    if field := table.field(column):
        return field == "tax_id"
    said = set(words(column.header))
    return (
        bool(said & HEADS)
        or ("tax" in said and bool(said & {"id", "no", "number", "code"}))
        or any(name in column.header for name in CHINESE)
    )


def _column(book: Book, table: Profiled, column: Column) -> Finding | None:
    rows = [
        (place, text.strip(), country)
        for place, (text, country) in enumerate(
            zip(column.values, _countries(book, table, column), strict=True)
        )
        if country and text.strip() and not WORDS.fullmatch(text.strip()) and not is_error(text)
    ]
    numbers = {(text, country) for _, text, country in rows}
    right = {
        (text, country): bool(FORMS[country].match(text))
        if country in FORMS
        else is_tax_number(text, country)
        for text, country in numbers
    }
    tally = Counter(country for _, country in numbers)
    good = Counter(country for (_, country), fits in right.items() if fits)
    judged = {c for c, number in tally.items() if number >= ENOUGH and good[c] >= CHECKED * number}
    wrong = [(place, text, country) for place, text, country in rows if country in judged]
    wrong = [one for one in wrong if right[one[1], one[2]] is False]
    if not wrong:
        return None
    cells = [table.cell(place, column) for place, _, _ in wrong]
    told = ", ".join(sorted({country for _, _, country in wrong}))
    message = (
        f"{count(len(cells), 'tax number')} ({percent(len(cells), table.rows)}) of {column.header} fail the "
        f"form or check digit of their country ({told})."
    )
    examples = [f"{quoted(text)} in {country}" for _, text, country in wrong]
    return finding(CONCEPT, table, column, cells, 0.93, "major", message, examples)


def _countries(book: Book, table: Profiled, column: Column) -> list[str]:
    """By row: the country of the number's prefix, else of the row, else of the form that all others have."""
    countries = next((c for c in table.table.columns if meaning_of(book, table, c).kind == "country"), None)
    usual = "" if countries else _by_form(column)
    found = []
    for place, text in enumerate(column.values):
        own = country_of(countries.values[place]) if countries else usual
        telling = next((c for c, form in TELLING.items() if not countries and form.match(text.strip())), "")
        found.append(tax_country(text) or telling or own)
    return found


def _by_form(column: Column) -> str:
    for country, form in TELLING.items():
        if (
            sum(number for text, number in column.filled.items() if form.match(text))
            >= 0.8 * column.filled_rows
        ):
            return country
    return ""


DETECTORS = {CONCEPT: detect}
