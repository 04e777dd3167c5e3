"""MissingBillOfMaterials: an item that is made, or sold and not bought, and has no bill of material; it
stands at the item's
row in the item master. CircularBillOfMaterials: an item that, through its components, contains itself."""

from __future__ import annotations

from kbctl.engine.tables.boms import parents_of
from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.detectors.cost import item_examples
from kbctl.engine.tables.items import ItemBase, ItemFacts, item_base
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Cell, Column, Finding, Skip, code_form
from kbctl.engine.tables.values import Order, date_shape

MISSING, CIRCULAR = "MissingBillOfMaterials", "CircularBillOfMaterials"
END_OF_TIME = "9999-12-31"


def detect_missing(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role != "item_master":
        return Skip("no item master")
    base = item_base(book, table)
    if not base.has_boms:
        return Skip("no bill of material whose parents are items of this table")
    codes = table.columns("item_code")
    places = [
        place
        for place, item in enumerate(base.facts)
        if _needs_bom(item, base)
        and not any(code_form(column.values[place]) in base.parents for column in codes)
    ]
    column = table.key or (codes[0] if codes else None)
    if not places or column is None:
        return ()
    stated = sum(1 for place in places if base.facts[place].made)
    message = (
        f"{count(len(places), 'item')} ({percent(len(places), table.rows)}) that are made have no "
        f"bill of material."
    )
    if stated < len(places):
        message = (
            f"{count(len(places), 'item')} ({percent(len(places), table.rows)}) have no bill of material: "
            f"{stated:,} that are made, "
            f"{len(places) - stated:,} that are sold and not bought."
        )
    certainty = 0.95 if stated == len(places) else 0.75 + 0.2 * stated / len(places)
    cells = [table.cell(place, column) for place in places]
    return (
        finding(MISSING, table, column, cells, certainty, "blocking", message, item_examples(table, places)),
    )


def _needs_bom(item: ItemFacts, base: ItemBase) -> bool:
    if item.no_stock or item.free_issue:
        return False
    if item.made:
        return True
    return bool(item.sold) and not item.bought and not item.stated and base.knows_bought and item.made is None


def detect_circular(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    component = table.column("bom_component_item")
    if table.role != "bom" or component is None:
        return Skip("no bill of material with components")
    parents = parents_of(book, table)
    if parents is None:
        return Skip("no column with the parent items")
    edges = [
        (parent, code_form(component.values[place]), place)
        for place, parent in enumerate(parents)
        if parent and component.values[place].strip()
    ]
    rows = _rows_in_cycles(edges, _validity(table))
    if not rows:
        return ()
    cells: list[Cell] = [table.cell(place, component) for place in sorted(rows)]
    loops = [f"{parents[place]} contains {code_form(component.values[place])}" for place in sorted(rows)]
    message = (
        f"{count(len(rows), 'line')} of the bills of material close a circle: an item contains "
        f"itself through its components."
    )
    return (finding(CIRCULAR, table, component, cells, 1.0, "blocking", message, loops),)


def _validity(table: Profiled) -> list[tuple[str, str]]:
    """From and to by row as ISO dates; open ends are wide, and so is what cannot be read one way."""
    start, end = table.column("bom_effective_from"), table.column("bom_effective_to")
    return [(_iso(start, place) or "", _iso(end, place) or END_OF_TIME) for place in range(table.rows)]


def _iso(column: Column | None, place: int) -> str:
    text = column.values[place].strip() if column else ""
    shape = date_shape(text) if text else None
    only: tuple[Order, ...] = shape.orders if shape else ()
    return text[:10] if shape and only == ("YMD",) and shape.shape == "yyyy-mm-dd" else ""


def _rows_in_cycles(edges: list[tuple[str, str, int]], valid: list[tuple[str, str]]) -> set[int]:
    """Places of lines on a circle that exists on some day. A set of lines is valid together on some day if
    and only if
    it is so on the first day of one of them, so only these days are looked at."""
    suspects = _on_circle(edges)
    lines = [edge for edge in edges if edge[2] in suspects]
    found: set[int] = set()
    for day in sorted({valid[place][0] for _, _, place in lines}):
        found |= _on_circle([edge for edge in lines if valid[edge[2]][0] <= day <= valid[edge[2]][1]])
    return found


def _on_circle(edges: list[tuple[str, str, int]]) -> set[int]:
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_edges_from((parent, child) for parent, child, _ in edges)
    part: dict[str, int] = {}
    for number, members in enumerate(
        sorted(members) for members in networkx.strongly_connected_components(graph) if len(members) > 1
    ):
        part |= dict.fromkeys(members, number)
    return {
        place
        for parent, child, place in edges
        if parent == child or (parent in part and part.get(parent) == part.get(child))
    }


DETECTORS = {MISSING: detect_missing, CIRCULAR: detect_circular}
