"""Bills of materials: BomCycleBreak takes out the line that closes a loop; BomFromSimilarItem copies the bill
of variants that all have the same one; BomFromProductionHistory infers it from what orders consumed.

A loop is only broken where one line is plainly the wrong one: an item in itself, or the one line that makes a
component of something that is sold and used nowhere else. Other loops are engineering's to name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from kbctl.engine.tables.items import item_base
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.operator import Addition, Left, Plan, Removal, Settings
from kbctl.engine.tables.similarity import tokens
from kbctl.engine.tables.table import Column, Finding, code_form
from kbctl.engine.tables.values import number_of

CYCLE, SIMILAR, HISTORY = "BomCycleBreak", "BomFromSimilarItem", "BomFromProductionHistory"
VARIANTS = 2  # variants that must agree before their bill is copied
ORDERS = 3  # closed orders of an item before its consumption says anything
USED_IN = 0.8  # share of the orders in which a component must have been consumed
STEADY = 0.1  # how far the consumption per piece may lie from its median in most orders
MEASURE = re.compile(r"\d")


def cycle_break(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    tables = {table.name: table for table in book.tables}
    removals: list[Removal] = []
    left: list[Left] = []
    sold = _sold(book)
    for finding in findings:
        table = tables[finding.table]
        parent, component = table.column("bom_parent_item"), table.column("bom_component_item")
        if parent is None or component is None:
            rows = tuple(cell.row for cell in finding.cells)
            left.append(Left(table.name, rows, finding.column, "the lines do not name their parent"))
            continue
        place_of = {number: place for place, number in enumerate(table.table.numbers)}
        lines = {
            cell.row: (
                code_form(parent.values[place_of[cell.row]]),
                code_form(component.values[place_of[cell.row]]),
            )
            for cell in finding.cells
        }
        times = Counter(code_form(text) for text in component.values)
        for loop in _loops(lines):
            wrong = [row for row in loop if lines[row][0] == lines[row][1]]
            reason = "an item cannot contain itself"
            if not wrong:
                wrong = [row for row in loop if lines[row][1] in sold and times[lines[row][1]] == 1]
                reason = "it makes a component of what is sold and used nowhere else, which closes a circle"
            if len(wrong) == 1 or (wrong and all(lines[row][0] == lines[row][1] for row in wrong)):
                removals += [Removal(table.name, row, reason, 0.85) for row in wrong]
            else:
                why = "more than one line could be the wrong one: engineering has to name it"
                left.append(Left(table.name, tuple(loop), finding.column, why))
    return Plan(CYCLE, removals=tuple(removals), left=tuple(left))


def _loops(lines: Mapping[int, tuple[str, str]]) -> list[list[int]]:
    """The rows of each strongly connected part; a line of an item in itself is a part of its own."""
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_edges_from(pair for pair in lines.values() if pair[0] != pair[1])
    loops = [[row] for row, (a, b) in sorted(lines.items()) if a == b]
    for members in networkx.strongly_connected_components(graph):
        rows = sorted(r for r, (a, b) in lines.items() if a in members and b in members and a != b)
        loops += [rows] if rows else []
    return sorted(loops)


def _sold(book: Book) -> set[str]:
    found: set[str] = set()
    for master in book.of_role("item_master"):
        facts = item_base(book, master).facts
        found |= {code_form(master.key_of(place)) for place, one in enumerate(facts) if one.sold}
    return found - {""}


# --- a bill for an item that has none ---------------------------------------------------------------


@dataclass(frozen=True)
class Bills:
    """The table that holds bills by parent, its columns, and the lines of each parent: rows' places."""

    table: Profiled
    parent: Column
    component: Column
    quantity: Column
    lines: Mapping[str, list[int]]


def _bills(book: Book) -> Bills | None:
    for table in book.of_role("bom"):
        parent, component = table.column("bom_parent_item"), table.column("bom_component_item")
        quantity = table.column("bom_qty_per")
        if parent and component and quantity:
            return Bills(table, parent, component, quantity, {c: list(p) for c, p in parent.codes.items()})
    return None


#: The lines of a bill as cells by header, or why there are none.
Lines = list[dict[str, str]] | str


def similar(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    """Variants are items of one category whose names differ in measures and colours only. They must agree in
    every line, quantities included: then the size does not matter to the bill."""
    bills = _bills(book)
    families: dict[str, dict[Family, list[int]]] = {}

    def find(table: Profiled, place: int) -> Lines:
        name = table.column("item_name", "item_description")
        if bills is None or name is None:
            return "no bills or no names to compare"
        if table.name not in families:
            known = families.setdefault(table.name, {})
            for other in range(table.rows):
                known.setdefault(_family(table, name, other), []).append(other)
        members = families[table.name][_family(table, name, place)]
        return _of_variants(bills, table, [one for one in members if one != place], place)

    return _added(SIMILAR, book, findings, bills, find, 0.6)


Family = tuple[str, tuple[str, ...]]


def _family(table: Profiled, name: Column, place: int) -> Family:
    group, color = table.column("item_group"), table.column("color")
    without = set(tokens(color.values[place])) if color else set()
    words = tuple(
        word for word in tokens(name.values[place]) if not MEASURE.search(word) and word not in without
    )
    return (group.values[place].strip().casefold() if group else ""), words


def _of_variants(bills: Bills, table: Profiled, members: Sequence[int], place: int) -> Lines:
    told = [column for column in bills.table.table.columns if column is not bills.parent]
    found: Counter[tuple[tuple[str, ...], ...]] = Counter()
    for other in members:
        if lines := bills.lines.get(code_form(table.key_of(other)), []):
            found[tuple(sorted(tuple(c.values[line] for c in told) for line in lines))] += 1
    if sum(found.values()) < VARIANTS:
        return f"fewer than {VARIANTS} variants of it have a bill"
    if len(found) > 1:
        return "its variants have different bills: which lines depend on the size is not known"
    return [
        {bills.parent.header: table.key_of(place), **dict(zip((c.header for c in told), line, strict=True))}
        for line in next(iter(found))
    ]


def history(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    """What nearly every order of an item consumed, per piece made, where that is steady."""
    bills = _bills(book)
    used = _consumption(book)

    def find(table: Profiled, place: int) -> Lines:
        if bills is None:
            return "no table of bills to put it in"
        if used is None:
            return "no table tells what production orders consumed"
        orders = used.get(code_form(table.key_of(place)), [])
        if len(orders) < ORDERS:
            return f"fewer than {ORDERS} orders of it tell what they consumed"
        lines = []
        for component in sorted({one for order in orders for one in order}):
            amounts = [order[component] for order in orders if component in order]
            if len(amounts) < USED_IN * len(orders):
                continue
            middle = median(amounts)
            steady = sum(abs(amount - middle) <= STEADY * middle for amount in amounts)
            if steady < USED_IN * len(amounts):
                return "what its orders consumed differs too much from order to order"
            lines.append(
                {
                    bills.parent.header: table.key_of(place),
                    bills.component.header: component,
                    bills.quantity.header: f"{middle:.6g}",
                }
            )
        return lines or "no component was consumed in most of its orders"

    return _added(HISTORY, book, findings, bills, find, 0.7)


def _consumption(book: Book) -> dict[str, list[dict[str, float]]] | None:
    """Item made → for each of its orders, component → quantity per piece. None where nothing tells."""
    found: dict[str, list[dict[str, float]]] | None = None
    for orders in book.of_role("work_order"):
        number, item = orders.column("work_order_no"), orders.column("item_code", "bom_parent_item")
        made = orders.column("completed_qty", "work_order_qty")
        if number is None or item is None or made is None or len(number.codes) < orders.rows:
            continue
        for table in book.tables:
            order, part = table.column("work_order_no"), table.column("bom_component_item", "item_code")
            quantity = table.column("bom_qty_per", "order_qty", "work_order_qty", "completed_qty")
            if table is orders or order is None or part is None or quantity is None:
                continue
            found = found or {}
            of_order: dict[str, dict[str, float]] = {}
            for place in range(table.rows):
                amount = abs(number_of(quantity.values[place]) or 0.0)
                own = of_order.setdefault(code_form(order.values[place]), {})
                component = part.values[place].strip()
                own[component] = own.get(component, 0.0) + amount
            for place in range(orders.rows):
                pieces = number_of(made.values[place]) or 0.0
                used = of_order.get(code_form(number.values[place]), {})
                if pieces > 0 and used:
                    per = {component: amount / pieces for component, amount in used.items() if amount}
                    found.setdefault(code_form(item.values[place]), []).append(per)
    return found


def _added(
    remedy: str,
    book: Book,
    findings: Sequence[Finding],
    bills: Bills | None,
    find: Callable[[Profiled, int], Lines],
    confidence: float,
) -> Plan:
    tables = {table.name: table for table in book.tables}
    additions: list[Addition] = []
    reasons: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        if finding.concept != "MissingBillOfMaterials":
            rows = [cell.row for cell in finding.cells]
            reasons.setdefault((finding.table, finding.column, "only whole bills are made"), []).extend(rows)
            continue
        table = tables[finding.table]
        place_of = {number: place for place, number in enumerate(table.table.numbers)}
        for cell in finding.cells:
            lines = find(table, place_of[cell.row])
            if isinstance(lines, str) or bills is None:
                why = lines if isinstance(lines, str) else "no table of bills to put it in"
                reasons.setdefault((table.name, cell.column, why), []).append(cell.row)
                continue
            told = (
                "copied from variants that have one bill" if remedy == SIMILAR else "as its orders consumed"
            )
            additions += [Addition(bills.table.name, line, told, confidence, cell.key) for line in lines]
    left = [Left(t, tuple(rows), column, why) for (t, column, why), rows in sorted(reasons.items())]
    return Plan(remedy, additions=tuple(additions), left=tuple(left))


OPERATORS = {CYCLE: cycle_break, SIMILAR: similar, HISTORY: history}
