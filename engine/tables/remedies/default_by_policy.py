"""DefaultByPolicy: blanks get the value that the project agreed for their field, else are left."""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding
from kbctl.engine.tables.values import number_of

REMEDY, CONCEPTS = "DefaultByPolicy", ("MissingRequiredField", "MissingLeadTime")


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    def mend(place: Place) -> Mended | str:
        default = settings.defaults.get(place.table.field(place.column))
        if default is None:
            return "no default is agreed for this field"
        if place.cell.value.strip() and number_of(place.cell.value) != 0:
            return "not blank"
        return Mended(default, 0.8)

    return cellwise(REMEDY, CONCEPTS, book, findings, mend)


OPERATORS = {REMEDY: plan}
