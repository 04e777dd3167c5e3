"""BrokenHierarchy: a tree of categories, accounts, customers or places whose nodes have a parent that is
not there, lie on a circle, or stand at a level that does not fit their parent's. Bills of material are no
such tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbctl.engine.tables.detectors.common import count, finding, quoted
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.numeric import numbers
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip, code_form
from kbctl.engine.tables.values import WORDS

CONCEPT = "BrokenHierarchy"
PARENT = frozenset(
    [
        "parent",
        "owner",
        "superior",
        "manager",
        "reportsto",
        "uber",
        "ubergeordnet",
        "ubergeordnete",
        "padre",
        "superiora",
        "上级",
        "父级",
    ]
)
UPPER = (frozenset({"reports", "to"}), frozenset({"rolls", "up", "to"}), frozenset({"belongs", "to"}))
UNSPACED = ("上级", "父")  # written without spaces, so they are no words of their own
LEVEL = frozenset({"level", "lvl", "nivel", "ebene", "stufe", "tier", "depth", "级别", "层级"})
#: what a root may have for a parent
ROOT = frozenset({"0", "-", "root", "none", "top", "null"})
#: share of the parents that must be nodes of this table, or they are nodes of another one
SAME = 0.5
#: share of the nodes whose level is one more than their parent's, from which that is the rule
RULE = 0.8


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role == "bom":
        return Skip("a bill of material is no such tree")
    found: list[Finding] = []
    trees = 0
    for column in table.table.columns:
        node = _nodes(table, column)
        if node is None:
            continue
        trees += 1
        found += _broken(table, node, column)
    return tuple(found) if trees else Skip("no column that names a parent in the same table")


def _nodes(table: Profiled, column: Column) -> Column | None:
    """The column whose values the parents are; None where this column names no parents of this table."""
    said = frozenset(words(column.header))
    named = said & PARENT or any(upper <= said for upper in UPPER)
    if not (named or any(sign in column.header for sign in UNSPACED)) or not column.filled:
        return None
    parents = {code for code in column.codes if code not in ROOT and not WORDS.fullmatch(code)}
    nodes = [c for c in table.table.columns if c is not column and len(c.codes) == table.rows]
    if table.key and table.key not in nodes and table.key is not column:
        nodes.insert(0, table.key)
    shared = {c.header: sum(code in c.codes for code in parents) for c in nodes}
    best = max(nodes, key=lambda c: (shared[c.header], -c.position), default=None)
    if best is None or not parents or shared[best.header] < max(2, SAME * len(parents)):
        return None
    return best


def _broken(table: Profiled, node: Column, column: Column) -> list[Finding]:
    own = [code_form(text) for text in node.values]
    parent = [code_form(text) for text in column.values]
    up = {
        code: above for code, above in zip(own, parent, strict=True) if code and above and above not in ROOT
    }
    if len(up) == len(set(own) - {""}):  # where no node is without a parent, a root is its own
        up = {code: above for code, above in up.items() if code != above}
    lost = [
        p
        for p, above in enumerate(parent)
        if own[p] in up and above not in node.codes and above == up[own[p]]
    ]
    lost = [place for place in lost if not WORDS.fullmatch(parent[place])]
    circle = _on_circle(up)
    round_about = [place for place, code in enumerate(own) if code in circle]
    found = []
    if lost:
        names = sorted({column.values[place].strip() for place in lost})
        message = (
            f"{count(len(lost), 'node')} of {node.header} have a parent that is not there ({column.header}): "
            f"{', '.join(map(quoted, names[:3]))}."
        )
        cells = [table.cell(place, column) for place in lost]
        found.append(finding(CONCEPT, table, column, cells, 0.93, "blocking", message))
    if round_about:
        message = f"{count(len(round_about), 'node')} of {node.header} lie on a circle of parents."
        cells = [table.cell(place, column) for place in round_about]
        found.append(finding(CONCEPT, table, column, cells, 1.0, "blocking", message))
    return found + _levels(table, own, up, node)


def _on_circle(up: Mapping[str, str]) -> frozenset[str]:
    found: set[str] = set()
    seen: set[str] = set()
    for start in up:
        path: dict[str, int] = {}
        code = start
        while code in up and code not in seen and code not in path:
            path[code] = len(path)
            code = up[code]
        if code in path:
            found |= {one for one, place in path.items() if place >= path[code]}
        seen |= path.keys()
    return frozenset(found)


def _levels(table: Profiled, own: Sequence[str], up: Mapping[str, str], node: Column) -> list[Finding]:
    """Levels that are not one more than the parent's, where they are by rule."""
    found = []
    for column in table.table.columns:
        if not set(words(column.header)) & LEVEL:
            continue
        values = numbers(column)
        level = {code: value for code, value in zip(own, values, strict=True) if value is not None}
        known = [p for p, code in enumerate(own) if code in level and up.get(code) in level]
        odd = [p for p in known if level[own[p]] != level[up[own[p]]] + 1]
        if odd and len(known) - len(odd) >= RULE * len(known):
            message = (
                f"{count(len(odd), 'node')} of {node.header} stand at a level ({column.header}) that is "
                f"not one below "
                "their parent's."
            )
            cells = [table.cell(place, column) for place in odd]
            found.append(finding(CONCEPT, table, column, cells, 0.9, "major", message))
    return found


DETECTORS = {CONCEPT: detect}
