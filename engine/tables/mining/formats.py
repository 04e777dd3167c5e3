"""The parameters of a rule in one form: date formats, factors, units, widths."""

from __future__ import annotations

import re

from kbctl.engine.tables.mining.saying import bare

_DATE = re.compile(
    r"c?y{2,4}[-/. ]?m{1,3}[-/. ]?d{1,2}|d{1,2}[-/. ]?m{1,3}[-/. ]?[ya]{2,4}"
    r"|m{1,2}[-/. ]?d{1,2}[-/. ]?[ya]{2,4}"
    r"|a{2,4}[-/. ]?m{1,3}[-/. ]?d{1,2}|\biso(?: ?8601)?\b|\bjulian\w*|\bjuliana?\b|\bexcel serial\b"
    r"|年月日",
    re.I,
)
_NUMBER = re.compile(r"(?:(?<![\w.,])|(?<=[x×*\u3400-\u9fff]))\d+(?:[.,]\d+)?(?![\w%])")
_UNITS = {
    "kg": "kg", "kilo": "kg", "kilos": "kg", "千克": "kg", "公斤": "kg", "g": "g", "gr": "g", "lb": "lb",
    "lbs": "lb",
    "pound": "lb", "pounds": "lb", "libra": "lb", "libras": "lb", "磅": "lb", "oz": "oz", "m": "m",
    "metro": "m",
    "metros": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "米": "m", "cm": "cm",
    "厘米": "cm",
    "mm": "mm", "yd": "yd", "yds": "yd", "yard": "yd", "yards": "yd", "yarda": "yd", "yardas": "yd",
    "码": "yd",
    "in": "in", "inch": "in", "inches": "in", "pulgada": "in", "pulgadas": "in", "英寸": "in", "ft": "ft",
    "gsm": "gsm", "g/m2": "gsm", "oz/yd2": "oz/yd2", "oz/yd": "oz/yd2", "doz": "dozen", "dozen": "dozen",
    "dozens": "dozen",
    "docena": "dozen", "docenas": "dozen", "打": "dozen", "pcs": "piece", "pc": "piece", "piece": "piece",
    "pieces": "piece", "pieza": "piece", "piezas": "piece", "件": "piece", "ne": "Ne", "nm": "Nm",
    "tex": "tex",
    "dtex": "dtex", "den": "denier", "denier": "denier",
}  # fmt: skip
_WORD = re.compile(r"oz/yd2?|g/m2|[a-z]+|千克|公斤|厘米|英寸|[磅米码打件]")


def date_formats(text: str) -> str:
    """`DD/MM/YYYY → YYYY-MM-DD`; only the formats that are told, in their order; a Spanish year (AAAA) is a
    year."""
    found = []
    for match in _DATE.findall(text):
        form = (
            match.upper().replace("A", "Y") if not match.casefold().startswith(("iso", "jul", "exc")) else ""
        )
        found.append(form or ("YYYY-MM-DD" if match.casefold().startswith("iso") else match.casefold()))
    return " → ".join(dict.fromkeys(found))


def units_of(text: str) -> str:
    """`lb → kg ×0.4536`: what is told of units and factor."""
    said = bare(text)
    units = [_UNITS[word] for word in _WORD.findall(said) if word in _UNITS]
    if not re.search(r"[→>转换为成]|\bto\b|\ba\b|\binto\b", said):
        units = []
    distinct = list(dict.fromkeys(units))[:2]
    shown = " → ".join(distinct) if len(distinct) == 2 else ""
    return " ".join(part for part in (shown, factor_of(said)) if part)


def factor_of(said: str) -> str:
    found = _NUMBER.search(said)
    if not found:
        return ""
    dividing = re.search(r"divid|entre|除|÷", said[: found.start()])
    return f"{'÷' if dividing else '×'}{found[0].replace(',', '.')}"


def width_of(text: str) -> str:
    """`width 8`."""
    found = re.search(r"(?<!\w)\d{1,3}(?![\d.]*\d)", text) or re.search(r"\d{1,3}", text)
    return f"width {found[0]}" if found else ""
