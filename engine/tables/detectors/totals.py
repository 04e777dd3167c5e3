"""ReconciliationMismatch: debit and credit that do not agree, in a posting or in a trial balance.
DerivedFieldMismatch of documents: a total that is not the sum of its lines.

Which column is the sum of which is found from the numbers: it must hold for most documents. A document with
a line that is itself miscalculated is left to that finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from kbctl.engine.tables.arithmetic import relations
from kbctl.engine.tables.detectors.common import EXAMPLES, count, finding, percent
from kbctl.engine.tables.detectors.derived import detect as detect_within
from kbctl.engine.tables.detectors.subledger import against_ledger, control_account
from kbctl.engine.tables.documents import Documents
from kbctl.engine.tables.large.documents import stored_documents
from kbctl.engine.tables.ledger import CREDIT, DEBIT, side_of
from kbctl.engine.tables.numeric import decimals, number_text, numbers, numeric
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Skip, code_form

CONCEPT, DERIVED = "ReconciliationMismatch", "DerivedFieldMismatch"
#: documents that must agree for a rule, share of them, share of documents that have more than one line
ENOUGH, HOLDS, SEVERAL = 5, 0.7, 0.1


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    if table.role == "open_item" and (held := control_account(book, table)):
        return against_ledger(table, *held)
    posted = _postings(table)
    return Skip("no postings or balances with debit and credit") if posted is None else tuple(posted[0])


def detect_derived(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    """Totals of documents that are not the sums of their lines, with what is calculated within the row."""
    within = detect_within(book, table)
    lines = list(_documents(book, table))
    if isinstance(within, Skip) and not lines:
        return within
    found = [one for key, child, child_key in lines if (one := _against_lines(table, key, child, child_key))]
    return (*(() if isinstance(within, Skip) else within), *found)


def _documents(book: Book, table: Profiled) -> Iterator[tuple[Column, Profiled, Column]]:
    """Tables whose rows are lines of this table's documents: this one's key, the table, its column of that
    key."""
    for key in table.table.columns:
        field = table.field(key)
        if not (field.endswith("_no") or key is table.key) or len(key.code_counts) < 0.95 * table.rows:
            continue
        for child in book.tables:
            if child is table:
                continue
            named = child.columns(field) if field else ()
            for other in named or [c for c in child.table.columns if c.header == key.header]:
                codes = len(other.code_counts)
                if codes < other.filled_rows and other.shared(key) >= max(ENOUGH, 0.5 * codes):
                    yield key, child, other
                    break


def sums_of_lines(book: Book, table: Profiled, total: Column) -> dict[int, float]:
    """Place → sum of its lines, for documents whose total is not that sum while that of most is, and whose
    lines are themselves rightly calculated."""
    found: dict[int, float] = {}
    for key, child, child_key in _documents(book, table):
        best = _best(table, key, child, child_key)
        if best is None or best[1] is not total:
            continue
        wrong = _miscalculated(child, child_key, best[2])
        places = key.places_by_code(best[3])
        found |= {places[code][0]: summed for code, (_, summed) in best[3].items() if code not in wrong}
    return found


def _against_lines(table: Profiled, key: Column, child: Profiled, child_key: Column) -> Finding | None:
    best = _best(table, key, child, child_key)
    if best is None:
        return None
    held, total, part, broken = best
    wrong = _miscalculated(child, child_key, part)
    broken = {code: sums for code, sums in broken.items() if code not in wrong}
    if not broken:
        return None
    cells = table.cells(total, key.code_places(broken))
    message = (
        f"{total.header} of {count(len(broken), 'document')} ({percent(len(broken), table.rows)}) is not "
        f"the sum of "
        f"{part.header} in {child.name}, as it is for {held:,}."
    )
    first = sorted(broken)[:EXAMPLES]
    places = key.places_by_code(first)
    examples = [
        f"{key.values[places[code][0]].strip()}: {number_text(broken[code][0])}, lines "
        f"{number_text(round(broken[code][1], 4))}"
        for code in first
    ]
    certainty = 0.5 + 0.47 * held / (held + len(broken))
    return finding(DERIVED, table, total, cells, certainty, "blocking", message, examples)


def _best(
    table: Profiled, key: Column, child: Profiled, child_key: Column
) -> tuple[int, Column, Column, dict[str, tuple[float, float]]] | None:
    """The total and the amount of the lines that agree for most documents: how many, both, and the others
    with what they say and what their lines sum to."""
    best: tuple[int, Column, Column, dict[str, tuple[float, float]]] | None = None
    totals = [column for column in _amounts(table) if column is not key]
    parts = [column for column in _amounts(child) if column is not child_key]
    documents = stored_documents(key, totals, child_key, parts) or Documents(key, totals, child_key, parts)
    for total in totals:
        for part in parts:
            allowed = 10.0 ** -max(decimals(total), decimals(part)) * 1.01
            told = documents.compare(total, part, allowed)
            if told is None:
                continue
            rule = told.held >= max(ENOUGH, HOLDS * (told.held + len(told.broken)))
            if rule and told.several >= SEVERAL * told.held and (best is None or told.held > best[0]):
                best = told.held, total, part, told.broken
    return best


def _amounts(table: Profiled) -> list[Column]:
    return [
        column
        for column in table.table.columns
        if not table.field(column).endswith(("_code", "_no", "_item", "_seq", "_date"))
        and column is not table.key
        and len(column.filled) > 2
        and numeric(column)
    ][:12]


def _miscalculated(child: Profiled, key: Column, part: Column) -> frozenset[str]:
    """Documents with a line whose amount is not what the line's own calculation gives."""
    return frozenset(
        code_form(text)
        for one in relations(child)
        if part is one.result or part in one.parts
        for text in key.at(one.broken)
    )


def _postings(table: Profiled) -> tuple[list[Finding]] | None:
    """Postings whose debit and credit differ; None where there are no such columns."""
    debit = side_of(table, DEBIT)
    credit = side_of(table, CREDIT)
    if debit is None or credit is None:
        return None
    left, right = numbers(debit), numbers(credit)
    best: tuple[int, Column, dict[str, tuple[int, ...]], dict[str, tuple[float, float]]] | None = None
    for key in table.table.columns:
        if key in (debit, credit) or not 1 < len(key.codes) <= 0.7 * table.rows or numeric_amount(table, key):
            continue
        broken: dict[str, tuple[float, float]] = {}
        for code, places in key.codes.items():
            debits, credits = (sum(side[p] or 0.0 for p in places) for side in (left, right))
            if abs(debits - credits) > 0.0101:
                broken[code] = debits, credits
        held = len(key.codes) - len(broken)
        if held >= max(ENOUGH, HOLDS * len(key.codes)) and (best is None or held > best[0]):
            best = held, key, dict(key.codes), broken
    if best is None:
        return (_trial_balance(table, debit, credit),)
    if not best[3]:
        return ([],)
    held, key, codes, broken = best
    cells = [table.cell(place, key) for code in broken for place in codes[code]]
    message = (
        f"{count(len(broken), 'posting')} of {key.header} do not balance: {debit.header} and "
        f"{credit.header} differ, "
        f"while {held:,} balance."
    )
    examples = [f"{code}: {number_text(a)} and {number_text(b)}" for code, (a, b) in sorted(broken.items())]
    return ([finding(CONCEPT, table, key, cells, 0.95, "blocking", message, examples)],)


def _trial_balance(table: Profiled, debit: Column, credit: Column) -> list[Finding]:
    """A list of balances, whose debits and credits must be the same in all."""
    if table.role != "trial_balance":
        return []
    sides = [sum(value or 0.0 for value in numbers(side)) for side in (debit, credit)]
    if abs(sides[0] - sides[1]) <= 0.0101 * max(1, table.rows**0.5):
        return []
    message = (
        f"{debit.header} and {credit.header} differ by {number_text(round(abs(sides[0] - sides[1]), 2))}: "
        f"{number_text(round(sides[0], 2))} and {number_text(round(sides[1], 2))}."
    )
    cells = [table.cell(place, debit) for place in range(table.rows)]
    return [finding(CONCEPT, table, debit, cells, 0.95, "blocking", message, [message])]


def numeric_amount(table: Profiled, column: Column) -> bool:
    return numeric(column, 0.9) and decimals(column) > 0


DETECTORS = {CONCEPT: detect, DERIVED: detect_derived}
