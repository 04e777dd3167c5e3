"""MultiValueCell: one cell that holds several values: two addresses, two codes, two categories of its column.

A separator alone proves nothing (`Screw, M6`): each part must be a value by itself: a valid address, a code
of a master, or a text that the column has alone elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbctl.engine.tables.codes import code_columns, sisters
from kbctl.engine.tables.detectors.categories import is_category
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import EMAIL, URL, Kind, meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT = "MultiValueCell"
ADDRESSES = re.compile(r"\s*(?:[;,|\n]|\s/\s|\s(?:and|or|y|o|und|oder|&)\s)\s*")
PHONES = re.compile(r"\s*(?:[;,|\n]|\s?/\s?|\s(?:and|or|y|o|und|oder|&)\s)\s*")
CODES = re.compile(r"\s*[;,|\n/+&]\s*")
SEPARATED = r"[;,|\n/+&]"
LISTS = re.compile(r"\s*[;|\n]\s*|\s*,\s+")
WHOLE = re.compile(r"\+?[\d\s().-]{7,25}$")
#: what cells with several of them hold, for RE2
SEVERAL: Mapping[Kind, str] = {
    "email": "@[^@]*@",
    "url": r"(?is)(?:https?://|www\.).*(?:https?://|www\.)",
    "phone": r"(?i)[;,|\n/&]|\s(?:and|or|y|o|und|oder)\s",
}
RARE = 0.5  # share of a column's cells up to which lists are slips, and not what the column is for
PARTS = 8


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = []
    for column in table.table.columns:
        several = _several(book, table, column)
        if not several:
            continue
        cells = cells_with(table, column, column.as_written(several))
        most = max(map(len, several.values()))
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} hold "
            f"several values, up to {most}."
        )
        found.append(finding(CONCEPT, table, column, cells, 0.9, "major", message))
    return tuple(found)


def _several(book: Book, table: Profiled, column: Column) -> dict[str, tuple[str, ...]]:
    """Cell → its values."""
    kind = meaning_of(book, table, column).kind
    if kind in ("email", "phone", "url"):
        texts = {text.strip() for text in column.matching(SEVERAL[kind])}
        return {text: parts for text in sorted(texts) if (parts := parts_of(text, kind))}
    # lists of codes read like words: where half of the texts are lists, the field tells that they are codes
    if column in code_columns(book, table) or book.names.types.get(table.field(column)) == "code":
        return _codes(book, table, column)
    return _categories(column) if is_category(book, table, column) or kind in ("unit", "currency") else {}


def parts_of(text: str, kind: Kind) -> tuple[str, ...]:
    """The e-mail, web addresses or telephone numbers of a cell that holds nothing but several of them."""
    splitter = PHONES if kind == "phone" else ADDRESSES
    parts = tuple(part for part in splitter.split(text.strip()) if part)
    if not 2 <= len(parts) <= PARTS:
        return ()
    if kind == "phone":
        whole = all(WHOLE.match(part) and sum(map(str.isdigit, part)) >= 7 for part in parts)
    else:
        pattern = EMAIL if kind == "email" else URL
        whole = all(pattern.match(part) for part in parts)
    return parts if whole else ()


def _codes(book: Book, table: Profiled, column: Column) -> dict[str, tuple[str, ...]]:
    likely = {text.strip() for text in column.matching(SEPARATED)}
    suspects = {text: parts for text in sorted(likely) if 2 <= len(parts := CODES.split(text)) <= PARTS}
    if not suspects:
        return {}
    said = {code_form(part) for parts in suspects.values() for part in parts}
    known = {code for _, sister in sisters(book, table, column) for code in sister.having(said)}
    known |= column.having(said) - {code_form(text) for text in suspects}
    whole = {code_form(text) for text in suspects}
    others = {code for _, sister in sisters(book, table, column) for code in sister.having(whole)}
    return {
        text: tuple(parts)
        for text, parts in suspects.items()
        if all(len(part) > 1 and code_form(part) in known for part in parts) and code_form(text) not in others
    }


def _categories(column: Column) -> dict[str, tuple[str, ...]]:
    suspects = {text: parts for text in column.filled if 2 <= len(parts := LISTS.split(text)) <= PARTS}
    alone = {text.casefold() for text in column.filled if text not in suspects}
    found = {
        text: tuple(parts)
        for text, parts in suspects.items()
        if all(part.casefold() in alone for part in parts) and len(set(parts)) == len(parts)
    }
    return found if sum(column.filled[text] for text in found) <= RARE * column.filled_rows else {}


DETECTORS = {CONCEPT: detect}
