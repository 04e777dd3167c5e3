"""StaleRecord: orders that are said to be open though their day has long passed, while nearly all others of
that age are closed. Ages are counted from the extract's own latest day. Blanket and call-off orders stay
open by nature.
"""

from __future__ import annotations

from datetime import timedelta

from kbctl.engine.tables.days import days_of, real
from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "StaleRecord"
ORDERS = ("sales_order", "purchase_order", "work_order")
OPEN = (
    r"(?i)^\s*(open|opened|pending|in process|in "
    r"progress|released|confirmed|back-?order(ed)?|abiert[oa]|pendiente"
    r"|en proceso|offen|freigegeben|in arbeit|未结|未完成|未清|待处理|进行中|打开)\s*$"
)
CALLED_OFF = r"(?i)blanket|call-?off|frame(work)? (order|contract)|standing order|rahmen\w*|marco|框架"
#: how long ago an order must have been due, and share of the orders of that age that may be open for the
#: open ones to be forgotten and not the custom. Half a year is a judgement: beyond it a late delivery is a
#: matter of complaint.
LONG, FEW = timedelta(180), 0.25
#: different states of an order
STATES = 15


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role not in ORDERS:
        return Skip("no orders")
    state = _state(table)
    dated = days_of(book, table)
    due = next(
        (c for f in ("due_date", "requested_delivery_date", "planned_end_date", "order_date")
         for c in table.columns(f) if c.header in dated),
        None,
    )  # fmt: skip
    if state is None or due is None:
        return Skip("no state and day of the orders")
    told = dated[due.header]
    known = {day: number for one, number in told.counts.items() if (day := real(one))}
    begun = table.column("order_date", "planned_start_date")
    # what is due lies ahead, so today is told by the orders taken
    taken = dated[begun.header].counts if begun and begun.header in dated else {} if begun else known
    latest = max((day for one in taken if (day := real(one))), default=None)
    if latest is None:
        return Skip("no day that can be read")
    past = {day for day in known if day < latest - LONG}
    old = sum(known[day] for day in past)
    places = list(told.places_beside(past, state, state.matching(OPEN)))
    for column in table.table.columns:
        if places and len(column.filled) <= 0.5 * table.rows:
            called_off = set(column.places(column.matching(CALLED_OFF)))
            places = [place for place in places if place not in called_off]
    if not places or len(places) > FEW * old:
        return ()
    message = (
        f"{count(len(places), 'order')} ({percent(len(places), table.rows)}) are open by {state.header} "
        f"though "
        f"{due.header} passed more than half a year before the latest order; "
        f"{old - len(places):,} others of that age are closed."
    )
    cells = [table.cell(place, state) for place in places]
    examples = [f"{table.key_of(place)}: {due.values[place].strip()}" for place in places[:3]]
    return (finding(CONCEPT, table, state, cells, 0.85, "major", message, examples),)


def _state(table: Profiled) -> Column | None:
    """The column of the orders' states: a short list that has a word for open."""
    lists = [c for c in table.table.columns if 1 < len(c.filled) <= STATES and c.matching(OPEN)]
    return table.column("order_status") or (lists[0] if lists else None)


DETECTORS = {CONCEPT: detect}
