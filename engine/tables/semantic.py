"""What a column holds: dates, numbers, codes, units, e-mail addresses, prose …, judged by its cells and,
where the vocabulary knows the header's field, by that.

The cells have the last word: a field says what a column is for, and is believed unless most cells contradict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from kbctl.engine.tables.currencies import currency_of
from kbctl.engine.tables.headers import words
from kbctl.engine.tables.looks import fillers_in
from kbctl.engine.tables.places import country_of
from kbctl.engine.tables.profile import Book, Profiled
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.units import unit_of
from kbctl.engine.tables.values import is_date, is_number

Kind = Literal[
    "blank", "boolean", "category", "code", "country", "currency", "date", "email", "name", "number", "phone",
    "postal_code", "tax_id", "text", "unit", "url",
]  # fmt: skip

SAMPLE = 400  # distinct texts that are looked at, spread over all of them
MOST = 0.8  # share of the sample from which its look decides (a judgement: one cell in five may be wrong)
SOME = 0.5  # the same where the field says so too
CATEGORY = 60  # distinct texts above which a column is no list of categories

EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[A-Za-z]{2,}$")
URL = re.compile(r"(https?://|www\.)\S+$", re.IGNORECASE)
PHONE = re.compile(r"\+?[\d\s().\-/]{7,25}((x|ext\.?)\s*\d+)?$", re.IGNORECASE)
DIGITS = re.compile(r"\d+$")
CODE = re.compile(r"(?=.*\d)[A-Za-z\d][A-Za-z\d\-._/ #*&+]{0,29}$")
BOOLEANS = frozenset(
    {"y", "n", "yes", "no", "true", "false", "t", "f", "0", "1", "x", "ja", "nein", "si", "sí", "是", "否"}
)

#: field → kind, where the field says it by its name alone
FIELDS: Mapping[str, Kind] = {
    "email": "email", "phone": "phone", "mobile": "phone", "fax": "phone", "website": "url",
    "tax_id": "tax_id", "postal_code": "postal_code", "currency": "currency", "country": "country",
    "country_of_origin": "country", "base_uom": "unit", "purchase_uom": "unit", "sales_uom": "unit",
    "alt_uom": "unit", "bom_uom": "unit", "bom_component_uom": "unit", "weight_uom": "unit",
}  # fmt: skip
NUMERIC = frozenset({"number", "quantity", "money", "ratio", "integer"})
#: words of headers that say a column is for amounts, where no field is known
MEASURES = frozenset(
    {
        "qty", "quantity", "price", "cost", "amount", "amt", "total", "weight", "rate", "hours", "minutes",
        "days", "percent", "pct", "value", "balance", "stock", "width", "height", "length", "volume",
        "cantidad", "precio", "costo", "coste", "importe", "peso", "menge", "preis", "betrag", "数量", "价格",
        "金额", "limite", "limit", "debit", "credit", "saldo", "factor",
    }
)  # fmt: skip
CODE_WORDS = frozenset(
    {
        "id", "code", "no", "number", "nr", "nbr", "ref", "account", "barcode", "ean", "gtin", "upc", "sku",
        "codigo", "cod", "num", "numero", "clave", "nummer", "cuenta", "konto",
    }
)  # fmt: skip
AMOUNT_SIGNS = ("额", "价", "价格", "量", "数量", "率", "成本", "上限", "重量", "余额", "单价")
DATE_WORDS = frozenset({"date", "fecha", "datum", "entrega", "day", "termin", "due"})
DATE_SIGNS = ("日期", "日", "交期", "时间")
CODE_SIGNS = ("号", "码", "编号", "代码")
LIST_WORDS: Mapping[Kind, frozenset[str]] = {
    "currency": frozenset({"currency", "curr", "moneda", "waehrung", "wahrung", "币种", "货币"}),
    "unit": frozenset({"unit", "uom", "um", "unidad", "einheit", "measure", "单位"}),
    "country": frozenset({"country", "pais", "land", "nation", "国家"}),
}
CLEAR: tuple[Kind, ...] = ("email", "url", "date")
LISTED: tuple[Kind, ...] = ("currency", "unit", "country")
PROSE = ("_name", "_description", "_line1", "_line2", "remarks")
NAMES_OF = frozenset({"city", "state_province", "material", "color", "finish", "brand", "manufacturer"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """`certainty`: the share of cells that look like it, or a judgement where the header alone says so.
    `shares`: how much of the sample looks like each kind."""

    kind: Kind
    certainty: float
    shares: Mapping[str, float]

    def share(self, kind: str) -> float:
        return self.shares.get(kind, 0.0)


LOOKS: Mapping[str, Callable[[str], bool]] = {
    "date": is_date,
    "number": is_number,
    "fraction": lambda text: is_number(text) and not DIGITS.match(text),
    "digits": lambda text: DIGITS.match(text) is not None,
    "email": lambda text: EMAIL.match(text) is not None,
    "url": lambda text: URL.match(text) is not None,
    "phone": lambda text: PHONE.match(text) is not None and sum(map(str.isdigit, text)) >= 7,
    "code": lambda text: CODE.match(text) is not None,
    "currency": lambda text: bool(currency_of(text)),
    "unit": lambda text: unit_of(text) is not None,
    "country": lambda text: bool(country_of(text)),
    "boolean": lambda text: text.casefold() in BOOLEANS,
    "words": lambda text: " " in text and any(map(str.isalpha, text)),
    "letters": lambda text: any(map(str.isalpha, text)),
}

_known: WeakKeyDictionary[Column, Meaning] = WeakKeyDictionary()  # a column is looked at once


def meaning_of(book: Book, table: Profiled, column: Column) -> Meaning:
    """What a column of a table holds."""
    found = _known.get(column)
    if found is None:
        field = table.field(column)
        found = _known[column] = _judge(column, field, book.names.types.get(field, ""), column is table.key)
    return found


def sample_of(column: Column) -> list[str]:
    """Distinct texts spread evenly over all, fillers and spreadsheet errors left out."""
    return column.spread(SAMPLE, fillers_in(column)) or column.sample(SAMPLE)


def _judge(column: Column, field: str, type: str, key: bool) -> Meaning:
    sample = sample_of(column)
    if not sample:
        return Meaning("blank", 1.0, {})
    shares = {kind: sum(map(look, sample)) / len(sample) for kind, look in LOOKS.items()}
    if column.dated:
        shares["date"] = max(shares["date"], len(column.dated) / column.filled_rows)
    kind, certainty = _by_field(field, type, shares) or _by_cells(column, shares, key)
    return Meaning(kind, round(certainty, 3), shares)


def _by_field(field: str, type: str, shares: Mapping[str, float]) -> tuple[Kind, float] | None:
    """Where the field is known and the cells do not contradict it."""
    if kind := FIELDS.get(field):
        seen = shares.get(kind, SOME)
        return (kind, max(seen, SOME)) if seen >= SOME or shares["number"] < SOME or kind == "phone" else None
    if type in NUMERIC:
        return ("number", shares["number"]) if shares["number"] >= SOME else None
    if type == "date":
        return ("date", shares["date"]) if shares["date"] >= SOME else None
    if type == "code" and shares["words"] < SOME:
        return ("code", max(SOME, shares["code"]))
    if field.endswith(PROSE):
        return ("text" if field.endswith(("_description", "remarks")) else "name", 0.9)
    return ("name", 0.7) if field in NAMES_OF and shares["letters"] >= SOME else None


def says_amount(header: str) -> bool:
    return bool(set(words(header)) & MEASURES) or header.strip().endswith(AMOUNT_SIGNS)


def says_date(header: str) -> bool:
    return bool(set(words(header)) & DATE_WORDS) or header.strip().endswith(DATE_SIGNS)


def says_code(header: str) -> bool:
    """Whether a header says by itself that its column holds codes or numbers of things."""
    said = set(words(header))
    return bool(said & CODE_WORDS and not said & MEASURES) or header.strip().endswith(CODE_SIGNS)


def _fixed_width(column: Column, said: set[str]) -> bool:
    """Digits of one length, or with zeros at the front: numbers of things, and no amounts, which often end in
    zeros. A fraction of zero is what a tool adds to them."""
    texts = [text.removesuffix(".0") for text in sample_of(column)]
    digits = [text for text in texts if DIGITS.match(text)]
    if said & MEASURES or len(digits) < max(3, MOST * len(texts)):
        return False
    if sum(len(text) > 1 and text.startswith("0") for text in digits) >= max(3, 0.1 * len(digits)):
        return True
    lengths = {len(text) for text in digits}
    return (
        len(lengths) == 1 and min(lengths) >= 5 and sum(t.endswith("00") for t in digits) < 0.3 * len(digits)
    )


def _unmistakable(column: Column) -> bool:
    """Names written out, or codes of three letters: two letters may be many things."""
    return all(len(text) >= 4 or (len(text) == 3 and text.isupper()) for text in column.filled)


def _by_cells(column: Column, shares: Mapping[str, float], key: bool) -> tuple[Kind, float]:
    said = set(words(column.header))
    if says_date(column.header) and shares["date"] >= SOME:
        return "date", shares["date"]
    for kind in CLEAR:
        if shares[kind] >= MOST and not (kind == "date" and shares["digits"] >= MOST):
            return kind, shares[kind]
    few = len(column.filled) <= 3
    if few and shares["boolean"] >= MOST and column.filled_rows > 2 * len(column.filled):
        return "boolean", shares["boolean"]
    if key:
        return "code", 0.9
    if says_amount(column.header) and shares["number"] >= SOME:
        return "number", shares["number"]
    if _fixed_width(column, said):
        return "code", 0.6
    if shares["number"] >= MOST:
        if shares["fraction"] >= 0.3:  # codes have no fractions
            return "number", shares["number"]
        return ("code", 0.5) if says_code(column.header) else ("number", 0.5)
    for kind in LISTED:
        if shares[kind] >= MOST and (
            len(column.filled) > 2 or said & LIST_WORDS[kind] or _unmistakable(column)
        ):
            return kind, shares[kind]
    if shares["phone"] >= MOST and said & {"phone", "tel", "telephone", "fax", "mobile", "cell"}:
        return "phone", shares["phone"]
    if shares["code"] >= MOST and shares["words"] < 0.2:
        return "code", shares["code"]
    if len(column.filled) <= CATEGORY and column.filled_rows >= 4 * len(column.filled):
        return "category", 0.8
    return ("text", 0.7) if shares["words"] >= SOME else ("name", 0.5)
