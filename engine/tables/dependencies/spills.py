"""A value that ran over into its neighbour: `Dayton OH` in the city, and the state is blank."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kbctl.engine.tables.looks import blank_texts
from kbctl.engine.tables.table import Column, Table

FEW = 300  # distinct texts beyond which a column is no list of values
REPEATED = 3  # how often a value must stand in its own column
ENOUGH = 3  # rows below which it may be chance
SHARE = 0.3  # share of the blank cells whose value must stand in the other column
KNOWN = (
    0.2  # share of the texts that must occur there without it too: names just end in a colour (a judgement)
)


@dataclass(frozen=True, slots=True)
class Spill:
    """In the row `place` the blank cell's value stands at the end of the other one's text."""

    place: int
    full: str
    blank: str
    value: str
    rest: str


def spills(table: Table) -> tuple[Spill, ...]:
    found: list[Spill] = []
    for blank in table.columns:
        gaps = table.rows - blank.filled_rows
        if not gaps or gaps > 0.5 * table.rows or len(blank.filled) > FEW:
            continue
        listed = {text for text, number in blank.filled.items() if number >= REPEATED}
        if not any(c.isalpha() for text in listed for c in text):
            continue
        for full in table.columns:
            if full is not blank:
                own = _between(table, full, blank, listed)
                known = sum(spill.rest in full.filled for spill in own)
                if (
                    len(own) >= max(ENOUGH, SHARE * gaps)
                    and known >= KNOWN * len(own)
                    and not _usual(table, full, blank, listed)
                ):
                    found += own
    return tuple(sorted(found, key=lambda spill: (spill.place, spill.full, spill.blank)))


def _ending(full: Column, listed: set[str]) -> Mapping[str, tuple[str, str]]:
    """The texts that end in one of these words: what comes before it, and the word."""
    words = [text for text in sorted(listed) if " " not in text]
    if not words:
        return {}
    found = {}
    for text in full.matching(rf" (?:{'|'.join(map(re.escape, words))})\s*$"):
        rest, _, value = text.strip().rpartition(" ")
        if rest and value in listed:
            found[text] = rest.rstrip(" ,"), value
    return found


def _between(table: Table, full: Column, blank: Column, listed: set[str]) -> list[Spill]:
    ending = _ending(full, listed)
    if not ending:
        return []
    rows = table.told((full, {text: text for text in ending}), (blank, dict.fromkeys(blank_texts(blank), "")))
    found = rows.places([(text, "") for text in ending])
    return [
        Spill(place, full.header, blank.header, ending[text][1], ending[text][0])
        for (text, _), places in found.items()
        for place in places
    ]


def _usual(table: Table, full: Column, blank: Column, listed: set[str]) -> bool:
    """The other column's texts often end in such a word where nothing is missing."""
    beside = dict.fromkeys(blank.as_written(blank.filled.keys()), "")
    gaps = table.told((full, dict.fromkeys(blank_texts(full), "")), (blank, beside)).tally()
    alone = {text: "" for text in full.as_written(listed) if " " not in text.strip()}
    ending = dict.fromkeys(_ending(full, listed), "") | alone
    ends = sum(table.told((full, ending), (blank, beside)).tally().values())
    return ends > 0.02 * max(1, blank.filled_rows - sum(gaps.values()))
