"""Lines that close a table and are no data: totals, row counts, notes, page ends.

A word alone does not make a totals line: `Total Comfort Ltd` is a customer. The label must say nothing else,
or the line must be much emptier than the rows above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kbctl.engine.tables.values import number_of

_TOTAL = (
    r"(?:(?:grand|sub|report|overall|running|page|final)[ -]?)?totals?|sum(?:me)?|suma|gesamt(?:summe)?"
    r"|(?:zwischen|end)summe|(?:sub ?)?total(?:es|e)?(?: general)?|somme|totaal|razem"
    r"|合计|总计|小计|总和|合計|総計|小計"
)
#: a label that says `total` and no more
BARE = re.compile(rf"\W*(?:{_TOTAL})\W*$", re.IGNORECASE)
#: one that says of what: `Total for 2023:`, `Subtotal CHAIRS`, `Chairs total`
STARTS = re.compile(
    rf"\W*(?:{_TOTAL})(?![^\W\d_])|.{{1,40}}\b(?:sub)?total\W*$|.{{1,40}}(?:合计|小计|合計|小計)$",
    re.IGNORECASE,
)
_ROWS = r"(?:rows?|records?|lines?|items?|entries|datens[äa]tze|zeilen|filas|registros|行|条)"
COUNTED = re.compile(
    rf"\(?\d[\d.,' ]* *{_ROWS}\b.*"
    rf"|(?:total |number of |anzahl )?(?:{_ROWS}|row count|record count)"
    r"(?: (?:exported|written|total|selected|returned))?\s*[:=]\s*\d.*",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(?:end of (?:report|file|list|data)|source|notes?|quelle|fuente|printed|gedruckt|impreso"
    r"|page|seite|página|pagina|print(?:ed)? date|run date|\*+ ?end)\b",
    re.IGNORECASE,
)
SPARSE = 0.7  # share of the usual cells below which a line is no full row; a judgement


def closes(texts: Sequence[str], usual: int) -> bool:
    """Whether a last line with these non-blank texts is a totals line, a count or a note."""
    label = texts[0]
    sparse = len(texts) <= max(1.0, SPARSE * usual)
    if usual < 2:
        return bool(COUNTED.fullmatch(label)) or (BARE.match(label) is not None and len(label) > 2)
    if COUNTED.fullmatch(label) and sparse:
        return True
    return is_total(texts, usual) or bool(sparse and NOTE.match(label) and (len(texts) == 1 or usual > 2))


def is_total(texts: Sequence[str], usual: int) -> bool:
    """Whether a line reads as a total of rows: by its label, and by being emptier or having figures only."""
    label = texts[0]
    if BARE.match(label):
        return all(number_of(text) is not None or len(text) <= 4 for text in texts[1:])
    return bool(STARTS.match(label)) and len(texts) <= max(1.0, SPARSE * usual)


def adds_up(row: Sequence[str], above: Iterable[Sequence[str]]) -> bool:
    """Whether a line without a label holds nothing but sums of the columns above it, two rows at least."""
    places = [place for place, cell in enumerate(row) if cell.strip()]
    if not places or places[0] == 0 or len(places) == len(row):
        return False
    wanted = {place: number_of(row[place]) for place in places}
    if not all(wanted.values()):
        return False
    totals, some = dict.fromkeys(places, 0.0), dict.fromkeys(places, 0)
    for other in above:
        for place in places:
            if place < len(other) and (value := number_of(other[place])) is not None:
                totals[place] += value
                some[place] += 1
    # half a cent a row is what rounding of the rows may add up to
    return all(
        some[place] >= 2 and abs(totals[place] - (wanted[place] or 0.0)) <= 0.005 * some[place] + 1e-6
        for place in places
    )
