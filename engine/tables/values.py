"""What a single cell's text says: numbers, dates (with every way to read them), placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Order = Literal["YMD", "DMY", "MDY"]

NUMBER = re.compile(
    r"[+-]?\s*[$€£¥]?\s*(\d{1,3}([,.' \u00a0]\d{3})+|\d+)?([.,]\d+)?\s*(%|[$€£¥]|-)?$|\([\d.,]+\)$"
)
TIME = r"(?:[T ,]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
NUMERIC_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})" + TIME + "$")
COMPACT_DATE = re.compile(r"(19|20)(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
NAMED_DATE = re.compile(
    r"(\d{1,2})(st|nd|rd|th)?[-/ .]+(?:de )?([^\W\d_]{3,10})\.?[-/ .,]+(?:de )?(\d{4}|\d{2})" + TIME + "$"
)
NAMED_FIRST = re.compile(
    r"([^\W\d_]{3,10})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?,?[- ]+(\d{4}|\d{2})" + TIME + "$"
)
#: a number as spreadsheets round it to a power of ten; `12E3` may be a code
EXPONENT = re.compile(r"\s*\d([.,]\d+)?[eE]\+\d{1,3}\s*$|\s*\d[.,]\d+[eE]\d{1,2}\s*$")
CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日$")
_MONTHS = """
jan ene january enero januar, feb february febrero februar, mar march marzo märz mrz, apr abr april abril,
may mai mayo, jun june junio juni, jul july julio juli, aug ago august agosto, sep sept september septiembre,
oct okt october octubre oktober, nov november noviembre, dec dic dez december diciembre dezember
"""
#: name of a month → its number
MONTHS: Mapping[str, int] = {
    name: number for number, names in enumerate(_MONTHS.split(","), 1) for name in names.split()
}


SIMPLE = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


def is_number(text: str) -> bool:
    return bool(text) and any(c.isdigit() for c in text) and NUMBER.match(text.strip()) is not None


def number_of(text: str) -> float | None:
    """The value of a number in the common notations, or None. `1.234,56` and `1,234.56` are both read."""
    if SIMPLE.match(text):
        return float(text)
    text = text.strip().replace("\u00a0", "").replace(" ", "").replace("'", "")
    if not text or not any(c.isdigit() for c in text):
        return None
    sign = -1.0 if text.startswith(("-", "(")) or text.endswith("-") else 1.0
    text = text.strip("()+-$€£¥%")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text) and ("," in text or text.count(".") > 1):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d*,\d+", text) and not re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        text = text.replace(",", ".")
    else:
        text = text.replace(",", "")
    try:
        return sign * float(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class DateShape:
    """How a cell writes a date. `shape` is its notation without the question of order (`n/n/yy`); `orders`
    are the
    orders under which it is a real date; `two_ways` if two of them give different days."""

    shape: str
    orders: tuple[Order, ...]
    two_ways: bool


def is_date(text: str) -> bool:
    return date_shape(text) is not None


@lru_cache(maxsize=1 << 16)
def date_shape(text: str) -> DateShape | None:
    """How the text can be read as a date, or None. A two-digit year with the year first is not considered."""
    text = text.strip()
    if found := NUMERIC_DATE.match(text):
        first, sign, second, third = found[1], found[2], found[3], found[4]
        if len(first) == 4:
            return _shape(f"yyyy{sign}mm{sign}dd", {"YMD": (third, second)}) if len(third) <= 2 else None
        if len(third) not in (2, 4) or len(first) > 2:
            return None
        return _shape(f"n{sign}n{sign}{'y' * len(third)}", {"DMY": (first, second), "MDY": (second, first)})
    if COMPACT_DATE.match(text):
        return DateShape("yyyymmdd", ("YMD",), False)
    if found := CHINESE_DATE.match(text):
        return _shape("yyyy年mm月dd日", {"YMD": (found[3], found[2])})
    if (found := NAMED_DATE.match(text)) and found[3].casefold() in MONTHS:
        return _shape(f"d mmm {'y' * len(found[4])}", {"DMY": (found[1], str(MONTHS[found[3].casefold()]))})
    if (found := NAMED_FIRST.match(text)) and found[1].casefold() in MONTHS:
        return _shape(f"mmm d, {'y' * len(found[3])}", {"MDY": (found[2], str(MONTHS[found[1].casefold()]))})
    return None


def _shape(shape: str, readings: dict[Order, tuple[str, str]]) -> DateShape | None:
    """`readings`: order → (day, month)."""
    real = {
        order: (int(day), int(month))
        for order, (day, month) in readings.items()
        if 1 <= int(day) <= (30 if int(month) in (4, 6, 9, 11) else 29 if int(month) == 2 else 31)
        and 1 <= int(month) <= 12
    }
    if not real:
        return None
    return DateShape(shape, tuple(sorted(real)), len(set(real.values())) > 1)


SHAPE_NAMES = {"DMY": ("dd", "mm"), "MDY": ("mm", "dd")}


def format_name(shape: str, order: Order | None) -> str:
    """`n/n/yy` under MDY → `mm/dd/yy`; an undecided order keeps both (`dd/mm/yy or mm/dd/yy`)."""
    if not shape.startswith("n"):
        return shape
    if order is None:
        return f"{format_name(shape, 'DMY')} or {format_name(shape, 'MDY')}"
    first, second = SHAPE_NAMES[order]
    return shape.replace("n", first, 1).replace("n", second, 1)


WORDS = re.compile(
    r"n/a|n\.a\.?|n\.d\.|na|tb[dac]|t\.b\.[dac]\.?|to be (determined|decided|announced|confirmed|defined)"
    r"|x{2,}|\?+|\*{2,}|-{1,}|_{2,}|\.{2,}"
    r"|null|nil|nan|unknown|unk|undefined|not (available|applicable|assigned|known|set|specified)"
    r"|not in use|no data|missing|blank|empty"
    r"|dummy|test|test ?(customer|supplier|vendor|item|part|record|data)|do not use|default|placeholder"
    r"|asdf\w*|qwerty|lorem ipsum.*"
    r"|por definir|sin datos|desconocido|pendiente|s/d|unbekannt|k\.a\.|未知|待定|无|暂无|不详",
    re.IGNORECASE,
)  # fmt: skip
#: of these, what may also be a proper value
SOFT_WORDS = frozenset({"test", "default", "na", "blank", "empty", "k.a.", "n.d.", "unk", "missing", "无"})
DATES = re.compile(
    r"(1899-12-3[01]|1900-01-0[0-2]|1753-01-01|1970-01-01|0001-01-01|0000-00-00|1111-11-11|9999-\d\d-\d\d)\b"
    r"|(0?[01]/0?[01]/(1900|0001|1753|1970)|12/3[01]/(1899|9999)|31[/.-]12[/.-]9999|0?1[.-]0?1[.-](1900"
    r"|1970|1753)|00[/.-]00[/.-]0{2,4}"
    r"|1/0/1900)\b"
)  # fmt: skip
FAKE_CONTACT = re.compile(
    r"(no|none|na|noemail|nomail|nobody|test|xxx?|abc|dummy|unknown|asdf?)@[\w.-]+|[\w.-]+@(test|none"
    r"|example|noemail|nomail|xxx?|unknown)\.\w+"
    r"|\+?[\s().-]*(?:0[\s().-]*){6,}|\+?[\s().-]*(?:1?[\s().-]*)?(?:(?:5[\s().-]*){7,}"
    r"|(?:9[\s().-]*){7,}|(?:1[\s().-]*){7,})"
    r"|\(?123\)?[\s.-]*456[\s.-]*7890?",
    re.IGNORECASE,
)  # fmt: skip
NINES = re.compile(r"[+-]?(9{4,}(\.9+|\.0+)?|9{3,}\.9+|9{1,3}([,.]9{3})+(\.\d+)?)$")
#: both as one pattern of the subset that RE2 has, for texts with white space around them
RUNS = r"^\s*(?:[+-]?(?:9{4,}(?:\.9+|\.0+)?|9{3,}\.9+|9{1,3}(?:[,.]9{3})+(?:\.\d+)?)|123456\d*|"
RUNS += "|".join(f"{digit}{{6,}}" for digit in range(10)) + r")\s*$"
RUN = re.compile(r"(123456\d*|(\d)\2{5,})$")
