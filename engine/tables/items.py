"""What is known of each item: made, bought, sold, free-issue. An explicit flag or type decides; without one,
the
evidence of the other tables (bills of material, purchase and sales orders, suppliers) does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kbctl.engine.tables.headers import words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import SAME_CODES, known_codes, share_of
from kbctl.engine.tables.table import Column, code_form
from kbctl.engine.tables.values import number_of

TRUE = frozenset({"1", "y", "yes", "true", "t", "x", "s", "si", "sí", "是", "wahr", "j", "ja"})
FALSE = frozenset({"0", "n", "no", "false", "f", "", "否", "falsch", "nein"})
MADE = re.compile(
    r"make|made|manufactur\w*|produc(ed|tion)|in-?house|finished( goods?)?|fg|fert|halb"
    r"|semi-?\s?finished( goods?)?|sub-?\s?assembl(y|ies)"
    r"|assembl(y|ies)|assembled|wip|intermediate|fabricad[oa]"
    r"|自制|成品|半成品"
)
BOUGHT = re.compile(
    r"buy|bought|purchas\w*|procured|external\w*|raw( materials?)?|rm|roh|hawa|hibe|verp"
    r"|trad(ed|ing)( goods?)?|merchandise|hardware|packaging|consumables?|resale|comprad[oa]|materia prima"
    r"|外购|原材料"
)
PHANTOM = re.compile(r"phantom( (item|assembly|bom))?|fantasma|虚拟件|ph")
FREE = re.compile(
    r"free[- ]?issue\w*|(customer|client)[- ]?(supplied|furnished|owned)|consign\w*|客供.?|客户提供"
    r"|suministrad[oa] por (el )?cliente|beistell\w*|beigestellt"
)
NO_STOCK = re.compile(
    r"service|dien|labou?r|non[- ]?(stock|inventory)( item)?|nlag|fee|charge|text|comment|servicio|服务"
)
CATEGORIES = 30  # distinct texts up to which a column is a list of categories
LETTERS = {"m": "made", "e": "made", "b": "bought", "p": "bought", "f": "bought"}


def _heads(text: str) -> tuple[set[str], ...]:
    """Headers by their words, in any order."""
    return tuple(set(one.split()) for one in text.split("|"))


MAKE_HEADS = _heads("make flag | make | is made | made | manufactured | is manufactured | make item")
BUY_HEADS = _heads(
    "buy | bought | purchased | is purchased | is purchase item | purchase item | can be purchased"
)
TYPE_HEADS = _heads(
    "make buy | make or buy | makebuy | mb | m b | procurement | procurement type | sourcing | source type"
    "| beskz | supply type | replenishment system | item type | type | part type | product type"
    "| material type"
    "| mtart | item class"
)
SOLD_HEADS = _heads(
    "finished goods flag | saleable | salable | sellable | sold | is sold | sales item | is sales item"
    "| for sale | can be sold"
)
FREE_HEADS = _heads(
    "free issue | free issue flag | customer supplied | consigned | consignment | is customer provided item"
)
PHANTOM_HEADS = _heads("phantom | phantom flag | is phantom")


@dataclass(slots=True)
class ItemFacts:
    """None: nothing is known. `stated`: the item master itself says how the item is come by."""

    made: bool | None = None
    bought: bool | None = None
    sold: bool | None = None
    free_issue: bool = False
    phantom: bool = False
    no_stock: bool = False
    stated: bool = False


@dataclass(frozen=True, slots=True)
class ItemBase:
    """Facts by row of an item master, and what they rest on (for messages and skips)."""

    facts: tuple[ItemFacts, ...]
    parents: frozenset[str]
    has_boms: bool
    knows_bought: bool


@lru_cache(maxsize=8)  # several detectors ask for the same few masters
def item_base(book: Book, master: Profiled) -> ItemBase:
    facts = tuple(ItemFacts() for _ in range(master.rows))
    # a flag or a make-or-buy column says more than a type, so it is read after it
    for column in sorted(master.table.columns, key=lambda column: master.field(column) != "item_type"):
        _read_column(facts, master, column)
        _read_marks(facts, column)
    bought = _mentioned(book, master, ("item_supplier", "purchase_order"), ("item_code",))
    sold = _mentioned(book, master, ("sales_order",), ("item_code",))
    worked = _mentioned(book, master, ("work_order",), ("item_code", "bom_parent_item"))
    parents = bom_parents(book, master)
    supplier = master.column("supplier_code", "supplier_name")
    sold_known = sold is not None or any(one.sold is not None for one in facts)
    price = None if sold_known else master.column("sales_price")
    keys = [[code_form(c.values[place]) for c in master.columns("item_code")] for place in range(master.rows)]
    for place, one in enumerate(facts):
        codes = keys[place]
        if not one.stated:
            one.bought = (
                _any(bought, codes) or bool(supplier and supplier.values[place].strip()) or one.bought or None
            )
            one.made = _any(parents, codes) or _any(worked, codes) or one.made or None
        if one.sold is None:
            one.sold = (
                _any(sold, codes) or (price is not None and (number_of(price.values[place]) or 0) > 0) or None
            )
    return ItemBase(
        facts=facts,
        parents=frozenset(parents or ()),
        has_boms=parents is not None,
        knows_bought=bought is not None or supplier is not None or any(one.stated for one in facts),
    )


def _any(codes: frozenset[str] | None, own: Iterable[str]) -> bool:
    return codes is not None and any(code in codes for code in own if code)


def _read_column(facts: tuple[ItemFacts, ...], master: Profiled, column: Column) -> None:
    head = set(words(column.header))
    values = {text.strip().casefold() for text in column.counts}
    flag = bool(values & (TRUE | FALSE)) and values <= TRUE | FALSE and len(values - {""}) <= 2
    kind = "type" if head in TYPE_HEADS or master.field(column) in ("item_type", "make_or_buy") else ""
    if flag:
        for heads, name in (
            (MAKE_HEADS, "make"),
            (BUY_HEADS, "buy"),
            (SOLD_HEADS, "sold"),
            (FREE_HEADS, "free"),
            (PHANTOM_HEADS, "phantom"),
        ):
            kind = name if head in heads else kind
    if not kind or (kind == "type" and flag):
        return
    letters = kind == "type" and values - {""} <= set(LETTERS)
    for place, text in enumerate(column.values):
        _read_cell(facts[place], kind, text.strip().casefold(), letters)


def _read_marks(facts: tuple[ItemFacts, ...], column: Column) -> None:
    """Free issue said outright in a list of categories, whatever its header."""
    if len(column.filled) <= CATEGORIES:
        marks = [text for text in column.counts if FREE.fullmatch(text.strip().casefold())]
        for place in column.places(marks):
            facts[place].free_issue = True


def _read_cell(one: ItemFacts, kind: str, value: str, letters: bool) -> None:
    yes = value in TRUE
    if kind == "make" and value:
        one.made, one.bought, one.stated = yes, not yes, True
    elif kind == "buy" and value:
        one.bought = yes
    elif kind == "sold" and value:
        one.sold = yes
    elif kind == "free":
        one.free_issue |= yes
    elif kind == "phantom":
        one.phantom |= yes
    elif kind == "type" and letters and value:
        made = LETTERS[value] == "made"
        one.made, one.bought, one.stated = made, not made, True
    elif kind == "type" and value:
        one.free_issue |= FREE.fullmatch(value) is not None
        one.phantom |= PHANTOM.fullmatch(value) is not None
        one.no_stock |= NO_STOCK.fullmatch(value) is not None
        made, bought = MADE.fullmatch(value) is not None, BOUGHT.fullmatch(value) is not None
        if made or bought:
            one.made, one.bought, one.stated = made, bought, True


def _mentioned(
    book: Book, master: Profiled, roles: tuple[str, ...], fields: tuple[str, ...]
) -> frozenset[str] | None:
    """Codes of the master's items in tables of these roles; None where no such table names items of this
    master."""
    found: set[str] | None = None
    for table in book.of_role(*roles):
        for column in table.columns(*fields):
            known, parents = known_codes(book, table, column)
            if master in parents and len(known) >= SAME_CODES * len(column.codes):
                found = (found or set()) | set(column.codes)
    return None if found is None else frozenset(found)


def bom_parents(book: Book, master: Profiled) -> frozenset[str] | None:
    """Codes of items that have a bill of material; None where there is no bill of material for this
    master."""
    found: set[str] | None = None
    for table in book.of_role("bom", "bom_header"):
        fields = ("bom_parent_item", "item_code") if table.role == "bom_header" else ("bom_parent_item",)
        columns = table.columns(*fields) or table.columns("bom_code")
        for column in columns:
            if any(share_of(column, target) >= SAME_CODES for target in master.columns("item_code")):
                found = (found or set()) | set(column.codes)
    return None if found is None else frozenset(found)
