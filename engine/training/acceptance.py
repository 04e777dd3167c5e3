"""Repaired tables against the hidden truth: what was restored, what was damaged, which records were made one.

The truth is a ledger (`kbctl/ledger/1`): for each fault the cells with their clean and dirty text, the pairs
of keys that are one thing, the rows that were added. No session reads it; only whoever judges is given it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from kbctl.engine.replay.scenario import ACCEPTANCE
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.reconcile.changes import Logged
from kbctl.engine.tables.reconcile.reconcile import reconcile
from kbctl.engine.tables.reconcile.variance import Tolerances
from kbctl.engine.tables.remedies.date_text import read_date
from kbctl.engine.tables.repair.change import Change
from kbctl.engine.tables.repair.run import Repaired
from kbctl.engine.tables.repair.verify import found, places, reached
from kbctl.engine.tables.table import code_form
from kbctl.engine.tables.values import Order, is_date, number_of
from kbctl.ontology.source import InputProblems, Location, Problem

Cell = tuple[str, int, str]
LEDGER = "kbctl/ledger/1"
ORDERS: tuple[Order, ...] = ("YMD", "DMY", "MDY")


@dataclass(frozen=True, slots=True)
class Judged:
    """`cells_restored`: of the spoilt cells into which a remedy wrote a text (taking a wrong one out claims
    nothing), the share that has its clean one again;
    `cells_recovered`: of all spoilt cells. `pair_f1` is None where the truth has no pairs and none were made.
    The last three are counts: cells and rows that were right and are not any more, references into nothing
    that were none before, variances of sums that no change accounts for."""

    pair_f1: float | None
    cells_restored: float | None
    cells_recovered: float | None
    clean_cells_damaged: int
    references_broken: int
    totals_unexplained: int
    spoilt: int
    claimed: int
    damaged: tuple[Cell, ...]

    def figures(self) -> dict[str, float | int | None]:
        return {name: getattr(self, name) for name in ACCEPTANCE}


def judge(repaired: Repaired, truth: Mapping[str, Any]) -> Judged:
    clean, rows = spoilt_cells(truth), bad_rows(truth)
    texts = _final(repaired)
    written = {(c.table, c.row, c.column) for c in repaired.changes if c.kind in ("cell", "rekeyed")}
    gone = {(c.table, c.row) for c in repaired.changes if c.kind == "row-removed"}
    claimed = {p for p in written & clean.keys() if p[:2] not in gone and texts.get(p, "").strip()}
    restored = {place for place in claimed if alike(texts.get(place, ""), clean[place])}
    damaged = sorted(set(_damaged(repaired, clean, rows, truth, texts)))
    return Judged(
        pair_f1(repaired.changes, truth),
        len(restored) / len(claimed) if claimed else None,
        len({p for p in clean if alike(texts.get(p, ""), clean[p])}) / len(clean) if clean else None,
        len(damaged),
        _broken(repaired.before, repaired.book),
        _unexplained(repaired),
        len(clean),
        len(claimed),
        tuple(damaged),
    )


def accepted(judged: Judged, wanted: Iterable[tuple[str, float]]) -> list[dict[str, Any]]:
    """Each figure beside what is wanted of it; `passed` is None where there is no one or no other."""
    limits = dict(wanted)
    found = []
    for name, figure in judged.figures().items():
        limit, passed = limits.get(name), None
        if limit is not None and figure is not None:
            passed = figure >= limit if ACCEPTANCE[name] else figure <= limit
        found.append({"check": name, "figure": figure, "wanted": limit, "passed": passed})
    return found


def read_truth(path: Path) -> Mapping[str, Any]:
    """The ledger in a file, or in truth/ledger.json of a folder. Raises InputProblems."""
    file = path / "truth" / "ledger.json" if path.is_dir() else path
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or f"no JSON: {error}"
        raise InputProblems(
            [Problem(Location(file.as_posix()), "truth", f"cannot be read ({said})")]
        ) from None
    if not isinstance(read, dict) or read.get("schema") != LEDGER or not isinstance(read.get("faults"), list):
        message = f"no ledger: `schema` must be {LEDGER} and `faults` a list"
        raise InputProblems([Problem(Location(file.as_posix()), "truth", message)])
    return read


def spoilt_cells(truth: Mapping[str, Any]) -> dict[Cell, str]:
    """Cell → its clean text."""
    return {
        (cell.get("table", fault["table"]), cell["row"], cell["column"]): cell["clean"]
        for fault in truth["faults"]
        for cell in (*fault["cells"], *fault.get("along", ()))
    }


def bad_rows(truth: Mapping[str, Any]) -> set[tuple[str, int]]:
    """Rows that faults added or made untrue, or in which a cell is spoilt: they may be set aside."""
    found: set[tuple[str, int]] = set()
    for fault in truth["faults"]:
        found |= {(fault["table"], row) for row in fault["rows"]}
        found |= {(one["table"], one["row"]) for one in fault.get("added", ())}
        found |= {(one["table"], one["row"]) for one in fault.get("also", ()) if one.get("row")}
        found |= {(cell.get("table", fault["table"]), cell["row"]) for cell in fault["cells"]}
        for group in fault.get("groups", ()):
            places = (one if isinstance(one, dict) else {"row": one} for one in group)
            found |= {(one.get("table", fault["table"]), one["row"]) for one in places}
    return found


def alike(one: str, other: str) -> bool:
    """The same text but for white space around it, the same number, or the same day; what `one` says must be
    readable in one way only."""
    if one.strip() == other.strip():
        return True
    if len(days := _days(one)) == 1:
        return bool(days & _days(other))
    left, right = number_of(one), number_of(other)
    return left is not None and right is not None and abs(left - right) <= 1e-9 * max(1.0, abs(right))


def _days(text: str) -> set[date]:
    return {day for order in ORDERS if (day := read_date(text, order))} if is_date(text) else set()


def _final(repaired: Repaired) -> dict[Cell, str]:
    """Every cell of rows that still stand."""
    return {
        (table.name, row, column.header): column.values[place]
        for table in repaired.book.tables
        for column in table.table.columns
        for place, row in enumerate(table.table.numbers)
    }


def _damaged(
    repaired: Repaired,
    clean: Mapping[Cell, str],
    rows: set[tuple[str, int]],
    truth: Mapping[str, Any],
    texts: Mapping[Cell, str],
) -> Iterator[Cell]:
    """Right cells that were written, and right rows that left. A reference that follows a true merge is
    right."""
    merged = {(code_form(a), code_form(b)) for a, b in _both_ways(true_pairs(truth))}
    removed = [one for one in repaired.changes if one.kind == "row-removed"]
    # what points at a bad row that was set aside is held back with it
    keys = {code_form(one.key) for one in removed if one.key and (one.table, one.row) in rows}
    beside = {name for fault in truth["faults"] for name in fault.get("files", ())}
    for change in repaired.changes:
        if change.table.partition("#")[0] in beside:
            continue  # a file that a fault brought in has no clean form
        place = change.table, change.row, change.column
        if change.kind == "row-removed":
            twin = (code_form(change.key), code_form(change.after)) in merged
            held = any(code_form(text) in keys for _, text in change.values)
            right = (change.table, change.row) in rows or held
            if not right and not (change.after and twin):
                yield change.table, change.row, ""
        elif change.kind in ("cell", "rekeyed") and place not in clean:
            before = change.before
            follows = (code_form(before), code_form(change.after)) in merged
            survivor = (change.table, change.row) in rows
            if place in texts and not alike(texts[place], before) and not follows and not survivor:
                yield place


def true_pairs(truth: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {tuple(sorted(pair)) for fault in truth["faults"] for pair in fault["pairs"]}


def _both_ways(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs within a cluster are one thing too, whichever was told."""
    clusters = clustered(pairs)
    return {pair for cluster in clusters for a, b in combinations(cluster, 2) for pair in ((a, b), (b, a))}


def clustered(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(pairs)
    return sorted(sorted(part) for part in nx.connected_components(graph))


def pair_f1(changes: Sequence[Change], truth: Mapping[str, Any]) -> float | None:
    """F1 of the pairs of keys that were made one, over clusters on both sides."""
    made = [(c.key, c.after) for c in changes if c.kind == "row-removed" and c.after and c.key != c.after]
    ours, wanted = _pairs(made), _pairs(pair for pair in true_pairs(truth) if pair[0] != pair[1])
    if not ours and not wanted:
        return None
    return 2 * len(ours & wanted) / (len(ours) + len(wanted))


def _pairs(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    forms = [(code_form(a), code_form(b)) for a, b in pairs]
    return {pair for cluster in clustered(forms) for pair in combinations(cluster, 2)}


def _broken(before: Book, after: Book) -> int:
    standing = {table.name: set(table.table.numbers) for table in after.tables}
    new = places(found(after, "OrphanRecord")) - places(found(before, "OrphanRecord"))
    return sum(1 for place in new if place[1] in standing.get(place[0], ()) and reached(before, *place))


def _unexplained(repaired: Repaired) -> int:
    """Variances of records between the tables before and after that the change log does not account for."""
    log = [
        Logged(c.id, c.table, c.row, c.key, c.column, c.before, c.after, c.kind, c.remedy)
        for c in repaired.changes
    ]
    renamed = {
        code_form(c.before if c.kind == "rekeyed" else c.key): code_form(c.after)
        for c in repaired.changes
        if c.after and c.kind in ("rekeyed", "row-removed")
    }
    names = {table.name for table in repaired.before.tables}
    after = Book(tuple(t for t in repaired.book.tables if t.name in names), repaired.book.names)
    return len(reconcile(repaired.before, after, Tolerances(), log, renamed).open)
