"""What the cells of a column say for and against each field.

The weights here are judgements, in units of log odds: 3 is nearly decisive, 1 tips a balance. They are not
learnt, since the names of columns that the rest is learnt from come without cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kbctl.engine.tables.columns.knowledge import Facts
from kbctl.engine.tables.table import Column
from kbctl.engine.tables.values import is_date, is_number, number_of

SAMPLE = 300  # distinct texts that are looked at
FEW = 3  # filled cells below which nothing is said
MOST = 0.8
SOME = 0.2
STRONG, CLEAR, SLIGHT = 4.0, 2.0, 1.0

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$")
URL = re.compile(
    r"(https?://|www\.)\S+$|[\w-]+(\.[\w-]+)*\.(com|net|org|de|es|cn|mx|co|eu|io|uk)(/\S*)?$", re.I
)
PHONE = re.compile(r"(?=(?:\D*\d){7,15}\D*$)\+?[\d\s().\-/]+((x|ext\.?)\s*\d+)?$", re.I)
BARCODE = re.compile(r"\d{8}$|\d{12,14}$")
TARIFF = re.compile(r"\d{4}\.?\d{2}(\.?\d{2}){0,2}$")
_CURRENCIES = """
usd eur cny rmb gbp jpy mxn cad chf aud brl ars clp cop pen inr krw hkd twd sgd sek nok dkk pln czk
huf try zar thb vnd myr idr php nzd ils aed sar $ € £ ¥ us$
"""
_UNITS = """
ea each pc pcs piece pieces pza pieza st stk un und unit units set pr pair dz doz gr
g gm kg kgs lb lbs oz t ton mt mg m mtr mts meter metre cm mm in inch ft yd yds yard
m2 sqm sqft sf bf m3 cbm cft l lt ltr liter litre ml gal qt pt hr hrs hour h min sec
day box bx ctn carton cs case pk pack pkg bag roll rl rolls sheet sht pallet plt drum
can btl bottle cone spool bundle bdl kwh 个 件 只 台 套 条 箱 包 卷 米 千克 公斤 克 吨 升 片 张 双 打
"""
_COUNTRIES = """
us usa de es mx cn gb uk fr it ca jp in br ar cl co pe kr tw hk sg nl be at ch se no dk fi pl
cz hu pt tr za au nz th vn my id ph ie ro bg gr ua il ae sa germany spain mexico china france
italy canada japan india brazil argentina alemania españa méxico francia italia 中国 美国 德国 日本
deutschland sweden norway finland denmark netherlands singapore australia
"""
_YES_NO = "y n yes no true false t f 0 1 x j ja nein si sí s 是 否 active inactive"
YES_NO = frozenset(_YES_NO.split())
CURRENCIES = frozenset(_CURRENCIES.split())
UNITS = frozenset(_UNITS.split())
COUNTRIES = frozenset(_COUNTRIES.split())


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares of the distinct texts of a column that look like something."""

    filled: int
    kinds: int  # number of distinct texts
    shares: Mapping[str, float]

    def share(self, kind: str) -> float:
        return self.shares.get(kind, 0.0)


def _prose(text: str) -> bool:
    """Words without digits: a name or a sentence, no code and no measure."""
    return len(text.split()) > 1 and not any(c.isdigit() for c in text)


LOOKS: Mapping[str, Callable[[str], bool]] = {
    "date": is_date,
    "number": is_number,
    "whole": lambda text: bool(re.fullmatch(r"\d+", text)),
    "measure": lambda text: bool(re.match(r"[+-]?\d", text)),
    "email": lambda text: bool(EMAIL.match(text)),
    "url": lambda text: bool(URL.match(text)),
    "phone": lambda text: bool(PHONE.match(text)) and not is_date(text),
    "barcode": lambda text: bool(BARCODE.match(text)),
    "tariff": lambda text: bool(TARIFF.match(text)),
    "yes_no": lambda text: text.casefold() in YES_NO,
    "currency": lambda text: text.casefold() in CURRENCIES,
    "unit": lambda text: text.casefold().rstrip(".") in UNITS,
    "country": lambda text: text.casefold() in COUNTRIES,
    "prose": _prose,
    "letters": lambda text: any(c.isalpha() for c in text),
    "large": lambda text: (number_of(text) or 0.0) > 100 if is_number(text) else False,
}


def profile_of(column: Column) -> Profile | None:
    """None where too few cells are filled to say anything."""
    filled = column.filled
    if column.filled_rows < FEW:
        return None
    sample = sorted(filled)[:SAMPLE]
    shares = {kind: sum(map(looks, sample)) / len(sample) for kind, looks in LOOKS.items()}
    if column.dated:
        shares["date"] = max(shares["date"], len(column.dated) / column.filled_rows)
    return Profile(column.filled_rows, len(filled), shares)


#: what a field's cells must look like: field → kind. The kind decides for it, its absence against it.
SPECIAL: Mapping[str, str] = {
    "email": "email", "website": "url", "phone": "phone", "mobile": "phone", "fax": "phone",
    "barcode": "barcode", "hs_code": "tariff", "currency": "currency", "base_uom": "unit",
    "purchase_uom": "unit", "sales_uom": "unit", "alt_uom": "unit", "bom_uom": "unit",
    "bom_component_uom": "unit", "weight_uom": "unit", "country": "country", "country_of_origin": "country",
}  # fmt: skip
#: kinds that say for certain that a column is one of their fields
TELLING = ("email", "url", "currency", "unit")
NUMERIC = frozenset({"money", "quantity", "number", "ratio"})


def cell_scores(column: Column, facts: Mapping[str, Facts]) -> dict[str, float]:
    """Field → log odds that the cells add; fields about which they say nothing are left out."""
    seen = profile_of(column)
    if seen is None:
        return {}
    by_type = {kind: _by_type(kind, seen) for kind in {fact.type for fact in facts.values()}}
    scores = {field: by_type[fact.type] + _by_field(field, seen) for field, fact in facts.items()}
    return {field: score for field, score in scores.items() if score}


def _by_type(kind: str, seen: Profile) -> float:
    if kind == "date":
        return SLIGHT if seen.share("date") >= MOST else -STRONG if seen.share("date") < SOME else 0.0
    if seen.share("date") >= MOST and seen.share("number") < SOME:
        return -STRONG
    if kind in NUMERIC:
        return -STRONG if seen.share("measure") < 0.5 else 0.0
    if kind == "boolean":
        if seen.kinds > 3:
            return -STRONG
        return SLIGHT if seen.share("yes_no") >= MOST else -SLIGHT
    if kind == "code":
        # prices and measures are no codes; nor is prose
        fractions = seen.share("number") - seen.share("whole")
        return -CLEAR if seen.share("prose") > 0.5 or fractions > 0.5 else 0.0
    if kind == "text":
        return -CLEAR if seen.share("letters") < SOME and seen.share("number") >= MOST else 0.0
    return 0.0


def _by_field(field: str, seen: Profile) -> float:
    wanted = SPECIAL.get(field)
    if wanted:
        if seen.share(wanted) >= 0.5:
            return STRONG if wanted in TELLING else SLIGHT
        if seen.share("number") >= MOST and wanted in ("unit", "country", "email", "url"):
            return -STRONG
        # countries and units have more spellings than any list
        return -SLIGHT if wanted in ("country", "unit", "phone") else -CLEAR
    if any(seen.share(kind) >= MOST for kind in TELLING) and seen.share("letters") >= MOST:
        return -SLIGHT
    if field.endswith(("_name", "_description")) and seen.share("letters") < SOME:
        return -CLEAR
    return 0.0
