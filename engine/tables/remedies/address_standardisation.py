"""AddressStandardisation: countries, states, postal codes are written as the column mostly has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from kbctl.engine.tables.places import country_of
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.similarity import SHORT, plain
from kbctl.engine.tables.table import Column, Finding

REMEDY, CONCEPT = "AddressStandardisation", "InconsistentAddress"


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings

    def mend(place: Place) -> Mended | str:
        field = place.table.field(place.column)
        if field in ("country", "country_of_origin"):
            return _usual(place, country_of)
        if field in ("state_province", "city"):
            return _usual(place, _same_place)
        if field == "postal_code":
            return _postal(place)
        if field.startswith("address_line"):
            return _street(place)
        return "no country, state, city, street or postal code"

    return cellwise(REMEDY, (CONCEPT,), book, findings, mend)


def _usual(place: Place, thing: Callable[[str], str]) -> Mended | str:
    """The most frequent writing of the same thing in the column."""
    mine = thing(place.cell.value)
    if not mine:
        return "not known"
    writings: Counter[str] = Counter()
    codes = names = 0
    for text, count in place.column.filled.items():
        if is_code(text):
            codes += count
        else:
            names += count
        if thing(text) == mine:
            writings[text] += count
    # what the column mostly has, codes or names, comes before what this one place mostly has
    usual = {text for text in writings if is_code(text) == (codes > names)}
    most = max(usual, key=lambda text: (writings[text], text), default="")
    if not most or most == place.cell.value:
        return "no other writing of it is more usual"
    return Mended(most, 0.9)


def is_code(text: str) -> bool:
    """`MI`, `USA`: two or three capital letters."""
    bare = text.strip()
    return 2 <= len(bare) <= 3 and bare.isalpha() and bare.isupper()


def _same_place(text: str) -> str:
    from kbctl.engine.tables import places

    state = getattr(places, "state_of", None)
    return (state(text) if state else "") or plain(text)


def _postal(place: Place) -> Mended | str:
    """Spaces and hyphens as the column's other codes of the same characters have them."""
    bare = re.sub(r"[\s\-]", "", place.cell.value).upper()
    shapes: Counter[str] = Counter()
    for text, count in place.column.filled.items():
        if len(re.sub(r"[\s\-]", "", text)) == len(bare) and text != place.cell.value.strip():
            shapes[re.sub(r"[A-Za-z\d]", "x", text)] += count
    if not shapes:
        return "no other postal code is of this length: the address has to be asked for"
    shape = max(shapes, key=lambda one: (shapes[one], one))
    signs = iter(bare)
    after = "".join(next(signs) if sign == "x" else sign for sign in shape)
    return (
        Mended(after, 0.85)
        if after != place.cell.value
        else "not of its country: the address has to be asked for"
    )


def _street(place: Place) -> Mended | str:
    """Words of streets in full or short, as the column mostly has them."""
    words = place.cell.value.split()
    counts = _street_words(place.column)
    after = [
        max(forms, key=lambda form: (counts[form], form)) if (forms := _forms(word, counts)) else word
        for word in words
    ]
    written = " ".join(after)
    return Mended(written, 0.8) if written != place.cell.value else "no other writing of it is more usual"


def _street_words(column: Column) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, count in column.filled.items():
        for word in text.split():
            counts[word] += count
    return counts


def _forms(word: str, counts: Counter[str]) -> list[str]:
    key = SHORT.get(word.strip(".,").casefold())
    long = key or word.strip(".,").casefold()
    if key is None and long not in set(SHORT.values()):
        return []
    return sorted(
        other
        for other in counts
        if SHORT.get(other.strip(".,").casefold(), other.strip(".,").casefold()) == long
        and not other.endswith(",")
    )


OPERATORS = {REMEDY: plan}
