"""PlaceholderValue: a filler that stands where a value is not known (`N/A`, `TBD`, `999999`, `01/01/1900`).

Words and impossible dates are certain. Numbers of nines or runs are fillers only if they recur or stand far
out. A date
at the end of time is a filler everywhere but where it means "valid without end".
"""

from __future__ import annotations

from statistics import median

from kbctl.engine.tables import values
from kbctl.engine.tables.detectors.common import cells_with, count, finding, quoted, ratio
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.looks import date_like, dates_in, fillers_in, numbers_in
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column, Finding, Severity, Skip, Table

CONCEPT = "PlaceholderValue"
SEVERAL = 3  # columns that must hold the word that an export writes for blanks
OPEN_ENDED = frozenset({"bom_effective_to", "expiry_date", "discontinue_date", "planned_end_date"})
END_WORDS = frozenset(
    {
        "end",
        "to",
        "until",
        "thru",
        "through",
        "expiry",
        "expires",
        "expiration",
        "bis",
        "hasta",
        "discontinued",
    }
)
UNLIMITED = frozenset({"credit_limit", "max_stock", "capacity"})
SHORT_CODES = frozenset({"country", "country_of_origin", "state_province", "currency"})
REQUIRED_SOON = frozenset(
    {
        "item_code",
        "customer_code",
        "supplier_code",
        "base_uom",
        "standard_cost",
        "tax_id",
        "bom_component_item",
    }
)


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    found = []
    unsaid = export_blank(table.table)
    if unsaid:
        found.append(_of_export(table, unsaid))
    for column in table.table.columns:
        fillers = {text: sure for text, sure in _fillers(table, column).items() if text != unsaid}
        if not fillers:
            continue
        texts = column.as_written(fillers)
        cells = cells_with(table, column, texts)
        certainty = min(fillers.values())
        shown = ", ".join(
            quoted(text) for text in sorted(fillers, key=lambda text: (-column.filled[text], text))[:3]
        )
        message = f"{count(len(cells), 'cell')} of {column.header} hold a filler instead of a value: {shown}."
        severity: Severity = "major" if table.field(column) in REQUIRED_SOON else "minor"
        found.append(finding(CONCEPT, table, column, cells, certainty, severity, message))
    return tuple(found)


def export_blank(table: Table) -> str:
    """The word that the export writes for every blank, or nothing: no cell of the table is blank, and a
    filler stands in several columns, one of which holds nothing else."""
    if any("" in column.counts for column in table.columns):
        return ""
    words = {
        text for c in table.columns if len(c.filled) == 1 for text in c.filled if values.WORDS.fullmatch(text)
    }
    several = [text for text in sorted(words) if sum(text in c.filled for c in table.columns) >= SEVERAL]
    return several[0] if several else ""


def _of_export(table: Profiled, text: str) -> Finding:
    """Said once for the table: it is no entry of anyone's, and the cells are blank to all intents."""
    holding = [column for column in table.table.columns if text in column.filled]
    rows = len({place for column in holding for place in column.places((text,))})
    message = (
        f"{quoted(text)} is how this table writes a blank, in {count(len(holding), 'column')} "
        f"({', '.join(column.header for column in holding[:4])})."
    )
    return Finding(
        CONCEPT, table.name, "", "", rows, ratio(rows, table.rows), 0.9, "minor", message, (quoted(text),)
    )


def _fillers(table: Profiled, column: Column) -> dict[str, float]:
    """Text → certainty."""
    field = table.field(column)
    found: dict[str, float] = {}
    days = dates_in(column)
    dates = sum(days.values())
    numbers = numbers_in(column)
    typed = max(dates, numbers) > 0.5 * column.filled_rows
    known = fillers_in(column)
    suspects = set(known)
    if dates > numbers:
        suspects |= {text.strip() for text in date_like(column)}
    if field in ("email", "phone", "mobile", "fax"):
        fake = rf"(?i)^\s*(?:{values.FAKE_CONTACT.pattern})\s*$"
        suspects |= {text.strip() for text in column.matching(fake)}
    for text in sorted(suspects):
        if len(text) > 60:
            continue
        if text in known:
            certainty = _word(column, field, text, typed)
        elif values.DATES.fullmatch(text.split(" ")[0].split("T")[0]) and dates > numbers:
            certainty = 0.0 if "9999" in text and _open_ended(column, field) else 0.95
        elif field in ("email", "phone", "mobile", "fax") and values.FAKE_CONTACT.fullmatch(text):
            certainty = 0.95
        else:
            continue
        if certainty:
            found[text] = certainty
    if numbers > 0.5 * column.filled_rows and dates < 0.5 * column.filled_rows:
        found |= _numbers(table, column, field)
    return found


def _word(column: Column, field: str, text: str, typed: bool) -> float:
    """A word that may be a proper value (`Default`, `NA` for Namibia, a dash in a size) needs a column that
    is typed
    otherwise, or prose; in a list of short categories it is taken for one of them."""
    soft = text.casefold() in values.SOFT_WORDS or set(text) <= set("-_.")
    if not soft:
        return 0.95
    if typed:
        return 0.9
    if text.casefold() == "na":
        return 0.0  # among words it is a word: Namibia, a name
    if field in SHORT_CODES or set(words(column.header)) & {
        "code",
        "size",
        "group",
        "class",
        "style",
        "status",
        "type",
        "season",
        "grade",
    }:
        return 0.0
    return 0.8 if len(column.filled) > 20 else 0.0


def _open_ended(column: Column, field: str) -> bool:
    return field in OPEN_ENDED or bool(set(words(column.header)) & END_WORDS)


def _numbers(table: Profiled, column: Column, field: str) -> dict[str, float]:
    """Nines and runs that recur, or lie an order of magnitude above all other values. Keys and codes are no
    numbers."""
    if (
        column is table.key
        or field.endswith(("_code", "_no", "_item"))
        or field in ("barcode", "tax_id", "postal_code", "hs_code")
    ):
        return {}
    suspects = {text.strip() for text in column.matching(values.RUNS)}
    if not suspects:
        return {}
    others = [abs(values.number_of(text) or 0.0) for text in column.filled if text not in suspects]
    usual, most = (median(others), max(others)) if others else (0.0, 0.0)
    found = {}
    for text in suspects:
        value, number = abs(values.number_of(text) or 0.0), column.filled[text]
        recurs = number >= 3 and number > 3 * column.filled_rows / max(1, len(column.filled))
        far = value > 10 * most and value > 100 * usual
        if recurs or far:
            found[text] = 0.6 if field in UNLIMITED else (0.9 if recurs and far else 0.75)
    return found


DETECTORS = {CONCEPT: detect}
