"""IncompleteBillOfMaterials: a bill that exists but lacks components or quantities.

Four things show it: a line without component or quantity; a bill with a header and no lines; a bill that
lacks what nearly all like products have; a component that every production order uses and the bill does not
name. A quantity of zero is an invalid quantity, and reported there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import median

from kbctl.engine.tables.boms import parents_of
from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.masters import of_items
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip, code_form
from kbctl.engine.tables.usage import Usage, usage

CONCEPT = "IncompleteBillOfMaterials"
#: share of blank cells above which quantities are not kept in this column; a judgement
UNUSED = 0.5
#: like products below which "usual" means nothing, and the share of them that must have a kind of component
#: for it to be usual. Judgements on the careful side: an option that one in ten leaves out is no gap.
ALIKE, USUAL = 10, 0.9
#: a bill with no more than this share of the usual number of lines is short
SHORT = 0.5


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role == "bom_header":
        return _headers(book, table)
    component = table.column("bom_component_item")
    if table.role != "bom" or component is None:
        return Skip("no bill of material with components")
    found = []
    for column, what in ((component, "component"), (table.column("bom_qty_per"), "quantity")):
        if column and (one := _blanks(table, column, what)):
            found.append(one)
    return (*found, *_short(book, table, component), *_unplanned(book, table, component))


def _blanks(table: Profiled, column: Column, what: str) -> Finding | None:
    blank = [text for text in column.counts if not text.strip()]
    places = column.places(blank)
    if not places or len(places) > UNUSED * table.rows:
        return None
    message = (
        f"{count(len(places), 'line')} ({percent(len(places), table.rows)}) of the bills of material name no "
        f"{what} in {column.header}."
    )
    cells = [table.cell(place, column) for place in places]
    parents = table.column("bom_parent_item", "bom_code")
    examples = [parents.values[place].strip() for place in places[:3]] if parents else []
    return finding(CONCEPT, table, column, cells, 0.93, "blocking", message, examples)


def _headers(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    """Bills whose header names no line. Only where most headers have lines."""
    number = table.column("bom_code", "bom_parent_item", "item_code")
    lined: set[str] = set()
    for lines in book.of_role("bom"):
        for column in lines.columns("bom_code", "bom_parent_item"):
            lined |= column.codes.keys()
    if number is None or not lined:
        return Skip("no lines of these bills of material")
    bare = {code: places for code, places in number.codes.items() if code not in lined}
    if not bare or len(bare) > 0.5 * len(number.codes):
        return ()
    cells = [table.cell(place, number) for places in bare.values() for place in places]
    message = f"{count(len(bare), 'bill')} of material ({percent(len(cells), table.rows)}) have no lines."
    return (finding(CONCEPT, table, number, cells, 0.93, "blocking", message),)


def _short(book: Book, table: Profiled, component: Column) -> tuple[Finding, ...]:
    """Bills that have at most half the lines of like products and lack a kind of component that nearly all of
    them have."""
    parents = parents_of(book, table) or ()
    lines: dict[str, list[int]] = {}
    for place, parent in enumerate(parents):
        if parent and component.values[place].strip():
            lines.setdefault(parent, []).append(place)
    family = _families(book, lines)
    kinds = of_items(book, "item_group") or of_items(book, "item_type")
    held = {
        parent: {kinds.get(code := code_form(component.values[p]), code) for p in places}
        for parent, places in lines.items()
    }
    short: dict[str, str] = {}
    for members in family.values():
        usual = median(len(lines[parent]) for parent in members)
        few = [p for p in members if len(lines[p]) <= SHORT * usual]
        if len(members) < ALIKE or usual < 4 or not few or len(few) > (1 - USUAL) * len(members):
            continue
        common = Counter(kind for parent in members for kind in held[parent])
        must = {kind for kind, number in common.items() if number >= USUAL * len(members)}
        for parent in few:
            if lacking := sorted(must - held[parent]):
                short[parent] = (
                    f"{len(lines[parent])} of the usual {usual:g} lines, no {', '.join(lacking[:2])}"
                )
    if not short:
        return ()
    named = table.column("bom_parent_item", "bom_code") or component
    cells = [table.cell(place, named) for parent in sorted(short) for place in lines[parent]]
    message = (
        f"{count(len(short), 'bill')} of material have at most half the lines of like products and lack a "
        f"kind of "
        "component that nearly all of these have."
    )
    examples = [f"{named.values[lines[parent][0]].strip()}: {why}" for parent, why in sorted(short.items())]
    return (finding(CONCEPT, table, named, cells, 0.75, "major", message, examples),)


def _unplanned(book: Book, table: Profiled, component: Column) -> tuple[Finding, ...]:
    """Bills that lack what all their production orders use, beside everything that the bill names."""
    orders: dict[str, list[Usage]] = {}
    for other in book.of_role("work_order_part", "stock_movement"):
        for one in usage(book, other):
            orders.setdefault(one.product, []).append(one)
    named = table.column("bom_parent_item", "bom_code") or component
    lines: dict[str, list[int]] = {}
    for place, parent in enumerate(parents_of(book, table) or ()):
        lines.setdefault(parent, []).append(place)
    lacking = {
        product: always
        for product, told in orders.items()
        if product in lines
        and not any(one.unused for one in told)
        and (always := frozenset.intersection(*(one.extra for one in told)))
    }
    if not lacking:
        return ()
    cells = [table.cell(place, named) for product in sorted(lacking) for place in lines[product]]
    message = (
        f"{count(len(lacking), 'bill')} of material lack a component that all production orders of "
        f"the product use."
    )
    examples = [f"{product}: no {', '.join(sorted(codes)[:2])}" for product, codes in sorted(lacking.items())]
    return (finding(CONCEPT, table, named, cells, 0.85, "blocking", message, examples),)


def _families(book: Book, lines: Mapping[str, list[int]]) -> Mapping[tuple[str, str], list[str]]:
    """Parents of one group and type."""
    groups, types = of_items(book, "item_group"), of_items(book, "item_type")
    found: dict[tuple[str, str], list[str]] = {}
    for parent in sorted(lines):
        if parent in groups or parent in types:
            said = groups.get(parent, "").casefold(), types.get(parent, "").casefold()
            found.setdefault(said, []).append(parent)
    return found


DETECTORS = {CONCEPT: detect}
