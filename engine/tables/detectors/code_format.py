"""InvalidCodeFormat: a code that does not follow the pattern of its numbering scheme, and a bar code whose
check digit is wrong.

Judged where a column's codes follow few clear patterns. A running number that grew by a digit, and another
range with a prefix of its own, are no faults. Codes that only repeat another table's are judged there; what
spreadsheets and character sets did to codes has names of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from kbctl.engine.tables.codes import code_columns
from kbctl.engine.tables.detectors.codes import odd_codes
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent
from kbctl.engine.tables.detectors.decimal_codes import DECIMAL
from kbctl.engine.tables.detectors.leading_zeros import lost_zeros
from kbctl.engine.tables.detectors.spreadsheet_errors import is_error
from kbctl.engine.tables.detectors.tax_numbers import is_tax
from kbctl.engine.tables.identifiers import GTIN_LENGTHS, is_gtin
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import known_among
from kbctl.engine.tables.roles import BY_ID, POINTS_AT
from kbctl.engine.tables.table import Column, Finding, Skip, code_form
from kbctl.engine.tables.values import EXPONENT, WORDS
from rapidfuzz.distance import OSA

CONCEPT = "InvalidCodeFormat"
ENOUGH = 20  # distinct codes below which no pattern is clear
CORE = 0.05  # share of codes from which a pattern is one of the scheme
CLEAR = 0.75  # share of codes that the scheme's patterns must cover
MINOR = 0.2  # share up to which a pattern may be one slip made many times
RANGE = 3  # codes under a prefix of their own that make a range of numbers, and no slips
CHECKED = 0.6  # share of right check digits that shows they are meant: by chance one in ten is right
USUAL = 30  # how often a prefix stands for one that is mistyped, from which it is the right one
FEW = 2  # codes of an odd pattern up to which it is a slip
WIDE = 4  # digits from which numbers that lie close together show a fixed width
SLIP = 2  # changes of one sign by which a slip differs from the pattern
FOREIGN = frozenset(
    {
        "supplier_item_code", "customer_item_code", "old_item_code", "customer_po_no", "postal_code",
        "tax_id", "bank_account", "manufacturer_part_no",
    }
)  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
HEAD = re.compile(r"[A-Z]+(?=\W|\d)")
TAIL = re.compile(r"\d+$")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [
        column
        for column in code_columns(book, table)
        if table.field(column) not in FOREIGN
        and _own(table, column)
        and (table.field(column) or column is table.key)
        and not is_tax(table, column)
    ]
    if not columns:
        return Skip("no column of codes of its own")
    found = []
    for column in columns:
        wrong, why = _wrong(book, table, column)
        if not wrong:
            continue
        cells = cells_with(table, column, column.as_written(wrong))
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} do not "
            f"follow the scheme of its codes: {why}."
        )
        certainty = 0.95 if "check" in why else 0.85
        found.append(finding(CONCEPT, table, column, cells, certainty, "major", message))
    return tuple(found)


def _own(table: Profiled, column: Column) -> bool:
    """Codes that name the table's own rows or nothing else in the book; references are judged at their
    master."""
    field = table.field(column)
    role = BY_ID.get(table.role)
    return column is table.key or field not in POINTS_AT or bool(role and field in role.key)


def _wrong(book: Book, table: Profiled, column: Column) -> tuple[set[str], str]:
    if table.field(column) == "barcode":
        return _barcodes(column)
    if _uniform(column):
        return set(), ""
    known = known_among(book, table, column, column.code_counts.keys())
    explained = {*odd_codes(column), *lost_zeros(book, table, column)[0]}
    codes = {
        text
        for text in column.filled
        if text not in explained and code_form(text) not in known and not _damaged(text)
    }
    if len(codes) < ENOUGH:
        return set(), ""
    shapes = _shapes(codes)
    tally = Counter(shapes.values())
    core = {shape for shape, number in tally.items() if number >= max(RANGE, CORE * len(codes))}
    core -= _spoilt(core, shapes, tally)
    inside = {text for text in codes if shapes[text] in core}
    if not core or len(inside) < CLEAR * len(codes) or len(core) > 3:
        return set(), ""
    tails = Tails(inside)
    odd = {text for text in codes - inside if _is_slip(text, shapes, tally, core, inside, tails)}
    odd -= _ranges(odd, inside)
    usual = ", ".join(sorted(core, key=lambda shape: (-tally[shape], shape))[:3])
    return odd | _prefix_slips(inside), f"the scheme is {usual}"


def _spoilt(core: set[str], shapes: Mapping[str, str], tally: Mapping[str, int]) -> set[str]:
    """Patterns that are the same slip many times over: rare beside one from which they differ by a digit
    more or less in numbers of a fixed width, or by a lost separator between beginnings that stand with it."""
    total = sum(tally[shape] for shape in core)
    found: set[str] = set()
    for shape in sorted(core, key=lambda one: (tally[one], one)):
        own = [text for text, other in shapes.items() if other == shape]
        if len(own) > MINOR * total:
            continue
        for usual in core - found - {shape}:
            others = {text for text, other in shapes.items() if other == usual}
            if len(others) < ENOUGH or tally[usual] < 2 * len(own):
                continue
            longer = re.sub("9+", "9", shape) == re.sub("9+", "9", usual) and len(shape) == len(usual) + 1
            if longer:
                tails = Tails(others)
                if all(_fixed_width(text, tails) for text in own):
                    found.add(shape)
            elif len(shape) < len(usual) and re.sub("[^A9]", "", usual) == shape:
                heads = {re.sub("[^A-Za-z]", "", text) for text in others}
                bare = {re.sub(r"[^A-Za-z0-9]", "", text) for text in others}
                if "A" in shape and all(
                    text not in bare and re.sub("[^A-Za-z]", "", text) in heads for text in own
                ):
                    found.add(shape)
    return found


def _uniform(column: Column) -> bool:
    """Whether all codes have one shape and begin with the same letters: they follow one scheme, and a million
    of them need no closer look."""
    (form, *others) = column.shapes or {"": 0}
    if others or form.strip("A") != form.removeprefix("A") or set(form) - set("A9-_./"):
        return False
    head = HEAD.match(next(iter(column.counts)))
    return not head or len(column.matching(f"^{head[0]}[^A-Za-z]")) == len(column.counts)


def _shapes(codes: set[str]) -> dict[str, str]:
    """Code → signature; runs of letters count as one sign where their length varies freely, as in codes made
    from names."""
    strict = {text: signature(text) for text in codes}
    lengths: dict[str, set[str]] = {}
    for shape in strict.values():
        lengths.setdefault(re.sub("A+", "A", shape), set()).add(shape)
    if max(map(len, lengths.values())) < 4:
        return strict
    return {text: re.sub("A+", "A", shape) for text, shape in strict.items()}


def _damaged(text: str) -> bool:
    return (
        bool(WORDS.fullmatch(text) or is_error(text) or EXPONENT.match(text) or DECIMAL.match(text))
        or not text.isascii()
    )


def signature(code: str) -> str:
    """The pattern of a code: each letter an A, each digit a 9, all else itself."""
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", code))


def _is_slip(
    text: str,
    shapes: Mapping[str, str],
    tally: Mapping[str, int],
    core: set[str],
    inside: set[str],
    tails: Tails,
) -> bool:
    """The code is near a pattern of the scheme. A digit more or less, a lost separator or prefix are slips
    however often they occur; any other departure only if nearly alone, else it is a scheme of its own."""
    shape = shapes[text]
    bare = re.sub("[^A9]", "", shape)
    if any("A" in other and other.lstrip("A").lstrip("-_./ ") == shape for other in core):
        return True  # the prefix is missing
    if any(re.sub("[^A9]", "", other) == bare for other in core):
        return True  # a separator is lost, doubled or another one
    run = re.sub("9+", "9", shape)
    near = [other for other in core if OSA.distance(shape, other, score_cutoff=SLIP) <= SLIP]
    if [other for other in near if re.sub("9+", "9", other) == run]:
        return _fixed_width(text, tails)
    if near and not any("A" in other for other in core):
        return text.rstrip(LETTERS) not in inside  # a letter among digits; behind a code it may be a variant
    return bool(near) and tally[shape] <= FEW


class Tails:
    """The numbers at the end of codes, by what stands before them; those asked for are kept."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = sorted(codes)
        self._known: dict[tuple[str, int], Numbers | None] = {}

    def other(self, head: str, width: int) -> Numbers | None:
        """Those of codes with this before it whose number is not so wide; None where too few have one, or
        they are not all of one width."""
        key = head, width
        if key not in self._known:
            codes = islice(self._codes, bisect_left(self._codes, head), None)
            tails = [
                found[0]
                for code in takewhile(lambda code: code.startswith(head), codes)
                if (found := TAIL.search(code)) and found.start() == len(head) and len(found[0]) != width
            ]
            one = len(tails) >= ENOUGH and len(set(map(len, tails))) == 1
            self._known[key] = Numbers.of(tails) if one else None
        return self._known[key]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of one width: that, the greatest as text, how many begin with zero, the least and greatest."""

    width: int
    last: str
    zeros: int
    low: int
    high: int

    @classmethod
    def of(cls, tails: Sequence[str]) -> Numbers:
        values = list(map(int, tails))
        zeros = sum(tail.startswith("0") for tail in tails)
        return cls(len(tails[0]), max(tails), zeros, min(values), max(values))


def _fixed_width(text: str, tails: Tails) -> bool:
    """The number at the end of codes with this beginning has one length, by zeros at its front, or because
    all numbers lie close together, far from the border to the next length."""
    tail = TAIL.search(text)
    others = tails.other(text[: tail.start()], len(tail[0])) if tail else None
    if tail is None or others is None:
        return False
    width = others.width
    if others.zeros >= RANGE:
        return not (len(tail[0]) > width and others.last >= "9" * width)  # counted beyond its width
    border = others.high + 1 if len(tail[0]) > width else others.low
    near = abs(int(tail[0]) - border) <= max(10, 0.1 * border)
    return width >= WIDE and others.high - others.low < 10 ** (width - 1) and not near


def _ranges(odd: set[str], inside: set[str]) -> set[str]:
    """Codes under a prefix of their own that several share: another range, an older one say."""
    heads = Counter(found[0] for text in odd if (found := HEAD.match(text.upper())))
    usual = {found[0] for text in inside if (found := HEAD.match(text.upper()))}
    own = {head for head, number in heads.items() if number >= RANGE and head not in usual}
    return {text for text in odd if (found := HEAD.match(text.upper())) and found[0] in own}


def _prefix_slips(inside: set[str]) -> set[str]:
    """Letters swapped or mistyped in a prefix that nearly all others write alike."""
    heads = Counter(found[0] for text in inside if (found := HEAD.match(text)))
    near: dict[str, int] = {}  # each way to mistype a usual one → how often that stands
    for usual, often in heads.items():
        if often >= USUAL and len(usual) > 1:
            for spoilt in (*_swapped(usual), *(_with_gaps(usual) if len(usual) > 2 else ())):
                near[spoilt] = max(often, near.get(spoilt, 0))
    slips = {
        rare
        for rare, number in heads.items()
        if number <= FEW and any(near.get(way, 0) >= USUAL * number for way in (rare, *_with_gaps(rare)))
    }
    return {text for text in inside if (found := HEAD.match(text)) and found[0] in slips}


def _swapped(text: str) -> Iterator[str]:
    """The text with two different neighbouring letters swapped."""
    for place, (a, b) in enumerate(pairwise(text)):
        if a != b:
            yield f"{text[:place]}{b}{a}{text[place + 2 :]}"


def _with_gaps(text: str) -> Iterator[str]:
    """The text with one letter left open: alike for texts that differ in that letter."""
    for place in range(len(text)):
        yield f"{text[:place]}?{text[place + 1 :]}"


def _barcodes(column: Column) -> tuple[set[str], str]:
    codes = {text for text in column.filled if not _damaged(text)}
    whole = {text for text in codes if text.isdigit() and len(text) in GTIN_LENGTHS}
    right = {text for text in whole if is_gtin(text)}
    if len(codes) < ENOUGH or len(right) < CHECKED * len(codes):
        return set(), ""
    lost = {text for text in codes - whole if text.isdigit() and len(text) < 12 and is_gtin(text.zfill(14))}
    return codes - right - lost, "their length or check digit is wrong"


DETECTORS = {CONCEPT: detect}
