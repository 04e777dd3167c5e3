"""InconsistentAddress: one country, state or city written in several ways in a column; a postal code that is
not of its country's form; a state that is no state where all others are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from kbctl.engine.tables import address_columns as parts
from kbctl.engine.tables.detectors.common import cells_with, count, finding, percent, quoted
from kbctl.engine.tables.detectors.leading_zeros import lost_zeros
from kbctl.engine.tables.detectors.variants import variants, variants_finding
from kbctl.engine.tables.looks import fillers_in
from kbctl.engine.tables.places import STREET, country_of, is_postal, state_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.semantic import meaning_of
from kbctl.engine.tables.similarity import tokens
from kbctl.engine.tables.table import Column, Finding, Skip
from kbctl.engine.tables.values import WORDS

CONCEPT = "InconsistentAddress"
HOUSE = 0.7  # share of cells that agree, from which the rest departs from them
CITY = 4  # addresses of a city from which it is judged
FORM = 0.8  # share of a country's postal codes that must have its form, before the rest is wrong
ENOUGH = 5  # codes of a country below which that is not judged
STATES = 0.5  # share of states that are known, from which the column holds states of North America
#: ends of German words for streets and squares, written out or not
WITHIN = re.compile(r"(?<=[^\W\d_]{2})(?:stra(?:ß|ss)e|str\.|platz|pl\.)$")


def detect(book: Book, table: Profiled) -> tuple[Finding, ...] | Skip:
    countries = [c for c in table.table.columns if meaning_of(book, table, c).kind == "country"]
    states, cities = parts.states(table), parts.cities(table)
    postal, streets = parts.postal(table), parts.streets(table)
    if not countries and not states and not cities and not postal and not streets:
        return Skip("no addresses")
    found: list[Finding | None] = []
    for column in countries:
        several = variants(column.filled, country_of)
        found.append(variants_finding(CONCEPT, table, column, several, 0.95, "minor", "country|countries"))
    for column in states:
        if parts.of_states(column, STATES):
            several = variants(column.filled, state_of)
            found.append(
                _state_codes(table, column)
                or variants_finding(CONCEPT, table, column, several, 0.95, "minor", "state")
            )
    for column in cities:
        if len(column.filled) <= 0.9 * column.filled_rows:
            several = variants(column.filled, lambda text: " ".join(tokens(text)))
            found.append(variants_finding(CONCEPT, table, column, several, 0.9, "minor", "city|cities"))
    found += [_postal(book, table, column, countries) for column in postal]
    found += [_streets(table, column) for column in streets]
    for column in cities[:1]:
        for other, beside, same, turned in (
            (states[:1], postal, _same_state, False),
            (postal[:1], states, _same_region, True),
        ):
            known = _known_cities(book, turned)
            found += [_against_city(table, column, one, beside, same, known) for one in other]
    return tuple(one for one in found if one)


def _state_codes(table: Profiled, column: Column) -> Finding | None:
    """States written out among their codes, or codes among names."""
    known = {text: number for text, number in column.filled.items() if state_of(text)}
    codes = sum(number for text, number in known.items() if len(text) == 2)
    total = sum(known.values())
    if total < ENOUGH or not (codes >= HOUSE * total or codes <= (1 - HOUSE) * total):
        return None
    short = codes < HOUSE * total
    odd = {text for text in known if (len(text) == 2) == short or (not short and text != text.upper())}
    if not odd:
        return None
    cells = cells_with(table, column, column.as_written(odd))
    message = f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} " + (
        "have the code of a state where the rest have its name."
        if short
        else "have the name of a state where the rest have its code."
    )
    return finding(CONCEPT, table, column, cells, 0.95, "minor", message, [quoted(o) for o in sorted(odd)])


def _streets(table: Profiled, column: Column) -> Finding | None:
    """Words for streets that most cells write out and some abbreviate, or the other way round."""
    forms: dict[tuple[str, bool], dict[str, set[str]]] = {}
    for text in column.filled:
        said = text.casefold().replace(",", " ").split()
        for word in {said[0], said[-1]}:  # Calle Hidalgo 9, 12 Oak Street: two languages, two habits
            if name := STREET.get(word):
                forms.setdefault((name, word == said[0]), {}).setdefault(word, set()).add(text)
        for word in said:  # Hauptstraße 5
            if end := WITHIN.search(word):
                forms.setdefault((end[0][0] + "-", False), {}).setdefault(end[0], set()).add(text)
    rare: set[str] = set()
    examples = []
    for _, written in sorted(forms.items()):
        usual = max(written, key=lambda word: (len(written[word]), word))
        if len(written) > 1 and len(written[usual]) >= HOUSE * sum(map(len, written.values())) >= ENOUGH:
            others = set().union(*(texts for word, texts in written.items() if word != usual))
            rare |= others
            examples.append(f"{quoted(min(others))} beside {quoted(min(written[usual]))}")
    if not rare:
        return None
    cells = cells_with(table, column, (text for text in column.counts if text.strip() in rare))
    message = (
        f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} write the word "
        "for the street otherwise than the rest."
    )
    return finding(CONCEPT, table, column, cells, 0.8, "minor", message, examples)


def _against_city(
    table: Profiled,
    cities: Column,
    column: Column,
    beside: Sequence[Column],
    same: Callable[[str, str], bool],
    known: Mapping[str, Sequence[tuple[str, str]]],
) -> Finding | None:
    """Cells that differ from what nearly all other addresses of the same city have, in any table. A row whose
    state and postal code both differ is in another city of that name."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(cities.values):
        own = column.values[place].strip()
        if own and text.strip() and not WORDS.fullmatch(text.strip()) and not WORDS.fullmatch(own):
            places.setdefault(" ".join(tokens(text)), []).append(place)
    odd = []
    for city, members in places.items():
        told = known.get(city, ())
        tally = Counter(text for text, _ in told)
        if len(told) < CITY:
            continue
        usual = max(
            tally, key=lambda text: (sum(tally[o] for o in tally if same(o, text)), tally[text], text)
        )
        agree = [other for text, other in told if same(text, usual)]
        if len(agree) < HOUSE * len(told):
            continue
        common = Counter(other[:2].casefold() for other in agree)
        odd += [
            (place, usual)
            for place in members
            if not same(column.values[place].strip(), usual)
            and all(common[c.values[place].strip()[:2].casefold()] >= 0.5 * len(agree) for c in beside[:1])
        ]
    if not odd or len(odd) > 0.2 * table.rows:
        return None
    cells = [table.cell(place, column) for place, _ in odd]
    message = (
        f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} differ from "
        f"what other rows of the same {cities.header} have."
    )
    examples = [
        f"{quoted(column.values[place])} in {quoted(cities.values[place])}, else {quoted(usual)}"
        for place, usual in odd
    ]
    return finding(CONCEPT, table, column, cells, 0.8, "minor", message, examples)


@lru_cache(maxsize=8)
def _known_cities(book: Book, by_postal: bool) -> Mapping[str, Sequence[tuple[str, str]]]:
    """City → its different addresses in all tables, as the state and the postal code, or the other way round.
    A table without one of them has it empty."""
    found: dict[str, set[tuple[str, str]]] = {}
    for table in book.tables:
        cities, states, postal = parts.cities(table), parts.states(table), parts.postal(table)
        if not cities or not (postal if by_postal else states):
            continue
        sought = [cities[0], *(column[0] for column in (states, postal) if column)]
        for texts in table.table.combinations(*sought):
            city, *rest = (text.strip() for text in texts)
            state = rest[0] if states else ""
            code = rest[-1] if postal else ""
            own, other = (code, state) if by_postal else (state, code)
            if city and own and not WORDS.fullmatch(city) and not WORDS.fullmatch(own):
                found.setdefault(" ".join(tokens(city)), set()).add((own, other))
    return {city: sorted(told) for city, told in found.items()}


def _same_state(one: str, other: str) -> bool:
    """Two known states are two cities of one name, or two spellings that are found as such."""
    return one.casefold() == other.casefold() or bool(state_of(one) and state_of(other))


def _same_region(one: str, other: str) -> bool:
    """Postal codes of one region begin alike; a zero that one of them has lost is another matter."""
    size = max(len(one), len(other))
    return one.zfill(size)[:2] == other.zfill(size)[:2]


def _postal(book: Book, table: Profiled, column: Column, countries: list[Column]) -> Finding | None:
    """By the country of the row; countries are judged only where most of their codes have the form."""
    if not countries:
        return None
    lost = lost_zeros(book, table, column)[0]
    fillers = fillers_in(column)
    by_country: dict[str, dict[str, bool]] = {}
    country_by = {text: country_of(text) for text in countries[0].counts}
    for text, said in table.table.combinations(column, countries[0]):
        country, bare = country_by[said], text.strip()
        if not bare or not country or bare in fillers or bare in lost:
            continue
        fits = is_postal(bare, country)
        if fits is not None:
            by_country.setdefault(country, {})[bare] = fits
    judged = {
        country
        for country, codes in by_country.items()
        if len(codes) >= ENOUGH and sum(codes.values()) >= FORM * len(codes)
    }
    odd = {bare for country in judged for bare, fits in by_country[country].items() if not fits}
    wrong = [
        (place, country)
        for place in column.places(column.as_written(odd))
        if (country := country_by[countries[0].values[place]]) in judged
        and not by_country[country].get(column.values[place].strip(), True)
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
