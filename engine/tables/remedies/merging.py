"""Duplicates made one: clusters of rows, the row that stays, what it takes from the others, references.

The row that stays is the one with the lowest code, which was issued first and has stood longest on papers
outside, unless another is named far more often or is the only one with a key. It keeps its own values; its
blanks take those of the most recent row that has one, else of the fullest. Amounts that belong to the thing
(open balances, stock in a master) are added up. Rows that leave go to the quarantine with the key they were
merged into.

A wrong merge does more harm than a missed one. So two records with different identifying numbers go to
review, however alike they are otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kbctl.engine.tables.identity import identity
from kbctl.engine.tables.linkage import identifier
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.remedies.operator import Edit, Left, Plan, Removal, Settings, SideTable
from kbctl.engine.tables.remedies.rekeying import repointed, times_named
from kbctl.engine.tables.table import Finding, Pair, code_form
from kbctl.engine.tables.values import WORDS, number_of
from rapidfuzz.distance import OSA

#: Pairs at or above are merged, those below go to review; the detectors tell people the same bound.
SURE = 0.9
#: What names one party or thing in the world. A phone number is shared by the firms of one house, an e-mail
#: address changes.
IDENTIFYING = ("tax_id", "barcode", "manufacturer_part_no")
SLIP = 2  # signs by which a mistyped number differs from the right one
#: Amounts of a master's row that must not vanish when two rows become one.
ADDITIVE = ("open_amount", "qty_on_hand", "opening_qty")
LEADS = 10  # references from which a code may be in use more than an older one
FAR = 4  # times as many references as any other of the cluster that make it so
RECENT = ("modified_date", "created_date")

#: Whether a pair may be merged by this remedy: empty, or why not.
Allow = Callable[[Profiled, Pair], str]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Places of rows that are one thing; the certainty of its weakest link."""

    places: tuple[int, ...]
    certainty: float


def clusters_of(
    table: Profiled, pairs: Sequence[Pair], settings: Settings, allow: Allow
) -> tuple[list[Cluster], list[tuple[Pair, str]]]:
    """Clusters of the pairs that are sure or accepted by reviewers, and the other pairs with the reason.

    A pair that reviewers have told apart keeps its whole cluster back: which of its members is the odd one
    out cannot be known here.
    """
    place_of = {number: place for place, number in enumerate(table.table.numbers)}
    left: list[tuple[Pair, str]] = []
    joined: list[Pair] = []
    apart: list[Pair] = []
    for pair in (*pairs, *_accepted(table, pairs, settings)):
        if not all(row in place_of for row in pair.rows):
            continue
        decided = _decided(table, place_of, pair, settings)
        if decided is False:
            apart.append(pair)
            left.append((pair, "reviewers say that they are two things"))
        elif decided is None and pair.certainty < SURE:
            left.append((pair, f"to be reviewed: certainty below {SURE}"))
        elif decided is None and (why := _contradicted(table, place_of, pair.rows) or allow(table, pair)):
            left.append((pair, why))
        else:
            joined.append(pair)
    groups = _joined([pair.rows for pair in joined])
    clusters = []
    for rows in groups:
        inside = [pair for pair in joined if pair.rows[0] in rows]
        if any(set(pair.rows) <= rows for pair in apart):
            left += [(pair, "reviewers told apart two of the rows that it joins") for pair in inside]
            continue
        odd = next(
            (why for two in combinations(sorted(rows), 2) if (why := _contradicted(table, place_of, two))), ""
        )
        if odd and any(_decided(table, place_of, pair, settings) is None for pair in inside):
            left += [(pair, f"{odd} between two of the rows that it joins") for pair in inside]
            continue
        places = tuple(sorted(place_of[row] for row in rows))
        clusters.append(Cluster(places, min(pair.certainty for pair in inside)))
    return sorted(clusters, key=lambda cluster: cluster.places), left


def _contradicted(table: Profiled, place_of: Mapping[int, int], rows: tuple[int, int]) -> str:
    """Numbers that name one thing in the world differ, by more than a slip."""
    a, b = (place_of[row] for row in rows)
    for column in table.columns(*IDENTIFYING):
        x, y = identifier(column.values[a]), identifier(column.values[b])
        if x and y and OSA.distance(x[0], y[0]) > SLIP:
            return f"to be reviewed: {column.header} differs"
    return ""


def _decided(table: Profiled, place_of: Mapping[int, int], pair: Pair, settings: Settings) -> bool | None:
    if not settings.clusters:
        return None
    a, b = sorted(identity(table, place_of[row]) for row in pair.rows)
    said = settings.clusters.get((table.name, a, b))
    return settings.clusters.get((table.name, b, a)) if said is None else said


def _accepted(table: Profiled, pairs: Sequence[Pair], settings: Settings) -> list[Pair]:
    """Pairs that reviewers accepted and that are not among those found (any more)."""
    said = [(a, b) for (name, a, b), same in sorted(settings.clusters.items()) if same and name == table.name]
    wanted = {one for pair in said for one in pair}
    at: dict[str, list[int]] = {}
    for place in range(table.rows if wanted else 0):
        if (name := identity(table, place)) in wanted:
            at.setdefault(name, []).append(place)
    known = {frozenset(pair.rows) for pair in pairs}
    found = []
    for a, b in said:
        places = at.get(a, [])[:2] if a == b else [*at.get(a, [])[:1], *at.get(b, [])[:1]]
        if len(places) == 2:
            one, other = sorted(places)
            rows = (table.table.numbers[one], table.table.numbers[other])
            if frozenset(rows) not in known:
                found.append(Pair(rows, (table.key_of(one), table.key_of(other)), 1.0))
    return found


def _joined(edges: Sequence[tuple[int, int]]) -> list[set[int]]:
    groups: dict[int, set[int]] = {}
    for a, b in edges:
        one = groups.get(a, {a}) | groups.get(b, {b})
        for row in one:
            groups[row] = one
    return list({id(group): group for group in groups.values()}.values())


def merge(
    remedy: str,
    book: Book,
    findings: Sequence[Finding],
    settings: Settings,
    allow: Allow = lambda table, pair: "",
    fill: bool = True,
) -> Plan:
    """The plan that merges the pairs of the findings. `fill`: the row that stays takes values for its
    blanks."""
    tables = {table.name: table for table in book.tables}
    edits: list[Edit] = []
    removals: list[Removal] = []
    left: list[Left] = []
    review: list[tuple[str, ...]] = []
    for finding in findings:
        table = tables[finding.table]
        clusters, declined = clusters_of(table, finding.pairs, settings, allow)
        merged = {table.table.numbers[place] for cluster in clusters for place in cluster.places}
        for why in sorted({why for _, why in declined}):
            rows = {row for pair, own in declined if own == why for row in pair.rows} - merged
            if rows:
                left.append(Left(table.name, tuple(sorted(rows)), "", why))
        review += [
            (table.name, *map(str, pair.rows), *pair.keys, f"{pair.certainty:.3f}", why)
            for pair, why in declined
        ]
        _merge_clusters(book, table, clusters, fill, settings, edits, removals, left)
    side = (
        (SideTable("duplicates-to-review.csv", ("table", "row", "row 2", "key", "key 2", "certainty", "why"),
                   tuple(sorted(set(review)))),)
        if review else ()
    )  # fmt: skip
    return Plan(remedy, tuple(edits), tuple(removals), side_tables=side, left=tuple(left))


def _merge_clusters(
    book: Book,
    table: Profiled,
    clusters: Sequence[Cluster],
    fill: bool,
    settings: Settings,
    edits: list[Edit],
    removals: list[Removal],
    left: list[Left],
) -> None:
    key = table.key
    named = times_named(book, table, key) if key else {}
    renamed: dict[str, str] = {}
    confidence: dict[str, float] = {}
    groups: dict[str, str] = {}
    for cluster in clusters:
        places = {identity(table, place): place for place in reversed(cluster.places)}
        chosen = [settings.survivors[at] for own in places if (at := (table.name, own)) in settings.survivors]
        staying = {stays for stays, _ in chosen if stays in places}
        fields = {header: own for _, told in chosen for header, own in told.items()}
        numbers = table.table.numbers
        if len(staying) > 1:
            rows = tuple(numbers[place] for place in cluster.places)
            left.append(Left(table.name, rows, "", "reviewers named two rows to keep"))
            continue
        survivor = places[staying.pop()] if staying else _survivor(table, cluster.places, named)
        kept = table.key_of(survivor)
        if key and not kept and any(table.key_of(place) for place in cluster.places):
            left.append(
                Left(table.name, tuple(numbers[p] for p in cluster.places), "", "the row to keep has no key")
            )
            continue
        group = f"{table.name}#{numbers[survivor]}"
        for place in cluster.places:
            if place == survivor:
                continue
            own = table.key_of(place)
            told = f" as {kept}" if kept else f" as row {numbers[survivor]}"
            reason = f"the same thing{told}"
            if own != kept and own and kept:
                reason = f"merged into {kept}: the same thing under two codes"
                if code_form(own) != code_form(kept):
                    code = code_form(own)
                    renamed[code], confidence[code], groups[code] = kept, cluster.certainty, group
            removals.append(
                Removal(
                    table.name, numbers[place], reason, cluster.certainty, kept if own != kept else "", group
                )
            )
        others = _ranked(table, [place for place in cluster.places if place != survivor])
        taken = {header: places[own] for header, own in fields.items() if own in places}
        edits += _filled(table, survivor, others, taken, cluster.certainty, group, fill)
    if key and renamed:
        gone = {(removal.table, removal.row) for removal in removals}
        for edit in repointed(book, table, key, renamed, confidence, groups):
            if (edit.table, edit.row) not in gone:
                edits.append(edit)


def _survivor(table: Profiled, places: Sequence[int], named: Mapping[str, int]) -> int:
    often = {place: named.get(code_form(table.key_of(place)), 0) for place in places}
    most = max(often.values())

    first = min(places, key=lambda place: (_issued(table.key_of(place)), place))

    def worth(place: int) -> tuple[bool, bool, bool, bool, int]:
        leads = most >= LEADS and most >= FAR * max((often[p] for p in places if p != place), default=0)
        return (
            bool(table.key_of(place)),
            leads and often[place] == most,
            place == first,
            _calm(table, place),
            -place,
        )

    return max(places, key=worth)


def _issued(code: str) -> tuple[tuple[int, str], ...]:
    """Sort key of codes by their numbers: C-9 before C-10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", code))


def _fullness(table: Profiled, place: int) -> int:
    return sum(not _blank(column.values[place]) for column in table.table.columns)


def _calm(table: Profiled, place: int) -> bool:
    """Whether the name is not shouted: a row in capitals is mostly the hasty copy."""
    name = table.column("customer_name", "supplier_name", "item_name", "item_description")
    return name is None or not name.values[place].isupper()


def _ranked(table: Profiled, places: Sequence[int]) -> list[int]:
    """The most recent first where the table tells (in ISO dates), then the fullest."""
    column = table.column(*RECENT)
    told = column.values if column and all(_iso(text) for text in column.filled) else None
    return sorted(places, key=lambda p: ("" if told is None else told[p].strip(), _fullness(table, p), -p))[
        ::-1
    ]


def _iso(text: str) -> bool:
    return len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-" and text[:4].isdigit()


def _filled(
    table: Profiled,
    survivor: int,
    others: Sequence[int],
    taken: Mapping[str, int],
    certainty: float,
    group: str,
    fill: bool,
) -> list[Edit]:
    edits = []
    row = table.table.numbers[survivor]
    for column in table.table.columns:
        own = column.values[survivor]
        if column is table.key:
            continue
        new = ""
        if column.header in taken:
            new = column.values[taken[column.header]]
            if new != own:
                edits.append(Edit(table.name, row, column.header, own, new, certainty, "cell", group))
            continue
        if table.field(column) in ADDITIVE and table.role.endswith("_master"):
            amounts = [number_of(column.values[place]) or 0.0 for place in (survivor, *others)]
            if any(amounts[1:]):
                new = f"{sum(amounts):.12g}"
        elif fill and _blank(own):
            new = next((column.values[p] for p in others if not _blank(column.values[p])), "")
        if new and new != own:
            edits.append(Edit(table.name, row, column.header, own, new, certainty, "cell", group))
    return edits


def _blank(text: str) -> bool:
    return not text.strip() or WORDS.fullmatch(text.strip()) is not None
