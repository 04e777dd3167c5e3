"""A bill of materials as a tree: the one that closes a circle, else the deepest, with what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kbctl.engine.review.site.html import Html, el
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Finding, code_form

ACROSS, DOWN, WIDE, TALL = 168, 27, 140, 21
CHILDREN, DEPTH, NODES = 7, 6, 36  # what one picture can show and still be read


class Node(NamedTuple):
    code: str
    depth: int
    y: float
    children: tuple[Node, ...]
    mark: str


Bills = Mapping[str, Sequence[str]]


def bill_picture(book: Book, findings: Iterable[Finding]) -> tuple[Html, str] | None:
    """The picture and what it shows, of the first bill of materials; None where there is none."""
    found = tuple(findings)
    for table in book.of_role("bom"):
        bills = _bills(table)
        if bills:
            return _drawn(table, bills, found)
    return None


def _bills(table: Profiled) -> Bills:
    """Parent → its components, in the order of the file, each once."""
    parents, components = table.column("bom_parent_item"), table.column("bom_component_item")
    if parents is None or components is None:
        return {}
    bills: dict[str, dict[str, None]] = {}
    for parent, component in zip(parents.values, components.values, strict=True):
        if parent.strip() and component.strip():
            bills.setdefault(code_form(parent), {})[code_form(component)] = None
    return {parent: tuple(own) for parent, own in bills.items()}


def _drawn(table: Profiled, bills: Bills, findings: Sequence[Finding]) -> tuple[Html, str]:
    marks = _marks(table, findings)
    circular = [code for code in bills if marks.get(code) == "in a circle"]
    depth = {code: _depth(code, bills, (), {}) for code in circular or bills}
    marked = {code: any(one in marks for one in bills[code]) for code in depth}
    root = min(depth, key=lambda code: (-depth[code], not marked[code], -len(bills[code]), code))
    budget = [NODES]
    tree, lines = _laid_out(root, bills, marks, 0, 0, (), budget)
    boxes, edges = _parts(tree)
    deep = max(1, _deepest(tree))
    wide, tall = deep * ACROSS + WIDE + 4, max(1, lines) * DOWN + 4
    said = f"{table.name}: the bill of {root.upper()}, " + (
        "which contains itself"
        if circular
        else f"the deepest of {len(bills):,} ({depth[root]} levels below it)"
    )
    title = el("title", said)
    picture = el("svg", title, edges, boxes, viewBox=f"0 0 {wide} {tall}", width=wide, role="img")
    return picture, f"{said}. Framed: items with a finding."


def _marks(table: Profiled, findings: Sequence[Finding]) -> dict[str, str]:
    """Code → what is wrong with it, from findings on the bill and on the items' own rows."""
    marks: dict[str, str] = {}
    for finding in findings:
        if finding.concept == "CircularBillOfMaterials" and finding.table == table.name:
            words, weight = "in a circle", True
        elif finding.concept == "OrphanRecord" and finding.table == table.name:
            words, weight = "unknown", True
        elif finding.concept == "MissingCost":
            words, weight = "no cost", False
        else:
            continue
        for cell in finding.cells:
            code = code_form(cell.value if weight else cell.key)
            if code and (weight or code not in marks):
                marks[code] = words
    return marks


def _depth(code: str, bills: Bills, above: tuple[str, ...], known: dict[str, int]) -> int:
    """Levels below an item; a circle ends where it closes."""
    if code not in bills or code in above or len(above) > 40:
        return 0
    if code not in known:
        known[code] = 1 + max(_depth(one, bills, (*above, code), known) for one in bills[code])
    return known[code]


def _laid_out(
    code: str, bills: Bills, marks: Mapping[str, str], depth: int, line: int, above: tuple[str, ...],
    budget: list[int],
) -> tuple[Node, int]:  # fmt: skip
    """The node with what is below it, from this line on, and the number of lines it takes."""
    budget[0] -= 1
    own = bills.get(code, ()) if depth < DEPTH and code not in above else ()
    # those with components of their own and those with a finding tell more than the rest
    ordered = sorted(own, key=lambda one: (one not in marks, one not in bills))
    children, used = [], 0
    for one in ordered[:CHILDREN]:
        if budget[0] <= 0:
            break
        child, lines = _laid_out(one, bills, marks, depth + 1, line + used, (*above, code), budget)
        children.append(child)
        used += lines
    if left := len(own) - len(children):
        children.append(Node(f"and {left} more", depth + 1, line + used, (), "…"))
        used += 1
    y = (children[0].y + children[-1].y) / 2 if children else float(line)
    mark = "↺ in a circle" if code in above else marks.get(code, "")
    return Node(code, depth, y, tuple(children), mark), max(1, used)


def _parts(node: Node) -> tuple[list[Html], list[Html]]:
    x, y = node.depth * ACROSS + 2, node.y * DOWN + 2
    if node.mark == "…":
        boxes = [el("text", node.code, x=x + 6, y=round(y + 15, 1), cls="dim")]
    else:
        words = node.code.upper()[:13] + (f" · {node.mark}" if node.mark else "")
        cls = "box hit" if node.mark else "box"
        rect = el("rect", x=x, y=round(y, 1), width=WIDE, height=TALL, rx=4, cls=cls)
        boxes = [rect, el("text", words, x=x + 7, y=round(y + 15, 1))]
    edges: list[Html] = []
    for child in node.children:
        a, b, to = x + WIDE, round(y + TALL / 2, 1), round(child.y * DOWN + 2 + TALL / 2, 1)
        right = child.depth * ACROSS + 2
        edges.append(el("path", d=f"M{a} {b}C{a + 14} {b} {right - 14} {to} {right} {to}", cls="edge"))
        more, below = _parts(child)
        boxes += more
        edges += below
    return boxes, edges


def _deepest(node: Node) -> int:
    return max([node.depth, *(_deepest(child) for child in node.children)])
