"""TruncatedText: texts that end at the length limit of an earlier system, within a word.

Two things must come together: far more texts of exactly one length than of lengths near it, with hardly
any longer ones; and last words that are the beginning of longer words or endings of the same texts, or texts
that another table has whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "TruncatedText"
SHORTEST = 8  # characters of the shortest limit of a field for texts
HEAP = 2.5  # texts of that length, for each of an average length near it
LONGER = 0.6  # longer texts for each of that length: entered again since, or out of another system
LEAST = 3
CUT = 0.3  # share of them that end within a word: the others were cut between two
MOST = 0.6  # the same, of the longest texts where they are no more than others
ENDING = 16  # signs of the longest ending that is looked at
NEARLY, FEW = 0.6, 10  # share of whole texts, and number of them, that show a sign all should end in
SURE = 0.97  # share from which a text that does not end so is cut, whatever the others of its length do
PARTIES = frozenset({"customer_name", "supplier_name"})
#: what firms' names end in, each led by a space so that it begins with a word
FORMS = tuple(
    f" {form}"
    for form in (
        "GmbH & Co. KG", "S.A. de C.V.", "S. de R.L. de C.V.", "S.A.P.I. de C.V.", "Corporation",
        "Incorporated", "Company", "Limited", "有限责任公司", "股份有限公司", "有限公司",
    )
)  # fmt: skip
HAN = "\u3400"
WORD = re.compile(r"[^\W\d_]{2,}")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [
        column
        for column in table.table.columns
        if meaning_of(book, table, column).kind in ("text", "name", "category") and column is not table.key
    ]
    if not columns:
        return Skip("no column of texts")
    return tuple(found for column in columns if (found := _column(book, table, column)))


def _column(book: Book, table: Profiled, column: Column) -> Finding | None:
    lengths = Counter(column.lengths)
    limit = _limit(lengths)
    return (limit and _cut_at(book, table, column, limit, CUT)) or _at_the_longest(
        book, table, column, lengths
    )


def _at_the_longest(book: Book, table: Profiled, column: Column, lengths: Counter[int]) -> Finding | None:
    """Where texts do not heap up, most of the longest must be cut."""
    shortest = SHORTEST if sum(text[0] < HAN for text in column.sample(FEW)) > 1 else SHORTEST // 2
    longer = 0
    for limit in sorted(lengths, reverse=True):
        if limit < shortest or longer > max(lengths.values()):
            break
        heaped = lengths[limit] >= LEAST and longer <= LONGER * lengths[limit]
        if heaped and (found := _cut_at(book, table, column, limit, MOST)):
            return found
        longer += lengths[limit]
    return None


def _cut_at(book: Book, table: Profiled, column: Column, limit: int, share: float) -> Finding | None:
    heap = sorted(text for text in column.filled if len(text) == limit)
    whole = _whole(book, table, column, limit)
    known = _words(column, limit) | {word for text in whole for word in WORD.findall(text.casefold())}
    ordered = sorted(known)
    party = table.field(column) in PARTIES
    ends = Ends.of((text for text in column.filled if len(text) < limit), FORMS if party else ())
    cut = [text for text in heap if _is_cut(text, ordered, known, whole) or ends.breaks(text)]
    if ends.sure:
        heap = cut
    if len(cut) < max(LEAST, share * len(heap)):
        return None
    if share == MOST:  # without a heap the others may just be of that length
        heap = cut
    cells = cells_with(table, column, (text for text in column.counts if text.strip() in set(heap)))
    message = (
        f"{count(len(cells), 'text')} ({percent(len(cells), table.rows)}) of {column.header} end at "
        f"{limit} characters, {len(cut):,} of {len(heap):,} within a word."
    )
    return finding(CONCEPT, table, column, cells, 0.9, "major", message, [f'"{text}"' for text in cut[:3]])


def _limit(lengths: Counter[int]) -> int:
    """The length at which texts heap up, with hardly any longer ones; 0 where there is none."""
    for limit in sorted(lengths, key=lambda length: (-lengths[length], length)):
        near = [lengths[limit + step] for step in (-4, -3, -2, -1, 1, 2, 3, 4)]
        longer = sum(number for length, number in lengths.items() if length > limit)
        if limit < SHORTEST or lengths[limit] < LEAST:
            continue
        if lengths[limit] >= HEAP * sum(near) / len(near) and longer <= LONGER * lengths[limit]:
            return limit
    return 0


def _words(column: Column, limit: int) -> set[str]:
    """Words that stand whole: in shorter texts, and before the last word of those of the limit."""
    found: set[str] = set()
    for text in column.filled:
        words = WORD.findall(text.casefold())
        found.update(words if len(text) != limit else words[:-1])
    return found


def _whole(book: Book, table: Profiled, column: Column, limit: int) -> list[str]:
    """Longer texts of the same field or header in other tables, sorted."""
    field = table.field(column)
    return sorted(
        text
        for other in book.tables
        for candidate in other.table.columns
        if candidate is not column
        and ((field and other.field(candidate) == field) or candidate.header == column.header)
        for text in candidate.filled
        if len(text) > limit
    )


def _is_cut(text: str, words: list[str], known: set[str], whole: list[str]) -> bool:
    at = bisect_left(whole, text)
    if at < len(whole) and whole[at].startswith(text):
        return True
    if text[-1] in "-,/&(+" or text.count("(") > text.count(")"):
        return True
    last = re.search(r"[^\W\d_]{2,}$", text)
    if last is None or (end := last[0].casefold()) in known:
        return False
    at = bisect_left(words, end)
    return at < len(words) and words[at].startswith(end)


@dataclass(frozen=True)
class Ends:
    """How whole texts end. `known`: their last words, from one to as many as fit; `last`: the sign that most
    end in, empty where there is none; `sure`: nearly all do."""

    known: Mapping[str, int]
    ordered: tuple[str, ...]
    last: str
    sure: bool

    @classmethod
    def of(cls, texts: Iterable[str], forms: Iterable[str] = ()) -> Ends:
        listed = list(texts)
        known = Counter(end for text in listed for end in _ends(text))
        last = Counter(text[-1] for text in listed if text).most_common(1)
        usual = last[0][0] if last and last[0][1] >= NEARLY * len(listed) >= NEARLY * FEW else ""
        known.update({end: 2 for form in forms for end in _ends(form)})
        often = {end for end, number in known.items() if number > 1}
        usual = "" if usual.isascii() and usual.isalnum() else usual
        return cls(known, tuple(sorted(often)), usual, bool(usual) and last[0][1] >= SURE * len(listed))

    def breaks(self, text: str) -> bool:
        """Whether the text ends in the beginning of an ending that others have whole, and none has so."""
        if self.last and text[-1] != self.last:
            return True
        for end in _ends(text):
            at = bisect_left(self.ordered, end)
            if (
                end not in self.known
                and at < len(self.ordered)
                and self.ordered[at].startswith(end)
                and (end[0] < HAN or len(end) > 1)
            ):
                return True
        return False


def _ends(text: str) -> Iterator[str]:
    """The ends of a text that begin with a word; each Chinese sign begins one."""
    for start in range(max(1, len(text) - ENDING), len(text)):
        before, first = text[start - 1], text[start]
        if first.isalnum() and (first >= HAN or not before.isalnum()):
            yield text[start:]


DETECTORS = {CONCEPT: detect}
