"""ConflictingRecord: one key in two tables, or twice in one, with different values for the same field.

Two columns are the same field if most of the rows they share agree in them; where hardly any does, they are
two fields under one name. Names that differ altogether make two things of it, which is a collision of codes.
"""

from __future__ import annotations

from collections.abc import Iterator

from kbctl.engine.tables.detectors.common import count, finding, quoted
from kbctl.engine.tables.matching import NAMES, ROLE_OF, Link, differ, differences, links, unlike, usual_words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Cell, Column, Finding, Severity, Skip
from kbctl.engine.tables.values import WORDS

CONCEPT = "ConflictingRecord"
#: rows that must be comparable, and share of them that must agree, for two columns to be one field
ENOUGH, AGREE = 8, 0.6
#: what two sources say of one thing and should say alike. Names are left out, since spellings differ; stock
#: and prices by customer differ by design, and lists of prices have a concept of their own.
_FIELDS = """
base_uom purchase_uom sales_uom standard_cost average_cost last_purchase_cost unit_cost sales_price unit_price
item_group item_type make_or_buy supplier_code gross_weight net_weight weight_uom barcode hs_code
country_of_origin lead_time_days mfg_lead_time min_order_qty safety_stock reorder_point lot_tracked
serial_tracked shelf_life_days payment_terms payment_terms_days currency tax_id credit_limit phone email
address_line1 city postal_code country state_province incoterms customer_group supplier_group contact_name
bank_account inactive_flag order_date due_date order_qty order_total
"""
FIELDS = tuple(_FIELDS.split())
MONEY = frozenset({"standard_cost", "average_cost", "unit_cost", "sales_price", "unit_price", "order_total"})


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = list(_within(table))
    linked = [link for link in links(book) if link.other is table and link.pairs]
    for link in linked:
        for column, other in _shared(link):
            if one := _conflict(book, link, column, other):
                found.append(one)
    if not found and not linked and table.role not in ROLE_OF.values():
        return Skip("no other table with a row for the same things")
    return tuple(found)


def _shared(link: Link) -> Iterator[tuple[Column, Column]]:
    for field in FIELDS:
        mine, theirs = link.other.column(field), link.one.column(field)
        if mine and theirs and mine is not link.other_key and theirs is not link.key:
            yield theirs, mine


def _conflict(book: Book, link: Link, column: Column, other: Column) -> Finding | None:
    different, compared = differences(book, link, column, other)
    if compared < ENOUGH or not different or len(different) > (1 - AGREE) * compared:
        return None
    table = link.other
    cells = [table.cell(b, other) for _, b in different]
    message = (
        f"{count(len(different), 'record')} of {compared:,} that {link.one.name} has too differ from it in "
        f"{other.header}."
    )
    examples = [
        f"{table.key_of(b) or link.other_key.values[b].strip()}: {quoted(other.values[b].strip())} here, "
        f"{quoted(column.values[a].strip())} there"
        for a, b in different[:3]
    ]
    agreeing = 1 - len(different) / compared
    severity: Severity = "blocking" if table.field(other) in MONEY and agreeing < 0.9 else "major"
    return finding(CONCEPT, table, other, cells, round(0.55 + 0.4 * agreeing, 3), severity, message, examples)


def _within(table: Profiled) -> Iterator[Finding]:
    """Rows of one master with the same key, of one thing by its name, that differ in some field."""
    field = next((field for field, role in ROLE_OF.items() if role == table.role), "")
    key, names = table.column(field) if field else None, table.column(*NAMES.get(field, ()))
    if key is None or names is None or len(key.code_counts) < 0.9 * table.rows:
        return
    several = {code: places for code, places in key.repeated().items() if not WORDS.fullmatch(code)}
    looked_at = sorted({place for places in several.values() for place in places})
    named = dict(zip(looked_at, names.at(looked_at), strict=True))
    usual = usual_words(names) if several else frozenset()
    pairs = [
        (code, places[0], place)
        for code, places in several.items()
        for place in places[1:]
        if not unlike(named[places[0]], named[place], usual)
    ]
    cells: dict[str, list[Cell]] = {}
    codes: dict[str, set[str]] = {}
    for one in FIELDS if pairs else ():
        column = table.column(one)
        if column is None or column is key:
            continue
        said = dict(zip(looked_at, column.at(looked_at), strict=True))
        for code, first, place in pairs:
            if differ(said[first], said[place]):
                own = [table.cell(first, column), table.cell(place, column)]
                cells.setdefault(column.header, []).extend(own)
                codes.setdefault(column.header, set()).add(code)
    for header in sorted(cells):
        column = table.table.by_header[header]
        message = f"{count(len(codes[header]), 'code')} stand twice, with different values in {header}."
        yield finding(CONCEPT, table, column, dict.fromkeys(cells[header]), 0.9, "major", message)


DETECTORS = {CONCEPT: detect}
