"""TaxIdentifierValidation: numbers whose check digits hold once their writing is put right are put right.

A number that fails its check is wrong in a digit nobody knows: it is left for the partner to confirm.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from kbctl.engine.tables.places import country_of
from kbctl.engine.tables.profile import Book
from kbctl.engine.tables.remedies.common import Mended, Place, cellwise
from kbctl.engine.tables.remedies.operator import Plan, Settings
from kbctl.engine.tables.table import Finding

REMEDY, CONCEPT = "TaxIdentifierValidation", "InvalidTaxIdentifier"
#: country → modules of python-stdnum for what firms there are registered under, the usual one first
NUMBERS = {
    "US": ("us.ein",), "MX": ("mx.rfc",), "CN": ("cn.uscc",), "ES": ("es.nif",), "GB": ("gb.vat",),
    "DE": ("de.vat",), "FR": ("fr.tva",), "IT": ("it.iva",), "AT": ("at.uid",), "NL": ("nl.btw",),
    "BE": ("be.vat",), "PL": ("pl.nip",), "PT": ("pt.nif",), "CH": ("ch.vat", "ch.uid"), "BR": ("br.cnpj",),
    "CA": ("ca.bn",), "IN": ("in_.gstin",),
}  # fmt: skip


def plan(book: Book, findings: Sequence[Finding], settings: Settings) -> Plan:
    del settings
    return cellwise(REMEDY, (CONCEPT,), book, findings, _mend)


def _mend(place: Place) -> Mended | str:
    text = place.cell.value.strip()
    country = place.table.column("country")
    region = country_of(country.values[place.place]) if country else ""
    region = region or (text[:2].upper() if text[:2].isalpha() and text[:2].upper() in NUMBERS else "")
    if region not in NUMBERS:
        return "the country is not known" if not region else "the country's numbers cannot be checked"
    for name in NUMBERS[region]:
        module = import_module(f"stdnum.{name}")
        if after := _right(module, text):
            return Mended(after, 0.9)
    return "its check digits fail: the partner has to confirm it"


def _right(module: ModuleType, text: str) -> str:
    """The number as it is usually written; empty where it is none, or stands so already."""
    bare = "".join(text.split()).upper()
    for candidate in dict.fromkeys((text, bare, bare[:2] + bare[2:].replace("O", "0"))):
        if module.is_valid(candidate):
            shape = getattr(module, "format", module.compact)
            after = str(shape(module.compact(candidate)))
            return after if after != text else ""
    return ""


OPERATORS = {REMEDY: plan}
