"""InconsistentAddress: one country, state or city written in several ways in a column; a postal code that is
not of its country's form; a state that is no state where all others are."""

from __future__ import annotations

from kbctl.engine.tables.detectors.common import count, finding, percent, quoted
from kbctl.engine.tables.detectors.leading_zeros import lost_zeros
from kbctl.engine.tables.detectors.variants import variants, variants_finding
from kbctl.engine.tables.places import country_of, is_postal, state_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.similarity import tokens
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import WORDS

CONCEPT = "InconsistentAddress"
FORM = 0.8  # share of a country's postal codes that must have its form, before the rest is wrong
ENOUGH = 5  # codes of a country below which that is not judged
STATES = 0.9  # share of states that are known, from which the column holds states of North America


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    countries = [c for c in table.table.columns if meaning_of(book, table, c).kind == "country"]
    states, cities = table.columns("state_province"), table.columns("city")
    postal = table.columns("postal_code")
    if not countries and not states and not cities and not postal:
        return Skip("no addresses")
    found: list[Finding | None] = []
    for column in countries:
        several = variants(column.filled, country_of)
        found.append(variants_finding(CONCEPT, table, column, several, 0.95, "minor", "country|countries"))
    for column in states:
        known = sum(number for text, number in column.filled.items() if state_of(text))
        if known >= STATES * column.filled_rows:
            several = variants(column.filled, state_of)
            found.append(variants_finding(CONCEPT, table, column, several, 0.95, "minor", "state"))
    for column in cities:
        if len(column.filled) <= 0.9 * column.filled_rows:
            several = variants(column.filled, lambda text: " ".join(tokens(text)))
            found.append(variants_finding(CONCEPT, table, column, several, 0.9, "minor", "city|cities"))
    found += [_postal(book, table, column, countries) for column in postal]
    return tuple(one for one in found if one)


def _postal(book: Book, table: Profiled, column: Column, countries: list[Column]) -> Finding | None:
    """By the country of the row; countries are judged only where most of their codes have the form."""
    if not countries:
        return None
    lost = lost_zeros(book, table, column)[0]
    by_country: dict[str, dict[str, bool]] = {}
    rows: list[tuple[int, str, str]] = []
    for place, text in enumerate(column.values):
        country, bare = country_of(countries[0].values[place]), text.strip()
        if not bare or not country or WORDS.fullmatch(bare) or bare in lost:
            continue
        fits = is_postal(bare, country)
        if fits is not None:
            by_country.setdefault(country, {})[bare] = fits
            rows.append((place, country, bare))
    judged = {
        country
        for country, codes in by_country.items()
        if len(codes) >= ENOUGH and sum(codes.values()) >= FORM * len(codes)
    }
    wrong = [
        (place, country)
        for place, country, bare in rows
        if country in judged and not by_country[country][bare]
    ]
    if not wrong:
        return None
    cells = [table.cell(place, column) for place, _ in wrong]
    message = (
        f"{count(len(cells), 'postal code')} ({percent(len(cells), table.rows)}) of {column.header} do not "
        "have the form of their country."
    )
    examples = [f"{quoted(column.values[place])} in {country}" for place, country in wrong]
    return finding(CONCEPT, table, column, cells, 0.9, "minor", message, examples)


DETECTORS = {CONCEPT: detect}
