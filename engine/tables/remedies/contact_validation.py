"""ContactDetailValidation: slips of the keyboard in e-mail addresses and telephone numbers are mended; what
is wrong in another way is left for someone who can ask the partner."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbctl.engine.tables.places import country_of
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.semantic import EMAIL
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPT = "ContactDetailValidation", "InvalidContactDetail"
AT = re.compile(r"\s*(\(at\)|\[at\]|\{at\}|\s+at\s+|＠|@+)\s*", re.IGNORECASE)
DOT = re.compile(r"\s*(\(dot\)|\[dot\]|\s+dot\s+|．|。)\s*", re.IGNORECASE)


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    return cellwise(REMEDY, (CONCEPT,), book, findings, _mend)


def _mend(place: Place) -> Mended | str:
    field = place.table.field(place.column)
    if field == "email" or (not field and "@" in place.cell.value):
        return _email(place.cell.value)
    if field in ("phone", "mobile", "fax"):
        return _phone(place)
    return "neither an e-mail address nor a telephone number"


def _email(text: str) -> Mended | str:
    after = re.sub(r"^\s*mailto:\s*", "", text.strip().strip("<>\"';,"), flags=re.IGNORECASE)
    after = DOT.sub(".", AT.sub("@", after))
    local, sign, domain = after.partition("@")
    if re.search(r"[,;]\s", text.strip()):
        return "it may be two addresses, of which one lost its @"
    if not sign or "@" in domain:
        return "an address without one @ cannot be mended"
    domain = re.sub(r"\.{2,}", ".", domain.replace(",", ".").replace(" ", "").rstrip(".")).casefold()
    after = f"{local.strip().strip('.').replace(' ', '')}@{domain}"
    if not EMAIL.match(after) or after == text:
        return "not an address in any reading"
    return Mended(after, 0.9)


def _phone(place: Place) -> Mended | str:
    """A number that is possible in the partner's country when its signs are taken away."""
    import phonenumbers

    country = place.table.column("country")
    region = country_of(country.values[place.place]) if country else ""
    text = place.cell.value
    if re.search(
        r"[^\W\d_]", re.sub(r"\b(ext|x|tel|fax|phone|durchwahl)\b\.?", "", text, flags=re.IGNORECASE)
    ):
        return "letters stand in the number"
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return "no number can be read" if region else "the country is not known"
    if not phonenumbers.is_valid_number(number):
        return "no such number exists in its country"
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return Mended(str(phonenumbers.format_number(number, form)), 0.85)


OPERATORS = {REMEDY: plan}
