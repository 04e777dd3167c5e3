"""InvalidQuantity: a quantity that is zero, negative or fractional where that cannot be, in bills of
material, orders and movements.

Returns, credits and cancelled lines, by-products kept as negative components, and fractions of what can be
divided are proper quantities.
"""

from __future__ import annotations

from collections.abc import Sequence

from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.masters import COUNTED, of_items, units
from kbctl.engine.tables.numeric import numbers, numeric, places_where
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT = "InvalidQuantity"
#: role → its quantities
FIELDS = {
    "bom": ("bom_qty_per",),
    "sales_order": ("order_qty",),
    "purchase_order": ("order_qty",),
    "work_order": ("work_order_qty",),
}
ITEM = ("bom_component_item", "item_code", "bom_parent_item")
#: share of the rows above which a kind of quantity is the custom of the table; a judgement: injected and
#: real slips lie at a few per cent, returns and half pieces by custom above
CUSTOM = {"zero": 0.2, "negative": 0.1, "fractional": 0.1}
BACK = (
    r"(?i)\b(return(s|ed)?|rma|credit( memo| note)?|refund\w*|reversal|reversed|storno|retoure|gutschrift"
    r"|devoluci[oó]n|abono|void(ed)?|cancel+ed|cancelled|cancelad[oa]|storniert|closed "
    r"short)\b|退货|取消|贷项"
)
BY_PRODUCT = (
    r"(?i)by-?product|co-?product|regrind|off-?cut|scrap|return|remnant|subproducto|副产品|联产品|回料|废料"
)
TEXT_ITEM = (
    r"(?i)\b(drawing|document|instruction|note|text|reference|manual|label artwork|service)\b|图纸|说明"
)


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [column for column in table.columns(*FIELDS.get(table.role, ())) if numeric(column, 0.5)]
    if not columns:
        return Skip("no quantity of a bill of material, order or movement")
    return tuple(found for column in columns for found in _invalid(book, table, column))


def _invalid(book: Book, table: Profiled, column: Column) -> tuple[Finding, ...]:
    items = table.column(*ITEM)
    values = numbers(column)
    kinds = {
        "zero": list(places_where(column, lambda value: value == 0)),
        "negative": list(places_where(column, lambda value: value < 0)),
        "fractional": _fractions(book, table, items, column),
    }
    suspects = {place for places in kinds.values() for place in places}
    proper = _proper(table, book, items, values, suspects) if suspects else set()
    kinds = {kind: [p for p in places if p not in proper] for kind, places in kinds.items()}
    kinds = {
        kind: places
        for kind, places in kinds.items()
        if places and len(places) <= max(2, CUSTOM[kind] * column.filled_rows)
    }
    places = sorted({place for found in kinds.values() for place in found})
    if not places:
        return ()
    told = ", ".join(f"{len(found):,} {kind}" for kind, found in kinds.items())
    message = (
        f"{count(len(places), 'quantity', 'quantities')} ({percent(len(places), table.rows)}) of "
        f"{column.header} cannot be: {told}."
    )
    certainty = min({"zero": 0.9, "negative": 0.9, "fractional": 0.8}[kind] for kind in kinds)
    cells = table.cells(column, places)
    examples = [
        " ".join(filter(None, (items.values[p].strip() if items else "", quoted(column.values[p]))))
        for found in kinds.values()
        for p in found[:1]
    ]
    return (finding(CONCEPT, table, column, cells, certainty, "major", message, examples),)


def _fractions(book: Book, table: Profiled, items: Column | None, column: Column) -> list[int]:
    """Places with a fraction of what is counted in whole pieces."""
    broken = places_where(column, lambda value: bool(value % 1))
    if not broken:
        return []
    unit = units(book, table, items)
    return [place for place in broken if unit[place] in COUNTED]


def _proper(
    table: Profiled, book: Book, items: Column | None, values: Sequence[float | None], suspects: set[int]
) -> set[int]:
    """Suspects that the row or the item explains."""
    found: set[int] = set()
    for column in table.table.columns:
        if len(column.counts) <= 0.5 * table.rows or table.field(column) in ("remarks", ""):
            texts = column.matching(BACK)
            found |= suspects & set(column.places(texts)) if texts else set()
    if items is None:
        return found
    if table.role == "bom":
        found |= _by_products(table, book, items, values, suspects)
    return found


def _by_products(
    table: Profiled, book: Book, items: Column, values: Sequence[float | None], suspects: set[int]
) -> set[int]:
    """Components that come back: the item says so, or it is negative in every bill and in more than one.
    Texts and drawings stand in a bill with no quantity."""
    import re

    back, text = re.compile(BY_PRODUCT), re.compile(TEXT_ITEM)
    names = of_items(book, "item_name", "item_description")
    types, groups = of_items(book, "item_type"), of_items(book, "item_group")
    found = set()
    for place in suspects:
        code, value = code_form(items.values[place]), values[place]
        said = " ".join((names.get(code, ""), types.get(code, ""), groups.get(code, "")))
        if value is not None and value < 0:
            all_places = items.codes.get(code, ())
            always = len(all_places) > 1 and all((values[p] or 0) < 0 for p in all_places)
            if always or back.search(said):
                found.add(place)
        elif value == 0 and text.search(said):
            found.add(place)
    return found


DETECTORS = {CONCEPT: detect}
