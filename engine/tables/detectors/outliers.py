"""OutlierValue: a value of the right form that lies so far from its peers that an error is likelier than a
fact.

Prices and costs are judged by the item's other prices (a decimal shifted by one, two or three places).
Quantities are judged by the item's other ones, figures of a master by all others, days by the years of all
others; these must lie far beyond everything else, since rare but real extremes exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from statistics import median

from kbctl.engine.tables.days import days_of, real
from kbctl.engine.tables.detectors.common import EXAMPLES, count, finding, percent, quoted
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.numeric import Ranked, middle, number_text, numeric, ranked, values_of
from kbctl.engine.tables.price_evidence import COST, verdict
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.roles import BY_ID
from kbctl.engine.tables.table import Column, Finding, Skip, code_form
from kbctl.engine.tables.values import NINES

CONCEPT = "OutlierValue"
#: values needed to know what is usual in a column, and of an item
ENOUGH, FEW = 10, 3
#: years are judged in longer columns only
DATES = 20
#: times the median of its peers, and times the greatest of all others: a yearly blanket order or a costly
#: tool is ten or twenty times the usual, and seldom alone. Judgements.
FAR, BEYOND = 50.0, 5.0
#: an item's quantity that is this many times the usual one, and in line with the others once it is divided
#: by a hundred or a thousand, slipped
SLIPPED = 20.0
#: share of the values that can be outliers; two of a short column. Where more lie far off, they are another
#: kind of thing, or the column is damaged in another way. A judgement.
RARE = 0.05
#: how far the least outlier lies above the greatest of the others: a long tail has no such gap
APART = 2.0
#: years from the middle of the days, and years of nothing before them
YEARS, GAP = 25, 10
#: quantities of one item in many documents; stock is left out, as metres and screws lie in stock by the ten
#: thousand
QUANTITIES = ("order_qty", "work_order_qty", "bom_qty_per", "received_qty", "shipped_qty")
#: fields of records in which a far value is no rarity but another kind of thing
OPEN = frozenset(
    ["credit_limit", "max_stock", "capacity", "ledger_account", "order_total", "line_amount", "open_amount"]
)
NO_MEASURE = (
    "_code",
    "_no",
    "_item",
    "_id",
    "_level",
    "_seq",
    "_sequence",
    "barcode",
    "phone",
    "postal_code",
)
END = frozenset(
    [
        "end",
        "to",
        "until",
        "thru",
        "through",
        "expiry",
        "expires",
        "expiration",
        "bis",
        "hasta",
        "valid",
        "birth",
        "dob",
        "founded",
        "since",
    ]
)


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = [*_shifted(book, table)]
    told = {(one.column, cell.row) for one in found for cell in one.cells}
    for one in (*_far(table), *_days(book, table)):
        # a shifted price is told once
        if not all((one.column, cell.row) in told for cell in one.cells):
            found.append(one)
    if not found and not _measured(table) and not days_of(book, table):
        return Skip("no amounts, quantities or days")
    return tuple(found)


def _shifted(book: Book, table: Profiled) -> list[Finding]:
    judged = verdict(book)
    found = []
    shifts: dict[str, Mapping[int, int]] = {
        header: places for (name, header), places in judged.prices.items() if name == table.name
    }
    if table.role == "item_master" and (cost := table.column(*COST)):
        costs = {
            place: judged.costs[code]
            for codes in table.columns("item_code")
            for code, places in codes.codes.items()
            if code in judged.costs
            for place in places
        }
        if costs:
            shifts[cost.header] = costs
    for header in sorted(shifts):
        column = table.table.by_header[header]
        places = sorted(shifts[header])
        message = (
            f"{count(len(places), 'value')} ({percent(len(places), table.rows)}) of {header} lie a power "
            f"of ten off "
            "the other prices of their items: a shifted decimal sign."
        )
        examples = [
            f"{table.key_of(p) or row_item(table, p)}: {column.values[p].strip()}, {_times(s)}"
            for p in places[:3]
            for s in (shifts[header][p],)
        ]
        cells = [table.cell(place, column) for place in places]
        found.append(finding(CONCEPT, table, column, cells, 0.92, "major", message, examples))
    return found


def row_item(table: Profiled, place: int) -> str:
    items = table.column("item_code")
    return items.values[place].strip() if items else f"row {table.table.numbers[place]}"


def _times(shift: int) -> str:
    return f"{10 ** abs(shift):,} times too {'much' if shift > 0 else 'little'}"


def _measured(table: Profiled) -> list[Column]:
    master = table.role in BY_ID and BY_ID[table.role].master
    return [
        column
        for column in table.table.columns
        if (field := table.field(column))
        and (field in QUANTITIES or master)
        and field not in OPEN
        and not field.endswith(NO_MEASURE)
        and column is not table.key
        and column.filled_rows >= ENOUGH
        and numeric(column, 0.9)
    ]


def _far(table: Profiled) -> list[Finding]:
    found = []
    for column in _measured(table):
        # a row of a master has no peers but all others
        items = table.column("item_code", "bom_component_item") if table.field(column) in QUANTITIES else None
        values = {text: value for text, value in values_of(column).items() if value > 0}
        counts: Counter[float] = Counter()
        for text, number in column.numbers_of(values).items():
            counts[values[text]] += number
        positive = ranked(counts)
        if len(positive) < ENOUGH:
            continue
        # the greatest value that is surely no outlier
        usual, half = positive[-1 - max(2, int(len(positive) * RARE))], middle(positive)
        far = {
            text
            for text, value in values.items()
            if (items or (value > BEYOND * usual and value >= FAR * half)) and not NINES.match(text.strip())
        }
        if far and not items and min(values[text] for text in far) < APART * _greatest(values, far):
            continue
        places = _slipped(items, column, values, far) if items else column.places(far)
        if not places or len(places) > max(2, RARE * len(positive)):
            continue
        message = (
            f"{count(len(places), 'value')} of {column.header} lie far beyond all others, of which the "
            f"usual is "
            f"{number_text(half)} and hardly one exceeds {number_text(usual)}."
        )
        cells = [table.cell(place, column) for place in places]
        found.append(finding(CONCEPT, table, column, cells, 0.8, "major", message))
    return found


def _greatest(values: Mapping[str, float], without: Collection[str]) -> float:
    return max((value for text, value in values.items() if text not in without), default=0.0)


def _slipped(
    items: Column, column: Column, values: Mapping[str, float], among: Collection[str]
) -> Sequence[int]:
    """The places of quantities, `among` these texts, that are a hundred or a thousand times what the item's
    other rows have."""
    places = items.code_places(items.peaks(column, values, BEYOND))
    rows: dict[str, list[tuple[float, int, str]]] = {}
    for place, code, text in zip(places, items.at(places), column.at(places), strict=True):
        if value := values.get(text):
            rows.setdefault(code_form(code), []).append((value, place, text))
    found = []
    for same in rows.values():
        *others, (own, place, text) = sorted(same)
        if text in among and _has_slipped(own, [value for value, _, _ in others]):
            found.append(place)
    return sorted(found)


def _has_slipped(own: float, others: Sequence[float]) -> bool:
    if len(others) < FEW or own < SLIPPED * median(others) or own <= BEYOND * max(others):
        return False
    whole = all(value % 1 == 0 for value in others)
    return any(
        0.5 * min(others) <= own / scale <= 2 * max(others) and not (whole and own % scale)
        for scale in (100, 1000)
    )


def _days(book: Book, table: Profiled) -> list[Finding]:
    found = []
    for header, told in sorted(days_of(book, table).items()):
        column = table.table.by_header[header]
        if set(words(header)) & END or table.field(column) in (
            "expiry_date",
            "discontinue_date",
            "bom_effective_to",
        ):
            continue
        known = ranked({day: number for one, number in told.counts.items() if (day := real(one))})
        if len(known) < DATES:
            continue
        odd = {day for day in known.values if _odd(day, known)}
        late = told.places(odd) if odd else ()
        if not late or len(late) > RARE * len(known) + 1:
            continue
        message = (
            f"{count(len(late), 'date')} of {header} lie decades away from all others, which are of "
            f"{known[len(known) // 20].year} to {known[-1 - len(known) // 20].year}."
        )
        cells = [table.cell(place, column) for place in late]
        examples = [quoted(column.values[place].strip()) for place in late[:EXAMPLES]]
        found.append(finding(CONCEPT, table, column, cells, 0.85, "major", message, examples))
    return found


def _odd(day: date, known: Ranked[date]) -> bool:
    if abs(day.year - known[len(known) // 2].year) < YEARS:
        return False
    # the twentieth part at either end may be outliers themselves
    part = len(known) // 20
    return min(abs(day.year - known[place].year) for place in (part, len(known) - part - 1)) >= GAP


DETECTORS = {CONCEPT: detect}
