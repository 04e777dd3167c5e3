"""Duplicates as pictures: who is tied to whom, and the records side by side with what differs."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from kbctl.engine.review.site.html import Html, el, table
from kbctl.engine.tables.profile import Profiled
from kbctl.engine.tables.register.clusters import Cluster

SHOWN, SIDE_BY_SIDE, MEMBERS, FIELDS = 10, 3, 8, 7
ACROSS, SIZE, ROUND = 5, 180, 44


def cluster_picture(clusters: Sequence[Cluster], profiled: Profiled) -> tuple[Html, str]:
    """The largest clusters, each as the records and the pairs among them."""
    chosen = sorted(clusters, key=lambda one: (-len(one.rows), one.certainty, one.rows))[:SHOWN]
    parts: list[Html] = []
    for n, cluster in enumerate(chosen):
        parts += _cluster(cluster, profiled, (n % ACROSS) * SIZE + SIZE / 2, (n // ACROSS) * 150 + 72)
    tall = ((len(chosen) + ACROSS - 1) // ACROSS) * 150
    said = f"{len(chosen)} of {len(clusters):,} clusters, the largest first; a line is a pair"
    picture = el(
        "svg",
        el("title", said),
        parts,
        viewBox=f"0 0 {min(ACROSS, len(chosen)) * SIZE} {tall}",
        width=min(ACROSS, len(chosen)) * SIZE,
        role="img",
    )
    return picture, said + "."


def _cluster(cluster: Cluster, profiled: Profiled, x: float, y: float) -> list[Html]:
    rows = cluster.rows[:MEMBERS]
    place_of = _places(profiled, rows)
    at = {}
    for n, row in enumerate(rows):
        turn = 2 * pi * n / len(rows) - pi / 2
        at[row] = (round(x + ROUND * cos(turn), 1), round(y + ROUND * sin(turn), 1))
    parts: list[Html] = []
    for pair in cluster.pairs:
        if pair.rows[0] in at and pair.rows[1] in at:
            (a, b), (c, d) = at[pair.rows[0]], at[pair.rows[1]]
            parts.append(el("line", x1=a, y1=b, x2=c, y2=d, cls="edge sure-edge"))
            if len(rows) <= 3:
                parts.append(el("text", f"{pair.certainty:.2f}", x=round((a + c) / 2 + 4, 1),
                                y=round((b + d) / 2 - 5, 1), cls="dim"))  # fmt: skip
    for row in rows:
        a, b = at[row]
        name = (profiled.key_of(place_of[row]) if row in place_of else "") or f"row {row}"
        parts.append(el("circle", cx=a, cy=b, r=5, cls="hit"))
        above = b < y
        parts.append(el("text", name[:14], x=a, y=round(b - 10 if above else b + 19, 1), cls="mid"))
    if len(cluster.rows) > MEMBERS:
        parts.append(el("text", f"and {len(cluster.rows) - MEMBERS} more", x=x, y=y + 4, cls="dim mid"))
    return parts


def side_by_side(clusters: Sequence[Cluster], profiled: Profiled) -> list[Html]:
    """Records of the first clusters, one below the other; values that differ are marked."""
    made = []
    chosen = sorted(clusters, key=lambda one: (-_differing(one, profiled), one.rows))[:SIDE_BY_SIDE]
    for cluster in chosen:
        rows = cluster.rows[:MEMBERS]
        places = list(_places(profiled, rows).values())
        columns = [c for c in profiled.table.columns if any(c.values[place].strip() for place in places)]
        telling = {c.header for c in columns if len({c.values[place].strip() for place in places}) > 1}
        ordered = sorted(columns, key=lambda c: (c is not profiled.key, c.header not in telling, c.position))
        shown = sorted(ordered[:FIELDS], key=lambda c: c.position)
        body = []
        for place in places:
            cells = [el("td", profiled.table.numbers[place], cls="n")]
            for column in shown:
                text = column.values[place][:80]
                differs = column.header in telling and column is not profiled.key and text.strip()
                cells.append(el("td", el("mark", text) if differs else text))
            body.append(el("tr", cells))
        made.append(table(["row", *(c.header for c in shown)], body, cls="cells"))
    return made


def _differing(cluster: Cluster, profiled: Profiled) -> int:
    places = list(_places(profiled, cluster.rows[:2]).values())
    return sum(len({c.values[p].strip().casefold() for p in places}) > 1 for c in profiled.table.columns)


def _places(profiled: Profiled, rows: Sequence[int]) -> dict[int, int]:
    wanted = set(rows)
    numbers = profiled.table.numbers
    return {row: place for place, row in enumerate(numbers) if row in wanted}
