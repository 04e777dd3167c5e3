"""OrphanRecord: a code that points at a row which is not there. It stands at the referencing side.

Whether a column points at a table at all is judged by its field and by the codes both share: where fewer than
half are shared, the two use different code systems, and that is another finding than orphans. Where several
tables hold such things (products here, materials there), a code is an orphan only if none of them has it.
"""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import count, finding, quoted
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.references import SAME_CODES, lost_codes, reference
from kbctl.engine.tables.roles import BY_ID, POINTS_AT
from kbctl.engine.tables.table import Finding, Severity, Skip
from kbctl.engine.tables.values import WORDS

CONCEPT = "OrphanRecord"
UNITS = "unit_of_measure"
#: roles whose keys are words, of which a table may have a list for its own purpose; the share of the words
#: that a list of all of them has (a judgement)
WORD_KEYS = frozenset({"unit_of_measure", "item_group", "territory"})
LISTED = 0.9


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found, links, foreign = [], 0, []
    for column in table.table.columns:
        link = reference(book, table, column)
        if link is None:
            continue
        missing, parents = lost_codes(book, table, column)
        share = 1 - len(missing) / len(column.code_counts)
        if share < SAME_CODES:
            foreign.append(f"{column.header} shares {share:.0%} of its codes with {link.parent.name}")
            continue
        words = POINTS_AT.get(table.field(column), "") in WORD_KEYS
        if words and share < LISTED:
            foreign.append(f"{column.header} has words that {link.parent.name} does not list")
            continue
        links += 1
        lost = column.code_places(code for code in missing if not WORDS.fullmatch(code))
        if not lost:
            continue
        codes = {text.strip() for text in column.at(lost)}
        noun = (
            link.parent.role.replace("_", " ").removesuffix(" master") if link.parent.role in BY_ID else "row"
        )
        told = f"{count(len(lost), 'cell')} of {column.header} name {count(len(codes), noun)} that"
        message = f"{told} {link.parent.name} does not have ({link.target.header})."
        if len(parents) > 1:
            message = f"{told} none of {', '.join(parent.name for parent in parents)} has."
        certainty = 0.95 if share >= 0.9 else round(0.5 + 0.5 * share, 3)
        cells = table.cells(column, lost)
        severity: Severity = "major" if link.parent.role == UNITS else "blocking"
        found.append(
            finding(
                CONCEPT,
                table,
                column,
                cells,
                certainty,
                severity,
                message,
                [quoted(code) for code in sorted(codes)],
            )
        )
    if not links and not found:
        return Skip("; ".join(foreign) or "no column points at another table")
    return tuple(found)


DETECTORS = {CONCEPT: detect}
