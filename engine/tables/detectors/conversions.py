"""MissingConversionFactor: an item is kept in one unit and bought, sold or used in another of a different
kind, and no factor between the two is on record. It stands at the item's row in the item master.

Units of one kind (g and kg), pieces, pairs and dozens have factors that are always the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from kbctl.engine.tables.codes import code_columns
from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip, code_form
from kbctl.engine.tables.units import FIXED, Unit, unit_of
from kbctl.engine.tables.values import WORDS, number_of

CONCEPT = "MissingConversionFactor"
OTHERS = ("purchase_uom", "sales_uom", "alt_uom")
USES = (
    ("bom", "bom_component_item", "bom_component_uom"),
    ("purchase_order", "item_code", "purchase_uom"),
    ("item_supplier", "item_code", "purchase_uom"),
    ("sales_order", "item_code", "sales_uom"),
)
KEPT = 0.7  # share of items with a factor, from which one is kept for every item
COUNTED = frozenset({"pair", "dz"})  # packs that hold the same number everywhere
FACTOR_WORDS = frozenset({"factor", "conversion", "conv", "umrechnung", "umrechnungsfaktor"})
FACTORS = ("uom_conversion_factor", "units_per_pack", "price_unit_qty")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    codes, base = table.column("item_code"), table.column("base_uom")
    if table.role != "item_master":
        return Skip("no item master")
    if (own := _blank_factors(table)) is not None:
        return (own,)
    if codes is None or base is None:
        return Skip("no item master with units")
    factors = _factors(book)
    told: dict[str, dict[int, str]] = {}
    uses = dict(_uses(book))
    units = [column for field in OTHERS for column in table.columns(field)]
    for place, code in enumerate(map(code_form, codes.values)):
        unit = unit_of(base.values[place])
        if unit is None or not code or code in factors:
            continue
        for column in units:
            if _needs_factor(unit, unit_of(column.values[place])):
                told.setdefault(column.header, {})[place] = f"{unit.id} and {column.values[place].strip()}"
        if not any(place in places for places in told.values()):
            for other in uses.get(code, ()):
                if _needs_factor(unit, other):
                    told.setdefault(base.header, {})[place] = f"{unit.id} and {other.id}"
    return tuple(_finding(table, table.table.by_header[header], places) for header, places in told.items())


def _blank_factors(table: Profiled) -> Finding | None:
    """Items without a factor in a column in which nearly all others have one."""
    others = [column for field in OTHERS for column in table.columns(field)]
    for column in _factor_columns(table):
        judged = [
            place
            for place in range(table.rows)
            if not others or any(other.values[place].strip() for other in others)
        ]
        places = {
            place: "blank factor"
            for place in judged
            if not (number_of(column.values[place]) or 0) > 0
            and not WORDS.fullmatch(column.values[place].strip())
        }
        if places and len(places) <= (1 - KEPT) * len(judged):
            return _finding(table, column, places)
    return None


def _finding(table: Profiled, column: Column, places: dict[int, str]) -> Finding:
    cells = [table.cell(place, column) for place in sorted(places)]
    message = (
        f"{count(len(cells), 'item')} ({percent(len(cells), table.rows)}) have units of different kinds and "
        "no factor between them."
    )
    examples = [f"{table.key_of(place)} {told}" for place, told in sorted(places.items())]
    return finding(CONCEPT, table, column, cells, 0.9, "major", message, examples)


def _needs_factor(one: Unit | None, other: Unit | None) -> bool:
    if one is None or other is None or one == other:
        return False
    if one.dimension == other.dimension and one.dimension in FIXED:
        return False
    counted = [unit.dimension == "count" or unit.id in COUNTED for unit in (one, other)]
    return not all(counted)


def _factors(book: Book) -> frozenset[str]:
    """Items for which some table holds a factor."""
    found = set()
    for table in book.tables:
        codes = table.column("item_code", "bom_component_item") or next(iter(code_columns(book, table)), None)
        for column in _factor_columns(table) if codes else ():
            found |= {
                code_form(codes.values[place])
                for place, text in enumerate(column.values)
                if codes and (number_of(text) or 0) > 0
            }
    return frozenset(found)


def _factor_columns(table: Profiled) -> tuple[Column, ...]:
    """By field, or because the header speaks of a factor."""
    return tuple(
        column
        for column in table.table.columns
        if table.field(column) in FACTORS
        or (not table.field(column) and (set(words(column.header)) & FACTOR_WORDS or "换算" in column.header))
    )


def _uses(book: Book) -> Iterator[tuple[str, tuple[Unit, ...]]]:
    """Item → the units in which other tables count it."""
    found: dict[str, set[Unit]] = {}
    for role, item_field, unit_field in USES:
        for table in book.of_role(role):
            items, units = table.column(item_field), table.column(unit_field, "bom_uom", "base_uom")
            if items and units:
                for code, text in zip(items.values, units.values, strict=True):
                    if unit := unit_of(text):
                        found.setdefault(code_form(code), set()).add(unit)
    for code, kinds in found.items():
        yield code, tuple(sorted(kinds, key=lambda unit: unit.id))


DETECTORS = {CONCEPT: detect}
