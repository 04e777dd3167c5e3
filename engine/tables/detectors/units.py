"""InconsistentUnitOfMeasure: one unit written in several ways in a column (`kg`, `KG`, `kilo`); an attribute
such as weight kept in several units; and stock of an item kept in another unit than its master says."""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.detectors.variants import variants, variants_finding
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Cell, Column, Finding, Skip, code_form
from kbctl.engine.tables.units import FIXED, Unit, unit_of

CONCEPT = "InconsistentUnitOfMeasure"
#: words of headers that say a unit is that of one attribute, and not the item's own
ATTRIBUTE = frozenset(
    {"weight", "size", "length", "width", "height", "volume", "dimension", "peso", "gewicht"}
)
SYSTEMATIC = 0.5  # share of differing rows from which a table keeps its own unit, with factors elsewhere


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [
        c for c in table.table.columns if meaning_of(book, table, c).kind == "unit" and c is not table.key
    ]
    if not columns:
        return Skip("no column of units")
    found = []
    for column in columns:
        several = variants(column.filled, lambda text: unit.id if (unit := unit_of(text)) else "")
        one = variants_finding(CONCEPT, table, column, several, 0.95, "minor", "unit")
        found += [*filter(None, (one, _attribute(table, column), _against_master(book, table, column)))]
    return tuple(found)


def _attribute(table: Profiled, column: Column) -> Finding | None:
    """Weights in kilograms and pounds in one column cannot be compared."""
    if table.field(column) != "weight_uom" and not set(words(column.header)) & ATTRIBUTE:
        return None
    tally: dict[Unit, int] = {}
    for text, number in column.filled.items():
        if (unit := unit_of(text)) and unit.dimension in FIXED:
            tally[unit] = tally.get(unit, 0) + number
    if len(tally) < 2:
        return None
    usual = max(tally, key=lambda unit: (tally[unit], unit.id))
    others = {unit for unit in tally if unit.dimension == usual.dimension and unit != usual}
    if not others:
        return None
    cells = [
        table.cell(place, column)
        for place, text in enumerate(column.values)
        if (unit := unit_of(text)) and unit in others
    ]
    told = ", ".join(f"{unit.id} {tally[unit]:,}" for unit in sorted(tally, key=lambda u: (-tally[u], u.id)))
    message = f"{column.header} is in several units of {usual.dimension}: {told}."
    mixed = any(unit.system != usual.system for unit in others)
    return finding(CONCEPT, table, column, cells, 0.9 if mixed else 0.75, "major", message)


def _against_master(book: Book, table: Profiled, column: Column) -> Finding | None:
    """Rows of stock whose unit is not the item's own, where most rows of the table have the item's own."""
    items = table.column("item_code", "bom_component_item")
    if table.role != "inventory" or items is None:
        return None
    own: dict[str, set[Unit]] = {}
    for master in book.of_role("item_master"):
        codes, units = master.column("item_code"), master.column("base_uom")
        if codes and units:
            for code, text in zip(codes.values, units.values, strict=True):
                if unit := unit_of(text):
                    own.setdefault(code_form(code), set()).add(unit)
    cells: list[Cell] = []
    examples, judged = [], 0
    for place, text in enumerate(column.values):
        unit, said = unit_of(text), own.get(code_form(items.values[place]), set())
        if unit and len(said) == 1:
            (master_unit,) = said
            judged += 1
            if unit != master_unit:
                cells.append(table.cell(place, column))
                examples.append(
                    f"{items.values[place].strip()} {quoted(text)}, its master says {master_unit.id}"
                )
    if not cells or len(cells) > SYSTEMATIC * judged:
        return None
    message = (
        f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} name another "
        "unit than the item's own."
    )
    return finding(CONCEPT, table, column, cells, 0.85, "major", message, examples)


DETECTORS = {CONCEPT: detect}
