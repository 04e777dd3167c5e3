"""ExactKeyDeduplication, ProbabilisticRecordLinkage and SurvivorshipMerge: three ways to make duplicates one.

They differ in which pairs they take and in what the row that stays becomes (see `merging`): the first takes
only pairs that agree on an identifying number or in every cell that both have filled, the second all that are
sure and leaves the row that stays as it is, the third fills its blanks from the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.item_names import item_name
from kbctl.engine.tables.linkage import identifier
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.merging import merge
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.similarity import tokens
from kbctl.engine.tables.table import Column, Finding, Pair
from kbctl.engine.tables.values import FAKE_CONTACT, WORDS

EXACT, LINKAGE, SURVIVORSHIP = "ExactKeyDeduplication", "ProbabilisticRecordLinkage", "SurvivorshipMerge"
#: What names one party or thing in the world. A phone or fax number is shared by firms of one house.
IDENTIFYING = ("tax_id", "email", "barcode", "manufacturer_part_no")
#: case and spaces are no difference in these
NAMES = (
    "item_name",
    "item_description",
    "customer_name",
    "supplier_name",
)  # case and spaces are no difference
#: cells that two records must both have filled, and distinct values a row that make a column telling, so that
#: agreement in all of them is none by chance; two such columns, the name and another one
FILLED, TELLING = 6, 0.5


def exact(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    return merge(EXACT, book, findings, settings, allow=_agree_exactly)


def linkage(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    return merge(LINKAGE, book, findings, settings, fill=False)


def survivorship(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    return merge(SURVIVORSHIP, book, findings, settings)


def _agree_exactly(table: Profiled, pair: Pair) -> str:
    place_of = {table.table.numbers.index(row): row for row in pair.rows}
    a, b = sorted(place_of)
    columns = [column for column in table.table.columns if column is not table.key]
    names = [*table.columns(*NAMES), item_name(table)]
    both = [
        (column.values[a].strip(), column.values[b].strip(), column)
        for column in columns
        if column.values[a].strip() and column.values[b].strip()
    ]
    if all(x == y or (column in names and tokens(x) == tokens(y)) for x, y, column in both):
        telling = sum(len(column.filled) >= TELLING * column.filled_rows for _, _, column in both)
        if len(both) == len(columns) or (len(both) >= FILLED and telling >= 2):
            return ""
    for column in table.columns(*IDENTIFYING):
        if _identity(column, a) and _identity(column, a) == _identity(column, b):
            return ""
    return "no identifying number in common"


def _identity(column: Column, place: int) -> tuple[str, ...]:
    text = column.values[place].strip()
    return () if WORDS.fullmatch(text) or FAKE_CONTACT.fullmatch(text) else identifier(text)


OPERATORS = {EXACT: exact, LINKAGE: linkage, SURVIVORSHIP: survivorship}
