"""DuplicateCustomer, DuplicateSupplier, DuplicateItem: one thing under several records, equal or nearly so.

`rows` counts the records beyond the first of each cluster: those that would go. Branches of a company
(another address and
another tax number) and variants of an item (another size, colour, number) are no duplicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations, pairwise

from kbctl.engine.tables.detectors.common import EXAMPLES, count, percent, quoted, ratio
from kbctl.engine.tables.detectors.truncated import LEAST, limit_of
from kbctl.engine.tables.item_names import item_name
from kbctl.engine.tables.languages import HAN
from kbctl.engine.tables.linkage import BLOCK, FIELDS, Match, field_of, link, surplus
from kbctl.engine.tables.linking.people import linked
from kbctl.engine.tables.linking.signs import is_blank, is_people, signs_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.similarity import alignment, tokens
from kbctl.engine.tables.table import Column, Finding, Pair, Skip
from kbctl.engine.tables.values import EXPONENT

FEW = 10  # equal rows of which all pairs are told; of more each with the next
#: records from which weights are learnt from the table itself: fewer hold too few doubles to learn from, and
#: of more the fixed weights cannot look at all candidate pairs (a judgement)
LEARN = 20_000
#: distinct values, for each filled row, from which agreement in a column is none by chance (a judgement)
TELLING = 0.5
REVIEW = 0.85  # certainty of what people have to look at
BLOCKING = 0.05  # share of surplus records from which a load cannot go ahead
VARIANT = (
    "color",
    "size",
    "style",
    "material",
    "gross_weight",
    "net_weight",
    "base_uom",
    "brand",
    "bom_code",
    "drawing_no",
    "volume",
)
SAME_ITEM = ("barcode", "manufacturer_part_no")


def detect_customer(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    return _parties(table, "DuplicateCustomer", "customer_master", "customer_name", "customer")


def detect_supplier(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    return _parties(table, "DuplicateSupplier", "supplier_master", "supplier_name", "supplier")


def detect_item(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role != "item_master":
        return Skip("no item master")
    name = item_name(table)
    if name is None:
        return Skip("no column with the items' names")
    return _finding(table, "DuplicateItem", "item", name, [*_equal_rows(table, name), *_items(table, name)])


def _parties(table: Profiled, concept: str, role: str, name: str, noun: str) -> tuple[Finding, ...] | Skip:
    if table.role != role:
        return Skip(f"no {noun} master")
    names = table.column(name)
    if names is None and is_people(table):
        return people(table, concept, noun)
    if names is None:
        return Skip(f"no column with the {noun}s' names")
    if table.rows > LEARN:
        return _finding(table, concept, noun, names, [*_equal_rows(table, names), *linked(signs_of(table))])
    fields = []
    for field in FIELDS:
        column = table.column(field)
        if column and column is not table.key:
            fields.append(field_of(field, column.values, is_blank))
    return _finding(
        table, concept, noun, names, [*_equal_rows(table, names), *link(fields, table.rows, name)]
    )


def people(table: Profiled, concept: str, noun: str) -> tuple[Finding, ...]:
    """Persons under several records, of a table with given names and surnames."""
    names = table.columns("surname")[0]
    return _finding(table, concept, noun, names, [*_equal_rows(table, names), *linked(signs_of(table))])


def _equal_rows(table: Profiled, name: Column) -> list[Match]:
    """Rows that are equal in every cell, or in all but the key with three cells filled. The latter are
    found here too, since blocks pass over what very many records share."""
    found = []
    told = [column for column in table.table.columns if column is not table.key]
    for columns, filled, certainty in ((list(table.table.columns), 2, 1.0), (told, 3, 0.97)):
        for places in equal_groups(table, columns, filled):
            if not name.values[places[0]].strip():
                continue
            pairs = combinations(places, 2) if len(places) <= FEW else pairwise(places)
            found += [Match(a, b, certainty) for a, b in pairs]
    return found


def equal_groups(table: Profiled, columns: list[Column], filled: int = 2) -> list[list[int]]:
    """Places of rows that agree in all columns but for surrounding white space and have some filled cells."""
    groups: dict[int, list[int]] = {}
    known: dict[tuple[str, ...], int] = {}
    for place in range(table.rows):
        row = tuple(column.values[place].strip() for column in columns)
        if sum(map(bool, row)) >= filled:
            groups.setdefault(known.setdefault(row, len(known)), []).append(place)
    return [places for places in groups.values() if len(places) > 1]


def _items(table: Profiled, name: Column) -> list[Match]:
    """Items whose names say the same, word for word, abbreviation for word, with all numbers equal."""
    words = [tokens(text) if not is_blank(text) else () for text in name.values]
    blocks: dict[tuple[str, ...], list[int]] = {}
    for place, own in enumerate(words):
        numbers = sorted(word for word in own if any(c.isdigit() for c in word))
        for key in _item_keys(own):
            blocks.setdefault((*key, "|", *numbers), []).append(place)
    for field in SAME_ITEM:
        if column := table.column(field):
            for code, rows in column.codes.items():
                if len(code) >= 5 and not is_blank(code) and not EXPONENT.match(code):
                    blocks.setdefault((field, code), []).extend(rows)
    variants = _variant_columns(table, name)
    seen: dict[tuple[int, int], float] = {}
    for key in sorted(blocks):
        places = blocks[key]
        if 1 < len(places) <= BLOCK:
            for a, b in combinations(sorted(places), 2):
                if (a, b) not in seen:
                    seen[a, b] = _same_item(
                        words[a], words[b], a, b, variants, key[0] if key[0] in SAME_ITEM else ""
                    )
    cut = _cut(name)
    sure = {
        (a, b): _but_for_the_name(table, name, a, b, certainty) if cut & {a, b} else certainty
        for (a, b), certainty in sorted(seen.items())
        if certainty
    }
    return [Match(a, b, certainty) for (a, b), certainty in sure.items() if certainty]


def _cut(name: Column) -> set[int]:
    """Places of names that may be cut: as long as where names heap up, or as several others of which none is
    longer. What stood behind may have told the item from others."""
    lengths = [len(text.strip()) for text in name.values]
    several = Counter(length for length in lengths if length)
    longest = max(several, default=0)
    limits = {limit_of(several), longest if several[longest] >= LEAST else 0} - {0}
    return {place for place, length in enumerate(lengths) if length in limits}


def _but_for_the_name(table: Profiled, name: Column, a: int, b: int, certainty: float) -> float:
    """How sure it is where the names may be cut: as before where the other columns agree and one of them can
    tell items apart; else it is for people to look at."""
    told = False
    for column in table.table.columns:
        x, y = column.values[a].strip(), column.values[b].strip()
        if column in (table.key, name) or is_blank(x) or is_blank(y):
            continue
        if x != y:
            return min(certainty, REVIEW)
        told = told or len(column.counts) >= TELLING * column.filled_rows
    return certainty if told else min(certainty, REVIEW)


def _item_keys(own: tuple[str, ...]) -> list[tuple[str, ...]]:
    plain = sorted({word for word in own if not any(c.isdigit() for c in word)})
    starts = sorted({word[0] for word in plain})
    return [("starts", *starts), *(("word", word) for word in plain if len(word) > 2)] if plain else []


def _variant_columns(table: Profiled, name: Column) -> list[Column]:
    fields: Mapping[str, str] = table.fields
    return [c for c in table.table.columns if fields.get(c.header) in VARIANT and c is not name]


def _same_item(
    a: tuple[str, ...], b: tuple[str, ...], row: int, other: int, variants: list[Column], shared: str
) -> float:
    """0 where they are different items."""
    for column in variants:
        x, y = column.values[row].strip().casefold(), column.values[other].strip().casefold()
        if x and y and x != y and tokens(x) != tokens(y):
            return 0.0
    if sorted(HAN.findall("".join(a))) != sorted(HAN.findall("".join(b))):
        return 0.0  # a Chinese sign is a word: another one (left, right; lid, box) is another item, no slip
    if not a or not b:
        return REVIEW if shared and a == b else 0.0  # one number and no name: for people to look at
    likeness, left, right = alignment(a, b)
    if left or right:
        return REVIEW if shared and likeness and min(len(a), len(b)) > left + right else 0.0
    if a == b or sorted(a) == sorted(b):
        return 0.95
    return round(0.95 * likeness, 3) if len(a) > 1 or likeness >= 0.95 else 0.0


def _finding(
    table: Profiled, concept: str, noun: str, names: Column, matches: list[Match]
) -> tuple[Finding, ...]:
    best: dict[tuple[int, int], float] = {}
    for match in matches:
        best[match.a, match.b] = max(match.certainty, best.get((match.a, match.b), 0.0))
    if not best:
        return ()
    numbers = table.table.numbers
    pairs = tuple(
        Pair((numbers[a], numbers[b]), (table.key_of(a), table.key_of(b)), certainty)
        for (a, b), certainty in sorted(best.items())
    )
    extra = surplus(list(best))
    shown = sorted(
        best.items(),
        key=lambda kv: (names.values[kv[0][0]].strip() == names.values[kv[0][1]].strip(), -kv[1], kv[0]),
    )
    examples = tuple(
        f"{quoted(names.values[a])} = {quoted(names.values[b])}" for (a, b), _ in shown[:EXAMPLES]
    )
    message = (
        f"{count(extra, f'{noun} record')} ({percent(extra, table.rows)}) repeat another one, in "
        f"{count(len(pairs), 'pair')} "
        f"({sum(certainty < 0.9 for certainty in best.values()):,} of them to be reviewed)."
    )
    return (
        Finding(
            concept=concept,
            table=table.name,
            column=names.header,
            field=table.field(names),
            rows=extra,
            rate=ratio(extra, table.rows),
            certainty=round(sum(best.values()) / len(best), 3),
            severity="blocking" if extra >= BLOCKING * table.rows else "major",
            message=message,
            examples=examples,
            pairs=pairs,
        ),
    )


DETECTORS = {
    "DuplicateCustomer": detect_customer,
    "DuplicateItem": detect_item,
    "DuplicateSupplier": detect_supplier,
}
