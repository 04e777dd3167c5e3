"""InconsistentCategory: a column of few allowed values that holds variants of them: another case, a plural,
a hyphen, a typing error (`Steel`, `STEEL`, `Stele`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbctl.engine.tables.detectors.variants import Variants, variants, variants_finding
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import CATEGORY, meaning_of
from kbctl.engine.tables.similarity import tokens
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import WORDS
from rapidfuzz.distance import OSA

CONCEPT = "InconsistentCategory"
_FIELDS = """
item_group item_type customer_group customer_type supplier_group color material finish veneer edge_band style
item_status order_status sales_territory price_list make_or_buy costing_method abc_class ship_via incoterms
colorway fabric_state inspection_result resin payment_terms operation_name
"""
FIELDS = frozenset(_FIELDS.split())
REPEATS = 2.0  # how often a value occurs on average, below which a column is no list of categories
LONG, LONGER = 5, 9  # letters from which one, two changed letters leave a word recognisable
RARE = 0.2  # how much rarer than the value it is near to a typing error must be
ALONE = 0.05  # share of the column up to which a near spelling is an error and no category


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [column for column in table.table.columns if is_category(book, table, column)]
    if not columns:
        return Skip("no column of categories")
    found = []
    for column in columns:
        texts = {text: number for text, number in column.filled.items() if not WORDS.fullmatch(text)}
        keys = _keys(texts)
        both = _joined([*variants(texts, keys.__getitem__), *_slips(texts, keys, column.filled_rows)])
        one = variants_finding(CONCEPT, table, column, both, 0.92, "minor", "category|categories")
        found += [one] if one else []
    return tuple(found)


def is_category(book: Book, table: Profiled, column: Column) -> bool:
    """By its field, or because few texts without digits recur; not the key, and no names of things."""
    if column is table.key or column.filled_rows < REPEATS * len(column.filled):
        return False
    field, meaning = table.field(column), meaning_of(book, table, column)
    if field in FIELDS:
        return (
            len(column.filled) <= max(CATEGORY, 0.05 * column.filled_rows) and meaning.share("number") < 0.5
        )
    return not field and meaning.kind == "category" and meaning.share("letters") >= 0.9


def spelling_key(text: str) -> str:
    """`Sub-Assemblies`, `SUB ASSEMBLY` and `subassembly` are one."""
    return "".join(map(_singular, tokens(text)))


def _keys(texts: Mapping[str, int]) -> dict[str, str]:
    """Text → what it has in common with its variants; words in another order (`Chairs, Office`) included."""
    ordered: dict[tuple[str, ...], str] = {}
    found = {}
    for text in sorted(texts, key=lambda text: (-texts[text], text)):
        bare = " ".join(text.split())
        words = tuple(sorted(map(_singular, tokens(bare))))
        found[bare] = ordered.setdefault(words, spelling_key(bare))
    return found


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) else word


def _slips(texts: Mapping[str, int], names: Mapping[str, str], filled: int) -> list[Variants]:
    """Rare texts that differ from a frequent one in a letter or two; texts with other digits are other
    things."""
    keys: dict[str, dict[str, int]] = {}
    for text, number in texts.items():
        bare = " ".join(text.split())
        if names.get(bare):
            keys.setdefault(names[bare], {})[bare] = number
    totals = {key: sum(group.values()) for key, group in keys.items()}
    found = []
    for rare in sorted(totals):
        if totals[rare] > max(1.0, ALONE * filled):
            continue
        short = any(text.endswith(".") for text in keys[rare])
        alike = [usual for usual in sorted(totals) if totals[rare] <= RARE * totals[usual]]
        stems = [usual for usual in alike if short and _shortened(rare, usual)]
        near = [usual for usual in alike if _near(rare, usual) or _suffixed(rare, usual)]
        near += stems if len(stems) == 1 else []  # else it may stand for several
        if near:
            best = max(near, key=lambda key: (totals[key], key))
            usual = max(keys[best], key=lambda text: (keys[best][text], text))
            found.append(Variants(usual, keys[rare]))
    return found


def _shortened(rare: str, usual: str) -> bool:
    """`Entr.` for `Entregado`."""
    return 3 <= len(rare) < len(usual) and usual.startswith(rare)


def _suffixed(rare: str, usual: str) -> bool:
    """`零部件类` for `零部件`: kind, type, style put behind."""
    return len(usual) >= 2 and rare[:-1] == usual and rare[-1] in "类型式款种"


def _near(rare: str, usual: str) -> bool:
    if rare[0] != usual[0] or min(len(rare), len(usual)) < LONG:
        return False
    if re.sub(r"\D", "", rare) != re.sub(r"\D", "", usual):
        return False
    allowed = 2 if min(len(rare), len(usual)) >= LONGER else 1
    return OSA.distance(rare, usual, score_cutoff=allowed) <= allowed


def _joined(several: list[Variants]) -> list[Variants]:
    """One entry for a usual spelling."""
    found: dict[str, dict[str, int]] = {}
    for one in several:
        found.setdefault(one.usual, {}).update(one.others)
    slips = {text for others in found.values() for text in others}
    return [Variants(usual, others) for usual, others in sorted(found.items()) if usual not in slips]


DETECTORS = {CONCEPT: detect}
