"""BomShareImbalance: the material shares of a bill of material do not add up to the whole, 1 or 100.

That quantities are shares must be shown: by a unit or header that says percent, or by nearly all bills of
like parents adding up. Absolute quantities need not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbctl.engine.tables.boms import bills_of
from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.masters import of_items
from kbctl.engine.tables.numeric import number_text, numbers
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "BomShareImbalance"
PERCENT = frozenset({"%", "pct", "percent", "por ciento", "prozent", "百分比"})
SAYS_SHARE = frozenset(
    [
        "share",
        "pct",
        "percent",
        "percentage",
        "portion",
        "ratio",
        "fraction",
        "mix",
        "blend",
        "anteil",
        "prozent",
        "porcentaje",
        "participación",
        "participacion",
        "比例",
        "配比",
    ]
)
NO_SHARE = frozenset(
    [
        "scrap",
        "yield",
        "loss",
        "waste",
        "shrinkage",
        "regrind",
        "overhead",
        "discount",
        "tolerance",
        "merma",
        "ausschuss",
    ]
)
#: what adds up within this share of the whole does; recipes are written with one or two decimals
ROUNDING = 0.006
#: bills of several lines below which, and share of them under which, nobody can tell that they are meant to
#: add up; where the header or the unit says that they are, the greater part is enough: a third may be wrong
ENOUGH, MOST, HALF = 5, 0.75, 0.5


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role != "bom":
        return Skip("no bill of material")
    columns = [*table.columns("bom_qty_per")]
    columns += [column for column in table.table.columns if _says_share(column) and column not in columns]
    bills = bills_of(book, table)
    if not columns or not bills:
        return Skip("no bill of material with quantities")
    found = []
    judged = False
    for column in columns:
        for group, most in _shares(book, table, column, bills):
            judged = True
            if one := _unbalanced(table, column, group, most):
                found.append(one)
    return tuple(found) if judged else Skip("no bill whose quantities are shares")


def _says_share(column: Column) -> bool:
    said = set(words(column.header))
    return bool(said & SAYS_SHARE or "%" in column.header) and not said & NO_SHARE


def _shares(
    book: Book, table: Profiled, column: Column, bills: Mapping[str, tuple[int, ...]]
) -> list[tuple[Mapping[str, Sequence[int]], float]]:
    """Sets of bills whose quantities are shares, parent → places, and the part of them that has to add up."""
    unit = table.column("bom_component_uom", "bom_uom")
    if unit and PERCENT & {text.casefold() for text in unit.filled}:
        said = {
            bill: own
            for bill, places in bills.items()
            if (own := [p for p in places if unit.values[p].strip().casefold() in PERCENT])
        }
        return [(said, HALF)]
    told = _says_share(column)
    most = HALF if told else MOST
    groups, types = of_items(book, "item_group"), of_items(book, "item_type")
    sets: dict[tuple[str, str], dict[str, Sequence[int]]] = {}
    for bill, places in bills.items():
        parent = bill.partition("\t")[0]
        kind = ("", "") if told else (groups.get(parent, ""), types.get(parent, ""))
        sets.setdefault(kind, {})[bill] = places
    return [(sets[name], most) for name in sorted(sets) if _add_up(column, sets[name], most)]


def _add_up(column: Column, bills: Mapping[str, Sequence[int]], most: float) -> bool:
    """Whether most bills of several lines add up to the whole, all to the same one. Bills with gaps say
    nothing: not every parent is a blend, and a share may be missing."""
    sums = [_sum(column, places) for places in bills.values() if len(places) > 1]
    known = sum(total is not None for total in sums)
    whole = max((sum(_is(total, one) for total in sums) for one in (1.0, 100.0)), default=0)
    return known >= ENOUGH and whole >= most * known


def _sum(column: Column, places: Sequence[int]) -> float | None:
    values = [numbers(column)[place] for place in places]
    return None if None in values else sum(value for value in values if value is not None)


def _is(total: float | None, whole: float) -> bool:
    return total is not None and abs(total - whole) <= ROUNDING * whole


def _unbalanced(
    table: Profiled, column: Column, bills: Mapping[str, Sequence[int]], most: float
) -> Finding | None:
    sums = {bill: _sum(column, places) for bill, places in bills.items()}
    ones, hundreds = (sum(_is(total, one) for total in sums.values()) for one in (1.0, 100.0))
    whole = 1.0 if ones >= hundreds else 100.0
    odd = {
        bill: total
        for bill, total in sums.items()
        if total is not None
        and not _is(total, whole)
        and not _scrap_explains(table, column, bills[bill], whole)
    }
    known = sum(total is not None for total in sums.values())
    if not odd or max(ones, hundreds) < most * known:
        return None
    cells = [table.cell(place, column) for bill in odd for place in bills[bill]]
    message = (
        f"The shares of {count(len(odd), 'bill')} of material ({percent(len(odd), known)} of the "
        f"bills) do not "
        f"add up to {whole:g}."
    )
    examples = [f"{bill.partition(chr(9))[0]}: {number_text(total)}" for bill, total in sorted(odd.items())]
    return finding(CONCEPT, table, column, cells, 0.92, "major", message, examples)


def _scrap_explains(table: Profiled, column: Column, places: Sequence[int], whole: float) -> bool:
    """Shares that add up once the planned scrap of each line is taken off."""
    scrap = table.column("bom_scrap_pct")
    if scrap is None:
        return False
    net = 0.0
    for place in places:
        share, lost = numbers(column)[place], numbers(scrap)[place] or 0.0
        net += (share or 0.0) / (1 + (lost / 100 if lost >= 1 else lost))
    return _is(net, whole)


DETECTORS = {CONCEPT: detect}
