"""CodeCollision: one code that stands for two different things, in one list or in two lists of such things.

Two rows of one code are two things if their names have hardly a word in common. A code that is unique
together with its plant, company or language, where that is the rule of the table, is no collision.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from kbctl.engine.tables.detectors.common import count, finding, quoted
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.matching import NAMES, ROLE_OF, links, unlike, usual_words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import WORDS

CONCEPT = "CodeCollision"
#: words of columns that may be part of the key
SCOPE = frozenset(
    [
        "plant",
        "site",
        "company",
        "entity",
        "branch",
        "warehouse",
        "location",
        "division",
        "mandt",
        "client",
        "language",
        "lang",
        "bukrs",
        "werks",
        "spras",
        "revision",
        "rev",
        "version",
        "variant",
        "colour",
        "color",
        "size",
        "planta",
        "empresa",
        "werk",
        "firma",
        "idioma",
        "sprache",
        "工厂",
        "公司",
        "语言",
        "版本",
    ]
)
#: share of the codes shared by two lists whose names agree, below which the lists number each by itself
SAME_LIST = 0.5
SEEN = 6  # rows of one code whose names are compared


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    field = next((field for field, role in ROLE_OF.items() if role == table.role), "")
    names = table.column(*NAMES.get(field, ()))
    if not field or names is None:
        return Skip("no master with codes and names")
    found = [one for column in table.columns(field) if (one := _within(table, column, names))]
    return (*found, *_between(book, table, field))


def _within(table: Profiled, column: Column, names: Column) -> Finding | None:
    if len(column.code_counts) < 0.7 * table.rows:
        return None
    several = {code: places for code, places in column.repeated().items() if not WORDS.fullmatch(code)}
    looked_at = sorted({place for places in several.values() for place in places[:SEEN]})
    named = dict(zip(looked_at, names.at(looked_at), strict=True))
    clashing = {
        code: places
        for code, places in several.items()
        if _clash([named[place] for place in places[:SEEN]], names)
    }
    if not clashing:
        return None
    if _scoped(table, column, several) and len(clashing) > 0.5 * len(several):
        return None
    cells = table.cells(column, sorted(place for places in clashing.values() for place in places))
    message = f"{count(len(clashing), 'code')} of {column.header} stand for two different things each."
    examples = [
        f"{code}: {' / '.join(quoted(named[place].strip()) for place in places[:2])}"
        for code, places in sorted(clashing.items())
    ]
    return finding(CONCEPT, table, column, cells, 0.92, "blocking", message, examples)


def _clash(told: Sequence[str], names: Column) -> bool:
    if len(set(told)) < 2:
        return False
    usual = usual_words(names)
    return any(unlike(a, b, usual) for a, b in combinations(told, 2))


def _scoped(table: Profiled, column: Column, several: dict[str, tuple[int, ...]]) -> bool:
    """Whether a plant, company or the like tells rows of one code apart."""
    for other in table.table.columns:
        if other is not column and set(words(other.header)) & SCOPE:
            looked_at = [place for places in several.values() for place in places]
            told = dict(zip(looked_at, other.at(looked_at), strict=True))
            if all(len({told[p].strip() for p in places}) == len(places) for places in several.values()):
                return True
    return False


def _between(book: Book, table: Profiled, field: str) -> list[Finding]:
    """Codes that an earlier list of such things gives to other things. Where hardly a shared code means the
    same, each list numbers by itself, and the two are no lists of one system: still a collision, but less
    certain."""
    found = []
    for link in links(book, (field,)):
        if link.other is not table or link.one.role != table.role:
            continue
        mine, theirs = table.column(*NAMES[field]), link.one.column(*NAMES[field])
        if mine is None or theirs is None:
            continue
        usual = usual_words(mine) | usual_words(theirs)
        clashing = [(a, b) for a, b in link.pairs if unlike(theirs.values[a], mine.values[b], usual)]
        if not clashing:
            continue
        alike = 1 - len(clashing) / len(link.pairs)
        cells = [table.cell(b, link.other_key) for _, b in clashing]
        message = (
            f"{count(len(clashing), 'code')} of {link.other_key.header} stand for other things in "
            f"{link.one.name}."
        )
        examples = [
            f"{table.key_of(b)}: {quoted(mine.values[b].strip())} / {quoted(theirs.values[a].strip())}"
            for a, b in clashing[:3]
        ]
        certainty = 0.9 if alike >= SAME_LIST else 0.75
        found.append(finding(CONCEPT, table, link.other_key, cells, certainty, "blocking", message, examples))
    return found


DETECTORS = {CONCEPT: detect}
