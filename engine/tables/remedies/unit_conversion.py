"""UnitConversion and UnitCodeHarmonisation: units in the writing of the house.

The first also converts amounts in another unit of the same dimension with the fixed factor. Pieces, packs and
boxes have none and are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.numbers import decimal_mark, number
from kbctl.engine.tables.remedies.common import Mended, Place, edit, lefts, places
from kbctl.engine.tables.remedies.operator import Edit, Plan, Settings
from kbctl.engine.tables.table import Column, Finding, code_form
from kbctl.engine.tables.units import FIXED, unit_of

REMEDY, WRITING, CONCEPT = "UnitConversion", "UnitCodeHarmonisation", "InconsistentUnitOfMeasure"
#: unit → how much of its dimension's first unit it is; exact by definition
FACTORS: Mapping[str, Decimal] = {
    name: Decimal(factor)
    for name, factor in (
        line.split()
        for line in """
        mg 0.001, g 1, kg 1000, t 1000000, oz 28.349523125, lb 453.59237, cwt 50802.34544,
        mm 1, cm 10, m 1000, km 1000000, in 25.4, ft 304.8, yd 914.4,
        m2 1, cm2 0.0001, ft2 0.09290304, in2 0.00064516, yd2 0.83612736,
        ml 1, l 1000, m3 1000000, gal 3785.411784, qt 946.352946, floz 29.5735295625, ft3 28316.846592,
        bf 2359.737216,
        s 1, min 60, h 3600, d 86400
        """.replace("\n", " ").split(",")
    )
}
#: unit's field → the amounts that it is the unit of
AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "weight_uom": ("gross_weight", "net_weight"),
    "bom_component_uom": ("bom_qty_per",),
    "purchase_uom": ("order_qty",),
    "sales_uom": ("order_qty",),
    "base_uom": ("qty_on_hand", "opening_qty"),
}
ITEMS = ("bom_component_item", "item_code")
DIGITS = 6  # significant digits that a converted amount keeps, when its own are fewer


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    edits: list[Edit] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for place in places(book, findings, (CONCEPT,)):
        said = _house(book, place) or _converted(place)
        if isinstance(said, str):
            left.setdefault((place.finding.table, place.cell.column, said), []).append(place.cell.row)
        else:
            edits += said
    return Plan(REMEDY, tuple(edits), left=lefts(left))


def harmonise(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    """Units in the house's writing; amounts stay as they are."""
    del settings
    edits: list[Edit] = []
    left: dict[tuple[str, str, str], list[int]] = {}
    for place in places(book, findings, (CONCEPT,)):
        said = _house(book, place)
        if isinstance(said, str) or not said:
            why = said if isinstance(said, str) else "no other writing of the same unit is more usual"
            left.setdefault((place.finding.table, place.cell.column, why), []).append(place.cell.row)
        else:
            edits += said
    return Plan(WRITING, tuple(edits), left=lefts(left))


def _house(book: Book, place: Place) -> list[Edit] | str:
    """The house's writing of the unit: the one that stands with this item in all its other rows, else the
    most frequent one of the column. A reason where these are two units; nothing where there is no other
    writing."""
    unit, text = unit_of(place.cell.value), place.cell.value.strip()
    listed = {
        code.strip() for table in book.of_role("unit_of_measure") if table.key for code in table.key.values
    }
    writings = Counter({
        other: count for other, count in place.column.filled.items()
        if unit and (known := unit_of(other)) and known.id == unit.id
    })  # fmt: skip
    own = _with_item(place, writings.keys() - listed if listed else ())
    if own and own != text:
        meant = unit_of(own)
        if meant and unit and meant.id != unit.id:
            return f"the other rows of its item are in {own}, which is another unit"
        if not meant and unit and any((one := unit_of(code)) and one.id == unit.id for code in listed):
            return f"the other rows of its item are in {own}, and whether it is the same is not known"
        return [edit(place, Mended(own, 0.95))]
    if listed and not listed & writings.keys():
        return "the list of units has none that is known to be the same"
    most = max(writings, key=lambda one: (one in listed, writings[one], one), default=text)
    return [edit(place, Mended(most, 0.95))] if most != text else []


def _with_item(place: Place, odd: Collection[str]) -> str:
    """The one writing, of those that are not odd, in the other rows of the item; empty where there are
    several or none."""
    items = place.table.column(*ITEMS)
    if items is None or items is place.table.key:
        return ""
    code = code_form(items.values[place.place])
    others = {
        place.column.values[other].strip() for other in items.codes.get(code, ()) if other != place.place
    }
    others -= {"", *odd}
    return others.pop() if len(others) == 1 else ""


def _converted(place: Place) -> list[Edit] | str:
    """The row's amount and unit in the unit that the column mostly has in this dimension."""
    unit = unit_of(place.cell.value)
    if unit is None:
        return "no unit that is known"
    field = place.table.field(place.column)
    amounts = place.table.columns(*AMOUNTS.get(field, ()))
    target = usual_unit(place.column, unit.dimension)
    if unit.dimension not in FIXED or unit.id not in FACTORS:
        return "pieces and packs have no fixed factor: it has to be asked for"
    if not amounts or target is None or target[0] == unit.id:
        return "no amount beside it that could be converted"
    if field == "base_uom" and place.table.role == "item_master":
        return "the base unit of an item: its stock and orders are in it"
    edits = [edit(place, Mended(target[1], 0.9))]
    for column in amounts:
        text = column.values[place.place]
        mark = decimal_mark(column)
        value = number(text, mark)
        if value is None:
            continue
        after = (value * FACTORS[unit.id] / FACTORS[target[0]]).normalize()
        written = _rounded(after, value).replace(".", mark)
        edits.append(Edit(place.finding.table, place.cell.row, column.header, text, written, 0.9))
    return edits


def usual_unit(column: Column, dimension: str) -> tuple[str, str] | None:
    """(unit, its most frequent writing) that most rows of this dimension have."""
    units: Counter[str] = Counter()
    writings: Counter[tuple[str, str]] = Counter()
    for text, count in column.filled.items():
        if (unit := unit_of(text)) and unit.dimension == dimension:
            units[unit.id] += count
            writings[unit.id, text] += count
    if not units:
        return None
    most = max(units, key=lambda unit: (units[unit], unit))
    return max((w for w in writings if w[0] == most), key=lambda w: (writings[w], w))


def _rounded(after: Decimal, before: Decimal) -> str:
    digits = max(DIGITS, len(before.as_tuple().digits))
    shift = after.adjusted() - digits + 1
    kept = after.quantize(Decimal(1).scaleb(min(shift, 0))) if shift < 0 else after
    return f"{kept.normalize():f}"


OPERATORS = {REMEDY: plan, WRITING: harmonise}
