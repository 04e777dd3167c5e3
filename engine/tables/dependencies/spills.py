"""A value that ran over into its neighbour: `Dayton OH` in the city, and the state is blank."""

from __future__ import annotations

from dataclasses import dataclass

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
        gaps = [place for place, text in enumerate(blank.values) if not text.strip()]
        listed = {text for text, number in blank.filled.items() if number >= REPEATED}
        if not gaps or not listed or len(blank.filled) > FEW or len(gaps) > 0.5 * table.rows:
            continue
        if not any(c.isalpha() for text in listed for c in text):
            continue
        for full in table.columns:
            if full is not blank:
                own = list(_between(full, blank, gaps, listed))
                known = sum(spill.rest in full.filled for spill in own)
                if (
                    len(own) >= max(ENOUGH, SHARE * len(gaps))
                    and known >= KNOWN * len(own)
                    and not _usual(full, blank, listed)
                ):
                    found += own
    return tuple(sorted(found, key=lambda spill: (spill.place, spill.full, spill.blank)))


def _between(full: Column, blank: Column, gaps: list[int], listed: set[str]) -> list[Spill]:
    found = []
    for place in gaps:
        rest, _, value = full.values[place].strip().rpartition(" ")
        if rest and value in listed:
            found.append(Spill(place, full.header, blank.header, value, rest.rstrip(" ,")))
    return found


def _usual(full: Column, blank: Column, listed: set[str]) -> bool:
    """The other column's texts often end in such a word where nothing is missing."""
    filled = ends = 0
    for text, beside in zip(full.values, blank.values, strict=True):
        if beside.strip() and text.strip():
            filled += 1
            ends += text.strip().rpartition(" ")[2] in listed
    return ends > 0.02 * max(1, filled)
