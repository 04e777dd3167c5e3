"""Rows of two tables that bear the same key, and whether what they say is the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations

from kbctl.engine.tables.days import days_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.similarity import LEGAL, alignment, plain, tokens
from kbctl.engine.tables.table import Column, code_form
from kbctl.engine.tables.values import WORDS, number_of

NAMES: Mapping[str, tuple[str, ...]] = {
    "item_code": ("item_name", "item_description"),
    "customer_code": ("customer_name",),
    "supplier_code": ("supplier_name",),
}
ROLE_OF: Mapping[str, str] = {
    "item_code": "item_master",
    "customer_code": "customer_master",
    "supplier_code": "supplier_master",
}
#: share of the codes that stand once, from which a table holds a row a thing
ONCE = 0.8
LOST = "\ufffd"  # a letter that was lost: what the name was cannot be told
LETTERS = re.compile(r"[^\W_]+")
#: share of the names that have a word, from which it is a kind of thing and no name
USUAL = 0.05
#: values that are the same up to this share are roundings of one
ROUNDING = 0.005


@dataclass(frozen=True, eq=False)
class Link:
    """Two tables with a row a thing, keyed by the same field; `pairs`: places of equal codes."""

    one: Profiled
    other: Profiled
    field: str
    key: Column
    other_key: Column
    pairs: tuple[tuple[int, int], ...]


def single(table: Profiled, field: str) -> Column | None:
    """The column of this key field, if it names a row a thing."""
    for column in table.columns(field):
        if column.code_counts and column.once >= ONCE * len(column.code_counts):
            return column
    return None


def links(book: Book, fields: tuple[str, ...] = tuple(NAMES)) -> Iterator[Link]:
    """Each two tables with a row a thing, the one that is the master first, else in order of name."""
    for field in fields:
        keyed = [(table, column) for table in book.tables if (column := single(table, field))]
        keyed.sort(key=lambda pair: (pair[0].role != ROLE_OF.get(field), pair[0].name))
        for (one, key), (other, other_key) in combinations(keyed, 2):
            pairs = tuple(
                (places[0], there[0])
                for code, places in key.codes.items()
                if len(places) == 1
                and len(there := other_key.codes.get(code, ())) == 1
                and not WORDS.fullmatch(code)
            )
            yield Link(one, other, field, key, other_key, pairs)


@lru_cache(maxsize=64)
def usual_words(names: Column) -> frozenset[str]:
    """Words that so many names of a column have that they tell nothing apart: `panel`, `tools`."""
    often = Counter(word for name in names.filled for word in set(tokens(name)))
    return frozenset(word for word, number in often.items() if number > max(2, USUAL * len(names.filled)))


def unlike(a: str, b: str, usual: frozenset[str] = frozenset()) -> bool:
    """Whether two names are of different things: hardly a telling word in common, nor the same letters."""
    from rapidfuzz import fuzz

    x, y = tokens(a), tokens(b)
    if not x or not y or set(x) == set(y) or LOST in a or LOST in b:
        return False
    x, y = (tuple(w for w in own if w not in LEGAL and w not in usual) or own for own in (x, y))
    likeness, left, _ = alignment(x, y)
    matched = likeness * (len(x) - left)
    return matched < 0.4 * min(len(x), len(y)) and fuzz.ratio(" ".join(x), " ".join(y)) < 55


def bare(text: str) -> str:
    """A text without case, accents, punctuation and spaces."""
    return "".join(LETTERS.findall(plain(text)))


Days = Mapping[str, tuple[date | None, ...]]


def differ(a: str, b: str) -> bool | None:
    """Whether two cells say different things; None where one of them says nothing. Numbers by value, texts by
    their letters and digits."""
    a, b = a.strip(), b.strip()
    if not a or not b or WORDS.fullmatch(a) or WORDS.fullmatch(b):
        return None
    x, y = number_of(a), number_of(b)
    if x is not None and y is not None:
        return abs(x - y) > max(ROUNDING * max(abs(x), abs(y)), 0.0051) and bare(a) != bare(b)
    return bare(a) != bare(b)


def differences(book: Book, link: Link, column: Column, other: Column) -> tuple[list[tuple[int, int]], int]:
    """Pairs of rows whose cells differ, and how many could be compared. Dates are compared as days."""
    mine, theirs = days_of(book, link.one), days_of(book, link.other)
    dated = column.header in mine and other.header in theirs
    found, compared = [], 0
    for a, b in link.pairs:
        if dated:
            day, there = mine[column.header][a], theirs[other.header][b]
            said = None if day is None or there is None else day != there
        else:
            said = differ(column.values[a], other.values[b])
        if said is not None:
            compared += 1
            if said:
                found.append((a, b))
    return found, compared


def code_core(text: str) -> str:
    """A code without letters before it, punctuation and leading zeros: `C-00123`, `123` and `0123` are
    one."""
    letters = bare(code_form(text))
    core = letters.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0")
    return core if core.isdigit() else letters.lstrip("0")
