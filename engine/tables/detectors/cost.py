"""MissingCost: blank or zero for an item that is bought or made and not marked free-issue.

An item of which nothing says how it is come by is taken for bought or made, as nearly all items are;
services,
fees, texts and phantoms are neither.
"""

from __future__ import annotations

from kbctl.engine.tables.boms import components_in_force
from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.items import ItemFacts, item_base
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip, code_form
from kbctl.engine.tables.values import WORDS, number_of

CONCEPT = "MissingCost"
COSTS = ("standard_cost", "average_cost", "unit_cost", "last_purchase_cost")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role != "item_master":
        return Skip("no item master")
    cost = table.column(*COSTS)
    if cost is None:
        return Skip("no column with a cost")
    base = item_base(book, table)
    blank = [p for p, text in enumerate(cost.values) if _is_missing(text)]
    places = [place for place in blank if _needs_cost(base.facts[place])]
    if not places:
        return ()
    known = sum(1 for place in places if base.facts[place].made or base.facts[place].bought)
    zero = sum(1 for place in places if cost.values[place].strip())
    message = (
        f"{count(len(places), 'item')} ({percent(len(places), table.rows)}) that are bought or made have "
        f"no cost in {cost.header} "
        f"({zero:,} zero, {len(places) - zero:,} blank)."
    )
    needed = components_in_force(book)
    codes = table.columns("item_code")
    used = sum(any(code_form(column.values[place]) in needed for column in codes) for place in places)
    if used:
        message += f" {used:,} of them are components of bills of material in force."
    certainty = 0.95 if known == len(places) else 0.8 + 0.15 * known / len(places)
    cells = [table.cell(place, cost) for place in places]
    return (finding(CONCEPT, table, cost, cells, certainty, "major", message, item_examples(table, places)),)


def _is_missing(text: str) -> bool:
    return not text.strip() or number_of(text) == 0 or WORDS.fullmatch(text.strip()) is not None


def _needs_cost(item: ItemFacts) -> bool:
    if item.free_issue or item.phantom or item.no_stock:
        return False
    return bool(item.made or item.bought) or not item.stated


def item_examples(table: Profiled, places: list[int]) -> list[str]:
    name: Column | None = table.column("item_name", "item_description")
    return [
        " ".join(
            part for part in (table.key_of(place), quoted(name.values[place].strip()) if name else "") if part
        )
        for place in places[:3]
    ]


DETECTORS = {CONCEPT: detect}
