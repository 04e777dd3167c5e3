"""Which rows a code points at: foreign keys found from fields and from inclusion of the values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kbctl.engine.tables.headers import normal, words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.roles import BY_ID, GENERIC, POINTS_AT
from kbctl.engine.tables.table import Column

#: below this share of shared codes two columns hold different code systems, and nothing is an orphan of the
#: other
SAME_CODES = 0.5


@dataclass(frozen=True, slots=True)
class Reference:
    """`column` of `child` points at `target` of `parent`; `share` of its distinct codes are found there."""

    child: Profiled
    column: Column
    parent: Profiled
    target: Column
    share: float


def reference(book: Book, child: Profiled, column: Column) -> Reference | None:
    """The best target of a column, at whatever share; None where no table of the right role is there."""
    found = [
        Reference(child, column, parent, target, share_of(column, target))
        for parent, target in _targets(book, child, column)
        if column.code_counts
    ]
    return max(
        found,
        key=lambda r: (round(r.share, 6), len(r.target.code_counts) == r.parent.rows, r.parent.name),
        default=None,
    )


def known_codes(book: Book, child: Profiled, column: Column) -> tuple[frozenset[str], tuple[Profiled, ...]]:
    """Codes that some table of the kind which the column points at holds, and those tables that share some.

    Items are often kept in several lists (products in one, materials in another): one of them is enough.
    """
    lost, parents = lost_codes(book, child, column)
    return frozenset(column.code_counts) - frozenset(lost), parents


def lost_codes(book: Book, child: Profiled, column: Column) -> tuple[Mapping[str, int], tuple[Profiled, ...]]:
    """Codes that no table of the kind which the column points at holds, with how many cells hold each, and
    the tables that share some of the others. They are few where the column does point there."""
    targets = [(parent, target) for parent, target in _targets(book, child, column) if column.shared(target)]
    parents = {parent.name: parent for parent, _ in targets}
    return column.lost([target for _, target in targets]), tuple(parents[name] for name in sorted(parents))


def known_among(book: Book, child: Profiled, column: Column, codes: Collection[str]) -> frozenset[str]:
    """Those of these codes that some table of the kind which the column points at holds."""
    if not codes:
        return frozenset()
    return frozenset(code for _, target in _targets(book, child, column) for code in target.having(codes))


def pointing(book: Book, parent: Profiled, target: Column) -> tuple[tuple[Profiled, Column], ...]:
    """The columns of all tables that point at this column of the parent: enough of their codes are found in
    the tables of its kind, and some of them here."""
    found = []
    for child in book.tables:
        for column in child.table.columns:
            if child is parent and column is target:
                continue
            if not any(p is parent and t is target for p, t in _targets(book, child, column)):
                continue
            lost, parents = lost_codes(book, child, column)
            codes = len(column.code_counts)
            if parent in parents and codes - len(lost) >= SAME_CODES * codes:
                found.append((child, column))
    return tuple(found)


def share_of(column: Column, target: Column) -> float:
    return column.shared(target) / len(column.code_counts) if column.code_counts else 0.0


def _targets(book: Book, child: Profiled, column: Column) -> Iterator[tuple[Profiled, Column]]:
    field = child.field(column)
    role = POINTS_AT.get(field, "")
    for parent in book.of_role(role) if role else ():
        if child.role == role and field in BY_ID[role].key:
            continue  # a master's own key points at nothing, neither in it nor in another list of such things
        for target in _keys(parent, role):
            if parent is not child or target is not column:
                yield parent, target
    if not role:
        yield from _by_header(book, child, column)


def _keys(parent: Profiled, role: str) -> Iterator[Column]:
    """Columns by which rows of a table are pointed at: of its key field, and its key."""
    seen = set()
    for column in (*parent.columns(*BY_ID[role].key), *((parent.key,) if parent.key else ())):
        if column.header not in seen and (
            not BY_ID[role].master or len(column.code_counts) >= 0.7 * parent.rows
        ):
            seen.add(column.header)
            yield column


def _by_header(book: Book, child: Profiled, column: Column) -> Iterator[tuple[Profiled, Column]]:
    """`CategoryID` points at the table whose key has that very header, if the header says anything at all."""
    name = normal(column.header)
    if set(words(column.header)) <= GENERIC or (child.key and normal(child.key.header) == name):
        return
    for parent in book.tables:
        if parent is not child and parent.key and normal(parent.key.header) == name:
            yield parent, parent.key
