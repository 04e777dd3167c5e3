"""LeadingZeroLoss: codes of digits that a spreadsheet took for numbers and cut the zeros from.

Length alone proves nothing: a running number is shorter at its start. Proof is the padded code in another
table, codes of full width with zeros in the same column, a country or state whose postal codes begin with
zero, or a bar code whose check digit holds at a length that no bar code has.
"""

from __future__ import annotations

from collections import Counter

from kbctl.engine.tables.codes import code_columns, sisters
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent, quoted
from kbctl.engine.tables.identifiers import GTIN_LENGTHS, is_gtin
from kbctl.engine.tables.places import ZERO_POSTAL, ZERO_STATES, country_of, state_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip

CONCEPT = "LeadingZeroLoss"
DIGITS = 0.5  # share of codes that are digits only, from which a column can lose zeros
WIDTH = 0.6  # share of codes of one length, from which this is the scheme's width
PADDED = 2  # codes of that width with zeros at the front: one may be chance


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    columns = [*code_columns(book, table)]
    columns += [column for column in table.columns("postal_code") if column not in columns]
    if not columns:
        return Skip("no column of codes")
    found = []
    for column in columns:
        lost, certainty, why = lost_zeros(book, table, column)
        if not lost:
            continue
        cells = cells_with(table, column, column.as_written(lost))
        message = (
            f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} lost the "
            f"zeros at their front: {why}."
        )
        examples = [f"{quoted(text)} for {quoted(whole)}" for text, whole in sorted(lost.items())]
        found.append(finding(CONCEPT, table, column, cells, certainty, "major", message, examples))
    return tuple(found)


def lost_zeros(book: Book, table: Profiled, column: Column) -> tuple[dict[str, str], float, str]:
    """Code as it stands → the code with its zeros, with a certainty and the evidence in words."""
    shapes = [shape for shape in column.shapes if set(shape.strip()) == {"9"}]
    found = column.texts(shapes)
    if not found or len(found) < DIGITS * len(column.filled):
        return {}, 0.0, ""
    digits = {text.strip() for text in found}
    short = {text for text in digits if not text.startswith("0")}
    if not short or len(digits) < DIGITS * len(column.filled):
        return {}, 0.0, ""
    if table.field(column) == "postal_code":
        return _postal(table, column, short), 0.95, "postal codes of that country or state begin with one"
    if table.field(column) == "barcode":
        return _barcodes(short), 0.95, "the check digit holds, the length is none of a bar code"
    padded = {
        code.lstrip("0"): code
        for _, sister in sisters(book, table, column)
        for code in sister.filled
        if code.startswith("0") and code.isascii() and code.isdigit()
    }
    if proven := {text: padded[text] for text in short if text in padded}:
        if len(widths := {len(code) for code in padded.values()}) == 1:
            (width,) = widths
            proven |= {text: text.zfill(width) for text in short if len(text) < width}
        return proven, 0.97, "other tables have the codes with them"
    return _own_width(digits), 0.88, "codes of the full width in this column begin with zeros"


def _own_width(digits: set[str]) -> dict[str, str]:
    lengths = Counter(map(len, digits))
    width, number = max(lengths.items(), key=lambda pair: (pair[1], pair[0]))
    zeros = sum(text.startswith("0") and len(text) == width for text in digits)
    if (
        number < WIDTH * len({text.zfill(width) for text in digits})
        or zeros < PADDED
        or any(text.startswith("0") and len(text) != width for text in digits)
    ):
        return {}
    return {text: text.zfill(width) for text in digits if len(text) < width}


def _postal(table: Profiled, column: Column, short: set[str]) -> dict[str, str]:
    """By the country of the row; without a country column, by the state, where it is one of those few whose
    codes begin with zero."""
    countries, states = table.column("country"), table.column("state_province")
    told = [other for other in (countries, states) if other]
    country_by = {text: country_of(text) for text in countries.counts} if countries else {}
    state_by = {text: state_of(text) for text in states.counts} if states else {}
    widths = {ZERO_POSTAL[country] for country in country_by.values() if country in ZERO_POSTAL}
    if ZERO_STATES & set(state_by.values()):
        widths.add(ZERO_POSTAL["US"])
    short = {text for text in short if any(width - 2 <= len(text) < width for width in widths)}
    found: dict[str, str] = {}
    if not short:
        return found
    for text, *beside in table.table.combinations(column, *told):
        bare = text.strip()
        if bare not in short:
            continue
        country = country_by[beside[0]] if countries else ""
        state = state_by[beside[-1]] if states else ""
        if not country and state in ZERO_STATES:
            country = "US"
        width = ZERO_POSTAL.get(country, 0)
        if width - 2 <= len(bare) < width and (country != "US" or not state or state in ZERO_STATES):
            found[bare] = bare.zfill(width)
    return found


def _barcodes(short: set[str]) -> dict[str, str]:
    return {
        text: text.zfill(12 if len(text) > 8 else 8)
        for text in short
        if len(text) not in GTIN_LENGTHS and 6 <= len(text) < 12 and is_gtin(text.zfill(14))
    }


DETECTORS = {CONCEPT: detect}
