"""InconsistentAddress: one country, state or city written in several ways in a column; a postal code that is
not of its country's form; a state that is no state where all others are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
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
FORMS = str.maketrans("012345678", "999999999")
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
        for other, beside, alike, turned in (
            (states[:1], postal, Alike(_same_state, _state_kind), False),
            (postal[:1], states, Alike(_same_region, _region_kind), True),
        ):
            known = _known_cities(book, turned)
            found += [_against_city(table, column, one, beside, alike, known) for one in other]
    return tuple(one for one in found if one)


def _state_codes(table: Profiled, column: Column) -> Finding | None:
    """States written out among their codes, or codes among names."""
    known = {text: number for text, number in column.filled.items() if state_of(text)}
    codes = sum(number for text, number in known.items() if len(text) == 2)
    total = sum(known.values())
    if total < ENOUGH or not (codes >= HOUSE * total or codes <= (1 - HOUSE) * total):
        return None
    short = codes < HOUSE * total
    # codes in small letters are odd only where most stand in capitals
    capitals = sum(number for text, number in known.items() if len(text) == 2 and text == text.upper())
    small = not short and capitals >= HOUSE * codes
    odd = {text for text in known if (len(text) == 2) == short or (small and text != text.upper())}
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
    cells = cells_with(table, column, column.as_written(rare))
    message = (
        f"{count(len(cells), 'cell')} ({percent(len(cells), table.rows)}) of {column.header} write the word "
        "for the street otherwise than the rest."
    )
    return finding(CONCEPT, table, column, cells, 0.8, "minor", message, examples)


@dataclass(frozen=True, slots=True)
class Alike:
    """Whether two texts are of one place. `kind`: a text that stands for all that are the same as this one
    to any other: of these there are few."""

    same: Callable[[str, str], bool]
    kind: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Usual:
    """What a city usually has: a text, and how the other part of the addresses that agree with it begins,
    where they say it."""

    text: str
    common: Counter[str]


def _usual(told: Collection[tuple[str, str]], alike: Alike) -> Usual | None:
    """None where too few addresses are known, or they do not agree."""
    if len(told) < CITY:
        return None
    tally = Counter(text for text, _ in told)
    kind = {text: alike.kind(text) for text in tally}
    kinds: Counter[str] = Counter()
    for text, number in tally.items():
        kinds[kind[text]] += number
    weight = {one: sum(kinds[o] for o in kinds if alike.same(o, one)) for one in kinds}
    if max(weight.values()) < HOUSE * len(told):
        return None
    usual = max(tally, key=lambda text: (weight[kind[text]], tally[text], text))
    agreed = {one for one in kinds if alike.same(one, kind[usual])}
    common = Counter(other[:2].casefold() for text, other in told if other and kind[text] in agreed)
    return Usual(usual, common)


def _against_city(
    table: Profiled,
    cities: Column,
    column: Column,
    beside: Sequence[Column],
    alike: Alike,
    known: Mapping[str, Collection[tuple[str, str]]],
) -> Finding | None:
    """Cells that differ from what nearly all other addresses of the same city have, in any table. A row whose
    state and postal code both differ is in another city of that name."""
    city = {text: " ".join(tokens(text)) for text in cities.counts if _says(text)}
    usual = {
        name: one for name in dict.fromkeys(city.values()) if (one := _usual(known.get(name, ()), alike))
    }
    if not usual:
        return None
    rows = table.table.told(
        (cities, {text: name for text, name in city.items() if name in usual}),
        (column, {text: alike.kind(text.strip()) for text in column.counts if _says(text)}),
        *((c, {text: text.strip()[:2].casefold() for text in c.counts}) for c in beside[:1]),
    )
    tally = rows.tally()
    wrong = {
        (name, kind, *start)
        for name, kind, *start in tally
        if not alike.same(kind, alike.kind(usual[name].text))
        and all(usual[name].common.get(one, 0) >= max(1, 0.5 * usual[name].common.total()) for one in start)
    }
    order = {name: number for number, name in enumerate(dict.fromkeys(row[0] for row in tally))}
    found = sorted(
        (order[row[0]], place, usual[row[0]].text)
        for row, places in rows.places(wrong).items()
        for place in places
    )
    odd = [(place, text) for _, place, text in found]
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
def _known_cities(book: Book, by_postal: bool) -> Mapping[str, Collection[tuple[str, str]]]:
    """City → its different addresses in all tables, as the state and the postal code, or the other way round.
    A table without one of them has it empty."""
    found: dict[str, set[tuple[str, str]]] = {}
    for table in book.tables:
        cities, states, postal = parts.cities(table), parts.states(table), parts.postal(table)
        if not cities or not (postal if by_postal else states):
            continue
        sought = [cities[0], *(column[0] for column in (states, postal) if column)]
        name = {text: " ".join(tokens(text.strip())) for text in cities[0].counts if _says(text)}
        said: dict[str, str] = {}  # the text without white space around it; empty where it says nothing
        own_at, other_at = (-1, 1 if states else 0) if by_postal else (1, -1 if postal else 0)
        for texts in table.table.combinations(*sought):
            text = texts[own_at]
            if (own := said.get(text)) is None:
                own = said[text] = text.strip() if _says(text) else ""
            if own and texts[0] in name:
                other = texts[other_at].strip() if other_at else ""
                found.setdefault(name[texts[0]], set()).add((own, other))
    return found


def _says(text: str) -> bool:
    return bool(bare := text.strip()) and not WORDS.fullmatch(bare)


def _state_kind(text: str) -> str:
    return "al" if state_of(text) else text.casefold()


def _region_kind(text: str) -> str:
    return text[:2] + "x" * (len(text) - 2)


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
    form_fits = lru_cache(maxsize=1 << 12)(is_postal)  # one digit is as good as another
    known: dict[str, tuple[str, str]] = {}  # the code and its form; empty where it is not judged
    for text, said in table.table.combinations(column, countries[0]):
        if text not in known:
            bare = text.strip()
            judges = bare not in fillers and bare not in lost
            known[text] = (bare, bare.translate(FORMS)) if judges else ("", "")
        country, (bare, form) = country_by[said], known[text]
        if bare and country and (fits := form_fits(form, country)) is not None:
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
