"""Columns that hold codes, and the columns of other tables that hold the same ones."""

from __future__ import annotations

from collections.abc import Iterator

from kbctl.engine.tables.headers import normal, words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.roles import GENERIC, POINTS_AT
from kbctl.engine.tables.semantic import CODE_WORDS, MEASURES, meaning_of, says_code
from kbctl.engine.tables.table import Column

#: fields of type code that hold a word of a short list and no number of a scheme
LISTS = frozenset(
    {
        "abc_class", "costing_method", "incoterms", "ip_rating", "item_status", "language", "make_or_buy",
        "order_status", "revision", "style", "tax_code", "planner", "operator", "shade_code", "dye_lot",
    }
)  # fmt: skip
#: kinds that are no codes by name and are damaged by spreadsheets like codes
LIKE_CODES = frozenset({"postal_code", "phone", "tax_id"})


def code_columns(book: Book, table: Profiled) -> tuple[Column, ...]:
    """The columns of codes of a table, by field, by the header's words, or because they are its key."""
    return tuple(column for column in table.table.columns if _is_code(book, table, column))


def _is_code(book: Book, table: Profiled, column: Column) -> bool:
    field = table.field(column)
    if field in LISTS or meaning_of(book, table, column).kind in ("date", "unit", "currency", "country"):
        return False
    if column is table.key or book.names.types.get(field) == "code":
        return meaning_of(book, table, column).share("words") < 0.5
    said = set(words(column.header))
    kind = meaning_of(book, table, column).kind
    return not field and not said & MEASURES and (says_code(column.header) or kind == "code")


def sisters(book: Book, table: Profiled, column: Column) -> Iterator[tuple[Profiled, Column]]:
    """Columns of all tables, this one's others included, that hold codes of the same things: of one kind of
    master, of one field, or under one telling header."""
    family = family_of(table, column)
    if not family:
        return
    for other in book.tables:
        for candidate in other.table.columns:
            if candidate is not column and family_of(other, candidate) == family:
                yield other, candidate


def family_of(table: Profiled, column: Column) -> str:
    """What the codes of a column name: the role of the master, else the field, else the header."""
    field = table.field(column)
    if field:
        return POINTS_AT.get(field, field)
    return "" if set(words(column.header)) <= GENERIC | CODE_WORDS else normal(column.header)
