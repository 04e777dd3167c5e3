"""DerivedFieldMismatch: a stored value that can be calculated from other fields of its row and is not what
the calculation gives.

The calculation is found in the table itself, by holding in nearly all of its rows. Totals of documents, which
are calculated from another table, join it in `totals`, where the concept is registered.
"""

from __future__ import annotations

from statistics import median

from kbctl.engine.tables.arithmetic import Relation, relations
from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.numeric import number_text, values_at
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
    wrong = _with_a_wrong_part(table, one)
    places = [place for place in one.broken if place not in wrong]
    if not places:
        return None
    column = one.result
    message = (
        f"{count(len(places), 'cell')} ({percent(len(places), table.rows)}) of {column.header} are not "
        f"{one.text}, as {count(one.held, 'row')} are."
    )
    share = one.held / (one.held + len(one.broken))
    shown = zip(column.at(places[:3]), one.expected(places[:3]), strict=True)
    examples = [
        f"{text.strip()} instead of {number_text(round(value, 4))}"
        for text, value in shown
        if value is not None
    ]
    cells = table.cells(column, places)
    return finding(CONCEPT, table, column, cells, 0.5 + 0.5 * share, "major", message, examples)


def _with_a_wrong_part(table: Profiled, one: Relation) -> frozenset[int]:
    """Of the rows that break a product those where a part lies far from what its item has elsewhere, and the
    value that the result asks for does not: the part is the outlier, and is reported as one."""
    items = table.column("item_code", "bom_component_item")
    if items is None or "×" not in one.form:
        return frozenset()
    codes = dict(zip(one.broken, map(code_form, items.at(one.broken)), strict=True))
    rows = items.places_by_code(set(codes.values()))
    told = dict(zip(one.broken, values_at(one.result, one.broken), strict=True))
    expected = dict(zip(one.broken, one.expected(one.broken), strict=True))
    found: set[int] = set()
    for part in one.parts[:2]:
        looked_at = sorted({*one.broken, *(place for places in rows.values() for place in places)})
        values = dict(zip(looked_at, values_at(part, looked_at), strict=True))
        for place, code in codes.items():
            result, due, own = told[place], expected[place], values[place]
            if not result or not due or not own or own < 0:
                continue
            others = [
                value
                for p in rows.get(code, ())
                if p != place and (value := values[p]) is not None and value > 0
            ]
            if len(others) >= 2 and _is_wrong(own, median(others), own * result / due):
                found.add(place)
    return frozenset(found)


def _is_wrong(own: float, usual: float, asked: float) -> bool:
    off = max(own / usual, usual / own)
    return off >= FAR and asked > 0 and max(asked / usual, usual / asked) < min(FAR, off / FAR + 1)
