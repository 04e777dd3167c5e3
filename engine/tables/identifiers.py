"""Numbers with check digits: bar codes, tax numbers by country, bank accounts, by python-stdnum."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module

GTIN_LENGTHS = frozenset({8, 12, 13, 14})
#: country → modules of stdnum whose numbers companies of that country have as tax number
_TAX = """
AT at.uid; AU au.abn au.acn; BE be.vat; BG bg.vat; BR br.cnpj br.cpf; CA ca.bn; CH ch.uid ch.vat; CL cl.rut;
CN cn.uscc; CO co.nit; CZ cz.dic; DE de.vat de.stnr; DK dk.cvr; EE ee.kmkr; ES es.nif es.cif; FI fi.alv;
FR fr.tva fr.siren fr.siret; GB gb.vat; GR gr.vat; HR hr.oib; HU hu.anum; IE ie.vat; IN in_.gstin in_.pan;
IT it.iva it.codicefiscale; JP jp.cn; KR kr.brn; LT lt.pvm; LU lu.tva; LV lv.pvn; MX mx.rfc; NL nl.btw;
NO no.mva no.orgnr; NZ nz.ird; PE pe.ruc; PL pl.nip; PT pt.nif; RO ro.cui; SE se.vat se.orgnr; SI si.ddv;
SK sk.dph; TR tr.vkn tr.tckimlik; US us.ein; ZA za.tin
"""
_TAX_OF = {
    country: tuple(modules)
    for country, *modules in (one.split() for one in _TAX.replace("\n", " ").split(";"))
}
#: prefixes of value added tax numbers; Greece writes EL
PREFIXES = {country: country for country in _TAX_OF if country not in ("AU", "BR", "CA", "CN", "IN", "US")}
PREFIXES["EL"] = PREFIXES.pop("GR")
_EU = "AT BE BG CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV NL PL PT RO SE SI SK"
EU = frozenset(_EU.split())
PREFIXED = re.compile(r"([A-Z]{2})[ -]?(?=[\dA-Z])[\dA-Z .-]{7,14}$")


def is_gtin(text: str) -> bool:
    """Whether a bar code (EAN, UPC, GTIN) of a proper length has its right check digit."""
    if not (text.isascii() and text.isdigit() and len(text) in GTIN_LENGTHS):
        return False
    digits = [int(digit) for digit in reversed(text)]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


@lru_cache(maxsize=64)
def _checks(country: str) -> tuple[Callable[[str], bool], ...]:
    return tuple(import_module(f"stdnum.{name}").is_valid for name in _TAX_OF.get(country, ()))


@lru_cache(maxsize=1 << 15)
def is_tax_number(text: str, country: str) -> bool | None:
    """Whether a tax number is right for its country; None for a country that is not judged."""
    checks = _checks(country)
    return any(check(text.strip()) for check in checks) if checks else None


def tax_country(text: str) -> str:
    """The country that a number names by its prefix (`DE136695976`, `EL 094259216`), or an empty text. Only
    the European Union's prefixes are certain enough."""
    found = PREFIXED.match(text.strip().upper())
    return PREFIXES[found[1]] if found and found[1] in EU else ""


def is_iban(text: str) -> bool:
    valid: bool = import_module("stdnum.iban").is_valid(text, check_country=False)
    return valid
