"""MixedLanguageText: one column of descriptions or categories in several languages (`Table`, `Mesa`, `桌子`).

Names of parties, places and brands are in whatever language they are. The language that most cells show is
the column's; cells that show none are not judged.
"""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.categories import is_category
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.languages import language_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "MixedLanguageText"
FIELDS = frozenset({"item_name", "item_description", "operation_name", "work_center_name", "remarks"})
OTHER = (
    "customer",
    "supplier",
    "contact",
    "address",
    "city",
    "state",
    "country",
    "brand",
    "manufacturer",
    "sales",
)
LATIN = re.compile(r"[A-Z]?[a-z]{3,}")
NAMES = {"other": "another language", "en": "English", "es": "Spanish", "de": "German", "zh": "Chinese"}
SHOWN = 0.3  # share of cells that must show a language, before the column is said to have one
HOUSE = 0.6  # share of these in one language, from which it is the column's own
ENOUGH = 2  # cells of another language: one may be a name


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [column for column in table.table.columns if _is_text(book, table, column)]
    if not columns:
        return Skip("no column of descriptions or categories")
    return tuple(found for column in columns if (found := _column(table, column)))


def _is_text(book: Book, table: Profiled, column: Column) -> bool:
    field = table.field(column)
    if field in FIELDS:
        return True
    if field in ("customer_group", "customer_type", "supplier_group"):
        return is_category(book, table, column)
    if field.startswith(OTHER) or column is table.key or table.role in ("customer_master", "supplier_master"):
        return False
    return is_category(book, table, column) or (not field and meaning_of(book, table, column).kind == "text")


def _latin(text: str) -> str:
    """Among Chinese texts a word of Latin letters is of another language; `MDF`, `PVC` and sizes are not."""
    return "other" if LATIN.search(text) else ""


def _column(table: Profiled, column: Column) -> Finding | None:
    languages = {text: language_of(text) for text in column.filled}
    if sum(language == "zh" for language in languages.values()) >= HOUSE * len(languages):
        languages = {text: language or _latin(text) for text, language in languages.items()}
    tally: dict[str, int] = {}
    for text, language in languages.items():
        if language:
            tally[language] = tally.get(language, 0) + column.filled[text]
    shown = sum(tally.values())
    if len(tally) < 2 or shown < SHOWN * column.filled_rows:
        return None
    own = max(tally, key=lambda language: (tally[language], language))
    odd = {text for text, language in languages.items() if language and language != own}
    if tally[own] < HOUSE * shown or shown - tally[own] < ENOUGH:
        return None
    cells = cells_with(table, column, (text for text in column.counts if text.strip() in odd))
    told = ", ".join(
        f"{NAMES[one]} {tally[one]:,}" for one in sorted(tally, key=lambda one: (-tally[one], one))
    )
    message = (
        f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} are in another "
        f"language than the rest: {told}."
    )
    return finding(CONCEPT, table, column, cells, 0.85, "minor", message)


DETECTORS = {CONCEPT: detect}
