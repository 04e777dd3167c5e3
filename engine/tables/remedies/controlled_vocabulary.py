"""ControlledVocabularyMapping: words are replaced by the project's agreed ones, and only by those."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding, code_form

REMEDY = "ControlledVocabularyMapping"
CONCEPTS = ("InconsistentNaming", "InconsistentCategory", "MixedLanguageText")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    agreed = {
        field: {code_form(found): word for found, word in words.items()}
        for field, words in settings.vocabulary.items()
    }

    def mend(place: Place) -> Mended | str:
        words = agreed.get(place.table.field(place.column)) or agreed.get(place.column.header)
        if not words:
            return "no vocabulary is agreed for this column"
        word = words.get(code_form(place.cell.value))
        if word is not None:
            return Mended(word, 0.98)
        return (
            "already an agreed word" if place.cell.value in words.values() else "not in the agreed vocabulary"
        )

    return cellwise(REMEDY, CONCEPTS, book, findings, mend)


OPERATORS = {REMEDY: plan}
