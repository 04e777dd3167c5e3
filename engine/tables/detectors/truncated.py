"""TruncatedText: texts that end at the length limit of an earlier system, within a word.

Two things must come together: far more texts of exactly one length than of lengths near it, with hardly
any longer ones; and last words that are the beginning of longer words or endings of the same texts, or texts
that another table has whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
LAST = re.compile(r"[^\W\d_]{2,}$")


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
    shown = Shown.of(column, FORMS if table.field(column) in PARTIES else ())
    limit = limit_of(lengths)
    return (limit and _cut_at(book, table, column, limit, CUT, shown)) or _at_the_longest(
        book, table, column, lengths, shown
    )


def _at_the_longest(
    book: Book, table: Profiled, column: Column, lengths: Counter[int], shown: Shown
) -> Finding | None:
    """Where texts do not heap up, most of the longest must be cut."""
    shortest = SHORTEST if sum(text[0] < HAN for text in column.sample(FEW)) > 1 else SHORTEST // 2
    longer = 0
    for limit in sorted(lengths, reverse=True):
        if limit < shortest or longer > max(lengths.values()):
            break
        heaped = lengths[limit] >= LEAST and longer <= LONGER * lengths[limit]
        if heaped and (found := _cut_at(book, table, column, limit, MOST, shown)):
            return found
        longer += lengths[limit]
    return None


def _cut_at(
    book: Book, table: Profiled, column: Column, limit: int, share: float, shown: Shown
) -> Finding | None:
    heap = sorted(column.of_length(limit))
    whole = _whole(book, table, column, limit)
    ends = shown.below(limit)
    broken = {text for text in heap if ends.breaks(text)}
    least = LEAST if ends.sure else max(LEAST, share * len(heap))
    if not _may_reach(least, column, limit, heap, broken, whole):
        return None
    known = _words(column, limit) | {word for text in whole for word in WORD.findall(text.casefold())}
    ordered = sorted(known)
    cut = [text for text in heap if text in broken or _is_cut(text, ordered, known, whole)]
    if ends.sure:
        heap = cut
    if len(cut) < max(LEAST, share * len(heap)):
        return None
    if share == MOST:  # without a heap the others may just be of that length
        heap = cut
    cells = cells_with(table, column, column.as_written(set(heap)))
    message = (
        f"{count(len(cells), 'text')} ({percent(len(cells), table.rows)}) of {column.header} end at "
        f"{limit} characters, {len(cut):,} of {len(heap):,} within a word."
    )
    return finding(CONCEPT, table, column, cells, 0.9, "major", message, [f'"{text}"' for text in cut[:3]])


def _may_reach(
    least: float, column: Column, limit: int, heap: list[str], broken: set[str], whole: list[str]
) -> bool:
    """Whether so many of the texts may be cut: a few of the others mostly show that their last words are
    whole ones, and not all need be looked at."""
    doubtful: Counter[str] = Counter()
    certain = 0
    for text in heap:
        last = LAST.search(text)
        if text in broken or _is_cut(text, [], set(), whole):
            certain += 1
        elif last:
            doubtful[last[0].casefold()] += 1
    open_ = doubtful.total()
    if certain + open_ < least or certain >= least:
        return certain >= least
    for text in column.any_filled():
        words = WORD.findall(text.casefold())
        for word in words if len(text) != limit else words[:-1]:
            open_ -= doubtful.pop(word, 0)
        if certain + open_ < least:
            return False
    return True


def limit_of(lengths: Counter[int]) -> int:
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
    last = LAST.search(text)
    if last is None or (end := last[0].casefold()) in known:
        return False
    at = bisect_left(words, end)
    return at < len(words) and words[at].startswith(end)


@dataclass(frozen=True)
class Shown:
    """How the texts of a column end. `first` and `second`: of each end, the lengths of the two shortest texts
    that have it; `ordered`: those that two have; `signs`: how many texts of which length end in which."""

    first: Mapping[str, int]
    second: Mapping[str, int]
    ordered: Sequence[str]
    signs: Mapping[tuple[str, int], int]

    @classmethod
    def of(cls, column: Column, forms: Iterable[str] = ()) -> Shown:
        first: dict[str, int] = {}
        second: dict[str, int] = {}
        tails = sorted(column.endings(ENDING + 1).items(), key=lambda tail: tail[0][1])
        for (tail, length), number in tails:
            for end in _ends(tail):
                if end not in first:
                    first[end] = length
                    if number > 1:
                        second[end] = length
                elif end not in second:
                    second[end] = length
        for form in forms:
            for end in _ends(form):
                first[end] = second[end] = 0
        return cls(first, second, sorted(second), column.endings(1))

    def below(self, limit: int) -> Ends:
        """What the texts that are shorter show."""
        last: Counter[str] = Counter()
        for (sign, length), number in self.signs.items():
            if length < limit:
                last[sign] += number
        total = last.total()
        usual, often = max(last.items(), key=lambda one: one[1], default=("", 0))
        if not often >= NEARLY * total >= NEARLY * FEW or (usual.isascii() and usual.isalnum()):
            usual = ""
        return Ends(self, limit, usual, bool(usual) and often >= SURE * total)


@dataclass(frozen=True)
class Ends:
    """How texts below a length end. `last`: the sign that most end in, empty where there is none; `sure`:
    nearly all do."""

    shown: Shown
    limit: int
    last: str
    sure: bool

    def breaks(self, text: str) -> bool:
        """Whether the text ends in the beginning of an ending that others have whole, and none has so."""
        if self.last and text[-1] != self.last:
            return True
        first, limit = self.shown.first, self.limit
        return any(
            first.get(end, limit) >= limit and (end[0] < HAN or len(end) > 1) and self._begins(end)
            for end in _ends(text)
        )

    def _begins(self, end: str) -> bool:
        """Whether two shorter texts have an ending that begins so."""
        ordered, second = self.shown.ordered, self.shown.second
        for at in range(bisect_left(ordered, end), len(ordered)):
            if not ordered[at].startswith(end):
                return False
            if second[ordered[at]] < self.limit:
                return True
        return False


def _ends(text: str) -> Iterator[str]:
    """The ends of a text that begin with a word; each Chinese sign begins one."""
    for start in range(max(1, len(text) - ENDING), len(text)):
        before, first = text[start - 1], text[start]
        if first.isalnum() and (first >= HAN or not before.isalnum()):
            yield text[start:]


DETECTORS = {CONCEPT: detect}
