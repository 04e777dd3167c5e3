"""IncompleteExtract: a table that holds only part of what its source holds.

A last line that breaks off; a count of rows, in a footer or in a list of the files handed over, that is
higher than what arrived; as many rows as an export tool gives at most; codes in other tables that all lie
beyond the last key. A round number of rows alone says nothing, nor does a reference that dangles among the
known keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kbctl.engine.tables.detectors.common import count, quoted, ratio
from kbctl.engine.tables.headers import normal, words
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import SAME_CODES, reference
from kbctl.engine.tables.table import LAST_NUMBER, Cell, Column, Finding, Severity, Skip, shape
from kbctl.engine.tables.versions import stem_of

CONCEPT = "IncompleteExtract"
#: rows that spreadsheets and 16-bit programs hold at most, with and without the header's
LIMITS = frozenset({65_535, 65_536, 1_048_575, 1_048_576, 32_767, 16_383, 16_384})
ROUND = 1000
BEYOND = 3  # distinct codes beyond the last key that are more than a slip; a judgement
IN_ORDER = 0.98  # share of neighbouring keys that rise in a table that was exported by key
KNOWN = 0.98  # share of codes up to the last key that must be known: else the two are just different sets
DENSE = 0.5  # by which share of the usual density codes may thin out beyond the last key; a judgement
_ROWS = r"(?:rows?|records?|lines?|entries|datens[äa]tze|zeilen|filas|registros|行|条)"
NUMBER = r"(\d{1,3}(?:[.,' ]\d{3})+|\d+)"
#: `1,250 rows selected`, `Records: 1250`, `共 1250 行`
DECLARED = re.compile(
    rf"(?<![\w.])\(?{NUMBER} ?{_ROWS}(?: (?:exported|selected|returned|written|in total|affected))?\)?\.?$"
    rf"|(?:^|\W)(?:{_ROWS}|(?:row|record|line) ?count|anzahl {_ROWS}|(?:number|no\.?|total) (?:of )?{_ROWS})"
    rf"(?: (?:exported|selected|written|total|in total))?\s*[:=]\s*{NUMBER}\W*$",
    re.IGNORECASE,
)
COUNTS = frozenset({"rows", "row", "records", "record", "lines", "count", "anzahl", "zeilen", "filas"}) | {
    "registros", "rowcount", "recordcount", "datensatze", "行数", "记录数",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """`missing`: rows that are known to be missing, 0 where nobody can tell."""

    told: str
    missing: int
    certainty: float


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if not table.rows:
        return Skip("no rows")
    signs = [*_cut(table), *_declared(table), *_listed(book, table), *_limited(book, table)]
    if not signs:
        return ()
    best = max(signs, key=lambda sign: sign.certainty)
    missing = max(sign.missing for sign in signs)
    last = table.table.columns[0] if table.key is None else table.key
    rate = ratio(missing, missing + table.rows) or max(ratio(1, table.rows), 0.0001)
    severity: Severity = "blocking"
    message = f"{table.name} is not whole: {'; '.join(sign.told for sign in signs)}."
    cell = Cell(table.table.numbers[-1], table.key_of(table.rows - 1), last.header, last.values[-1])
    return (
        Finding(
            CONCEPT, table.name, "", "", missing or 1, rate, best.certainty, severity, message,
            tuple(sign.told for sign in signs)[:3], (cell,),
        ),
    )  # fmt: skip


def _cut(table: Profiled) -> Iterator[Sign]:
    if table.table.source.cut:
        yield Sign(table.table.source.cut, 0, 0.95)


def _declared(table: Profiled) -> Iterator[Sign]:
    """The counts in titles and footers. One that agrees, with or without the header, settles it."""
    told = [
        (int(re.sub(r"\D", "", found[1] or found[2])), text)
        for _, text in table.table.source.around
        if (found := DECLARED.search(text.strip()))
    ]
    if any(number in (table.rows, table.rows + 1) for number, _ in told):
        return
    more = [(number, text) for number, text in told if number > table.rows]
    if more:
        number, text = max(more)
        yield Sign(f"it says {quoted(text)} and has {count(table.rows, 'row')}", number - table.rows, 0.95)


def _listed(book: Book, table: Profiled) -> Iterator[Sign]:
    """What a list of files says of this one."""
    for other in book.tables:
        if other is table or other.rows > 1000:
            continue
        counts = [c for c in other.table.columns if COUNTS & {*words(c.header), normal(c.header)}]
        for names in other.table.columns if counts else ():
            for place, text in enumerate(names.values):
                if _names(text, table) and (number := _whole(counts[0].values[place])):
                    if number > table.rows + 1:
                        told = f"{other.name} lists it with {count(number, 'row')}, it has {table.rows:,}"
                        yield Sign(told, number - table.rows, 0.95)
                    return


def _names(text: str, table: Profiled) -> bool:
    """Whether a cell is the table's name, with or without folder and ending."""
    said = stem_of(text.strip())
    return bool(said) and said in (stem_of(table.name), stem_of(table.name).rpartition("/")[2])


def _whole(text: str) -> int:
    bare = re.sub(r"[.,' ](?=\d{3}\b)", "", text.strip())
    return int(bare) if bare.isdigit() and len(bare) < 12 else 0


def _limited(book: Book, table: Profiled) -> Iterator[Sign]:
    """As many rows as a program holds; or keys in order, and others beyond the last one in other tables."""
    beyond = _beyond(book, table)
    if table.rows in LIMITS:
        yield Sign(f"it has exactly {count(table.rows, 'row')}, which is a limit of programs", 0, 0.9)
    if beyond:
        column, codes, last = beyond
        round_ = f", after exactly {table.rows:,} rows" if table.rows % ROUND == 0 else ""
        yield Sign(
            f"its keys end at {quoted(last)}{round_}, while {column} has {count(len(codes), 'code')} beyond, "
            f"such as {quoted(codes[0])}",
            len(codes), 0.92 if round_ else 0.85,
        )  # fmt: skip


def _beyond(book: Book, table: Profiled) -> tuple[str, list[str], str] | None:
    """A column elsewhere, its codes beyond this table's last key, and that key."""
    key = table.key
    if key is None or table.rows < 20:
        return None
    last = key.values[-1].strip()
    for child in book.tables:
        for column in child.table.columns if child is not table else ():
            link = reference(book, child, column)
            if link is None or link.parent is not table or link.target is not key or link.share < SAME_CODES:
                continue
            if link.share == 1.0:
                continue  # no code is unknown
            lost = sorted({text.strip() for text in column.at(column.code_places(column.lost([key])))})
            like = shape(last)
            beyond = [text for text in lost if shape(text) == like and text > last]
            within = len(lost) - len(beyond)
            known = len(column.filled) - len(lost)
            if len(beyond) < BEYOND or within > (1 - KNOWN) * known:
                continue
            if _rises(key) and _goes_on(key, beyond, known):
                return f"{child.name} · {column.header}", beyond, last
    return None


def _goes_on(key: Column, beyond: list[str], known: int) -> bool:
    """Whether codes beyond the last key lie as densely as those before it: a cut takes away what came next,
    while a slip of the pen lands anywhere."""
    numbers, least, most = key.last_numbers
    after = [int(found[0]) for text in beyond if (found := LAST_NUMBER.search(text))]
    if numbers < len(key.filled) or len(after) < len(beyond) or max(after) <= most:
        return False
    before = known / max(1, most - least)
    return len(after) / (max(after) - most) >= DENSE * before


def _rises(key: Column) -> bool:
    """Whether keys of one form stand in rising order."""
    if len({form.strip() for form in key.shapes}) > 1:
        return False
    return key.rising >= IN_ORDER * (len(key.values) - 1)


DETECTORS = {CONCEPT: detect}
