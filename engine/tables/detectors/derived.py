"""DerivedFieldMismatch: a stored value that can be calculated from other fields of its row and is not what
the calculation gives.

The calculation is found in the table itself, by holding in nearly all of its rows. Totals of documents, which
are calculated from another table, join it in `totals`, where the concept is registered.
"""

from __future__ import annotations

from statistics import median

from kbctl.engine.tables.arithmetic import Relation, relations
from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.numeric import number_text, numbers
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, Skip, code_form

CONCEPT = "DerivedFieldMismatch"
#: a part that is this many times, or this fraction of, what the same item has elsewhere is the one that is
#: wrong
FAR = 3.0


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    known = relations(table)
    if not known:
        return Skip("no column that is calculated from others")
    return tuple(found for one in known if (found := _mismatch(table, one)))


def _mismatch(table: Profiled, one: Relation) -> Finding | None:
    places = [place for place in one.broken if not _part_is_wrong(table, one, place)]
    if not places:
        return None
    column = one.result
    message = (
        f"{count(len(places), 'cell')} ({percent(len(places), table.rows)}) of {column.header} are not "
        f"{one.text}, as {count(one.held, 'row')} are."
    )
    share = one.held / (one.held + len(one.broken))
    examples = [
        f"{column.values[p].strip()} instead of {number_text(round(value, 4))}"
        for p in places[:3]
        if (value := one.expected(p)) is not None
    ]
    cells = [table.cell(place, column) for place in places]
    return finding(CONCEPT, table, column, cells, 0.5 + 0.5 * share, "major", message, examples)


def _part_is_wrong(table: Profiled, one: Relation, place: int) -> bool:
    """In a product, a part that lies far from what its item has elsewhere, where the value that the result
    asks for does not: the part is the outlier, and is reported as one."""
    items = table.column("item_code", "bom_component_item")
    if items is None or "×" not in one.form:
        return False
    told, expected = numbers(one.result)[place], one.expected(place)
    if not told or not expected:
        return False
    same = items.codes.get(code_form(items.values[place]), ())
    for part in one.parts[:2]:
        values = numbers(part)
        own = values[place]
        others = [value for p in same if p != place and (value := values[p]) is not None and value > 0]
        if not own or own < 0 or len(others) < 2:
            continue
        usual, asked = median(others), own * told / expected
        off = max(own / usual, usual / own)
        if off >= FAR and asked > 0 and max(asked / usual, usual / asked) < min(FAR, off / FAR + 1):
            return True
    return False
