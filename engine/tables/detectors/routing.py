"""MissingRouting: an item that is made in house and has no operations. It stands at the item's row in the
item master.

Only where there are routings of this master's items at all. Whether an item is made must be told by the
master or by a bill of material, and kits that are only packed need none.
"""

from __future__ import annotations

import re

from kbctl.engine.tables.detectors.common import count, finding, percent
from kbctl.engine.tables.detectors.cost import item_examples
from kbctl.engine.tables.items import item_base
from kbctl.engine.tables.masters import of_items
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import SAME_CODES, share_of
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT = "MissingRouting"
PACKED = re.compile(r"(?i)\bkits?\b|subcontract\w*|\bset of\b|套件|外协")
#: share of the made items without routing above which routings are not kept for all of them; a judgement
UNUSED = 0.5


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role != "item_master":
        return Skip("no item master")
    routed = _routed(book, table)
    if routed is None:
        return Skip("no routings of the items of this table")
    codes = table.columns("item_code")
    types, names = of_items(book, "item_type"), of_items(book, "item_name", "item_description")
    made = [
        place
        for place, item in enumerate(item_base(book, table).facts)
        if item.made
        and not item.phantom
        and not item.no_stock
        and not any(
            PACKED.search(
                f"{types.get(code_form(c.values[place]), '')} {names.get(code_form(c.values[place]), '')}"
            )
            for c in codes
        )
    ]
    places = [p for p in made if not any(code_form(column.values[p]) in routed for column in codes)]
    column = table.key or (codes[0] if codes else None)
    if not places or column is None or len(places) > UNUSED * len(made):
        return ()
    message = (
        f"{count(len(places), 'item')} ({percent(len(places), table.rows)}) that are made have no routing; "
        f"{len(made) - len(places):,} have one."
    )
    cells = [table.cell(place, column) for place in places]
    return (finding(CONCEPT, table, column, cells, 0.9, "major", message, item_examples(table, places)),)


def _routed(book: Book, master: Profiled) -> frozenset[str] | None:
    """Codes of items with operations; None where no routing names items of this master."""
    found: set[str] | None = None
    for table in book.of_role("routing"):
        columns: tuple[Column, ...] = table.columns("item_code", "bom_parent_item") or table.columns(
            "routing_code"
        )
        for column in columns:
            if any(share_of(column, target) >= SAME_CODES for target in master.columns("item_code")):
                found = (found or set()) | set(column.codes)
    return None if found is None else frozenset(found)


DETECTORS = {CONCEPT: detect}
