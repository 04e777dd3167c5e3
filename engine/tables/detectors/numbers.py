"""MixedNumberFormat: one column of amounts writes its numbers in several ways, so that the same characters
mean different amounts: decimal comma beside decimal point, with and without signs between thousands, the
minus before, behind or as brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbctl.engine.tables import numbers
from kbctl.engine.tables.currencies import sign_of
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent, quoted
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "MixedNumberFormat"
DRESSED = 0.4  # share of amounts with a sign of currency, from which some leave it out and not some put it
NUMBERS = 0.6  # share of a column's cells that are numbers, from which it is a column of amounts
#: an amount with a decimal point, if with anything; or what holds no digit
SIMPLE = re.compile(r"\s*-?9*(\.9+)?\s*$|[^9ü]*$")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [c for c in table.table.columns if meaning_of(book, table, c).kind == "number"]
    if not columns:
        return Skip("no column of amounts")
    return tuple(found for column in columns if (found := _column(table, column)))


def _column(table: Profiled, column: Column) -> Finding | None:
    if all(SIMPLE.match(form) for form in column.shapes):
        return None  # however many amounts there are, they are written in one way
    house = numbers.house_style(column.filled)
    if house is None or house[1] < 0.5 * column.filled_rows:
        return None
    style, _ = house
    read = {text: numbers.styles_of(text) for text in column.filled}
    if sum(column.filled[text] for text, own in read.items() if own) < NUMBERS * column.filled_rows:
        return None
    odd = {text for text, own in read.items() if own and style not in own}
    odd |= _dressed(column, read)
    signs = _signs(column)
    odd_sign = {text for text, sign in signs.items() if sign != _most(column, signs)}
    if not odd and not odd_sign:
        return None
    wrong = odd | odd_sign
    cells = cells_with(table, column, column.as_written(wrong))
    decimals = any(style.decimal not in {own.decimal for own in read[text]} for text in odd)
    told = sorted({numbers.named(_best(read[text])) for text in odd} | {signs[text] for text in odd_sign})
    message = (
        f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} write numbers "
        f"otherwise than the rest ({numbers.named(style)}): {', '.join(told)}."
    )
    usual = next((text for text, own in sorted(read.items()) if own and text not in wrong), "")
    examples = [f"{quoted(usual)} beside {quoted(sorted(wrong)[0])}", *map(quoted, sorted(wrong)[1:])]
    return finding(CONCEPT, table, column, cells, 0.97 if decimals else 0.8, "major", message, examples)


def _dressed(column: Column, read: Mapping[str, frozenset[numbers.Style]]) -> set[str]:
    """Amounts with a sign of currency where most have none. Signs at most of them are the house's way, and
    signs of several currencies another finding."""
    signs = {text: sign for text, own in read.items() if own and (sign := sign_of(text))}
    dressed = sum(column.filled[text] for text in signs)
    return set(signs) if dressed <= DRESSED * column.filled_rows and len(set(signs.values())) == 1 else set()


def _best(styles: frozenset[numbers.Style]) -> numbers.Style:
    return min(styles, key=lambda style: (style.decimal != ",", style.group))


def _signs(column: Column) -> dict[str, str]:
    """Negative numbers → how each is marked."""
    return {
        text: sign
        for text in column.filled
        if (sign := numbers.negative_of(text)) and numbers.styles_of(text)
    }


def _most(column: Column, signs: dict[str, str]) -> str:
    tally: dict[str, int] = {}
    for text, sign in signs.items():
        tally[sign] = tally.get(sign, 0) + column.filled[text]
    return max(tally, key=lambda sign: (tally[sign], sign), default="")


DETECTORS = {CONCEPT: detect}
