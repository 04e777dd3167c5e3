"""Currencies: the ways in which cells name one, and the signs that stand at amounts."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAMES = """
USD: usd us$ $us usdollar usdollars dollar dollars dólar dólares 美元
EUR: eur euro euros € 欧元
GBP: gbp £ pound sterling poundsterling 英镑
CNY: cny rmb yuan renminbi 人民币 元
MXN: mxn mx$ mex$ peso pesos pesomexicano mxp
JPY: jpy yen 日元
CAD: cad c$ ca$ can$ canadiandollar
CHF: chf sfr swissfranc
AUD: aud a$ au$
BRL: brl r$ real reais
INR: inr ₹ rupee rupees
KRW: krw ₩ won
HKD: hkd hk$
SGD: sgd s$
TWD: twd nt$
"""
#: codes of ISO 4217 that name themselves only
_CODES = """
AED ARS BGN CLP COP CRC CZK DKK DOP EGP GTQ HUF IDR ILS ISK MAD MYR NOK NZD PEN PHP PKR PLN RON RSD RUB SAR
SEK THB TND TRY UAH UYU VND ZAR
"""
#: spelling in small letters, without spaces and dots → code
CURRENCIES: Mapping[str, str] = {
    **{code.casefold(): code for code in _CODES.split()},
    **{
        name: line.split(":")[0]
        for line in _NAMES.strip().splitlines()
        for name in line.split(":")[1].split()
    },
}
#: a sign or code that stands before or behind an amount
AMOUNT = re.compile(
    r"(?P<before>(?:US|MX|CA|C|A|AU|R|HK|NT)?\$|[€£¥₹₩]|[A-Z]{3}(?=\s*[\d.,-]))?\s*"
    r"[-+(]?\s*\d[\d.,' \u00a0]*\)?-?\s*"
    r"(?P<after>(?:US|MX)?\$|[€£¥₹₩]|[A-Z]{3})?$"
)
SIGNS: Mapping[str, str] = {"$": "$", "€": "EUR", "£": "GBP", "¥": "¥", "₹": "INR", "₩": "KRW"}


def currency_of(text: str) -> str:
    """The code of the currency that a cell names, or an empty text. A bare `$` and `¥` name several."""
    return CURRENCIES.get("".join(text.casefold().replace(".", "").split()), "")


def sign_of(amount: str) -> str:
    """The currency at an amount (`€ 12.50`, `1,200 USD`), as a code where it names one, else as the sign."""
    found = AMOUNT.match(amount.strip())
    told = (found["before"] or found["after"] or "") if found else ""
    if not told:
        return ""
    if told in SIGNS:
        return SIGNS[told]
    code = currency_of(told)
    return code if not told.isalpha() or code else ""
