"""What stands next to a term, by relation and direction, and what stands next to that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from kbctl.kg.graph.knowledge import Knowledge
from kbctl.kg.graph.relations import RELATIONS, Edge, edges, is_root
from kbctl.kg.layout import Ink, listed


def neighbours(
    knowledge: Knowledge, start: str, relations: Collection[str] = (), depth: int = 1
) -> dict[str, Any]:
    """`{id, label, depth, neighbours: [{depth, of, relation, direction, id, label, kind}]}`, nearest first.

    `relations` limits what is followed (none: all). A term stands at its least depth, once for each relation
    that leads to it there. Nothing is looked for beyond the root of a kind: all remedies are remedies.
    """
    around = _around(edges(knowledge.vocabulary), relations)
    seen = {start}
    ring = [start]
    found: list[dict[str, Any]] = []
    for level in range(1, depth + 1):
        outer: set[str] = set()
        for of in ring:
            if is_root(of) and of != start:
                continue
            for relation, direction, other in around.get(of, ()):
                if other not in seen:
                    outer.add(other)
                    found.append(_row(knowledge, level, of, relation, direction, other))
        seen |= outer
        ring = sorted(outer)
    return {"id": start, "label": knowledge.label(start), "depth": depth, "neighbours": found}


def _around(all_edges: Iterable[Edge], relations: Collection[str]) -> dict[str, list[tuple[str, str, str]]]:
    order = {relation: n for n, relation in enumerate(RELATIONS)}
    around: dict[str, list[tuple[str, str, str]]] = {}
    for edge in all_edges:
        if not relations or edge.relation in relations:
            around.setdefault(edge.source, []).append((edge.relation, "to", edge.target))
            around.setdefault(edge.target, []).append((edge.relation, "from", edge.source))
    for found in around.values():
        found.sort(key=lambda one: (order[one[0]], one[1] == "from", one[2]))
    return around


def _row(
    knowledge: Knowledge, depth: int, of: str, relation: str, direction: str, other: str
) -> dict[str, Any]:
    term = knowledge.vocabulary.terms[other]
    return {
        "depth": depth, "of": of, "relation": relation, "direction": direction,
        "id": other, "label": term.label, "kind": term.kind,
    }  # fmt: skip


def render_neighbours(
    knowledge: Knowledge, said: dict[str, Any], width: int = 100, colour: bool = False
) -> str:
    """A block for each depth, a line for each relation and direction."""
    ink = Ink(colour)
    lines = [ink.bold(said["label"])]
    if not said["neighbours"]:
        lines.append("has no neighbours by these relations.")
    deepest = max((one["depth"] for one in said["neighbours"]), default=0)
    for depth in range(1, deepest + 1):
        rows = [one for one in said["neighbours"] if one["depth"] == depth]
        if depth > 1:
            lines += ["", ink.dim(f"{depth} steps away")]
        for of in dict.fromkeys(one["of"] for one in rows):
            if depth > 1:
                lines.append(knowledge.label(of))
            lines += _of_one([one for one in rows if one["of"] == of], width)
    return "\n".join(lines)


def _of_one(rows: list[dict[str, Any]], width: int) -> list[str]:
    ways = dict.fromkeys((one["relation"], one["direction"]) for one in rows)
    titles = {way: RELATIONS[way[0]][way[1] == "from"] for way in ways}
    widest = max(map(len, titles.values()))
    lines = []
    for way in ways:
        labels = [one["label"] for one in rows if (one["relation"], one["direction"]) == way]
        lines += [f"  {line}" for line in listed(f"{titles[way]:<{widest}}", labels, width - 2)]
    return lines
