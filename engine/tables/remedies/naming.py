"""NameClustering: each group of spellings of one name takes its usual spelling.

The groups are those of the detector (equal words, without case, accents, order). Where a master's own names
only depart from the house style of capitals, words are written as the well-written names write them; a name
with a word that none of them has is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbctl.engine.tables.detectors.naming import PARTIES, key_of, style_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Settings
from kbctl.engine.tables.similarity import WORD
from kbctl.engine.tables.table import Cell, Column, Finding

REMEDY = "NameClustering"


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    left: list[Left] = []
    for finding in findings:
        table = tables[finding.table]
        column = table.table.by_header[finding.column]
        usual = _usual(table, column)
        words = _words(column, {cell.value for cell in finding.cells})
        lost: list[int] = []
        for cell in finding.cells:
            new = usual.get(_key(table, column, cell.value)) or _recased(cell, words)
            if not new:
                lost.append(cell.row)
            elif new != cell.value:
                edits.append(Edit(table.name, cell.row, cell.column, cell.value, new, finding.certainty))
        if lost:
            why = "no well-written name shows how to write all its words"
            left.append(Left(table.name, tuple(lost), finding.column, why))
    return Plan(REMEDY, tuple(edits), left=tuple(left))


def _key(table: Profiled, column: Column, text: str) -> tuple[str, ...]:
    return key_of(text, table.field(column) in PARTIES)


def _usual(table: Profiled, column: Column) -> dict[tuple[str, ...], str]:
    """Key → the most frequent spelling, of keys with several spellings in a column where names repeat."""
    if len(column.filled) > 0.8 * column.filled_rows:
        return {}
    groups: dict[tuple[str, ...], Counter[str]] = {}
    for text, number in column.filled.items():
        if any(sign.isalpha() for sign in text):
            groups.setdefault(_key(table, column, text), Counter())[" ".join(text.split())] += number
    return {
        key: max(spellings, key=lambda text: (spellings[text], text))
        for key, spellings in groups.items()
        if key and len(spellings) > 1
    }


def _words(column: Column, odd: set[str]) -> dict[str, str]:
    """Word without case → as the well-written names mostly write it."""
    seen: dict[str, Counter[str]] = {}
    for text, number in column.counts.items():
        if text not in odd and style_of(text):
            for word in WORD.findall(text):
                seen.setdefault(word.casefold(), Counter())[word] += number
    return {word: max(forms, key=lambda form: (forms[form], form)) for word, forms in seen.items()}


def _recased(cell: Cell, words: dict[str, str]) -> str:
    if any(word.isalpha() and word.casefold() not in words for word in WORD.findall(cell.value)):
        return ""
    return WORD.sub(lambda found: words.get(found[0].casefold(), found[0]), cell.value)


OPERATORS = {REMEDY: plan}
