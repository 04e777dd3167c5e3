"""DataRuleViolation: cells that break what the rest of their table keeps to.

A text that is another one mistyped, where rows alike in some column say that one; a blank where they all
say the same; a letter among the digits of a column of numbers; a value that ran over into the next column;
numbers of which some bear a unit. What another detector has a name for is reported there (see `residual`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kbctl.engine.tables.dependencies.discover import why_not
from kbctl.engine.tables.dependencies.doubted import Doubt, Why, doubts
from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import known_among
from kbctl.engine.tables.table import Finding, Severity, Skip, code_form

CONCEPT = "DataRuleViolation"
FEW = 12  # rows below which a table keeps to nothing that could be told from chance


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.rows < FEW:
        return Skip("too few rows to tell a rule from chance")
    groups: defaultdict[tuple[str, Why], list[Doubt]] = defaultdict(list)
    for doubt in _unknown(book, table, doubts(table.table)):
        groups[doubt.column, doubt.why].append(doubt)
    if not groups and (why := why_not(table.table)):
        return Skip(why)
    return tuple(_finding(table, header, why, own) for (header, why), own in groups.items())


def _unknown(book: Book, table: Profiled, found: Sequence[Doubt]) -> Iterator[Doubt]:
    """Without codes that stand so in their own table: they are judged there."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for doubt in found:
        if doubt.why == "pattern":
            places[doubt.column].append(doubt.place)
    known: set[tuple[str, int]] = set()
    for header, own in places.items():
        column = table.table.by_header[header]
        codes = list(map(code_form, column.at(own)))
        there = known_among(book, table, column, set(codes))
        known |= {(header, place) for place, code in zip(own, codes, strict=True) if code in there}
    return (one for one in found if one.why != "pattern" or (one.column, one.place) not in known)


def _finding(table: Profiled, header: str, why: Why, own: Sequence[Doubt]) -> Finding:
    column = table.table.by_header[header]
    cells = table.cells(column, [doubt.place for doubt in own])
    texts = {doubt.place: cell.value for doubt, cell in zip(own, cells, strict=True)}
    told = f"{count(len(own), 'cell')} ({percent(len(own), table.rows)}) of {header} {_why(why, own)}."
    shown = tuple(
        dict.fromkeys(
            f"{quoted(texts[d.place])} for {quoted(d.expected)}" if d.expected else quoted(texts[d.place])
            for d in own
        )
    )
    certainty = sum(doubt.certainty for doubt in own) / len(own)
    severity: Severity = "minor" if why == "unit" else "major"
    return finding(CONCEPT, table, column, cells, certainty, severity, told, shown)


def _why(why: Why, own: Sequence[Doubt]) -> str:
    by = _listed(own)
    if why == "spoilt":
        return f"are mistyped: rows of the same {by} say otherwise"
    if why == "blank":
        return f"are blank, though rows of the same {by} all say the same"
    if why == "spilt":
        return f"and {by} hold each other's values: one ran over into the other"
    if why == "pattern":
        return f"nearly follow its pattern, which is {by}, but have signs where they do not belong"
    return f"are numbers with a unit, which the column writes in several ways or not at all: {by}"


def _listed(own: Sequence[Doubt]) -> str:
    """The commonest reasons first, three at most."""
    tally: defaultdict[str, int] = defaultdict(int)
    for doubt in own:
        for one in doubt.by:
            tally[one] += 1
    names = sorted(tally, key=lambda one: (-tally[one], one))[:3]
    return " or ".join(names)


DETECTORS = {CONCEPT: detect}
