"""The shortest paths between two terms over the relations between terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice, pairwise
from typing import Any

from kbctl.kg.graph.knowledge import Knowledge
from kbctl.kg.graph.relations import RELATIONS, Edge, edges, is_root
from kbctl.kg.layout import Ink, shown_width

#: Equally short paths are compared up to this number; between two hubs there may be very many.
MOST = 10_000


def shortest_paths(
    knowledge: Knowledge,
    start: str,
    end: str,
    via: Collection[str] = (),
    directed: bool = False,
    top: int = 5,
) -> dict[str, Any]:
    """`{from, to, length, found, paths: [[{from, to, relations: [{relation, direction}]}]]}`.

    Arrows are followed both ways, `direction` says which (`to` along, `from` against); with `directed` only
    along. `via` limits the relations. No path leads over the root of a kind, since that all remedies are
    remedies connects nothing. Of equally short paths those come first whose terms have the fewest neighbours:
    they say the most. `length` is None where there is no path; `found` counts the shortest ones.
    """
    import networkx

    links = _links(edges(knowledge.vocabulary), via, directed, {start, end})
    network: networkx.DiGraph[str] = networkx.DiGraph()
    network.add_nodes_from([start, end])
    network.add_edges_from(sorted(links))
    try:
        equal = islice(networkx.all_shortest_paths(network, start, end), MOST)
        found = sorted(equal, key=lambda path: (sum(network.degree(one) for one in path[1:-1]), path))
    except networkx.NetworkXNoPath:
        found = []
    paths = [
        [
            {
                "from": one,
                "to": other,
                "relations": [{"relation": name, "direction": way} for name, way in links[one, other]],
            }
            for one, other in pairwise(path)
        ]
        for path in found[:top]
    ]
    length = len(found[0]) - 1 if found else None
    return {"from": start, "to": end, "length": length, "found": len(found), "paths": paths}


def _links(
    all_edges: Iterable[Edge], via: Collection[str], directed: bool, ends: Collection[str]
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Pairs of terms that one can go between, with the relations and directions by which."""
    order = {relation: n for n, relation in enumerate(RELATIONS)}
    links: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for source, relation, target in all_edges:
        if via and relation not in via:
            continue
        if any(is_root(one) and one not in ends for one in (source, target)):
            continue
        links.setdefault((source, target), []).append((relation, "to"))
        if not directed:
            links.setdefault((target, source), []).append((relation, "from"))
    for found in links.values():
        found.sort(key=lambda one: (order[one[0]], one[1] == "from"))
    return links


def render_paths(knowledge: Knowledge, said: dict[str, Any], width: int = 100, colour: bool = False) -> str:
    """A block for each path: `A -leads to-> B`, against the arrow `A <-resolves- C`."""
    ink = Ink(colour)
    ends = f"{knowledge.label(said['from'])} and {knowledge.label(said['to'])}"
    if said["length"] is None:
        return f"No path between {ends} over these relations."
    if not said["length"]:
        return f"{knowledge.label(said['from'])} is the same term."
    steps = f"{said['length']} step" + ("" if said["length"] == 1 else "s")
    shown = len(said["paths"])
    most = f"{MOST:,} or more" if said["found"] == MOST else str(said["found"])
    count = (
        f"{shown} of {most} paths" if shown < said["found"] else f"{shown} path" + ("s" if shown > 1 else "")
    )
    blocks = [ink.bold(f"{ends}: {steps}, {count}")]
    blocks += ["\n".join(_path(knowledge, path, width)) for path in said["paths"]]
    return "\n\n".join(blocks)


def _path(knowledge: Knowledge, path: list[dict[str, Any]], width: int) -> list[str]:
    lines = [f"  {knowledge.label(path[0]['from'])}"]
    for step in path:
        arrows = [_arrow(one["relation"], one["direction"]) for one in step["relations"]]
        part = f" {', '.join(arrows)} {knowledge.label(step['to'])}"
        if shown_width(lines[-1] + part) > width:
            lines.append("   ")
        lines[-1] += part
    return lines


def _arrow(relation: str, direction: str) -> str:
    phrase = RELATIONS[relation][0]
    return f"—{phrase}→" if direction == "to" else f"←{phrase}—"
