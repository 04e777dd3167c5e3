"""Tables and what is found in them: the immutable values that everything here passes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from itertools import islice, pairwise
from typing import Literal, Protocol, cast

Severity = Literal["blocking", "major", "minor"]


def code_form(text: str) -> str:
    """How two codes are compared: `AB  12 ` and `ab 12` are one."""
    return " ".join(text.split()).casefold()


UPPER, LOWER, OTHER = re.compile(r"[A-Z]+"), re.compile(r"[a-z]+"), re.compile(r"[^\x00-\x7f]+")
DIGIT = re.compile(r"[0-9]")


def shape(text: str) -> str:
    """The pattern of a text: `AB-1204 x` is `A-9999 a`. Runs of capital letters, of small letters and of
    characters beyond ASCII (`ü`) are one sign each, digits one each; all else stands for itself."""
    return DIGIT.sub("9", OTHER.sub("ü", LOWER.sub("a", UPPER.sub("A", text))))


NUMBER = re.compile(r"\d+")
LAST_NUMBER = re.compile(r"\d+(?=\D*$)")


def template(text: str) -> str:
    """A text with its numbers made one sign: `AB-12` is `AB-#`."""
    return NUMBER.sub("#", text)


@dataclass(frozen=True, eq=False)
class Column:
    """One column: the header as it stands in the file (a made-up `column 3` where it has none) and its cells.

    `values` holds one text a data row, exactly as it stands in the file. `dated` are the positions of cells
    that the workbook types as dates; their text is ISO 8601.

    Columns of large tables keep their cells elsewhere and answer by queries (`large.column`): what is asked
    of distinct texts, shapes and codes costs them little, a walk over `values` much.
    """

    header: str
    position: int
    values: Sequence[str]
    dated: frozenset[int] = frozenset()

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How often each text occurs, blanks included; most detectors look at distinct texts only."""
        return Counter(self.values)

    @cached_property
    def filled(self) -> Mapping[str, int]:
        """How often each non-blank text occurs, stripped of surrounding white space."""
        found: Counter[str] = Counter()
        for text, count in self.counts.items():
            if bare := text.strip():
                found[bare] += count
        return found

    @cached_property
    def codes(self) -> Mapping[str, tuple[int, ...]]:
        """Places of each non-blank text, compared as codes are: without case and surplus white space."""
        found: dict[str, list[int]] = {}
        normal = {text: code_form(text) for text in self.counts}
        for place, text in enumerate(self.values):
            if code := normal[text]:
                found.setdefault(code, []).append(place)
        return {code: tuple(places) for code, places in found.items()}

    @cached_property
    def code_counts(self) -> Mapping[str, int]:
        """How often each code occurs, compared as `codes` are."""
        found: Counter[str] = Counter()
        for text, count in self.counts.items():
            if code := code_form(text):
                found[code] += count
        return found

    @cached_property
    def once(self) -> int:
        """How many codes occur once."""
        return sum(number == 1 for number in self.code_counts.values())

    def repeated(self) -> Mapping[str, tuple[int, ...]]:
        """The places of each code that occurs more than once."""
        return {code: places for code, places in self.codes.items() if len(places) > 1}

    def having(self, codes: Collection[str]) -> frozenset[str]:
        """Those of these codes that occur here."""
        return frozenset(code for code in codes if code in self.code_counts)

    def shared(self, other: Column) -> int:
        """How many distinct codes of this column the other has too."""
        return len(other.having(self.code_counts))

    def lost(self, targets: Iterable[Column]) -> Mapping[str, int]:
        """The codes that none of these columns has, and how often each occurs."""
        left = dict(self.code_counts)
        for target in targets:
            for code in target.having(left):
                del left[code]
        return left

    def code_places(self, codes: Iterable[str]) -> tuple[int, ...]:
        """The places of the cells that hold one of these codes, ascending."""
        return tuple(sorted(place for code in set(codes) for place in self.codes.get(code, ())))

    def first_codes(self, number: int) -> Sequence[str]:
        """The codes that appear first."""
        return list(islice(self.code_counts, number))

    def places_by_code(self, codes: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
        """The places of each of these codes that occurs."""
        return {code: self.codes[code] for code in codes if code in self.codes}

    @cached_property
    def filled_rows(self) -> int:
        return sum(self.filled.values())

    def sample(self, number: int) -> list[str]:
        """The first of the distinct texts of `filled` in order of the alphabet."""
        return nsmallest(number, self.filled)

    def spread(self, number: int, without: Collection[str] = ()) -> list[str]:
        """Distinct texts of `filled` spread evenly over the alphabet, those without that begin with `#` or
        are left out."""
        texts = sorted(text for text in self.filled if not text.startswith("#") and text not in without)
        return texts[:: max(1, len(texts) // number)][:number]

    @cached_property
    def lengths(self) -> Mapping[int, int]:
        """How many texts of `filled` have each length."""
        return Counter(map(len, self.filled))

    def of_length(self, length: int) -> Iterable[str]:
        """The texts of `filled` of this length."""
        return [text for text in self.filled if len(text) == length]

    def endings(self, size: int) -> Mapping[tuple[str, int], int]:
        """How many texts of `filled` end in the same so many signs and have the same length."""
        return Counter((text[-size:], len(text)) for text in self.filled)

    def any_filled(self) -> Iterable[str]:
        """The texts of `filled` in no order that can be relied on: for questions whose answer may come early,
        and does not depend on the order."""
        return self.filled

    @cached_property
    def _forms(self) -> Sequence[str]:
        """The shape of each text of `counts`, equal ones kept once."""
        known: dict[str, str] = {}
        return [known.setdefault(form, form) for form in map(shape, self.counts)]

    @cached_property
    def shapes(self) -> Mapping[str, int]:
        """How often each shape of text occurs, blanks included: a column has few of them, however long it
        is."""
        found: Counter[str] = Counter()
        for form, count in zip(self._forms, self.counts.values(), strict=True):
            found[form] += count
        return found

    @cached_property
    def shape_sizes(self) -> Mapping[str, int]:
        """How many distinct texts each shape has."""
        return Counter(self._forms)

    @cached_property
    def templates(self) -> Mapping[str, int]:
        """How many filled cells have each template, white space around their texts left out."""
        found: Counter[str] = Counter()
        for text, count in self.filled.items():
            found[template(text)] += count
        return found

    def other_templates(self, templates: Collection[str]) -> Collection[str]:
        """The texts of `filled` that have none of these templates."""
        usual = set(templates)
        return [text for text in self.filled if template(text) not in usual]

    def texts(self, shapes: Iterable[str]) -> Mapping[str, int]:
        """The distinct texts of these shapes, and how often each occurs."""
        wanted = set(shapes)
        if wanted.isdisjoint(self.shapes):
            return {}
        forms = zip(self._forms, self.counts.items(), strict=True)
        return {text: count for form, (text, count) in forms if form in wanted}

    def matching(self, pattern: str) -> Mapping[str, int]:
        """The distinct texts in which the pattern is found, and how often each occurs. The pattern is of the
        common subset of Python's `re` and RE2: no look-around, no back-references."""
        found = re.compile(pattern).search
        return {text: count for text, count in self.counts.items() if found(text)}

    def unlike(self, pattern: str) -> Mapping[str, int]:
        """The distinct texts in which the pattern is not found: the rest of `matching`."""
        found = re.compile(pattern).search
        return {text: count for text, count in self.counts.items() if not found(text)}

    @cached_property
    def rising(self) -> int:
        """How many cells, without white space around, come after the one above them in the alphabet."""
        return sum(a < b for a, b in pairwise(map(str.strip, self.values)))

    @cached_property
    def last_numbers(self) -> tuple[int, int, int]:
        """How many texts of `filled` have digits, and the least and the greatest of their last numbers."""
        found = [int(last[0]) for text in self.filled if (last := LAST_NUMBER.search(text))]
        return (len(found), min(found), max(found)) if found else (0, 0, 0)

    def as_written(self, bare: Collection[str]) -> list[str]:
        """The texts, white space around them included, that are one of these without it."""
        return [text for text in self.counts if text.strip() in bare]

    def combined(self, columns: Sequence[Column]) -> Iterable[tuple[str, ...]] | None:
        """What `Table.combinations` asks for, where it can be had without a walk over the rows."""
        return None

    def places(self, texts: Iterable[str]) -> tuple[int, ...]:
        """The places of the cells whose exact text is one of these, ascending."""
        wanted = set(texts)
        if not wanted:
            return ()
        return tuple(place for place, text in enumerate(self.values) if text in wanted)

    def numbers_of(self, texts: Iterable[str]) -> Mapping[str, int]:
        """How often each of these texts occurs, those that do not left out."""
        return {text: count for text in texts if (count := self.counts.get(text))}

    def at(self, places: Sequence[int]) -> list[str]:
        """The texts of the cells at these places."""
        return [self.values[place] for place in places]

    def peaks(self, other: Column, values: Mapping[str, float], times: float) -> Collection[str]:
        """The codes of this column under which one row has a number in the other column that is more than
        so many times all others there. `values`: the positive numbers of the other's texts."""
        top: dict[str, tuple[float, float]] = {}
        normal = {text: code_form(text) for text in self.counts}
        for text, told in zip(self.values, other.values, strict=True):
            if (code := normal[text]) and (value := values.get(told)):
                first, second = top.get(code, (0.0, 0.0))
                top[code] = (max(first, value), max(second, min(first, value)))
        return [code for code, (first, second) in top.items() if second and first > times * second]

    def beginnings(self, other: Column) -> Mapping[tuple[str, str], int]:
        """How many distinct texts of each shape have which text of the other column in their first row."""
        first = dict(zip(reversed(self.values), reversed(other.values), strict=True))
        return Counter((shape(text), beside) for text, beside in first.items())

    def begun(self, other: Column, wanted: Collection[tuple[str, str]]) -> Mapping[str, str]:
        """The texts of these shapes and texts beside them in their first row, with the latter."""
        first = dict(zip(reversed(self.values), reversed(other.values), strict=True))
        return {text: beside for text, beside in first.items() if (shape(text), beside) in wanted}

    def told(self, *said: Said) -> Rows:
        """What `Table.told` gives; this column is of the first of them."""
        return ToldRows(said)


#: a column, and what its texts stand for; where nothing is given, for themselves
Said = tuple[Column, Mapping[str, str] | None]


class Rows(Protocol):
    """The rows of a table as combinations of what the texts of some columns stand for. Rows with a text that
    stands for nothing are left out."""

    def tally(self) -> Mapping[tuple[str, ...], int]:
        """How many rows have each combination, by first appearance."""

    def places(self, wanted: Collection[tuple[str, ...]]) -> Mapping[tuple[str, ...], Sequence[int]]:
        """The places of the rows with these combinations, ascending."""


@dataclass(frozen=True, slots=True)
class ToldRows:
    """Rows in memory."""

    said: Sequence[Said]

    def __iter__(self) -> Iterator[tuple[str | None, ...]]:
        return zip(
            *(map(of.get, column.values) if of is not None else column.values for column, of in self.said),
            strict=True,
        )

    def tally(self) -> Mapping[tuple[str, ...], int]:
        found: Counter[tuple[str, ...]] = Counter()
        for row, number in Counter(self).items():
            if None not in row:
                found[cast("tuple[str, ...]", row)] = number
        return found

    def places(self, wanted: Collection[tuple[str, ...]]) -> Mapping[tuple[str, ...], Sequence[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        known: Collection[tuple[str | None, ...]] = set(wanted)
        if known:
            for place, row in enumerate(self):
                if row in known:
                    found.setdefault(cast("tuple[str, ...]", row), []).append(place)
        return found


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a workbook's cell; `row` as the spreadsheet shows it."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of where a table was read from, beyond its cells.

    `file`: its name without the sheet. `around`: the titles, notes and totals that are no data, by row.
    `ragged`: row → number of cells, where that is not the header's. `merged`: rows of data cells that a
    workbook merges with others. `spans`: from where to where the columns of a fixed-width text reach.
    `mislabelled`: what the content is, where the file's name says another thing. `damage`: what of the file
    could not be read. `cut`: how the file's end shows that more should follow.
    """

    file: str = ""
    kind: Literal["delimited", "fixed width", "workbook", "markup", "database"] = "delimited"
    around: tuple[tuple[int, str], ...] = ()
    ragged: Mapping[int, int] = field(default_factory=dict)
    merged: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    mislabelled: str = ""
    damage: tuple[str, ...] = ()
    cut: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A table as read. `numbers` are the rows' numbers as a spreadsheet shows them.

    `name` is the path below the folder given, with `#sheet` for a workbook. `header_row` is 0 where there is
    none.
    """

    name: str
    columns: tuple[Column, ...]
    numbers: Sequence[int]
    header_row: int
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    formulas: tuple[Formula, ...] = ()
    source: Source = field(default_factory=Source)

    @property
    def rows(self) -> int:
        return len(self.numbers)

    def combinations(self, *columns: Column) -> Iterable[tuple[str, ...]]:
        """The distinct combinations of texts that rows have in these columns, by first appearance."""
        stored = columns[0].combined(columns)
        return dict.fromkeys(zip(*(c.values for c in columns), strict=True)) if stored is None else stored

    def told(self, *said: Said) -> Rows:
        """The rows as combinations of what the texts of these columns stand for."""
        return said[0][0].told(*said)

    @cached_property
    def by_header(self) -> Mapping[str, Column]:
        """The first column of each header."""
        return {column.header: column for column in reversed(self.columns)}


@dataclass(frozen=True, slots=True)
class Cell:
    row: int
    key: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that are one thing."""

    rows: tuple[int, int]
    keys: tuple[str, str]
    certainty: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A data issue in one table. `rows` are the rows affected: for duplicates those beyond the first of each
    cluster."""

    concept: str
    table: str
    column: str
    field: str
    rows: int
    rate: float
    certainty: float
    severity: Severity
    message: str
    examples: tuple[str, ...] = ()
    cells: Sequence[Cell] = ()
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """A detector that does not apply to a table, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file beside others that is no table. `concept`: the issue that this is; empty where the file may be
    sound and only this reading failed (a password, no permission)."""

    file: str
    concept: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading paths: the tables in order of name, a note for each file passed over, and the
    files that could not be read."""

    tables: tuple[Table, ...]
    passed_over: tuple[str, ...] = field(default_factory=tuple)
    unread: tuple[Unread, ...] = field(default_factory=tuple)
