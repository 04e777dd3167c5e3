"""InconsistentNaming: one thing written in several ways in one column of names.

Two texts are the same name if their words are, without case, accents, punctuation and order (key collision).
In columns
where names repeat, the rarer spelling is reported; in a master's own names, where each stands once, the house
style of capitals, and the order of words and figures, is what a minority departs from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent, quoted
from kbctl.engine.tables.detectors.name_order import odd_names
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.similarity import FILLER, LEGAL, SHORT, WORD, plain
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "InconsistentNaming"
_NAMED = """
item_name item_description customer_name supplier_name brand manufacturer salesperson warehouse_name
work_center_name
"""
NAMED = frozenset(_NAMED.split())
PARTIES = frozenset({"customer_name", "supplier_name", "manufacturer"})
HOUSE = 0.6  # share of names from which a way of using capitals is the house style
SLIPS = 0.98  # share above which the rest are brands and slips and no second style
FIRMS = 10  # firms that write themselves in capitals may be some; so many are a style of entry
MANY = 50_000  # names from which a sample of a tenth as many tells whether there is more than one style
SURE = 0.99  # share of it from which there is not: five standard errors above SLIPS for 5,000 names
ENOUGH = 30  # names below which nothing is said about capitals


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [column for column in table.table.columns if table.field(column) in NAMED]
    if not columns:
        return Skip("no column of names")
    return tuple(
        found
        for column in columns
        for found in (_spellings(table, column), _capitals(table, column), _built(table, column))
        if found
    )


def key_of(text: str, party: bool) -> tuple[str, ...]:
    """The words of a text in order of the alphabet, each once, abbreviations written out, a party's legal
    form left out."""
    words = [SHORT.get(word, word) for word in WORD.findall(plain(text)) if word not in FILLER]
    return tuple(sorted({word for word in words if not (party and word in LEGAL)} or set(words)))


def _spellings(table: Profiled, column: Column) -> Finding | None:
    """Rarer spellings of a text that the column also has. In a column where nearly every text stands once,
    two
    spellings are two records of one thing, which is a matter of duplicates."""
    if len(column.filled) > 0.8 * column.filled_rows:
        return None
    groups: dict[tuple[str, ...], list[str]] = {}
    parties = table.field(column) in PARTIES
    for text in column.filled:
        if any(c.isalpha() for c in text):
            groups.setdefault(key_of(text, parties), []).append(" ".join(text.split()))
    several = {key: sorted(set(texts)) for key, texts in groups.items() if key and len(set(texts)) > 1}
    if not several:
        return None
    often = {" ".join(text.split()): 0 for text in column.filled}
    for text, number in column.filled.items():
        often[" ".join(text.split())] += number
    rare, examples = set(), []
    for _, texts in sorted(several.items()):
        best = max(texts, key=lambda text: (often[text], text))
        rare |= set(texts) - {best}
        examples.append(
            " = ".join(quoted(text) for text in sorted(texts, key=lambda text: (-often[text], text))[:3])
        )
    cells = cells_with(table, column, (text for text in column.counts if " ".join(text.split()) in rare))
    message = (
        f"{count(len(several), 'name')} of {column.header} are written in several ways "
        f"({percent(len(cells), table.rows)} of the rows differ "
        "from the usual one)."
    )
    return finding(CONCEPT, table, column, cells, 0.9, "minor", message, examples)


def _capitals(table: Profiled, column: Column) -> Finding | None:
    """Names that are all capitals or all small where most are neither, or the other way round."""
    if (
        table.field(column) not in ("item_name", "item_description", "customer_name", "supplier_name")
        or len(column.filled) < ENOUGH
    ):
        return None
    if len(column.filled) <= 0.5 * column.filled_rows:
        return None
    if len(column.filled) > MANY and _one_style(column.spread(MANY // 10)):
        return None
    styles = {text: style for text in column.filled if (style := style_of(text))}
    share = (
        {style: sum(own == style for own in styles.values()) / len(styles) for style in set(styles.values())}
        if styles
        else {}
    )
    house = max(share, key=lambda style: (share[style], style), default="")
    if not house or not HOUSE <= share[house] <= SLIPS:
        return None
    odd = {text for text, style in styles.items() if style != house}
    if table.field(column) in PARTIES and len(odd) < FIRMS:
        return None
    cells = cells_with(table, column, column.as_written(odd))
    told = _listed(
        f"{sum(own == style for own in styles.values()):,} {style}"
        for style in sorted(share, key=lambda s: (-share[s], s))
    )
    message = f"{column.header} has no one style of capitals: {told}."
    return finding(CONCEPT, table, column, cells, 0.7, "minor", message)


def _built(table: Profiled, column: Column) -> Finding | None:
    """Names of items whose words stand in another order than those of the rest, or are shortened."""
    if table.field(column) not in ("item_name", "item_description") or table.role != "item_master":
        return None
    if not ENOUGH <= len(column.filled) <= MANY or len(column.filled) <= 0.5 * column.filled_rows:
        return None
    odd = odd_names(column.filled)
    # where many are built so, there is no house style to depart from
    if not odd or len(odd) > (1 - HOUSE) * len(column.filled):
        return None
    cells = cells_with(table, column, column.as_written(odd))
    message = (
        f"{count(len(cells), 'name')} ({percent(len(cells), table.rows)}) of {column.header} are built "
        f"otherwise than the rest: another order of the words, or shortened ones."
    )
    examples = [quoted(text) for text in sorted(odd)[:3]]
    return finding(CONCEPT, table, column, cells, 0.75, "minor", message, examples)


def _one_style(texts: Sequence[str]) -> bool:
    """Whether nearly all of a sample are in one style, so that no second one can be found in all."""
    tally = Counter(style for text in texts if (style := style_of(text)))
    return not tally or max(tally.values()) > SURE * sum(tally.values())


def style_of(text: str) -> str:
    """Of the words of four letters and more; short ones are often abbreviations."""
    words = [
        word
        for word in WORD.findall(text)
        if len(word) >= 4 and word.isalpha() and word.lower() != word.upper()
    ]
    if not words:
        return ""
    if all(word.isupper() for word in words):
        return "in capitals"
    if text == text.lower():
        return "in small letters"
    return "with capital initials"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


DETECTORS = {CONCEPT: detect}
